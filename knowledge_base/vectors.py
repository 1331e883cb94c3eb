"""The vector index port: what it must do, whatever engine stands behind it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge_base.words import Scored

Vector = NDArray[np.float32]


class VectorIndex(Protocol):
    """Nearest chunks by cosine, in two shelves: today's and the archive. Vectors are L2-normalised float32 [d]."""

    def update(self, add: Mapping[str, Vector], remove: Sequence[str], *, archive: bool = False) -> None:
        """Add or overwrite chunks by id and drop `remove` (unknown ids are fine); durable on return."""

    def search(self, vector: Vector, limit: int, *, archive: bool = False) -> list[Scored]:
        """Nearest chunks, score = cosine similarity, best first."""

    def chunk_ids(self, *, archive: bool = False, among: Sequence[str] | None = None) -> set[str]:
        """Chunk ids held on one shelf: all of them, or those `among` the given ones."""

    def clear(self) -> None:
        """Forget everything, before a rebuild."""
