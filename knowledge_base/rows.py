"""Between table rows and the frozen dataclasses of the domain."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from knowledge_base.digests import digest_of
from knowledge_base.entries import (
    Chunk,
    Content,
    Document,
    Entry,
    EntryKind,
    EntryVersion,
    LegalStatus,
    SourceStatus,
    VersionState,
)
from knowledge_base.tables import EntryRow


def content_digest(content: Content) -> str:
    """sha256 over everything a reader could see of a version; equal digests need no new version."""
    seen = [
        content.title,
        content.body,
        content.fields,
        content.source,
        content.source_status,
        content.effective_from,
        content.effective_to,
        content.legal_status,
    ]
    return digest_of(json.dumps(seen, sort_keys=True, ensure_ascii=False, default=str))


ENTRY_COLUMNS = (
    EntryRow.key,
    EntryRow.kind,
    EntryRow.document_id,
    EntryRow.owner,
    EntryRow.review_due,
    EntryRow.archived,
    EntryRow.superseded_on,
    EntryRow.law_key,
    EntryRow.article,
)


def entry_values(entry: Entry) -> dict[str, Any]:
    """Columns of a new entry; it has no published version yet."""
    return {
        "id": entry.id,
        "key": entry.key,
        "kind": entry.kind.value,
        "document_id": entry.document_id,
        "owner": entry.owner,
        "review_due": entry.review_due,
        "archived": entry.archived,
        "superseded_on": entry.superseded_on,
        "law_key": entry.law_key,
        "article": entry.article,
        "current_version": None,
    }


def version_values(entry_id: str, content: Content, version: int, digest: str, now: datetime) -> dict[str, Any]:
    """Columns of a published version."""
    return {
        "entry_id": entry_id,
        "version": version,
        "state": VersionState.PUBLISHED.value,
        "title": content.title,
        "body": content.body,
        "fields": dict(content.fields),
        "source": content.source,
        "source_status": content.source_status.value,
        "effective_from": content.effective_from,
        "effective_to": content.effective_to,
        "legal_status": content.legal_status.value,
        "digest": digest,
        "created_at": now,
    }


def chunk_values(chunk: Chunk, version: int, position: int) -> dict[str, Any]:
    """Columns of a chunk at its position in a version."""
    return {
        "entry_id": chunk.entry_id,
        "version": version,
        "position": position,
        "chunk_id": chunk.id,
        "section": chunk.section,
        "title": chunk.title,
        "heading": list(chunk.heading),
        "text": chunk.text,
        "digest": chunk.digest,
    }


def document_values(document: Document, law_key: str | None) -> dict[str, Any]:
    """Columns of a document, but for its creation time."""
    return {
        "id": document.id,
        "key": document.key,
        "title": document.title,
        "kind": document.kind.value,
        "sha256": document.sha256,
        "law_key": law_key,
        "issuer": document.issuer,
        "doc_number": document.doc_number,
        "url": document.url,
        "effective_from": document.effective_from,
        "effective_to": document.effective_to,
        "legal_status": document.legal_status.value,
        "superseded_by": document.superseded_by,
        "doubts": list(document.doubts),
        "repeals": list(document.repeals),
    }


def document_from(row: RowMapping) -> Document:
    """The document in this row."""
    return Document(
        id=row["id"],
        key=row["key"],
        title=row["title"],
        kind=EntryKind(row["kind"]),
        sha256=row["sha256"],
        issuer=row["issuer"],
        doc_number=row["doc_number"],
        url=row["url"],
        effective_from=row["effective_from"],
        effective_to=row["effective_to"],
        legal_status=LegalStatus(row["legal_status"]),
        superseded_by=row["superseded_by"],
        doubts=tuple(row["doubts"]),
        repeals=tuple(row["repeals"]),
    )


def entry_from(row: RowMapping, entry_id: str) -> Entry:
    """The entry in a row that holds ENTRY_COLUMNS."""
    return Entry(
        id=entry_id,
        key=row["key"],
        kind=EntryKind(row["kind"]),
        document_id=row["document_id"],
        owner=row["owner"],
        review_due=row["review_due"],
        archived=row["archived"],
        superseded_on=row["superseded_on"],
        law_key=row["law_key"],
        article=row["article"],
    )


def version_from(row: RowMapping) -> EntryVersion:
    """The version in this row, which also holds ENTRY_COLUMNS."""
    entry = entry_from(row, row["entry_id"])
    content = Content(
        title=row["title"],
        body=row["body"],
        fields=row["fields"],
        source=row["source"],
        source_status=SourceStatus(row["source_status"]),
        effective_from=row["effective_from"],
        effective_to=row["effective_to"],
        legal_status=LegalStatus(row["legal_status"]),
    )
    return EntryVersion(entry, row["version"], VersionState(row["state"]), content, row["created_at"])


def chunk_from(row: RowMapping) -> Chunk:
    """The chunk in this row."""
    return Chunk(
        id=row["chunk_id"],
        entry_id=row["entry_id"],
        version=row["version"],
        section=row["section"],
        title=row["title"],
        heading=tuple(row["heading"]),
        text=row["text"],
        digest=row["digest"],
    )
