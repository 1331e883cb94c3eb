"""The lexicon: the longest lay word at each place, and the official terms it stands for."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.lexicon import Lexicon, LexiconChoice, LexiconRow, read_lexicon

SHOP = LexiconRow(lay=("开店",), terms=("营业执照",), matters=("shop",))
NOODLES = LexiconRow(lay=("开面馆", "面馆"), terms=("食品经营许可", "餐饮服务"), matters=("food",))
NOODLES_CLOSED = LexiconRow(lay=("面馆关门",), terms=("注销登记",))
LEXICON = Lexicon((SHOP, NOODLES, NOODLES_CLOSED))


def test_the_longest_word_wins_and_words_do_not_overlap() -> None:
    found = LEXICON.matches("我的面馆关门了想再开面馆或者开店")
    assert [(m.word, m.start) for m in found] == [("面馆关门", 2), ("开面馆", 9), ("开店", 14)]
    assert [m.row for m in found] == [NOODLES_CLOSED, NOODLES, SHOP]


def test_nothing_known_is_nothing_found() -> None:
    assert LEXICON.matches("办身份证") == ()
    assert LEXICON.matches("") == ()
    assert Lexicon().matches("开店") == ()


def test_expansion_adds_each_missing_term_once_behind_the_question() -> None:
    assert LEXICON.expand("开面馆") == "开面馆 食品经营许可 餐饮服务"
    assert LEXICON.expand("开面馆和面馆的餐饮服务") == "开面馆和面馆的餐饮服务 食品经营许可"
    assert LEXICON.expand("办身份证") == "办身份证"


def test_terms_are_what_the_index_should_know() -> None:
    assert LEXICON.terms() == {"开店", "营业执照", "开面馆", "面馆", "食品经营许可", "餐饮服务", "面馆关门", "注销登记"}


def test_rows_are_read_from_a_file() -> None:
    rows = [
        {
            "lay": ["摆摊"],
            "ask": True,
            "question": "摆什么？",
            "choices": [{"label": "吃的", "question": "小吃摊", "matter": "m"}],
        },
        {"lay": ["护照"], "outside": "出入境"},
    ]
    asked, outside = read_lexicon(rows).rows
    assert asked == LexiconRow(
        lay=("摆摊",), ask=True, question="摆什么？", choices=(LexiconChoice("吃的", "小吃摊", "m"),)
    )
    assert outside == LexiconRow(lay=("护照",), outside="出入境")


@given(st.text(alphabet="开面馆店关门了 ", max_size=30))
def test_matches_stand_where_they_say(text: str) -> None:
    end = 0
    for match in LEXICON.matches(text):
        assert match.start >= end
        end = match.start + len(match.word)
        assert text[match.start : end] == match.word
        assert match.word in match.row.lay
