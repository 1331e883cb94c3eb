"""What a parser gives and what structure makes of it. Plain values: no parser library's type leaves its file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from knowledge_base.entries import EntryKind, LegalStatus

BlockKind = Literal["heading", "paragraph", "table", "list_item"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document in reading order; a table is its caption line and Markdown rows, header first."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One document (a file, or one record of a record file) as read, before its structure is recognised."""

    title: str
    blocks: tuple[Block, ...]
    kind_hint: EntryKind | None = None
    issuer: str | None = None
    doc_number: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    legal_status: LegalStatus = LegalStatus.IN_FORCE
    notes: tuple[str, ...] = ()
    record_id: str | None = None
    questions: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All blocks, one below the other."""
        return "\n".join(b.text for b in self.blocks)


@dataclass(frozen=True, slots=True)
class Section:
    """An article of a statute (`number` set), or a part of a document under its headings."""

    label: str | None
    number: int | None
    sub_number: int
    heading_path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file could not be read."""

    code: str
    message: str
