"""An embedder that remembers: equal text is embedded once per model."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

from knowledge_base.digests import digest_of
from knowledge_base.embedding.embedder import Embedder, Vector

VECTORS_KEPT = 10_000  # vectors of passages in memory (15 MB)
ASKED_KEPT = 256  # vectors of the last questions, in memory only


class VectorStoreCache(Protocol):
    """Where vectors are kept by model and content digest."""

    def get_many(self, model_id: str, digests: Sequence[str]) -> dict[str, Vector]:
        """Known vectors by digest."""

    def put_many(self, model_id: str, vectors: Mapping[str, Vector]) -> None:
        """Keep vectors; a known digest keeps its first vector."""


class CachedEmbedder:
    """Embedder in front of `inner`; passages and stored questions go through the store, what citizens ask does not."""

    def __init__(self, inner: Embedder, store: VectorStoreCache) -> None:
        self._inner = inner
        self._store = store
        # One question is embedded once, whether it is searched or held against single sentences.
        self._memory: dict[str, Vector] = {}
        self._lock = threading.Lock()
        self._asked: OrderedDict[str, Vector] = OrderedDict()  # by digest: what citizens ask is not kept, nor here

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
        return self._remembered([digest_of(t) for t in texts], texts, self._inner.embed_passages)

    def embed_query(self, text: str) -> Vector:
        """See Embedder."""
        digest = digest_of(text)
        with self._lock:
            if (known := self._asked.get(digest)) is not None:
                self._asked.move_to_end(digest)
                return known
        vector = self._inner.embed_query(text)
        with self._lock:
            self._asked[digest] = vector
            if len(self._asked) > ASKED_KEPT:
                self._asked.popitem(last=False)
        return vector

    def embed_questions(self, texts: Sequence[str]) -> Vector:
        """See Embedder."""
        return self._remembered([question_digest(t) for t in texts], texts, self._inner.embed_questions)

    def _remembered(
        self, digests: Sequence[str], texts: Sequence[str], embed: Callable[[Sequence[str]], Vector]
    ) -> Vector:
        known = self._in_memory(digests)
        known |= self._store.get_many(self.model_id, [d for d in dict.fromkeys(digests) if d not in known])
        missing = {d: t for d, t in zip(digests, texts, strict=True) if d not in known}
        if missing:
            fresh = dict(zip(missing, embed(list(missing.values())), strict=True))
            self._store.put_many(self.model_id, fresh)
            known |= fresh
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        self._keep(known)
        return np.stack([known[d] for d in digests])

    def _in_memory(self, digests: Sequence[str]) -> dict[str, Vector]:
        with self._lock:
            return {d: self._memory[d] for d in digests if d in self._memory}

    def _keep(self, vectors: Mapping[str, Vector]) -> None:
        with self._lock:
            if len(self._memory) + len(vectors) > VECTORS_KEPT:
                self._memory.clear()
            if len(vectors) <= VECTORS_KEPT // 10:  # a bulk load would push out what answers use
                self._memory.update(vectors)


def question_digest(text: str) -> str:
    """Keys a stored question's vector: the same words as a passage have another one."""
    return digest_of(f"question\n{text}")
