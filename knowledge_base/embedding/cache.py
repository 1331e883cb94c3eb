"""An embedder that remembers: equal text is embedded once per model."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from knowledge_base.digests import digest_of
from knowledge_base.embedding.embedder import Embedder, Vector


class VectorStoreCache(Protocol):
    """Where vectors are kept by model and content digest."""

    def get_many(self, model_id: str, digests: Sequence[str]) -> dict[str, Vector]:
        """Known vectors by digest."""

    def put_many(self, model_id: str, vectors: Mapping[str, Vector]) -> None:
        """Keep vectors; a known digest keeps its first vector."""


class CachedEmbedder:
    """Embedder in front of `inner`; passages go through the store, queries do not."""

    def __init__(self, inner: Embedder, store: VectorStoreCache) -> None:
        self._inner = inner
        self._store = store

    @property
    def model_id(self) -> str:
        """See Embedder."""
        return self._inner.model_id

    @property
    def dimensions(self) -> int:
        """See Embedder."""
        return self._inner.dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """See Embedder."""
        digests = [digest_of(t) for t in texts]
        known = self._store.get_many(self.model_id, list(dict.fromkeys(digests)))
        missing = {d: t for d, t in zip(digests, texts, strict=True) if d not in known}
        if missing:
            fresh = dict(zip(missing, self._inner.embed_passages(list(missing.values())), strict=True))
            self._store.put_many(self.model_id, fresh)
            known |= fresh
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([known[d] for d in digests])

    def embed_query(self, text: str) -> Vector:
        """See Embedder."""
        return self._inner.embed_query(text)
