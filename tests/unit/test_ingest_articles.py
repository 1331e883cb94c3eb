"""Which lines open articles when some are missing, quoted or annexed; and what heads a text without articles."""

import pytest

from ingest.documents import Block, ParsedDocument
from ingest.structure import headings_found, is_statute, preamble_of, sections_of


def document(*lines: str, title: str = "某条例") -> ParsedDocument:
    return ParsedDocument(title, tuple(Block("paragraph", line) for line in lines))


def labels(*lines: str) -> list[str | None]:
    return [s.label for s in sections_of(document(*lines))]


def test_an_article_ahead_of_its_turn_is_a_quotation() -> None:
    lines = ("第一条 甲。", "第二条 乙：", "第九条 引文。", "第三条 丙。", "第四条 丁。")
    assert labels(*lines) == ["第一条", "第二条", "第三条", "第四条"]
    assert sections_of(document(*lines))[1].text == "乙：\n第九条 引文。"


def test_articles_that_are_missing_do_not_hide_the_rest() -> None:
    assert labels("第一条 甲。", "第二条 乙。", "第五条 戊。", "第六条 己。") == [
        "第一条",
        "第二条",
        "第五条",
        "第六条",
    ]


def test_a_law_that_starts_over_in_an_annex_keeps_its_own_articles() -> None:
    sections = sections_of(
        document("第一条 甲。", "第二条 乙。", "第三条 本办法自即日起施行。", "附件：收费标准", "第一条 甲类十元。")
    )
    assert [(s.label, s.number, s.text) for s in sections[2:]] == [
        ("第三条", 3, "本办法自即日起施行。"),
        ("附件：收费标准", None, "第一条 甲类十元。"),
    ]


def test_the_word_annex_inside_an_article_is_no_annex() -> None:
    assert labels("第一条 甲。", "第二条 材料包括：", "附件", "第三条 丙。") == ["第一条", "第二条", "第三条"]


def test_bold_and_bracketed_labels_are_labels() -> None:
    assert labels("**第一条** 甲。", "【第二条】 乙。", "第三条（适用范围）", "丙。") == ["第一条", "第二条", "第三条"]


@pytest.mark.parametrize(
    "title", ["关于修改《某条例》的决定", "某市人大常委会关于废止部分地方性法规的决定", "关于修改部分行政法规的决定"]
)
def test_a_decision_that_amends_is_not_the_statute_it_quotes(title: str) -> None:
    assert not is_statute(document("第一条 修改为甲。", "第二条 修改为乙。", "第三条 增加一款。", title=title))


def test_the_preamble_is_kept_apart() -> None:
    lines = (
        "某条例",
        "（2020年1月1日通过 2021年2月2日修正）",
        "目　录",
        "第一章 总则",
        "第一章 总则",
        "第一条 甲。",
        "第二条 乙。",
        "第三条 丙。",
    )
    assert preamble_of(document(*lines)) == "（2020年1月1日通过 2021年2月2日修正）"
    assert preamble_of(document("没有条文。")) == ""


def found(*lines: str) -> list[tuple[int, str]]:
    blocks = headings_found(tuple(Block("paragraph", line) for line in lines))
    return [(b.level, b.text) for b in blocks if b.kind == "heading"]


def test_short_numbered_lines_head_what_follows() -> None:
    lines = (
        "一、改造范围", "各单位应当自查。", "二、改造要求", "（一）系统", "按要求修改。", "（二）网络", "1.内网", "改为域名。",
        "2.外网", "不变。",
    )  # fmt: skip
    assert found(*lines) == [
        (1, "一、改造范围"), (1, "二、改造要求"), (2, "（一）系统"), (2, "（二）网络"), (3, "1.内网"), (3, "2.外网"),
    ]  # fmt: skip


def test_lists_are_not_headings() -> None:
    assert found("申请材料如下", "1.身份证", "2.户口簿", "3.照片", "以上材料交窗口。") == []


@pytest.mark.parametrize("line", ["一、各部门应当加强领导。", "（一）义务教育；", "1.5倍", "一、" + "长" * 40])
def test_numbered_sentences_are_not_headings(line: str) -> None:
    # Next to real headings of every rank, so that a lone number is not the reason.
    others = [
        "二、时间",
        "文字。",
        "三、地点",
        "文字。",
        "（二）对象",
        "文字。",
        "（三）范围",
        "文字。",
        "2.其他",
        "文字。",
        "3.附则",
        "文字。",
    ]
    assert line not in [text for _, text in found(line, "说明文字在这里。", *others)]
    assert len(found(*others)) == 6


def test_numbered_headings_stand_below_the_documents_own() -> None:
    lines = [Block("paragraph", t) for t in ("一、范围", "文字。", "二、时间", "文字。")]
    blocks = headings_found((Block("heading", "通知", 1), *lines))
    assert [(b.level, b.text) for b in blocks if b.kind == "heading"] == [(1, "通知"), (2, "一、范围"), (2, "二、时间")]


def test_a_lone_item_is_not_a_heading() -> None:
    assert found("材料", "1.居民户口簿", "当场办结。") == []
