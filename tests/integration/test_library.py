"""The library as a whole: SQL and both indexes follow each other, also after a restart, a loss and a rebuild."""

import shutil
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from knowledge_base.embedding.fake import HashEmbedder
from knowledge_base.fakes import MemoryVectors, MemoryWords
from knowledge_base.indexer import Indexer
from knowledge_base.law_names import LawNames
from knowledge_base.library import Library, Verification
from knowledge_base.outbox import Outbox
from knowledge_base.records import Records
from knowledge_base.retrieval import Retrieval
from knowledge_base.starter import starter_changes
from tests.conftest import OpenHome
from tests.samples import LEXICON, NOW, TODAY, CountingEmbedder, article, change, law


@pytest.fixture
def memory_library(engine: Engine, executor: Any) -> Library:
    """A library on the fakes."""
    records, outbox, words, vectors = Records(engine), Outbox(engine), MemoryWords(), MemoryVectors()
    embedder = HashEmbedder()
    names = LawNames(records.law_keys)
    retrieval = Retrieval(records, words, vectors, embedder, LEXICON, names, executor, lambda: TODAY)
    indexer = Indexer(records, outbox, words, vectors, embedder)
    return Library(records, outbox, indexer, retrieval, words, vectors, names, LEXICON, lambda: NOW)


@pytest.fixture(params=["real", "fakes"])
def any_library(request: pytest.FixtureRequest) -> Library:
    return request.getfixturevalue("library" if request.param == "real" else "memory_library")


def settle(library: Library) -> Verification:
    library.follow_words()
    library.follow_vectors()
    return library.verify()


def test_a_life_of_changes_leaves_sql_and_indexes_equal(any_library: Library) -> None:
    library = any_library
    library.publish([change(f"e{n}", f"题{n}", f"# 甲\n文{n}\n# 乙\n共同") for n in range(20)])
    assert settle(library) == Verification(40, (), (), (), ())
    library.publish([change(f"e{n}", f"题{n}", f"# 甲\n新文{n}") for n in range(10)])
    library.retire(["e18", "e19"])
    assert settle(library) == Verification(10 + 16, (), (), (), ())
    library.records.save_document(law("old", "某法"), "某法", NOW)
    library.publish([article("某法", 1, "甲", document_id="old")])
    assert library.supersede("old", "new", date(2026, 1, 1)) == 1
    library.publish([change("e19", "题19", "回来了")])
    assert settle(library) == Verification(26 + 2, (), (), (), ())
    assert library.outbox.pending("words", 10) == library.outbox.pending("vectors", 10) == []
    assert library.records.counts()["words_pending"] == library.records.counts()["vectors_pending"] == 0


def test_verify_names_what_is_missing_and_what_is_left_over(any_library: Library) -> None:
    library = any_library
    library.publish([change("a", "甲"), change("b", "乙")])
    settle(library)
    a, b = (library.records.chunks([i])[i][0].id for i in "ab")
    library.words.replace({"a": []}, {})
    library.vectors.update({"stray": HashEmbedder().embed_query("x")}, [b])
    found = library.verify()
    assert found == Verification(2, (a,), (), (b,), ("stray",))
    assert not found.equal
    assert found.as_json() == {
        "equal": False, "chunks": 2, "words_missing": 1, "words_extra": 0, "vectors_missing": 1, "vectors_extra": 1,
    }  # fmt: skip
    assert "不一致" in found.summary and "xiaobao index rebuild" in found.summary
    assert library.rebuild() == 2
    assert library.verify().equal
    assert "一致：2" in library.verify().summary


def test_a_rebuild_gives_the_same_answers(any_library: Library) -> None:
    library = any_library
    library.publish([change(f"e{n}", f"食品经营许可{n}", "材料" * n or "无") for n in range(8)])
    settle(library)
    before = {h.version.entry.id: h.score for h in library.search("食品经营许可材料").kept}
    assert library.rebuild() == 8
    after = {h.version.entry.id: h.score for h in library.search("食品经营许可材料").kept}
    assert list(after) == list(before)
    assert after == pytest.approx(before, abs=1e-3)  # Tantivy counts deleted documents until it merges


def test_following_can_stop_and_go_on(library: Library, embedder: CountingEmbedder) -> None:
    library.publish([change(f"e{n:03}", f"题{n}") for n in range(150)])
    stops = iter([False, True])
    seen: list[int] = []
    assert library.follow_vectors(seen.append, lambda: next(stops)) == 64
    assert len(embedder.passages) == 64
    assert library.follow_vectors(seen.append) == 86
    assert seen == [64, 64, 22]
    assert len(embedder.passages) == 150
    assert library.verify().equal


def test_a_correction_overtakes_a_long_load(library: Library) -> None:
    library.publish([change(f"load{n:03}", f"题{n}") for n in range(100)])
    library.publish([change("correction", "更正")])
    stops = iter([False, True])
    library.follow_vectors(stop=lambda: next(stops))
    held = library.vectors.chunk_ids()
    assert library.records.chunks(["correction"])["correction"][0].id in held
    assert len(held) == 64


def test_a_restart_finds_everything_and_does_nothing_twice(open_home: OpenHome, tmp_path: Path) -> None:
    first = open_home(CountingEmbedder(), tmp_path / "one")
    first.publish([change("a", "食品经营许可"), change("b", "招牌")])
    first.follow_vectors()
    shutil.copytree(tmp_path / "one", tmp_path / "two", ignore=shutil.ignore_patterns(".tantivy*lock"))
    embedder = CountingEmbedder()
    second = open_home(embedder, tmp_path / "two")
    assert second.replay() == 0
    assert second.follow_vectors() == 0
    assert embedder.passages == []
    assert second.verify().equal
    assert second.search("食品经营许可").kept[0].version.entry.id == "a"


@pytest.mark.parametrize("lost", ["words", "vectors"])
def test_a_lost_index_folder_is_derived_again_at_start(open_home: OpenHome, tmp_path: Path, lost: str) -> None:
    first = open_home(CountingEmbedder(), tmp_path / "one")
    first.publish([change("a", "食品经营许可"), change("b", "招牌")])
    first.follow_vectors()
    ignore = shutil.ignore_patterns(lost, ".tantivy*lock")
    shutil.copytree(tmp_path / "one", tmp_path / "two", ignore=ignore)
    embedder = CountingEmbedder()
    second = open_home(embedder, tmp_path / "two")
    assert not second.verify().equal
    second.replay()
    second.follow_vectors()
    assert second.verify().equal
    assert embedder.passages == []  # vectors come from the cache in SQL


def test_another_model_embeds_everything_again(open_home: OpenHome, tmp_path: Path) -> None:
    class Other(CountingEmbedder):
        model_id = "another"

    first = open_home(CountingEmbedder(), tmp_path / "one")
    first.publish([change("a", "食品经营许可")])
    first.follow_vectors()
    shutil.copytree(tmp_path / "one", tmp_path / "two", ignore=shutil.ignore_patterns(".tantivy*lock"))
    other = Other()
    second = open_home(other, tmp_path / "two")
    second.replay()
    second.follow_vectors()
    assert len(other.passages) == 1
    assert second.verify().equal


def test_an_embedder_that_comes_later_catches_up(open_home: OpenHome, tmp_path: Path) -> None:
    first = open_home(None, tmp_path / "one")
    first.publish([change("a", "食品经营许可")])
    first.follow_vectors()
    shutil.copytree(tmp_path / "one", tmp_path / "two", ignore=shutil.ignore_patterns(".tantivy*lock"))
    second = open_home(CountingEmbedder(), tmp_path / "two")
    second.replay()
    second.follow_vectors()
    assert second.verify().equal


def test_vectors_that_nobody_queued_are_made_at_the_next_start(library: Library) -> None:
    library.publish([change("a", "食品经营许可"), change("b", "招牌")])
    library.follow_vectors()
    library.vectors.update({}, [library.records.chunks(["a"])["a"][0].id])
    assert not library.verify().equal
    library.replay()
    library.follow_vectors()
    assert library.verify().equal


def test_reading_goes_on_while_others_publish(library: Library) -> None:
    library.publish([change("a", "食品经营许可", "第0稿")])
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                for hit in library.search("食品经营许可").kept:  # never a passage of one version under another's number
                    assert hit.chunk.version == hit.version.version
                    assert hit.chunk.text in hit.version.content.body
        except BaseException as error:
            failures.append(error)

    def write(name: str) -> None:
        try:
            for n in range(6):
                library.publish([change("a", "食品经营许可", f"{name}第{n}稿"), change(f"{name}{n}", f"招牌{name}{n}")])
                library.follow_vectors()
        except BaseException as error:
            failures.append(error)

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write, args=(name,)) for name in ("甲", "乙")]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert failures == []
    assert library.entry("a").version == 13
    assert settle(library).equal


def test_the_starter_knowledge_answers_the_first_question(open_home: OpenHome) -> None:
    library = open_home(HashEmbedder())
    changes = starter_changes()
    assert len(library.publish(changes)) == len(changes)
    library.follow_vectors()
    assert library.publish(changes) == []
    assert library.verify().equal
    first = library.search("食品经营许可要什么材料").kept[0]
    assert first.version.entry.id == "food-business-license"
    expired = library.search("2020年高新技术企业奖励").rejected
    assert ("hightech-reward-2020", date(2021, 6, 4)) in [(r.hit.version.entry.id, r.on) for r in expired]
