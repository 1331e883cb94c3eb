"""The vector index keeps one contract: Chroma on a folder, and the fake that other tests may use."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.chroma_vectors import ChromaVectors
from knowledge_base.fakes import MemoryVectors
from knowledge_base.vectors import VectorIndex
from tests.samples import unit

EAST, NORTH, NORTH_EAST, UP = unit(1, 0, 0), unit(0, 1, 0), unit(1, 1, 0), unit(0, 0, 1)


class VectorIndexContract:
    """What every vector index must do; subclasses give `vectors`."""

    def test_nearest_first_with_its_cosine(self, vectors: VectorIndex) -> None:
        vectors.update({"east": EAST, "north": NORTH, "ne": NORTH_EAST}, [])
        found = vectors.search(unit(2, 1, 0), 10)
        assert [s.chunk_id for s in found] == ["ne", "east", "north"]
        assert [s.score for s in found] == pytest.approx([3 / 10**0.5, 2 / 5**0.5, 1 / 5**0.5], abs=1e-4)

    def test_opposite_and_square_vectors_keep_their_sign(self, vectors: VectorIndex) -> None:
        vectors.update({"up": UP, "west": unit(-1, 0, 0)}, [])
        scores = {s.chunk_id: s.score for s in vectors.search(EAST, 10)}
        assert scores["up"] == pytest.approx(0, abs=1e-4)
        assert scores["west"] == pytest.approx(-1, abs=1e-4)

    def test_an_empty_shelf_answers(self, vectors: VectorIndex) -> None:
        assert vectors.search(EAST, 5) == []
        assert vectors.search(EAST, 5, archive=True) == []
        assert vectors.chunk_ids() == vectors.chunk_ids(among=["east"]) == set()
        vectors.update({}, [])
        vectors.update({}, ["nobody"])
        assert vectors.chunk_ids() == set()

    def test_at_most_limit_are_given(self, vectors: VectorIndex) -> None:
        vectors.update({"east": EAST, "north": NORTH, "ne": NORTH_EAST}, [])
        assert [s.chunk_id for s in vectors.search(EAST, 2)] == ["east", "ne"]
        assert len(vectors.search(EAST, 100)) == 3

    def test_adding_again_overwrites(self, vectors: VectorIndex) -> None:
        vectors.update({"a": EAST, "b": NORTH_EAST}, [])
        vectors.update({"a": NORTH}, [])
        assert [s.chunk_id for s in vectors.search(EAST, 10)] == ["b", "a"]
        assert vectors.chunk_ids() == {"a", "b"}

    def test_removed_chunks_are_gone_and_unknown_ones_are_fine(self, vectors: VectorIndex) -> None:
        vectors.update({"a": EAST, "b": NORTH}, [])
        vectors.update({"c": UP}, ["a", "nobody"])
        assert vectors.chunk_ids() == {"b", "c"}
        assert "a" not in [s.chunk_id for s in vectors.search(EAST, 10)]

    def test_removing_and_adding_the_same_id_leaves_the_added(self, vectors: VectorIndex) -> None:
        vectors.update({"a": EAST}, [])
        vectors.update({"a": NORTH}, ["a"])
        assert vectors.search(NORTH, 1)[0].score == pytest.approx(1, abs=1e-4)

    def test_shelves_are_apart(self, vectors: VectorIndex) -> None:
        vectors.update({"today": EAST, "both": NORTH}, [])
        vectors.update({"old": NORTH_EAST, "both": UP}, [], archive=True)
        assert vectors.chunk_ids() == {"today", "both"}
        assert vectors.chunk_ids(archive=True) == {"old", "both"}
        assert {s.chunk_id for s in vectors.search(EAST, 10)} == {"today", "both"}
        assert [s.chunk_id for s in vectors.search(UP, 1, archive=True)] == ["both"]
        vectors.update({}, ["both"], archive=True)
        assert vectors.chunk_ids() == {"today", "both"}

    def test_asking_among_ids_tells_which_are_held(self, vectors: VectorIndex) -> None:
        vectors.update({"a": EAST, "b": NORTH}, [])
        assert vectors.chunk_ids(among=["b", "c"]) == {"b"}
        assert vectors.chunk_ids(among=[]) == set()
        assert vectors.chunk_ids(archive=True, among=["a"]) == set()

    def test_clearing_forgets_both_shelves(self, vectors: VectorIndex) -> None:
        vectors.update({"a": EAST}, [])
        vectors.update({"b": EAST}, [], archive=True)
        vectors.clear()
        assert vectors.chunk_ids() == vectors.chunk_ids(archive=True) == set()
        vectors.update({"c": unit(1, 1, 1, 1)}, [])  # another length is fine once everything is forgotten
        assert vectors.chunk_ids() == {"c"}

    def test_the_nearest_of_many_is_the_exact_one(self, vectors: VectorIndex) -> None:
        noise = np.random.default_rng(7).standard_normal((300, 32)).astype(np.float32)
        noise /= np.linalg.norm(noise, axis=1, keepdims=True)
        vectors.update({f"{n:03}": v for n, v in enumerate(noise)}, [])
        for query in noise[:20]:
            exact = np.argsort(-(noise @ query), kind="stable")[:10]
            assert [s.chunk_id for s in vectors.search(query, 10)] == [f"{n:03}" for n in exact]


class TestMemoryVectors(VectorIndexContract):
    """The fake."""

    @pytest.fixture
    def vectors(self) -> MemoryVectors:
        return MemoryVectors()


class TestChromaVectors(VectorIndexContract):
    """The real one."""

    @pytest.fixture
    def vectors(self, tmp_path: Path) -> Iterator[ChromaVectors]:
        vectors = ChromaVectors(tmp_path / "vectors", "model-1")
        yield vectors
        vectors._client.close()

    def test_what_was_put_is_there_after_opening_again(self, tmp_path: Path) -> None:
        for held in ({}, {"a": EAST}):
            vectors = ChromaVectors(tmp_path / "again", "model-1")
            assert vectors.chunk_ids() == set()
            vectors.update(held, [])
            vectors._client.close()
        vectors = ChromaVectors(tmp_path / "again", "model-1")
        assert vectors.chunk_ids() == {"a"}
        assert vectors.search(EAST, 1)[0].score == pytest.approx(1, abs=1e-4)
        vectors._client.close()

    def test_vectors_of_another_model_are_forgotten(self, tmp_path: Path) -> None:
        first = ChromaVectors(tmp_path / "model", "model-1")
        first.update({"a": EAST}, [])
        first.update({"b": EAST}, [], archive=True)
        first._client.close()
        second = ChromaVectors(tmp_path / "model", "model-2")
        assert second.chunk_ids() == second.chunk_ids(archive=True) == set()
        second.update({"a": unit(1, 0, 0, 0)}, [])
        second._client.close()
        again = ChromaVectors(tmp_path / "model", "model-2")
        assert again.chunk_ids() == {"a"}
        again._client.close()
