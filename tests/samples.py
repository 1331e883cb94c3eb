"""Small, made-up knowledge for tests: changes, articles, a lexicon, an embedder that counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from knowledge_base.chunking import chunks_of
from knowledge_base.digests import digest_of
from knowledge_base.embedding.embedder import Vector
from knowledge_base.embedding.fake import HashEmbedder
from knowledge_base.entries import Content, Document, Entry, EntryKind, LegalStatus, SourceStatus
from knowledge_base.law_names import article_key, law_key
from knowledge_base.lexicon import Lexicon, LexiconRow
from knowledge_base.records import Change

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
LEXICON = Lexicon((LexiconRow(lay=("开饭店", "开馆子"), terms=("食品经营许可",), matters=("food",)),))


@dataclass
class CountingEmbedder(HashEmbedder):
    """HashEmbedder that remembers every passage it was given."""

    passages: list[str] = field(default_factory=list)

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        self.passages.extend(texts)
        return super().embed_passages(texts)


def change(
    entry_id: str,
    title: str,
    body: str = "",
    *,
    kind: EntryKind = EntryKind.GUIDE,
    questions: Sequence[str] = (),
    **content: object,
) -> Change:
    """A publication of plain text under headings; `content` overrides fields of Content."""
    text = replace(
        Content(title=title, body=body or title, source="测试", source_status=SourceStatus.EXAMPLE), **content
    )
    chunks = chunks_of(entry_id, kind, replace(text, fields={}))  # from the body, whatever the fields are
    return Change(Entry(entry_id, f"test/{entry_id}", kind), text, chunks, tuple(questions))


def article(
    law: str, number: int, text: str, *, sub: int = 0, entry_id: str | None = None, document_id: str | None = None,
    effective_from: date | None = None,
) -> Change:  # fmt: skip
    """One article of a law."""
    key = article_key(number, sub)
    entry_id = entry_id or f"{law_key(law)}-{key}"
    made = change(entry_id, f"{law} 第{number}条", text, kind=EntryKind.REGULATION, effective_from=effective_from)
    entry = replace(made.entry, law_key=law_key(law), article=key, document_id=document_id)
    return replace(made, entry=entry)


def law(document_id: str, title: str, *, effective_from: date | None = None, repeals: tuple[str, ...] = ()) -> Document:
    """A document of a law."""
    return Document(
        document_id, f"test/{document_id}", title, EntryKind.REGULATION, digest_of(document_id),
        effective_from=effective_from, legal_status=LegalStatus.IN_FORCE, repeals=repeals,
    )  # fmt: skip


def unit(*values: float) -> Vector:
    """An L2-normalised float32 vector."""
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)
