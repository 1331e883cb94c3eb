"""Canonical text: idempotent, Chinese punctuation kept, what cannot be seen gone."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge_base.text import CONTROL, INVISIBLE, KEPT, RADICALS, chinese_number, close_gaps, normalise

# Ordinary text, and what documents and mischief put between: joiners, combining marks, radicals, private use, controls.
awkward = st.text(alphabet=st.one_of(
    st.characters(),
    st.sampled_from("，。（）《》第条 \t\n\r\u3000\u00a0ＡａｂÅ\u0301\u200b\u200d\ufe0f\u00ad⺀⺠⻔⼀⽇\ue000\ue007ﬁ①㈱﷽"),
))  # fmt: skip


@given(awkward)
@settings(max_examples=400)
@example("e\u200b\u0301")
@example("\u1100\u200b\u1161")
@example("a\u00ad\u3000 b")
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(awkward)
def test_nothing_invisible_is_left(text: str) -> None:
    made = normalise(text)
    assert not INVISIBLE.search(made)
    assert not CONTROL.search(made)
    assert "\r" not in made and "\n\n\n" not in made and "  " not in made
    assert made == made.strip()
    assert not set(made) & {chr(c) for c in RADICALS}


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_ordinary_characters_are_untouched(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("ＡＢＣ１２３", "ABC123"),
        ("（一）甲，乙：丙；丁？戊！", "（一）甲，乙：丙；丁？戊！"),
        ("第⼀条　⽇期", "第一条 日期"),
        ("⺠法典", "民法典"),
        ("食\u200b品\u00ad许\ufeff可\U000e0041", "食品许可"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("甲\n\n\n\n乙", "甲\n\n乙"),
        (" 甲 \t 乙 \n 丙 ", "甲 乙\n丙"),
        ("甲\x00\x07乙", "甲乙"),
        ("", ""),
    ],
)
def test_examples(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


def test_kept_punctuation_would_be_lost_otherwise() -> None:
    assert normalise(KEPT) == KEPT
    assert unicodedata.normalize("NFKC", KEPT) != KEPT


def test_gaps_between_characters_close_but_words_stay_apart() -> None:
    assert close_gaps("第一章 总 则") == "第一章总则"
    assert close_gaps("甲 ， 乙") == "甲，乙"
    assert close_gaps("VAT 发票 A B") == "VAT 发票 A B"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一百三十二", 132), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("一千二百六十", 1260), ("两百", 200),
        ("一百〇五", 105), ("32", 32), ("0", 0), (" 七 ", 7), ("甲", None), ("", None), ("第三", None), ("3.5", None),
    ],
)  # fmt: skip
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert chinese_number(text) == number
