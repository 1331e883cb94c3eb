"""One file per format; `parse_file` looks at the content, not the name, and picks the parser."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from ingest.documents import ParsedDocument
from ingest.errors import BadFile
from ingest.parsers.delimited import parse_csv, parse_xls, parse_xlsx
from ingest.parsers.html import parse_html
from ingest.parsers.pdf import parse_pdf
from ingest.parsers.plain import bare_title, parse_markdown, parse_text
from ingest.parsers.records import parse_json, parse_jsonl
from ingest.parsers.sniff import Format, extension_note, sniff
from ingest.parsers.word import parse_doc, parse_docx
from ingest.structure import headings_found, is_statute
from knowledge_base.entries import EntryKind
from knowledge_base.law_names import COUNTRY, law_key
from knowledge_base.text import normalise

Parser = Callable[[Path], Iterator[ParsedDocument]]

PARSERS: dict[Format, Parser] = {
    Format.MARKDOWN: parse_markdown,
    Format.TEXT: parse_text,
    Format.HTML: parse_html,
    Format.PDF: parse_pdf,
    Format.DOCX: parse_docx,
    Format.DOC: parse_doc,
    Format.RTF: parse_doc,
    Format.XLSX: parse_xlsx,
    Format.XLS: parse_xls,
    Format.CSV: parse_csv,
    Format.JSON: parse_json,
    Format.JSONL: parse_jsonl,
}
RECORDS = (Format.JSON, Format.JSONL, Format.CSV, Format.XLSX, Format.XLS)
LAW_LIKE = re.compile(r"[一-鿿]{4,}(?:法|条例|办法|规定|细则|决定)$")
CASE_PARTS = ({"基本案情", "裁判结果"}, {"基本案情", "裁判理由"}, {"案情简介", "处理结果"})


def parse_file(path: Path) -> Iterator[ParsedDocument]:
    """Documents of one file (a record file holds many); raises BadFile with a stable code and a Chinese reason."""
    found = False
    form = sniff(path)
    for document in PARSERS[form](path):
        if document.text.strip() or document.fields:
            found = True
            yield document if form in RECORDS else _understood(document, path, form)
    if not found:
        raise BadFile("no_text", "文件里没有可以读出的文字")


def _understood(document: ParsedDocument, path: Path, form: Format) -> ParsedDocument:
    """The document with its numbered headings found, what kind it plainly is, and what is odd about its file."""
    notes = [*document.notes, *filter(None, [extension_note(path, form), _name_note(document, path)])]
    statute = is_statute(document)
    blocks = document.blocks if statute else headings_found(document.blocks)
    headings = {b.text for b in blocks if b.kind == "heading"}
    is_case = not statute and any(parts <= headings for parts in CASE_PARTS)
    hint = document.kind_hint or (EntryKind.CASE if is_case else None)
    title = normalise(document.title).replace("\n", " ") or "未命名"  # a file's name may hold what cannot be stored
    return replace(document, title=title, blocks=blocks, kind_hint=hint, notes=tuple(notes))


def _name_note(document: ParsedDocument, path: Path) -> str | None:
    """A sentence when the file is named after one law and holds another."""
    named = bare_title(path.stem)
    if not LAW_LIKE.fullmatch(law_key(named)) or not LAW_LIKE.search(document.title):
        return None
    if law_key(named).replace(COUNTRY, "") == law_key(document.title).replace(COUNTRY, ""):
        return None
    return f"文件名是《{named}》，正文标题是《{document.title}》，已按正文标题装入，请核对"
