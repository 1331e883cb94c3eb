"""Stand-ins for tests: an embedder of hashed character bigrams (shared words mean nearness), a cache in memory."""

import hashlib
from collections.abc import Mapping, Sequence

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
        for left, right in zip(text, text[1:] + " ", strict=False):  # "" has no bigram
            digest = hashlib.blake2b((left + right).encode(), digest_size=8).digest()
            vector[digest[0] % self.dimensions] += 1.0
        norm = float(np.linalg.norm(vector))
        return vector / norm if norm else np.full(self.dimensions, self.dimensions**-0.5, dtype=np.float32)

    def embed_questions(self, texts: Sequence[str]) -> Vector:
        """See Embedder."""
        return self.embed_passages(texts)


class MemoryVectorCache:
    """VectorStoreCache that forgets with its process."""

    def __init__(self) -> None:
        self._vectors: dict[tuple[str, str], Vector] = {}

    def get_many(self, model_id: str, digests: Sequence[str]) -> dict[str, Vector]:
        """See VectorStoreCache."""
        return {d: self._vectors[model_id, d] for d in digests if (model_id, d) in self._vectors}

    def put_many(self, model_id: str, vectors: Mapping[str, Vector]) -> None:
        """See VectorStoreCache."""
        for digest, vector in vectors.items():
            self._vectors.setdefault((model_id, digest), vector)
