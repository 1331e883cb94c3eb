"""Tables: each row of a sheet is a document of its own when it has a title column, else the sheet is one document.

A row of such a sheet is one list item "header：value；…", so that every row says what its values mean.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from ingest.documents import Block, ParsedDocument
from ingest.errors import BadFile
from ingest.parsers.office import converted
from ingest.parsers.plain import read_text
from ingest.parsers.records import document_from_record
from ingest.parsers.unseen_sheet import Hidden, hidden_note, hidden_parts
from ingest.untrusted import clean_cells, for_readers, instruction_note
from knowledge_base.text import normalise

TITLE_COLUMNS = {"title", "标题", "事项名称", "名称", "question", "问题"}
MOST_ROWS = 200_000
LARGEST_CELL = 10_000_000  # characters


@for_readers
def parse_csv(path: Path) -> Iterator[ParsedDocument]:
    """A CSV or TSV file with a header row."""
    text = read_text(path).lstrip("\ufeff")
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4096], delimiters=",\t;")
    except csv.Error:
        dialect = csv.excel
    csv.field_size_limit(LARGEST_CELL)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), dialect))
    except csv.Error as error:
        raise BadFile("damaged", "表格的引号或分隔符不成对，读不出来，请重新导出") from error
    yield from _documents(path, path.stem, rows)


@for_readers
def parse_xlsx(path: Path) -> Iterator[ParsedDocument]:
    """Every shown sheet of a workbook, without its hidden rows and columns; lines of a single cell above the header
    are the sheet's caption."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise BadFile("damaged", "Excel 文件损坏或不完整，打不开，请重新导出") from error
    hidden = hidden_parts(path)
    for sheet in book.worksheets:
        unseen = hidden.get(sheet.title, Hidden())
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # the size that a file claims may be wrong, and then rows are missed
        rows = [
            [_shown(v) for column, v in enumerate(row, 1) if not unseen.column(column)]
            for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=MOST_ROWS), 1)
            if number not in unseen.rows
        ]
        name = path.stem if len(book.worksheets) == 1 else f"{path.stem} {sheet.title}"
        yield from _noted(_documents(path, name, rows), hidden_note(path.name, unseen))


def parse_xls(path: Path) -> Iterator[ParsedDocument]:
    """An old .xls, converted to .xlsx."""
    with converted(path, "xlsx") as made:
        yield from list(parse_xlsx(made))


def _shown(value: Any) -> str:
    """A cell as a reader of the sheet sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"  # 0.1 + 0.2 is shown as 0.3
    return str(value)


def _noted(documents: Iterator[ParsedDocument], note: str) -> Iterator[ParsedDocument]:
    """The documents, the first with one more note."""
    for document in documents:
        yield replace(document, notes=(*document.notes, note)) if note else document
        note = ""


def _documents(path: Path, name: str, rows: Sequence[Sequence[str]]) -> Iterator[ParsedDocument]:
    # Before lines are joined, which would make one line of an instruction in the cell.
    read, bad = clean_cells([normalise(c) for c in row] for row in rows)
    cleaned = [[c.replace("\n", " ") for c in row] for row in read]
    yield from _noted(_of_rows(name, cleaned), instruction_note(path.name, bad) if bad else "")


def _of_rows(name: str, cleaned: Sequence[Sequence[str]]) -> Iterator[ParsedDocument]:
    filled = [row for row in cleaned if any(row)]
    wide = any(sum(map(bool, row)) > 1 for row in filled)
    captions = []
    while wide and sum(map(bool, filled[0])) == 1:
        captions.append(next(filter(None, filled.pop(0))))
    if not filled:
        return
    header, *body = filled
    if any(h in TITLE_COLUMNS for h in header):
        for number, row in enumerate(body, 1):
            yield document_from_record({h: c for h, c in zip(header, row, strict=False) if h}, number)
        return
    lines = ["；".join(_labelled(h, c) for h, c in zip(header, row, strict=False) if c) for row in body]
    items = tuple(Block("list_item", line) for line in lines if line)
    if items:
        yield ParsedDocument(name, (*(Block("paragraph", caption) for caption in captions), *items))


def _labelled(header: str, cell: str) -> str:
    return f"{header}：{cell}" if header else cell
