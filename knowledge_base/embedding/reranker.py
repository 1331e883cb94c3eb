"""The reranking port: a cross-encoder reads question and passage together."""

from collections.abc import Sequence
from typing import Protocol


class Reranker(Protocol):
    """One score per passage, a larger one is better."""

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        """Scores in the order of `passages`."""
