"""Tables: each row of a sheet is a document of its own when it has a title column, else the sheet is one table."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.documents import Block, ParsedDocument
from ingest.errors import BadFile
from ingest.parsers.plain import read_text
from ingest.parsers.records import document_from_record
from knowledge_base.text import normalise

TITLE_COLUMNS = {"title", "标题", "事项名称", "名称", "question", "问题"}
MOST_ROWS = 200_000


def parse_csv(path: Path) -> Iterator[ParsedDocument]:
    """A CSV or TSV file with a header row."""
    text = read_text(path)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4096], delimiters=",\t;")
    except csv.Error:
        dialect = csv.excel
    yield from _documents(path.stem, list(csv.reader(io.StringIO(text), dialect)))


def parse_xlsx(path: Path) -> Iterator[ParsedDocument]:
    """Every sheet of a workbook; the first row that is not empty is the header."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise BadFile("damaged", "Excel 文件损坏或不完整，打不开，请重新导出") from error
    for sheet in book.worksheets:
        rows = [
            ["" if v is None else str(v) for v in row] for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS)
        ]
        name = path.stem if len(book.worksheets) == 1 else f"{path.stem} {sheet.title}"
        yield from _documents(name, rows)


def _documents(name: str, rows: Sequence[Sequence[str]]) -> Iterator[ParsedDocument]:
    cleaned = [[normalise(c).replace("\n", " ") for c in row] for row in rows]
    filled = [row for row in cleaned if any(row)]
    if not filled:
        return
    header, *body = filled
    if any(h in TITLE_COLUMNS for h in header):
        for number, row in enumerate(body, 1):
            yield document_from_record(dict(zip(header, row, strict=False)), number)
        return
    lines = ["；".join(f"{h}：{c}" for h, c in zip(header, row, strict=False) if c) for row in body]
    yield ParsedDocument(name, tuple(Block("list_item", line) for line in lines if line))
