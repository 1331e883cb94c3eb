"""Word files: paragraphs and tables in document order; older formats go through LibreOffice where that is installed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.documents import Block, ParsedDocument
from ingest.errors import BadFile
from ingest.parsers.office import converted
from ingest.parsers.plain import bare_title
from ingest.parsers.tables import markdown_table, with_captions
from ingest.parsers.unseen_word import blank_unseen
from ingest.parsers.word_numbers import Numbering
from ingest.untrusted import for_readers
from knowledge_base.text import normalise

GENERIC_TITLES = frozenset(
    {"", "word document", "document", "microsoft word 文档", "untitled", "无标题", "标题", "title"}
)
LONGEST_TITLE = 60  # characters
FIRST = 6  # blocks among which a title is looked for
LETTERHEAD = re.compile(r"文件$|^附件\s*\d*\s*[：:]?$|〔\d{4}〕\s*\d+\s*号$|^(内部资料|公开|密级|签发人).{0,10}$")


@for_readers
def parse_docx(path: Path) -> Iterator[ParsedDocument]:
    """One document; headings by style, automatic numbers written out, tables as Markdown rows with their caption."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(str(path))
        unseen = blank_unseen(document)
        blocks = tuple(with_captions(_blocks(document)))
    except (PackageNotFoundError, KeyError, ValueError, OSError, AttributeError) as error:
        raise BadFile("damaged", "Word 文件损坏或不完整，打不开，请重新导出") from error
    pictures = sum(1 for _ in document.element.body.iter("{*}blip"))
    if not any(b.text for b in blocks):
        what = "只有图片，没有文字；请换带文字的文件，或先做文字识别" if pictures else "没有可以读出的文字"
        raise BadFile("no_text", f"Word 文件里{what}")
    notes = [f"文件里有 {pictures} 张图片，图片里的文字没有读"] if pictures else []
    if unseen:
        notes.append(f"{path.name}：有 {unseen} 处隐藏的文字（隐藏格式、白色或极小的字）没有读")
    yield ParsedDocument(_title(document, blocks, path), blocks, notes=tuple(notes))


def parse_doc(path: Path) -> Iterator[ParsedDocument]:
    """An old .doc or an .rtf, converted to .docx."""
    with converted(path, "docx") as made:
        for document in parse_docx(made):
            # The converter's temporary name must not become the title.
            yield ParsedDocument(document.title, document.blocks, notes=document.notes)


def _title(document: Any, blocks: tuple[Block, ...], path: Path) -> str:
    """The first short line that is no letterhead, else the file's property, else the file's name."""
    for block in blocks[:FIRST]:
        if block.kind == "table" or len(block.text) > LONGEST_TITLE or block.text.endswith(("。", "；")):
            break
        if not LETTERHEAD.search(block.text):
            return bare_title(block.text.replace("\n", ""))
    properties = normalise(document.core_properties.title or "")
    return bare_title(path.stem if properties.lower() in GENERIC_TITLES else properties)


def _blocks(document: Any) -> Iterator[Block]:
    from docx.table import Table

    numbering = Numbering(document)
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            rows = [_cells(row) for row in item.rows]
            if any(any(row) for row in rows):
                yield Block("table", markdown_table(rows))
            continue
        number = numbering.label_of(item)  # counted even when the paragraph is empty
        text = normalise(item.text)
        if not text:
            continue
        text = f"{number}{text}" if number else text
        level = _level(item.style.name if item.style is not None else "")
        yield Block("heading", text.replace("\n", " "), level) if level else Block("paragraph", text)


def _cells(row: Any) -> list[str]:
    """Texts of a row's cells; tables inside a cell are read cell by cell."""
    return [normalise("\n".join(_cell_lines(cell))) for cell in row.cells]


def _cell_lines(cell: Any) -> Iterator[str]:
    for paragraph in cell.paragraphs:
        yield paragraph.text
    for table in cell.tables:
        for row in table.rows:
            yield " ".join(dict.fromkeys(c.text.strip() for c in row.cells if c.text.strip()))


def _level(style: str) -> int:
    """1–6 for a heading style, else 0."""
    if style in ("Title", "标题"):
        return 1
    for prefix in ("Heading ", "heading ", "标题 "):
        if style.startswith(prefix) and style.removeprefix(prefix).isdigit():
            return min(6, int(style.removeprefix(prefix)))
    return 0
