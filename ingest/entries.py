"""A parsed document → the entries it holds: an article each for statutes, one entry for anything else."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingest.documents import Block, ParsedDocument, Section
from ingest.structure import is_statute, sections_of
from ingest.validity import Validity, read_validity
from knowledge_base.chunking import chunks_of
from knowledge_base.entries import Content, Entry, EntryKind, LegalStatus, SourceStatus
from knowledge_base.law_names import article_key, law_key, split_title
from knowledge_base.records import Change


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document with its validity known; `key` names it across re-ingestions, `law_key` across its versions.

    `sections` are given where the source already knows its articles. `entries_from` is shown as the date from which
    the text holds; `effective_from` orders versions and may be the day of the amendment.
    """

    key: str
    title: str
    kind: EntryKind
    source: str
    parsed: ParsedDocument
    statute: bool
    law_key: str | None
    issuer: str | None
    doc_number: str | None
    effective_from: date | None
    effective_to: date | None
    legal_status: LegalStatus
    notes: tuple[str, ...]
    sections: tuple[Section, ...] = ()
    entries_from: date | None = None
    repeals: tuple[str, ...] = ()


def read_document(parsed: ParsedDocument, source: str, kind: EntryKind | None, *, dated: bool = True) -> ReadDocument:
    """Recognise what a parsed document is and while it holds; what the parser already knows wins over the text.

    `dated=False` leaves validity out: a labelled corpus is searched whole, whatever its texts say of themselves.
    """
    validity = read_validity(source, parsed.text) if dated else Validity()
    statute = is_statute(parsed)
    name = law_key(parsed.title) if statute else None
    effective_from = parsed.effective_from or validity.effective_from
    key = f"law/{name}/{effective_from or source}" if name else f"file/{source}/{parsed.record_id or parsed.title}"
    return ReadDocument(
        key=_short(key, 300),
        title=parsed.title,
        kind=kind or parsed.kind_hint or EntryKind.REGULATION,
        source=source,
        parsed=parsed,
        statute=statute,
        law_key=name,
        issuer=parsed.issuer or validity.issuer,
        doc_number=parsed.doc_number or validity.doc_number,
        effective_from=effective_from,
        effective_to=parsed.effective_to or validity.effective_to,
        legal_status=parsed.legal_status if parsed.legal_status is not LegalStatus.IN_FORCE else validity.legal_status,
        notes=(*parsed.notes, *validity.notes),
        sections=sections_of(parsed) if statute else (),
        # An amended law's date orders its versions; shown as 施行 date is only one that the text or operator states.
        entries_from=effective_from if parsed.effective_from or validity.exact else None,
        repeals=tuple(dict.fromkeys(k for r in validity.repeals if (k := law_key(r)) != name)),
    )


def changes_of(read: ReadDocument, document_id: str | None) -> list[Change]:
    """Every entry of the document, ready to publish; keys and ids are the same whenever the same text is read."""
    if read.statute:
        return [_article(read, document_id, s) for s in _distinct(read.sections)]
    return [_whole(read, document_id)]


def entry_id_of(key: str) -> str:
    """A short stable id made from an entry's natural key."""
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def _distinct(sections: tuple[Section, ...]) -> list[Section]:
    """Articles only, the first of each number: a second one is a quotation or an annex."""
    seen: dict[tuple[int, int], Section] = {}
    for section in sections:
        if section.number is not None:
            seen.setdefault((section.number, section.sub_number), section)
    return list(seen.values())


def _article(read: ReadDocument, document_id: str | None, section: Section) -> Change:
    assert section.number is not None and read.law_key is not None
    number = article_key(section.number, section.sub_number)
    key = f"{read.key}#{number}"
    label = section.label or f"第{number}条"
    fields: dict[str, Any] = {
        "law": read.title,
        "number": section.number,
        "sub_number": section.sub_number,
        "label": label,
        "heading_path": list(section.heading_path),
    }
    body = "\n".join((*(f"{'#' * (i + 1)} {h}" for i, h in enumerate(section.heading_path)), section.text))
    entry = Entry(entry_id_of(key), key, read.kind, document_id, law_key=read.law_key, article=number)
    return _change(read, entry, f"{read.title} {label}", body, fields, ())


def _whole(read: ReadDocument, document_id: str | None) -> Change:
    titled = split_title(read.title) if read.kind is EntryKind.REGULATION else None
    entry = Entry(
        entry_id_of(read.key),
        read.key,
        read.kind,
        document_id,
        law_key=law_key(titled[0]) if titled else None,
        article=titled[1] if titled else None,
    )
    fields = _fields(read, titled)
    return _change(read, entry, read.title, _body(read.parsed.blocks), fields, read.parsed.questions)


def _fields(read: ReadDocument, titled: tuple[str, str, str] | None) -> Mapping[str, Any]:
    if read.parsed.fields:
        return read.parsed.fields
    if read.kind is not EntryKind.REGULATION:
        return {}
    return {"law": titled[0], "label": titled[2]} if titled else {"law": read.title}


def _body(blocks: tuple[Block, ...]) -> str:
    """Light Markdown: `#` headings by level, everything else as it stands."""
    return "\n".join(f"{'#' * max(1, b.level)} {b.text}" if b.kind == "heading" else b.text for b in blocks)


def _change(
    read: ReadDocument, entry: Entry, title: str, body: str, fields: Mapping[str, Any], questions: tuple[str, ...]
) -> Change:
    content = Content(
        title=title,
        body=body,
        fields=fields,
        source=read.source,
        source_status=SourceStatus.REPRINTED,
        effective_from=read.entries_from,
        effective_to=read.effective_to,
        legal_status=read.legal_status,
    )
    return Change(entry, content, chunks_of(entry.id, entry.kind, content), questions)


def _short(key: str, limit: int) -> str:
    """Long names end in their hash, so that two long names never meet."""
    return key if len(key) <= limit else f"{key[: limit - 17]}~{entry_id_of(key)[:16]}"
