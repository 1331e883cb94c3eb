"""While a text holds, as far as its name and its own words tell; what is doubtful is a note, not a guess."""

from datetime import date

import pytest

from ingest.validity import read_validity
from knowledge_base.entries import LegalStatus


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("某条例.txt", "本条例自2021年3月1日起施行。", date(2021, 3, 1)),
        ("某条例.txt", "本条例自 2021 年 3 月 1 日起正式实施。", date(2021, 3, 1)),
        ("某条例.txt", "本办法自2021年3月1日起执行。", date(2021, 3, 1)),
        ("某条例（2023-07-25）.txt", "正文没有日期。", date(2023, 7, 25)),
        ("某条例(2023年7月25日).txt", "正文没有日期。", date(2023, 7, 25)),
        # an amended law still names its first day; its version begins later
        ("某条例（2021-09-28）.txt", "本条例自2020年1月1日起施行。", date(2021, 9, 28)),
        # a new law is passed first and begins later
        ("某条例（2021-09-28）.txt", "本条例自2022年1月1日起施行。", date(2022, 1, 1)),
        ("某条例.txt", "（2019年5月5日上海市人民政府令第1号公布）\n本办法自公布之日起施行。", date(2019, 5, 5)),
        ("某条例.txt", "（2001年5月5日公布 2019年6月6日修正并重新公布）\n本办法自公布之日起施行。", date(2019, 6, 6)),
        ("某条例.txt", "适用于自2020年1月1日起的申请。", None),
        ("某条例.txt", "本条例自2021年13月45日起施行。", None),
    ],
)
def test_the_day_from_which_a_text_holds(name: str, text: str, expected: date | None) -> None:
    assert read_validity(name, text).effective_from == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本通知自2021年1月1日起施行，有效期至2025年12月31日。", date(2025, 12, 31)),
        ("有效期截至2025年12月31日。", date(2025, 12, 31)),
        ("有效期限自2021年1月1日至2025年12月31日。", date(2025, 12, 31)),
        ("证书有效期为五年。", None),
    ],
)
def test_the_last_day_of_a_text(text: str, expected: date | None) -> None:
    assert read_validity("通知.txt", text).effective_to == expected


@pytest.mark.parametrize(
    ("name", "text", "repealed"),
    [
        ("某办法（已废止）.txt", "正文。", True),
        ("某办法【失效】.txt", "正文。", True),
        ("某办法.txt", "本办法已废止。\n第一条 正文。", True),
        ("某办法.txt", "自本办法施行之日起，《某某市旧管理办法》同时废止。", False),
        ("废止若干文件的通知.txt", "以下文件已经过清理。", False),
    ],
)
def test_a_text_that_says_it_is_repealed(name: str, text: str, repealed: bool) -> None:
    assert (read_validity(name, text).legal_status is LegalStatus.REPEALED) is repealed


def test_the_laws_that_a_text_ends_are_named() -> None:
    text = "本条例自2021年1月1日起施行。《上海市旧招牌管理办法》同时废止。"
    assert read_validity("新条例.txt", text).repeals == ("上海市旧招牌管理办法",)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("沪府办规〔2021〕 15 号\n各区人民政府：", "沪府办规〔2021〕15号"),
        ("宝府规〔2023〕2号", "宝府规〔2023〕2号"),
        ("（上海市人民政府令第45号公布）", "上海市人民政府令第45号"),
        ("第15号公告", None),
    ],
)
def test_the_number_of_a_document(text: str, number: str | None) -> None:
    assert read_validity("a.txt", text).doc_number == number


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("a.txt", "本办法自公布之日起施行。", "没有找到公布日期"),
        ("a.txt", "本通知有效期五年。", "没有找到起算日期"),
        ("某条例（2012-01-01）.txt", "本条例自2021年1月1日起施行。", "相差较大"),
    ],
)
def test_what_is_doubtful_becomes_a_note(name: str, text: str, part: str) -> None:
    notes = read_validity(name, text).notes
    assert len(notes) == 1 and part in notes[0]


def test_what_is_plain_leaves_no_note() -> None:
    assert read_validity("某条例（2021-01-01）.txt", "本条例自2021年1月1日起施行，有效期至2026年12月31日。").notes == ()


def test_a_date_in_the_middle_of_a_long_text_is_not_its_validity() -> None:
    text = "第一条 正文。" * 400 + "旧规定自1999年1月1日起施行。" + "第二条 正文。" * 600
    assert read_validity("a.txt", text).effective_from is None
