"""The truth in SQL: documents, entries, versions, chunks, answered questions, and the outbox behind the indexes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, or_, select, update

from knowledge_base.china_time import china_day
from knowledge_base.chunk_reads import ChunkReads
from knowledge_base.database import transaction
from knowledge_base.digests import digest_of
from knowledge_base.entries import (
    Chunk,
    Content,
    Document,
    Entry,
    EntryKind,
    EntryVersion,
    LegalStatus,
    VersionState,
)
from knowledge_base.errors import UnknownEntry
from knowledge_base.law_reads import LawReads, slices
from knowledge_base.question_reads import QuestionReads
from knowledge_base.rows import (
    ENTRY_COLUMNS,
    chunk_values,
    content_digest,
    document_from,
    document_values,
    entry_from,
    entry_values,
    version_from,
    version_values,
)
from knowledge_base.tables import (
    AnsweredQuestionRow,
    ChunkRow,
    DocumentRow,
    EntryRow,
    OutboxRow,
    VersionRow,
)
from knowledge_base.version_cache import VersionCache


@dataclass(frozen=True, slots=True)
class Change:
    """One publication: the entry, its content and the chunks derived from it."""

    entry: Entry
    content: Content
    chunks: tuple[Chunk, ...]
    questions: tuple[str, ...] = ()


class Records(LawReads, ChunkReads, QuestionReads):
    """All reads and writes of the knowledge base's tables; each public method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._versions: VersionCache[EntryVersion] = VersionCache()
        self._chunks: VersionCache[tuple[Chunk, ...]] = VersionCache()

    # --- writing -------------------------------------------------------------------------------------------------

    def save_document(self, document: Document, law_key: str | None, now: datetime) -> None:
        """Insert or update the document with this id."""
        values = document_values(document, law_key)
        with transaction(self._engine) as connection:
            known = connection.scalar(select(DocumentRow.id).where(DocumentRow.id == document.id))
            if known:
                connection.execute(update(DocumentRow).where(DocumentRow.id == document.id).values(values))
            else:
                connection.execute(insert(DocumentRow).values(**values, created_at=now))

    def publish(self, changes: Sequence[Change], now: datetime) -> list[str]:
        """Write each changed entry as a new published version with its outbox row; returns the ids that changed.

        One transaction: all or nothing. A change whose content and questions are already current writes nothing.
        """
        with transaction(self._engine, publishing=True) as connection:
            current = _current_digests(connection, [c.entry.id for c in changes])
            return [c.entry.id for c in changes if self._publish_one(connection, c, current.get(c.entry.id), now)]

    def _publish_one(
        self, connection: Connection, change: Change, current: tuple[int, str] | None, now: datetime
    ) -> bool:
        digest = content_digest(change.content)
        entry_id = change.entry.id
        version, known_digest = current or (0, "")
        if version == 0:
            connection.execute(insert(EntryRow).values(entry_values(change.entry)))
        fresh_questions = self._attach(connection, entry_id, change.questions)
        if known_digest == digest:
            if fresh_questions:
                _enqueue(connection, [entry_id], now)
            return fresh_questions
        if version:
            connection.execute(
                update(VersionRow)
                .where(VersionRow.entry_id == entry_id, VersionRow.version == version)
                .values(state=VersionState.RETIRED.value)
            )
        connection.execute(
            insert(VersionRow).values(version_values(change.entry.id, change.content, version + 1, digest, now))
        )
        if change.chunks:
            connection.execute(insert(ChunkRow), [chunk_values(c, version + 1, i) for i, c in enumerate(change.chunks)])
        connection.execute(update(EntryRow).where(EntryRow.id == entry_id).values(current_version=version + 1))
        _enqueue(connection, [entry_id], now)
        return True

    def retire(self, entry_ids: Sequence[str], now: datetime) -> None:
        """Take entries out of every answer; their versions stay for old citations."""
        with transaction(self._engine, publishing=True) as connection:
            for some in slices(entry_ids):
                connection.execute(
                    update(VersionRow)
                    .where(VersionRow.entry_id.in_(some), VersionRow.state == VersionState.PUBLISHED.value)
                    .values(state=VersionState.RETIRED.value)
                )
                connection.execute(update(EntryRow).where(EntryRow.id.in_(some)).values(current_version=None))
            _enqueue(connection, entry_ids, now)

    def supersede(
        self, document_id: str, by: str, on: date | None, now: datetime, status: LegalStatus = LegalStatus.AMENDED
    ) -> int:
        """Mark an older version of a law: kept, and archived once its successor is in force. Returns entries changed."""
        due = on is None or on <= china_day(now)
        with transaction(self._engine, publishing=True) as connection:
            connection.execute(
                update(DocumentRow)
                .where(DocumentRow.id == document_id)
                .values(superseded_by=by, legal_status=status.value, effective_to=on)
            )
            otherwise = or_(EntryRow.archived.is_not(due), EntryRow.superseded_on.is_distinct_from(on))
            ids = list(connection.scalars(select(EntryRow.id).where(EntryRow.document_id == document_id, otherwise)))
            for some in slices(ids):
                connection.execute(update(EntryRow).where(EntryRow.id.in_(some)).values(archived=due, superseded_on=on))
            _enqueue(connection, ids, now)
            return len(ids)

    def archive_due(self, now: datetime) -> int:
        """Archive what a version that was still to come has superseded by now; returns entries moved."""
        with transaction(self._engine, publishing=True) as connection:
            late = select(EntryRow.id).where(EntryRow.archived.is_(False), EntryRow.superseded_on <= china_day(now))
            ids = list(connection.scalars(late))
            for some in slices(ids):
                connection.execute(update(EntryRow).where(EntryRow.id.in_(some)).values(archived=True))
            _enqueue(connection, ids, now)
            return len(ids)

    def attach_questions(self, questions: Mapping[str, Sequence[str]], now: datetime) -> int:
        """Attach answered questions to entries; returns how many entries gained one."""
        with transaction(self._engine, publishing=True) as connection:
            touched = [e for e, texts in questions.items() if self._attach(connection, e, texts)]
            _enqueue(connection, touched, now)
            return len(touched)

    @staticmethod
    def _attach(connection: Connection, entry_id: str, texts: Iterable[str]) -> bool:
        wanted = {digest_of(t): t for t in texts}
        if not wanted:
            return False
        known = set(
            connection.scalars(select(AnsweredQuestionRow.digest).where(AnsweredQuestionRow.entry_id == entry_id))
        )
        rows = [{"entry_id": entry_id, "digest": d, "text": t} for d, t in wanted.items() if d not in known]
        if rows:
            connection.execute(insert(AnsweredQuestionRow), rows)
        return bool(rows)

    # --- reading -------------------------------------------------------------------------------------------------

    def version(self, entry_id: str, version: int | None = None) -> EntryVersion:
        """One version (the published one when not named; the newest of a retired entry); raises UnknownEntry."""
        query = select(VersionRow.__table__, *ENTRY_COLUMNS).join(EntryRow, EntryRow.id == VersionRow.entry_id)
        query = query.where(VersionRow.entry_id == entry_id)
        if version is not None:
            query = query.where(VersionRow.version == version)
        with self._engine.connect() as connection:
            row = connection.execute(query.order_by(VersionRow.version.desc()).limit(1)).mappings().first()
        if row is None:
            raise UnknownEntry(entry_id, version)
        return version_from(row)

    def published(self, entry_ids: Sequence[str]) -> dict[str, EntryVersion]:
        """The published version of each entry that has one."""
        found: dict[str, EntryVersion] = {}
        now_published = select(EntryRow.id, EntryRow.current_version, *ENTRY_COLUMNS).where(
            EntryRow.current_version.is_not(None)
        )
        with self._engine.connect() as connection:
            for some in slices(entry_ids):
                unread = []
                for row in connection.execute(now_published.where(EntryRow.id.in_(some))).mappings():
                    known = self._versions.get(row["id"], row["current_version"])
                    if known is None:
                        unread.append(row["id"])
                    else:  # the version stands, but its entry may have been archived or superseded since
                        found[row["id"]] = replace(known, entry=entry_from(row, row["id"]))
                found.update(self._read_published(connection, unread))
        return found

    def _read_published(self, connection: Connection, entry_ids: Sequence[str]) -> dict[str, EntryVersion]:
        if not entry_ids:
            return {}
        query = (
            select(VersionRow.__table__, *ENTRY_COLUMNS)
            .join(EntryRow, EntryRow.id == VersionRow.entry_id)
            .where(EntryRow.current_version == VersionRow.version, EntryRow.id.in_(entry_ids))
        )
        read = {row["entry_id"]: version_from(row) for row in connection.execute(query).mappings()}
        for version in read.values():
            self._versions.put(version.entry.id, version.version, version)
        return read

    def published_ids(self, kind: EntryKind | None = None, document_id: str | None = None) -> list[str]:
        """Ids of published entries, in a stable order."""
        query = select(EntryRow.id).where(EntryRow.current_version.is_not(None)).order_by(EntryRow.id)
        if kind:
            query = query.where(EntryRow.kind == kind.value)
        if document_id:
            query = query.where(EntryRow.document_id == document_id)
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def published_versions(self, kind: EntryKind) -> list[tuple[str, int]]:
        """(entry id, version) of everything published of a kind, in a stable order: equal lists mean nothing changed."""
        query = select(EntryRow.id, EntryRow.current_version).where(
            EntryRow.current_version.is_not(None), EntryRow.kind == kind.value
        )
        with self._engine.connect() as connection:
            return [(row.id, row.current_version) for row in connection.execute(query.order_by(EntryRow.id))]

    def standing(self, kinds: Collection[EntryKind]) -> list[tuple[str, int | None, bool, date | None]]:
        """(entry id, version, archived, superseded on) of everything published of these kinds, in a stable order:
        equal lists mean that nothing about them changed."""
        query = select(EntryRow.id, EntryRow.current_version, EntryRow.archived, EntryRow.superseded_on).where(
            EntryRow.current_version.is_not(None), EntryRow.kind.in_([kind.value for kind in kinds])
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(EntryRow.id))
            return [(row.id, row.current_version, row.archived, row.superseded_on) for row in rows]

    def document(self, *, key: str) -> Document | None:
        """The document with this natural key."""
        with self._engine.connect() as connection:
            row = connection.execute(select(DocumentRow.__table__).where(DocumentRow.key == key)).mappings().first()
        return document_from(row) if row else None

    def counts(self) -> dict[str, int]:
        """Sizes for the status page: entries, chunks, words_pending, vectors_pending."""
        with self._engine.connect() as connection:
            return {
                "entries": _count(connection, select(EntryRow).where(EntryRow.current_version.is_not(None))),
                "documents": _count(connection, select(DocumentRow)),
                "chunks": _count(
                    connection,
                    select(ChunkRow.chunk_id).join(
                        EntryRow, (EntryRow.id == ChunkRow.entry_id) & (EntryRow.current_version == ChunkRow.version)
                    ),
                ),
                "words_pending": _count(connection, select(OutboxRow).where(OutboxRow.words_done.is_(False))),
                "vectors_pending": _count(connection, select(OutboxRow).where(OutboxRow.vectors_done.is_(False))),
            }


def _count(connection: Connection, query: Any) -> int:
    return connection.scalar(select(func.count()).select_from(query.subquery())) or 0


def _enqueue(connection: Connection, entry_ids: Sequence[str], now: datetime) -> None:
    rows = [{"entry_id": e, "words_done": False, "vectors_done": False, "created_at": now} for e in entry_ids]
    if rows:
        connection.execute(insert(OutboxRow), rows)


def _current_digests(connection: Connection, entry_ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """(newest version, digest if it is published) of each known entry."""
    found: dict[str, tuple[int, str]] = {}
    newest = select(VersionRow.entry_id, func.max(VersionRow.version).label("v")).group_by(VersionRow.entry_id)
    for some in slices(entry_ids):
        latest = newest.where(VersionRow.entry_id.in_(some)).subquery()
        query = select(VersionRow.entry_id, VersionRow.version, VersionRow.digest, VersionRow.state).join(
            latest, (latest.c.entry_id == VersionRow.entry_id) & (latest.c.v == VersionRow.version)
        )
        for entry_id, version, digest, state in connection.execute(query):
            found[entry_id] = (version, digest if state == VersionState.PUBLISHED.value else "")
    return found
