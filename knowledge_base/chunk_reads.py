"""Reads of chunks, kept in memory by version: a version's chunks never change."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Engine, select

from knowledge_base.entries import Chunk
from knowledge_base.law_reads import slices
from knowledge_base.rows import chunk_from
from knowledge_base.tables import ChunkRow, EntryRow
from knowledge_base.version_cache import VersionCache


class ChunkReads:
    """The share of Records that is about chunks."""

    _engine: Engine
    _chunks: VersionCache[tuple[Chunk, ...]]

    def chunks(self, entry_ids: Sequence[str]) -> dict[str, list[Chunk]]:
        """Chunks of each entry's published version, in order."""
        found: dict[str, list[Chunk]] = {entry_id: [] for entry_id in entry_ids}
        query = select(EntryRow.id, EntryRow.current_version).where(EntryRow.current_version.is_not(None))
        with self._engine.connect() as connection:
            for some in slices(entry_ids):
                current = {
                    row.id: row.current_version for row in connection.execute(query.where(EntryRow.id.in_(some)))
                }
                for (entry_id, _), chunks in self._chunks_of(connection, current.items()).items():
                    found[entry_id].extend(chunks)
        return found

    def _chunks_of(
        self, connection: Connection, versions: Iterable[tuple[str, int]]
    ) -> dict[tuple[str, int], tuple[Chunk, ...]]:
        """Chunks of versions, from memory where they were read before."""
        wanted = list(versions)
        held = {key: known for key in wanted if (known := self._chunks.get(*key)) is not None}
        missing = [key for key in wanted if key not in held]
        for some in slices([entry_id for entry_id, _ in missing]):
            read: dict[tuple[str, int], list[Chunk]] = {key: [] for key in missing if key[0] in set(some)}
            query = select(ChunkRow.__table__).where(ChunkRow.entry_id.in_(some)).order_by(ChunkRow.position)
            for row in connection.execute(query).mappings():
                if (key := (row["entry_id"], row["version"])) in read:
                    read[key].append(chunk_from(row))
            for key, chunks in read.items():
                held[key] = tuple(chunks)
                self._chunks.put(*key, held[key])
        return held

    def every_chunk_id(self, entry_ids: Sequence[str]) -> dict[str, set[str]]:
        """Ids of chunks of all versions of each entry: whatever an index may still hold of it."""
        found: dict[str, set[str]] = {entry_id: set() for entry_id in entry_ids}
        with self._engine.connect() as connection:
            for some in slices(entry_ids):
                query = select(ChunkRow.entry_id, ChunkRow.chunk_id).where(ChunkRow.entry_id.in_(some))
                for entry_id, chunk_id in connection.execute(query):
                    found[entry_id].add(chunk_id)
        return found

    def chunks_by_id(self, chunk_ids: Sequence[str]) -> dict[str, Chunk]:
        """The chunk with each id in its entry's published version; an id that no published version holds is absent."""
        found: dict[str, Chunk] = {}
        query = select(ChunkRow.chunk_id, ChunkRow.entry_id, ChunkRow.version).join(
            EntryRow, (EntryRow.id == ChunkRow.entry_id) & (EntryRow.current_version == ChunkRow.version)
        )
        with self._engine.connect() as connection:
            for some in slices(chunk_ids):
                rows = connection.execute(query.where(ChunkRow.chunk_id.in_(some))).all()
                held = self._chunks_of(connection, {(row.entry_id, row.version) for row in rows})
                wanted = {row.chunk_id for row in rows}
                found.update({c.id: c for chunks in held.values() for c in chunks if c.id in wanted})
        return found
