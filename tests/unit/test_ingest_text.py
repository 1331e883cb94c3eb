"""Radicals, numerals and marks: every radical has its character, every number its numeral."""

import unicodedata
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.text import chinese_number, normalise, to_chinese

BLOCKS = [*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)]  # CJK Radicals Supplement, Kangxi radicals


def test_every_radical_becomes_an_ordinary_character() -> None:
    for code in BLOCKS:
        if unicodedata.name(chr(code), None) is None:  # 2E9A is not assigned
            continue
        made = normalise(chr(code))
        assert len(made) == 1 and ord(made) not in BLOCKS, f"{code:04X}"
        assert unicodedata.name(made).startswith("CJK UNIFIED IDEOGRAPH"), f"{code:04X}"


@pytest.mark.parametrize(
    "pair",
    ["⺠民", "⻋车", "⻓长", "⻔门", "⻅见", "⻚页", "⻢马", "⻬齐", "⻛风", "⼈人", "⽇日", "⾼高", "⻆角", "⺟母"],
)
def test_radicals_of_simplified_form_become_simplified_characters(pair: str) -> None:
    assert normalise(pair[0]) == pair[1]


@given(st.integers(0, 9999))
def test_numbers_survive_being_written_in_chinese(number: int) -> None:
    assert chinese_number(to_chinese(number)) == number


def test_numbers_are_written_as_in_article_labels() -> None:
    assert [to_chinese(n) for n in (0, 10, 12, 20, 105, 110, 132, 1120)] == [
        "零", "十", "十二", "二十", "一百零五", "一百一十", "一百三十二", "一千一百二十",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="-1"):
        to_chinese(-1)


@given(st.text(alphabet="零〇一二三四五六七八九十百千万两0123", max_size=8))
def test_no_jumble_of_numerals_warns_or_raises(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert chinese_number(text) is None or chinese_number(text) >= 0  # type: ignore[operator]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("①2份", "①2份"),  # not "12份"
        ("资金……用于", "资金……用于"),
        ("甲\u2028乙\x0c丙\x85丁", "甲\n乙\n丙\n丁"),
        ("图标\ue000在", "图标\ue000在"),  # not a bracket
        ("半个\ud83d字", "半个字"),
        ("变体\U000e0100字", "变体字"),
        ("㎡、㈠、Ⅳ", "m2、(一)、IV"),
    ],
)
def test_marks(raw: str, clean: str) -> None:
    assert normalise(raw) == clean
