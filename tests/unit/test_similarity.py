"""Likeness of short texts by their content bigrams."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.similarity import alike, bigrams, coverage

text = st.text(alphabet="食品经营许可要怎么办的吗vat12 ，", max_size=20)


def test_bigrams_are_content_numbers_and_words() -> None:
    assert bigrams("办食品证") == {"办食", "食品", "品证"}
    assert bigrams("VAT发票12.5元") == {"vat", "发票", "12.5", "元"}
    assert bigrams("证") == {"证"}
    assert bigrams("？ ") == frozenset()


def test_filler_says_nothing_but_goes_with_content() -> None:
    assert bigrams("怎么可以") == frozenset()
    assert bigrams("要办证吗") == {"要办", "办证", "证吗"}


def test_coverage_is_the_share_that_stands_there() -> None:
    asked = bigrams("食品许可")
    assert asked == {"食品", "品许", "许可"}
    assert coverage(asked, "食品经营许可") == pytest.approx(2 / 3)
    assert coverage(asked, "户籍") == 0
    assert coverage(frozenset(), "食品") == 0


def test_rare_bigrams_weigh_more() -> None:
    weight = {"食品": 3.0, "品许": 0.0, "许可": 1.0}
    asked = bigrams("食品许可")
    assert coverage(asked, "食品安全", weight) == pytest.approx(0.75)
    assert coverage(asked, "行政许可", weight) == pytest.approx(0.25)
    assert coverage(asked, "食品许可", {}) == 0


def test_likeness() -> None:
    assert alike("食品经营许可", "食品经营许可") == 1
    assert alike("食品经营许可", "户籍迁移") == 0
    assert alike("", "食品") == 0
    assert 0 < alike("办食品证", "办理食品经营证") < 1


@given(text, text)
def test_likeness_is_a_symmetric_share(left: str, right: str) -> None:
    assert alike(left, right) == alike(right, left)
    assert 0 <= alike(left, right) <= 1
    assert 0 <= coverage(bigrams(left), right) <= 1


@given(text)
def test_a_text_covers_itself(content: str) -> None:
    assert coverage(bigrams(content), content) == (1 if bigrams(content) else 0)
