"""The vector index on an embedded Chroma folder; no `where` on the hot path (a filter costs 30–100 searches)."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.collection_configuration import (
    CreateCollectionConfiguration,
    CreateHNSWConfiguration,
)
from chromadb.config import Settings

from knowledge_base.vectors import Vector
from knowledge_base.words import Scored

BATCH = 5000  # Chroma refuses larger ones
SHELVES = {False: "current", True: "archive"}
# ef_search is chosen in docs/benchmarks.md: recall against an exact scan at the depth that is fused (300).
HNSW = CreateHNSWConfiguration(space="cosine", ef_construction=200, max_neighbors=16, ef_search=1000)


class ChromaVectors:
    """VectorIndex on a folder that this process owns."""

    def __init__(self, folder: Path, model_id: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
        self._model_id = model_id
        self._shelves = {archive: self._open(name) for archive, name in SHELVES.items()}

    def update(self, add: Mapping[str, Vector], remove: Sequence[str], *, archive: bool = False) -> None:
        """See VectorIndex."""
        shelf = self._shelves[archive]
        gone = sorted(self.chunk_ids(archive=archive, among=remove))
        for start in range(0, len(gone), BATCH):
            shelf.delete(ids=gone[start : start + BATCH])
        ids = list(add)
        for start in range(0, len(ids), BATCH):
            some = ids[start : start + BATCH]
            shelf.upsert(ids=some, embeddings=np.stack([add[i] for i in some]))

    def search(self, vector: Vector, limit: int, *, archive: bool = False) -> list[Scored]:
        """See VectorIndex."""
        shelf = self._shelves[archive]
        found = shelf.query(query_embeddings=vector[np.newaxis, :], n_results=limit, include=["distances"])
        distances = found["distances"]
        if not distances:
            return []
        return [Scored(i, 1.0 - d) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def chunk_ids(self, *, archive: bool = False, among: Sequence[str] | None = None) -> set[str]:
        """See VectorIndex."""
        shelf = self._shelves[archive]
        if among is None:
            return set(shelf.get(include=[])["ids"])
        if not among or shelf.count() == 0:
            return set()
        return {
            i
            for at in range(0, len(among), BATCH)
            for i in shelf.get(ids=list(among[at : at + BATCH]), include=[])["ids"]
        }

    def clear(self) -> None:
        """See VectorIndex."""
        for archive, name in SHELVES.items():
            self._client.delete_collection(name)
            self._shelves[archive] = self._open(name)

    def _open(self, name: str) -> chromadb.Collection:
        # An embedding function of None still downloads a model when documents are added; we only ever pass vectors.
        shelf = self._client.get_or_create_collection(
            name,
            embedding_function=None,
            configuration=CreateCollectionConfiguration(hnsw=HNSW),
            metadata={"model": self._model_id},
        )
        if (shelf.metadata or {}).get("model") != self._model_id:  # vectors of another model mean nothing to this one
            self._client.delete_collection(name)
            return self._open(name)
        return shelf
