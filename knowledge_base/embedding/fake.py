"""A deterministic embedder for tests: hashed character bigrams, so that shared words mean nearness."""

import hashlib
from collections.abc import Sequence

import numpy as np

from knowledge_base.embedding.embedder import Vector


class HashEmbedder:
    """Embedder without a model."""

    model_id = "hash-bigrams-64"
    dimensions = 64

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """See Embedder."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([self.embed_query(t) for t in texts])

    def embed_query(self, text: str) -> Vector:
        """See Embedder."""
        vector = np.zeros(self.dimensions, dtype=np.float32)
        for left, right in zip(text, text[1:] + " ", strict=True):
            digest = hashlib.blake2b((left + right).encode(), digest_size=8).digest()
            vector[digest[0] % self.dimensions] += 1.0
        norm = float(np.linalg.norm(vector))
        return vector / norm if norm else np.full(self.dimensions, self.dimensions**-0.5, dtype=np.float32)
