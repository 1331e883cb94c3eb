"""The domain model: documents, entries, immutable versions, chunks. Frozen, and free of any framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class EntryKind(StrEnum):
    """What sort of knowledge an entry is."""

    REGULATION = "regulation"
    GUIDE = "guide"
    CHECKPOINT = "checkpoint"
    CASE = "case"
    POLICY = "policy"
    FAQ = "faq"


class SourceStatus(StrEnum):
    """How far a statement may be trusted (来源状态)."""

    VERIFIED = "官方核实"
    REPRINTED = "转载"
    EXAMPLE = "示例"


class LegalStatus(StrEnum):
    """Whether a text is law today (效力状态)."""

    IN_FORCE = "现行有效"
    AMENDED = "已修改"
    REPEALED = "已废止"
    NOT_YET = "未生效"


class VersionState(StrEnum):
    """Where a version stands on its way to the public."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Document:
    """A source file or record. `key` names it across re-ingestions; `sha256` is of the bytes it was read from.

    `repeals` are the names (law keys) of other laws that this one ends on the day it begins.
    """

    id: str
    key: str
    title: str
    kind: EntryKind
    sha256: str
    issuer: str | None = None
    doc_number: str | None = None
    url: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    legal_status: LegalStatus = LegalStatus.IN_FORCE
    superseded_by: str | None = None
    doubts: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What one version of an entry says; equal content has an equal digest and is never written twice."""

    title: str
    body: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    source_status: SourceStatus = SourceStatus.EXAMPLE
    effective_from: date | None = None
    effective_to: date | None = None
    legal_status: LegalStatus = LegalStatus.IN_FORCE


@dataclass(frozen=True, slots=True)
class Entry:
    """知识条目: what an editor curates and a citation points to. `key` is its natural name, unique and stable."""

    id: str
    key: str
    kind: EntryKind
    document_id: str | None = None
    owner: str | None = None
    review_due: date | None = None
    archived: bool = False
    superseded_on: date | None = None
    law_key: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class EntryVersion:
    """One immutable version; a citation names entry and version so that any old answer can be reproduced."""

    entry: Entry
    version: int
    state: VersionState
    content: Content
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Chunk:
    """The index unit: `text` is what stands in the entry, `passage` what is embedded (title and heading path first).

    `id` is the same wherever the same passage stands in the same entry; `digest` is of the passage and keys the
    vector cache.
    """

    id: str
    entry_id: str
    version: int
    section: str
    title: str
    heading: tuple[str, ...]
    text: str
    digest: str

    @property
    def passage(self) -> str:
        """Title, heading path and text, as the embedder reads them."""
        return passage_of(self.title, self.heading, self.text)


def passage_of(title: str, heading: tuple[str, ...], text: str) -> str:
    """One line of context, then the words."""
    return f"{' '.join((title, *heading))}\n{text}"
