"""Every question that an entry is known to answer, in memory as vectors: what is asked again is found again."""

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from knowledge_base.embedding.embedder import Embedder, Vector
from knowledge_base.similarity import bigrams

EMBEDDED_AT_ONCE = 512
LEAST_NEAR, NEAR_SPAN = 0.84, 0.12  # cosines of questions that share no words, and that are the same


class Questions(Protocol):
    """Where stored questions come from."""

    def questions_mark(self) -> tuple[int, int]:
        """Changes whenever `every_question` would."""

    def every_question(self) -> list[tuple[str, str]]:
        """(entry id, question) of each."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A stored question near the asked one, and the entry that answers it."""

    entry_id: str
    question: str
    cosine: float


@dataclass(frozen=True, slots=True)
class _Page:
    """The book as of one state of the records: row i of `vectors` is question i; without a model `words` finds it."""

    mark: tuple[int, int]
    entry_ids: tuple[str, ...]
    questions: tuple[str, ...]
    vectors: Vector | None
    words: "_Words | None"


class QuestionBook:
    """Derived from SQL and the vector cache at any time, so there is nothing of its own to keep true.

    An exact scan: 100,000 questions are 150 MB and 15 ms.
    """

    def __init__(self, records: Questions, embedder: Embedder | None) -> None:
        """`embedder` remembers vectors: reading the book again embeds only what is new. None: by shared words."""
        self._records = records
        self._embedder = embedder
        self._lock = threading.Lock()
        self._page: _Page | None = None

    def nearest(self, text: str, vector: Vector | None, limit: int) -> list[Alike]:
        """The stored questions nearest to a question (its text and vector), best first."""
        page = self._current()
        if not page.questions:
            return []
        if page.vectors is not None and vector is not None:
            cosines = page.vectors @ vector
        elif page.words is not None:
            cosines = page.words.nearness(text)
        else:
            return []
        few = min(limit, len(cosines))
        best = np.argpartition(-cosines, few - 1)[:few]
        order = sorted((i for i in best if cosines[i] > LEAST_NEAR), key=lambda i: (-cosines[i], i))
        return [Alike(page.entry_ids[i], page.questions[i], float(cosines[i])) for i in order]

    def _current(self) -> _Page:
        mark = self._records.questions_mark()
        with self._lock:
            if self._page is None or self._page.mark != mark:
                rows = self._records.every_question()
                texts = tuple(text for _, text in rows)
                vectors = self._vectors(texts) if self._embedder else None
                words = None if self._embedder else _Words.of(texts)
                self._page = _Page(mark, tuple(entry for entry, _ in rows), texts, vectors, words)
            return self._page

    def _vectors(self, texts: Sequence[str]) -> Vector:
        assert self._embedder is not None
        parts = [
            self._embedder.embed_questions(texts[i : i + EMBEDDED_AT_ONCE])
            for i in range(0, len(texts), EMBEDDED_AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, self._embedder.dimensions), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Words:
    """Bigrams of the stored questions, for a home without a model."""

    places: Mapping[str, Sequence[int]]  # bigram → rows that hold it
    rarity: Mapping[str, float]
    weights: Vector  # summed rarity of each row

    @classmethod
    def of(cls, texts: Sequence[str]) -> "_Words":
        places: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            for bigram in bigrams(text):
                places.setdefault(bigram, []).append(row)
        rarity = {b: math.log(1 + len(texts) / len(rows)) for b, rows in places.items()}
        weights = np.zeros(len(texts), dtype=np.float32)
        for bigram, rows in places.items():
            weights[rows] += rarity[bigram]
        return cls(places, rarity, np.maximum(weights, 1e-6))

    def nearness(self, text: str) -> Vector:
        """Shared rarity over the geometric mean of both, on the scale that cosines of questions have [n]."""
        asked = bigrams(text)
        shared = np.zeros_like(self.weights)
        unknown = math.log(1 + len(self.weights))
        whole = sum(self.rarity.get(b, unknown) for b in asked) or 1.0
        for bigram in asked & self.places.keys():
            shared[self.places[bigram]] += self.rarity[bigram]
        found: Vector = LEAST_NEAR + NEAR_SPAN * shared / np.sqrt(self.weights * whole)
        return found
