"""In-memory indexes that keep the same contracts as the real ones, for tests and small tools."""

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from knowledge_base.similarity import bigrams
from knowledge_base.vectors import Vector
from knowledge_base.words import Scored, WordDocument


class MemoryWords:
    """WordIndex without a folder: the score is the summed rarity of the bigrams that question and chunk share."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[bool, tuple[WordDocument, ...]]] = {}

    def replace(
        self, current: Mapping[str, Sequence[WordDocument]], archived: Mapping[str, Sequence[WordDocument]]
    ) -> None:
        """See WordIndex."""
        for entry_id in {*current, *archived}:
            self._entries.pop(entry_id, None)
        for archive, entries in ((False, current), (True, archived)):
            self._entries.update({e: (archive, tuple(documents)) for e, documents in entries.items() if documents})

    def search(self, query: str, limit: int, *, archive: bool = False) -> list[Scored]:
        """See WordIndex."""
        asked = self.rarity(bigrams(query))
        scored = [
            Scored(document.chunk_id, sum(weight for token, weight in asked.items() if token in _read(document)))
            for shelf, documents in self._entries.values()
            if shelf is archive
            for document in documents
        ]
        return sorted((s for s in scored if s.score > 0), key=lambda s: (-s.score, s.chunk_id))[:limit]

    def rarity(self, tokens: Collection[str]) -> dict[str, float]:
        """See WordIndex."""
        held = [_read(document) for _, documents in self._entries.values() for document in documents]
        return {t: math.log(1 + (len(held) + 0.5) / (sum(t in words for words in held) + 0.5)) for t in tokens}

    def chunk_ids(self) -> set[str]:
        """See WordIndex."""
        return {document.chunk_id for _, documents in self._entries.values() for document in documents}

    def clear(self) -> None:
        """See WordIndex."""
        self._entries.clear()


class MemoryVectors:
    """VectorIndex without a folder: an exact scan."""

    def __init__(self) -> None:
        self._shelves: dict[bool, dict[str, Vector]] = {False: {}, True: {}}

    def update(self, add: Mapping[str, Vector], remove: Sequence[str], *, archive: bool = False) -> None:
        """See VectorIndex."""
        shelf = self._shelves[archive]
        for chunk_id in remove:
            shelf.pop(chunk_id, None)
        shelf.update(add)

    def search(self, vector: Vector, limit: int, *, archive: bool = False) -> list[Scored]:
        """See VectorIndex."""
        shelf = self._shelves[archive]
        if not shelf:
            return []
        cosines = np.stack(list(shelf.values())) @ vector
        scored = [Scored(chunk_id, float(cosine)) for chunk_id, cosine in zip(shelf, cosines, strict=True)]
        return sorted(scored, key=lambda s: (-s.score, s.chunk_id))[:limit]

    def chunk_ids(self, *, archive: bool = False, among: Sequence[str] | None = None) -> set[str]:
        """See VectorIndex."""
        held = self._shelves[archive].keys()
        return set(held) if among is None else held & set(among)

    def clear(self) -> None:
        """See VectorIndex."""
        for shelf in self._shelves.values():
            shelf.clear()


def _read(document: WordDocument) -> frozenset[str]:
    """The tokens that a search of this document reads."""
    return bigrams(f"{document.title}\n{document.text}\n{document.questions}")
