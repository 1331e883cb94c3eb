"""One file per format; `parse_file` looks at the content, not the name, and picks the parser."""

from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.documents import ParsedDocument
from ingest.errors import BadFile
from ingest.parsers.delimited import parse_csv, parse_xlsx
from ingest.parsers.html import parse_html
from ingest.parsers.pdf import parse_pdf
from ingest.parsers.plain import parse_markdown, parse_text
from ingest.parsers.records import parse_json, parse_jsonl
from ingest.parsers.sniff import Format, sniff
from ingest.parsers.word import parse_doc, parse_docx

Parser = Callable[[Path], Iterator[ParsedDocument]]

PARSERS: dict[Format, Parser] = {
    Format.MARKDOWN: parse_markdown,
    Format.TEXT: parse_text,
    Format.HTML: parse_html,
    Format.PDF: parse_pdf,
    Format.DOCX: parse_docx,
    Format.DOC: parse_doc,
    Format.XLSX: parse_xlsx,
    Format.CSV: parse_csv,
    Format.JSON: parse_json,
    Format.JSONL: parse_jsonl,
}


def parse_file(path: Path) -> Iterator[ParsedDocument]:
    """Documents of one file (a record file holds many); raises BadFile with a stable code and a Chinese reason."""
    found = False
    for document in PARSERS[sniff(path)](path):
        if document.text.strip() or document.fields:
            found = True
            yield document
    if not found:
        raise BadFile("no_text", "文件里没有可以读出的文字")
