"""Embeddings kept by content digest and model id, so that equal text is embedded once (float16: half the space)."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from knowledge_base.database import transaction
from knowledge_base.tables import VectorCacheRow

Vector = NDArray[np.float32]
SQL_VARIABLES = 400


class SqlVectorCache:
    """The store behind CachedEmbedder, in the knowledge base's own database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get_many(self, model_id: str, digests: Sequence[str]) -> dict[str, Vector]:
        """Vectors that are known, by digest."""
        found: dict[str, Vector] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(digests), SQL_VARIABLES):
                query = select(VectorCacheRow.digest, VectorCacheRow.vector).where(
                    VectorCacheRow.model_id == model_id,
                    VectorCacheRow.digest.in_(digests[start : start + SQL_VARIABLES]),
                )
                for digest, blob in connection.execute(query):
                    found[digest] = np.frombuffer(blob, dtype="<f2").astype(np.float32)
        return found

    def put_many(self, model_id: str, vectors: Mapping[str, Vector]) -> None:
        """Keep vectors that are not yet known; a known digest keeps its first vector, also between rivals."""
        rows = [
            {"model_id": model_id, "digest": digest, "vector": vector.astype("<f2").tobytes()}
            for digest, vector in vectors.items()
        ]
        insert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        if rows:
            with transaction(self._engine) as connection:
                connection.execute(insert(VectorCacheRow).on_conflict_do_nothing(), rows)
