"""Tables of the knowledge base. Versions and chunks are only ever inserted; `entries.current_version` moves."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import AwareDateTime, Base

Serial = BigInteger().with_variant(Integer, "sqlite")


class DocumentRow(Base):
    """A source file or record."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(300), unique=True)
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    law_key: Mapped[str | None] = mapped_column(String(300), index=True)
    issuer: Mapped[str | None] = mapped_column(Text)
    doc_number: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    legal_status: Mapped[str] = mapped_column(String(20))
    superseded_by: Mapped[str | None] = mapped_column(String(64))
    doubts: Mapped[list[str]] = mapped_column(JSON)
    repeals: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(AwareDateTime)


class EntryRow(Base):
    """知识条目: the stable name that versions belong to."""

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_law_key_article", "law_key", "article"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(400), unique=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"), index=True)
    owner: Mapped[str | None] = mapped_column(Text)
    review_due: Mapped[date | None]
    archived: Mapped[bool]
    superseded_on: Mapped[date | None]
    law_key: Mapped[str | None] = mapped_column(String(300))
    article: Mapped[str | None] = mapped_column(String(20))
    current_version: Mapped[int | None]


class VersionRow(Base):
    """One immutable version."""

    __tablename__ = "entry_versions"

    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(Text)
    source_status: Mapped[str] = mapped_column(String(20))
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    legal_status: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(AwareDateTime)


class ChunkRow(Base):
    """The index unit; `chunk_id` is the same in every version where the same words stand in the same entry."""

    __tablename__ = "chunks"
    __table_args__ = (Index("ix_chunks_chunk_id", "chunk_id"),)

    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    chunk_id: Mapped[str] = mapped_column(String(80))
    section: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    heading: Mapped[list[str]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), index=True)


class AnsweredQuestionRow(Base):
    """A real question that somebody attached to the entry that answers it."""

    __tablename__ = "answered_questions"
    __table_args__ = (UniqueConstraint("entry_id", "digest"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)


class OutboxRow(Base):
    """A change that the indexes still have to follow; written in the transaction of the change itself."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_words_pending", "words_done", "id"),
        Index("ix_outbox_vectors_pending", "vectors_done", "id"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"))
    words_done: Mapped[bool]
    vectors_done: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(AwareDateTime)


class VectorCacheRow(Base):
    """An embedding by content digest and model, as float16 little endian."""

    __tablename__ = "vector_cache"

    model_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class LoadRow(Base):
    """How far a long load (the law database) has come, so that it resumes."""

    __tablename__ = "loads"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    done: Mapped[int]
    total: Mapped[int]
    doubts: Mapped[list[str]] = mapped_column(JSON)
