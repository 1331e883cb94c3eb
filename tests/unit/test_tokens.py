"""Index tokens: what is read of a text, the same every time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.tokens import TERM_MARK, Tokeniser

TERMS = ("食品经营许可", "居住证", "VAT发票", "经营许可")
text = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("食品经营许可居住证vat发票123.")), max_size=60)


@given(text)
def test_the_same_text_gives_the_same_tokens_from_any_tokeniser(content: str) -> None:
    one, other = Tokeniser(TERMS), Tokeniser(reversed(TERMS))
    assert one.tokens(content) == one.tokens(content) == other.tokens(content)


@given(text)
def test_tokens_are_single_words_that_stand_in_the_text(content: str) -> None:
    for token in Tokeniser(TERMS).tokens(content):
        assert token and not any(c.isspace() for c in token)
        assert token.removeprefix(TERM_MARK) in content.lower()


@pytest.mark.parametrize(
    ("content", "tokens"),
    [
        ("食品证", ["食", "品", "证", "食品", "品证"]),
        ("证", ["证"]),
        ("VAT 12.5", ["vat", "12.5"]),
        ("第32条", ["第", "32", "条"]),
        ("许可许可", ["许", "可", "许", "可", "许可", "可许", "许可"]),
        ("甲，乙", ["甲", "乙"]),
        ("？！ ", []),
        ("", []),
    ],
)
def test_characters_pairs_words_and_numbers(content: str, tokens: list[str]) -> None:
    assert Tokeniser().tokens(content) == tokens


def test_terms_are_tokens_of_their_own() -> None:
    found = Tokeniser(TERMS).tokens("办居住证和食品经营许可要VAT发票吗")
    marked = [t for t in found if t.startswith(TERM_MARK)]
    assert {"§居住证", "§食品经营许可"} <= set(marked)
    assert set(marked) <= {f"§{t.lower()}" for t in TERMS}


def test_terms_of_one_character_are_no_terms() -> None:
    assert Tokeniser(("证",)).tokens("证") == ["证"]
