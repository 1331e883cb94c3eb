"""Parsed documents as JSON lines: what a parsing child says is data to be checked, never objects to be loaded."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from ingest.documents import Block, ParsedDocument
from knowledge_base.entries import EntryKind, LegalStatus


def as_json(document: ParsedDocument) -> dict[str, Any]:
    """One JSON-ready object; blocks are [kind, text, level]."""
    made = asdict(document)
    made["blocks"] = [[b.kind, b.text, b.level] for b in document.blocks]
    for name in ("effective_from", "effective_to"):
        made[name] = made[name].isoformat() if made[name] else None
    return made


def from_json(value: Mapping[str, Any]) -> ParsedDocument:
    """The document again; raises KeyError, TypeError or ValueError for anything else."""
    return ParsedDocument(
        title=str(value["title"]),
        blocks=tuple(Block(_kind(kind), str(text), int(level)) for kind, text, level in value["blocks"]),
        kind_hint=EntryKind(value["kind_hint"]) if value["kind_hint"] else None,
        issuer=value["issuer"],
        doc_number=value["doc_number"],
        effective_from=_day(value["effective_from"]),
        effective_to=_day(value["effective_to"]),
        legal_status=LegalStatus(value["legal_status"]),
        notes=tuple(map(str, value["notes"])),
        record_id=value["record_id"],
        questions=tuple(map(str, value["questions"])),
        fields=dict(value["fields"]),
    )


def _kind(name: str) -> Any:
    if name not in ("heading", "paragraph", "table", "list_item"):
        raise ValueError(f"no kind of block: {name}")
    return name


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
