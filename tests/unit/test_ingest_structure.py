"""编/章/节/条 of statutes: what is an article, and what only speaks of one."""

from datetime import date

import pytest

from ingest.documents import Block, ParsedDocument
from ingest.entries import changes_of, read_document
from ingest.structure import is_statute, sections_of
from tests.support.files import law_text


def document(*lines: str, title: str = "某条例") -> ParsedDocument:
    return ParsedDocument(title, tuple(Block("paragraph", line) for line in lines))


def found(*lines: str) -> list[tuple[str | None, str]]:
    return [(s.label, s.text) for s in sections_of(document(*lines))]


def labels(*lines: str) -> list[str | None]:
    return [label for label, _ in found(*lines)]


THREE = ("第一条 甲。", "第二条 乙。", "第三条 丙。")


def test_articles_carry_their_part_chapter_and_section() -> None:
    lines = (
        "第一编 总则", "第一章 一般规定", "第一条 甲。", "第二编 分则", "第一章 许可", "第一节 申请", "第二条 乙。",
        "第二节 审查", "第三条 丙。", "第二章 收费", "第四条 丁。",
    )  # fmt: skip
    assert [s.heading_path for s in sections_of(document(*lines))] == [
        ("第一编 总则", "第一章 一般规定"),
        ("第二编 分则", "第一章 许可", "第一节 申请"),
        ("第二编 分则", "第一章 许可", "第二节 审查"),
        ("第二编 分则", "第二章 收费"),
    ]


def test_spaced_out_headings_are_closed_up() -> None:
    assert sections_of(document("第一章　总 　则", *THREE))[0].heading_path == ("第一章 总则",)


def test_paragraphs_and_items_stay_with_their_article() -> None:
    lines = ("第一条 甲。", "前款所称甲，是指：", "（一）子；", "（二）丑。", "第二条 乙。", "第三条 丙。")
    assert found(*lines)[0] == ("第一条", "甲。\n前款所称甲，是指：\n（一）子；\n（二）丑。")


def test_an_inserted_article_has_its_own_number() -> None:
    sections = sections_of(document(*THREE, "第三条之一 丙一。", "第四条 丁。"))
    assert [(s.number, s.sub_number) for s in sections] == [(1, 0), (2, 0), (3, 0), (3, 1), (4, 0)]
    assert sections[3].text == "丙一。"


@pytest.mark.parametrize("label", ["第一百二十条", "第 120 条", "第一百二十 条"])
def test_numbers_are_read_in_chinese_and_in_digits(label: str) -> None:
    lines = [f"第{n}条 正文。" for n in range(1, 120)]
    last = sections_of(document(*lines, f"{label} 末条。"))[-1]
    assert (last.number, last.text) == (120, "末条。")


def test_articles_that_run_on_in_one_line_are_parted() -> None:
    assert found("第一条 甲。 第二条 乙。 第三条 丙。") == [("第一条", "甲。"), ("第二条", "乙。"), ("第三条", "丙。")]


@pytest.mark.parametrize(
    "reference",
    [
        "第二条第二款规定的期限，自受理之日起算。",
        "第二条、第三条规定的材料可以网上提交。",
        "第二条的规定适用于个体工商户。",
        "第二条规定的材料应当真实。",
        "第二条所称材料，包括复印件。",
        "第二条和第三条同样适用。",
        "第九十条规定的处罚由街道办理。",
    ],
)
def test_a_line_that_begins_with_a_reference_is_not_an_article(reference: str) -> None:
    sections = found("第一条 甲。", "第二条 乙。", "第三条 丙：", reference, "第四条 丁。")
    assert [label for label, _ in sections] == ["第一条", "第二条", "第三条", "第四条"]
    assert sections[2][1] == f"丙：\n{reference}"


def test_a_quoted_older_article_is_not_a_second_one() -> None:
    read = read_document(document(*THREE, "第二条 引用的旧文。", "第四条 丁。"), "a.txt", None)
    bodies = {c.entry.article: c.content.body for c in changes_of(read, "d")}
    assert bodies["2"] == "乙。"
    assert set(bodies) == {"1", "2", "3", "4"}


def test_a_table_of_contents_gives_no_articles_and_no_paths() -> None:
    lines = ("目　录", "第一章 总则", "第二章 附则", "第一章 总则", *THREE, "第二章 附则", "第四条 丁。")
    sections = sections_of(document(*lines))
    assert [s.label for s in sections] == ["第一条", "第二条", "第三条", "第四条"]
    assert [s.heading_path for s in sections] == [("第一章 总则",)] * 3 + [("第二章 附则",)]


def test_a_preamble_is_no_article() -> None:
    assert labels("（2020年1月1日通过）", "根据上位法，制定本条例。", *THREE) == ["第一条", "第二条", "第三条"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (THREE, True),
        (("第一条 甲。", "第二条 乙。"), False),  # too few: a text that mentions articles
        (("第三条 丙。", "第四条 丁。", "第五条 戊。"), False),  # does not begin at the first
        (("根据某法第一条、第二条、第三条，", "请各单位执行。"), False),
    ],
)
def test_a_statute_counts_up_from_its_first_article(lines: tuple[str, ...], expected: bool) -> None:
    assert is_statute(document(*lines)) is expected


def test_other_documents_are_cut_by_their_headings() -> None:
    blocks = (
        Block("heading", "指南", 1),
        Block("paragraph", "前言。"),
        Block("heading", "材料", 2),
        Block("table", "| 甲 |"),
    )
    sections = sections_of(ParsedDocument("指南", blocks))
    assert [(s.heading_path, s.text) for s in sections] == [(("指南",), "前言。"), (("指南", "材料"), "| 甲 |")]


def test_entries_of_a_statute_are_named_by_law_and_article_and_keep_their_ids() -> None:
    lines = law_text("上海市某条例").split("\n")
    first = read_document(document(*lines, title="上海市某条例"), "甲.txt", None)
    again = read_document(document(*lines, title="上海市某条例"), "乙.pdf", None)  # the same law from another file
    changes = changes_of(first, "d")
    assert [c.content.title for c in changes][:2] == ["上海市某条例 第一条", "上海市某条例 第二条"]
    assert changes[2].content.body.startswith("# 第二章 设置\n设置户外招牌")
    assert changes[0].content.effective_from == date(2020, 1, 1)
    assert [c.entry.id for c in changes] == [c.entry.id for c in changes_of(again, "d")]
