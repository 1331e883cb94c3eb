"""What a text says of itself, told apart from what it says of others."""

from datetime import date

import pytest

from ingest.own_words import doc_number_of, issuer_of
from ingest.validity import read_validity

PREAMBLE = "# 某条例\n（2016年1月1日国土资源部令第63号公布 根据2019年7月16日《关于第一批废止和修改的部门规章的决定》修正）\n第一条 甲。\n"


def test_an_amended_version_is_dated_by_its_amendment_and_says_that_its_day_is_not_known() -> None:
    read = read_validity("某条例.md", f"{PREAMBLE}第二条 本条例自2016年1月1日起施行。")
    assert (read.version_date, read.stated_from, read.effective_from) == (
        date(2019, 7, 16),
        date(2016, 1, 1),
        date(2019, 7, 16),
    )
    assert not read.exact
    assert len(read.notes) == 1 and "首次施行日期" in read.notes[0]


def test_a_new_law_holds_from_the_day_it_names() -> None:
    read = read_validity("某条例(2020-04-10).md", "第一条 甲。\n第二条 本条例自2020年5月1日起施行。")
    assert (read.effective_from, read.exact, read.notes) == (date(2020, 5, 1), True, ())


def test_where_each_value_was_found_is_kept() -> None:
    found = read_validity(
        "某条例(2020-04-10).md", "宝府规〔2020〕3号\n第一条 甲。\n第二条 本条例自2020年5月1日起施行。"
    ).found
    assert {(f.field, f.where, f.words) for f in found} >= {
        ("version_date", "文件名", "(2020-04-10)"),
        ("effective_from", "正文", "自2020年5月1日起施行"),
        ("doc_number", "正文", "宝府规〔2020〕3号"),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019年3月1日发布\n本办法自发布之日起30日后施行。", date(2019, 3, 31)),
        ("本“意见”自下发之日起施行。\n某市公安局\n2019年3月18日", date(2019, 3, 18)),
        ("本办法自二○二○年五月一日起施行。", date(2020, 5, 1)),
        ("某市人民政府令第5号\n《某办法》现予公布，自2016年1月1日起施行。", date(2016, 1, 1)),
        ("《某市旧办法》自2016年1月1日起施行以来，情况有变。", None),
        ("本条例第九条自2016年1月1日起施行。", None),
    ],
)
def test_from_when_a_text_holds(text: str, expected: date | None) -> None:
    assert read_validity("a.txt", text).stated_from == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本办法自2020年5月1日起施行，有效期五年。", date(2025, 4, 30)),
        ("本办法自2020年2月29日起施行，有效期为1年。", date(2021, 2, 27)),
        ("本办法自2023年1月1日起施行，有效期至2027年12月31日。", date(2027, 12, 31)),
        ("居住证有效期一年。本办法自2020年5月1日起施行。", None),
        ("许可证有效期至2025年12月31日届满的，应当在有效期届满前申请。", None),
    ],
)
def test_until_when_a_text_holds(text: str, expected: date | None) -> None:
    assert read_validity("a.txt", text).effective_to == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本条例自2022年3月1日起施行。《甲条例》、《乙条例》、《丙办法》同时废止。", ("甲条例", "乙条例", "丙办法")),
        ("2010年1月1日市政府公布的《甲办法》同时废止。", ("甲办法",)),
        ("根据《甲条例》制定的《乙办法》同时废止。", ("乙办法",)),
        ("《关于贯彻〈甲规定〉有关问题的通知》同时废止。", ("关于贯彻〈甲规定〉有关问题的通知",)),
        ("依照《甲条例》处罚。", ()),
    ],
)
def test_which_laws_a_text_ends(text: str, expected: tuple[str, ...]) -> None:
    assert read_validity("a.txt", text).repeals == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("# 某办法\n（2016年1月1日国土资源部令第63号公布）", "国土资源部令第63号"),
        ("# 上海市居住证积分管理办法\n沪府规〔2022〕21号\n第一章 总则", "沪府规〔2022〕21号"),
        ("发布《关于某事的通知》（以下简称京政办字〔2017〕20号通知）。", None),
        ("按照沪府规〔2022〕21号文件的要求办理。", None),
    ],
)
def test_a_number_that_is_only_mentioned_is_not_its_own(text: str, number: str | None) -> None:
    assert doc_number_of(text) == number


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("2020年4月10日 上海市第十五届人民代表大会常务委员会第二十次会议通过", "上海市人民代表大会常务委员会"),
        ("1958年1月9日 全国人民代表大会常务委员会第九十一次会议通过", "全国人民代表大会常务委员会"),
        ("2003年6月28日 第十届全国人民代表大会常务委员会第三次会议通过", "全国人民代表大会常务委员会"),
        ("2011年4月16日 中华人民共和国国务院令第596号公布", "国务院"),
        ("# 上海市宝山区人民政府办公室关于印发某方案的通知", "上海市宝山区人民政府办公室"),
        ("正文。\n上海市宝山区民政局\n2024年3月1日", "上海市宝山区民政局"),
        ("正文。", None),
    ],
)
def test_who_issued_a_text(text: str, issuer: str | None) -> None:
    assert issuer_of(text) == issuer
