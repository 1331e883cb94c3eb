"""The lexical index keeps one contract: Tantivy on a folder, and the fake that other tests may use."""

import gc
from pathlib import Path

import pytest

from knowledge_base.fakes import MemoryWords
from knowledge_base.tantivy_words import TantivyWords
from knowledge_base.tokens import Tokeniser
from knowledge_base.words import WordDocument, WordIndex


def document(chunk_id: str, text: str, *, title: str = "", questions: str = "") -> WordDocument:
    return WordDocument(chunk_id, chunk_id.split(":")[0], title, text, questions)


FOOD = document("food:1", "开餐饮店要办食品经营许可", title="食品经营许可")
HOTEL = document("hotel:1", "开旅馆要办特种行业许可", title="旅馆业")
SIGN = document("sign:1", "户外招牌设置备案", title="招牌")


class WordIndexContract:
    """What every lexical index must do; subclasses give `words`."""

    def found(self, words: WordIndex, query: str, *, archive: bool = False) -> list[str]:
        return [s.chunk_id for s in words.search(query, 10, archive=archive)]

    def test_what_was_put_is_found_at_once_best_first(self, words: WordIndex) -> None:
        words.replace({"food": [FOOD], "hotel": [HOTEL], "sign": [SIGN]}, {})
        assert self.found(words, "食品经营许可") == ["food:1", "hotel:1"]
        scores = [s.score for s in words.search("食品经营许可", 10)]
        assert scores[0] > scores[1] > 0

    def test_nothing_in_common_is_nothing_found(self, words: WordIndex) -> None:
        words.replace({"food": [FOOD]}, {})
        assert self.found(words, "户籍迁移") == []
        assert self.found(words, "") == []
        assert self.found(words, "？！ …") == []

    def test_an_empty_index_answers(self, words: WordIndex) -> None:
        assert self.found(words, "食品") == []
        assert words.chunk_ids() == set()
        assert set(words.rarity(["食品"])) == {"食品"}

    def test_an_entry_holds_exactly_what_was_put_last(self, words: WordIndex) -> None:
        second = document("food:2", "布局图要标明食品处理区")
        words.replace({"food": [FOOD, second], "hotel": [HOTEL]}, {})
        words.replace({"food": [document("food:3", "有效期五年")]}, {})
        assert words.chunk_ids() == {"food:3", "hotel:1"}
        assert self.found(words, "食品处理区") == []
        words.replace({"food": []}, {})
        assert words.chunk_ids() == {"hotel:1"}
        words.replace({"unknown": []}, {"never": []})
        assert words.chunk_ids() == {"hotel:1"}

    def test_putting_twice_is_putting_once(self, words: WordIndex) -> None:
        for _ in range(3):
            words.replace({"food": [FOOD]}, {})
        assert self.found(words, "食品经营许可") == ["food:1"]

    def test_shelves_are_apart(self, words: WordIndex) -> None:
        words.replace({"food": [FOOD]}, {"hotel": [HOTEL]})
        assert self.found(words, "许可") == ["food:1"]
        assert self.found(words, "许可", archive=True) == ["hotel:1"]
        assert words.chunk_ids() == {"food:1", "hotel:1"}
        words.replace({}, {"food": [FOOD]})  # superseded: it moves
        assert self.found(words, "许可") == []
        assert sorted(self.found(words, "许可", archive=True)) == ["food:1", "hotel:1"]
        words.replace({"food": [FOOD]}, {})
        assert self.found(words, "许可", archive=True) == ["hotel:1"]

    def test_questions_and_titles_are_read(self, words: WordIndex) -> None:
        asked = document("food:1", "取得许可后方可经营", title="食品经营", questions="开个小面馆要啥证 奶茶店办什么证")
        words.replace({"food": [asked], "sign": [SIGN]}, {})
        assert self.found(words, "面馆") == ["food:1"]
        assert self.found(words, "食品") == ["food:1"]
        assert self.found(words, "招牌") == ["sign:1"]

    def test_a_question_that_was_asked_lifts_its_answer(self, words: WordIndex) -> None:
        plain = document("a:1", "面馆开业须知")
        asked = document("b:1", "面馆开业须知", questions="面馆办证")
        words.replace({"a": [plain], "b": [asked]}, {})
        assert self.found(words, "面馆办证")[0] == "b:1"

    def test_at_most_limit_are_given(self, words: WordIndex) -> None:
        words.replace({f"e{n}": [document(f"e{n}:1", "许可" * (n + 1))] for n in range(8)}, {})
        assert len(words.search("许可", 3)) == 3
        assert len(words.search("许可", 100)) == 8

    def test_equal_scores_stand_in_a_stable_order(self, words: WordIndex) -> None:
        ids = ["c:1", "a:1", "e:1", "b:1", "d:1"]
        words.replace({i[0]: [document(i, "材料清单")] for i in ids}, {})
        assert self.found(words, "材料清单") == sorted(ids)
        words.clear()
        for i in reversed(ids):
            words.replace({i[0]: [document(i, "材料清单")]}, {})
        assert self.found(words, "材料清单") == sorted(ids)

    def test_rarer_tokens_weigh_more(self, words: WordIndex) -> None:
        words.replace({f"e{n}": [document(f"e{n}:1", "许可材料" if n else "许可面馆")] for n in range(6)}, {})
        rarity = words.rarity(["许可", "材料", "面馆", "户籍"])
        assert rarity["户籍"] > rarity["面馆"] > rarity["材料"] > rarity["许可"] > 0

    def test_latin_and_numbers_are_whole_words_in_any_case(self, words: WordIndex) -> None:
        words.replace({"a": [document("a:1", "拨打12345咨询VAT发票")], "b": [document("b:1", "第1条")]}, {})
        assert self.found(words, "12345") == ["a:1"]
        assert self.found(words, "vat") == ["a:1"]
        assert self.found(words, "123") == []

    def test_clearing_forgets_both_shelves(self, words: WordIndex) -> None:
        words.replace({"food": [FOOD]}, {"hotel": [HOTEL]})
        words.clear()
        assert words.chunk_ids() == set()
        assert self.found(words, "许可") == self.found(words, "许可", archive=True) == []
        words.replace({"food": [FOOD]}, {})
        assert self.found(words, "许可") == ["food:1"]


class TestMemoryWords(WordIndexContract):
    """The fake."""

    @pytest.fixture
    def words(self) -> MemoryWords:
        return MemoryWords()


class TestTantivyWords(WordIndexContract):
    """The real one."""

    @pytest.fixture
    def words(self, tmp_path: Path) -> TantivyWords:
        return TantivyWords(tmp_path / "words", Tokeniser())

    def test_what_was_put_is_there_after_opening_again(self, tmp_path: Path) -> None:
        words = TantivyWords(tmp_path / "again", Tokeniser())
        words.replace({"food": [FOOD]}, {"hotel": [HOTEL]})
        del words
        gc.collect()  # gives the writer's lock back
        opened = TantivyWords(tmp_path / "again", Tokeniser())
        assert self.found(opened, "许可") == ["food:1"]
        assert self.found(opened, "许可", archive=True) == ["hotel:1"]

    def test_a_term_of_the_lexicon_counts_more_than_its_characters(self, tmp_path: Path) -> None:
        held = {
            "term": [document("term:1", "办理居住证要什么")],
            "letters": [document("letters:1", "居住地证明怎么开")],
        }
        gaps = []
        for name, terms in (("plain", ()), ("terms", ("居住证",))):
            words = TantivyWords(tmp_path / name, Tokeniser(terms))
            words.replace(held, {})
            scores = {s.chunk_id: s.score for s in words.search("居住证", 10)}
            gaps.append(scores["term:1"] - scores["letters:1"])
        assert gaps[1] > gaps[0] > 0
