"""The embedding port: what it must do, whatever model stands behind it."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


class Embedder(Protocol):
    """Text → L2-normalised float32 vectors; deterministic, never a network call of its own."""

    @property
    def model_id(self) -> str:
        """Names model, precision and prefixes; changes whenever vectors would."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """[n, d] in the order of `texts`; (0, d) for none. Texts over 512 tokens are cut."""

    def embed_query(self, text: str) -> Vector:
        """[d]."""

    def embed_questions(self, texts: Sequence[str]) -> Vector:
        """[n, d]: each text as `embed_query` embeds it, many at once; question against question is symmetric."""
