"""PDF with a text layer: running heads dropped, lines joined into paragraphs; a scan is recognised and said so."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.documents import Block, ParsedDocument
from ingest.errors import BadFile
from knowledge_base.text import close_gaps, normalise

LEAST_TEXT = 30  # characters a page on average; below this a file with images is a scan
MOST_PAGES = 3000
SENTENCE_END = re.compile(r"[。！？；：:]$")
NEW_BLOCK = re.compile(r"^(第[0-9零〇一二三四五六七八九十百千两]+[编章节条]|[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、|\d+[.、．])")
LAW_NAME = re.compile(r"(法|条例|办法|规定|细则|意见|通知|决定)$")
PAGE_FURNITURE = re.compile(r"^(https?://\S+|\d+\s*/\s*\d+|第?\s*\d+\s*页.*|\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?[ ,].*)$")


def parse_pdf(path: Path) -> Iterator[ParsedDocument]:
    """One document in reading order; raises BadFile `encrypted`, `scanned_pdf`, `damaged`."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(str(path))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadFile("encrypted", "PDF 有密码，打不开，请去掉密码后再装入")
        pages = [normalise(page.extract_text() or "").split("\n") for page in reader.pages[:MOST_PAGES]]
        images = any(_has_image(page) for page in reader.pages[:5])
        title = normalise((reader.metadata.title or "") if reader.metadata else "")
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadFile("damaged", "PDF 损坏或不完整，读不出来，请重新导出") from error
    size = sum(len(line) for page in pages for line in page)
    if size < LEAST_TEXT * max(1, len(pages)):
        if images or size == 0:
            raise BadFile("scanned_pdf", "这是扫描件，没有文字层；请换带文字的 PDF，或先做文字识别")
        raise BadFile("no_text", "PDF 里几乎没有文字")
    lines = list(_without_furniture(pages))
    yield ParsedDocument(_title(title, lines, path), tuple(_paragraphs(lines)))


def _has_image(page: Any) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources else None
    return any(o.get_object().get("/Subtype") == "/Image" for o in objects.get_object().values()) if objects else False


def _without_furniture(pages: list[list[str]]) -> Iterator[str]:
    """Lines without what is printed on every page (address, title, page number)."""
    repeated = Counter(line for page in pages for line in set(page) if line)
    often = max(3, len(pages) // 2 + 1)
    for page in pages:
        for line in page:
            if line and repeated[line] < often and not PAGE_FURNITURE.match(line):
                yield close_gaps(line)


def _paragraphs(lines: list[str]) -> Iterator[Block]:
    """Printed lines joined until a sentence ends; an article, item or numbered heading begins a new one."""
    joined = ""
    longest = max(map(len, lines), default=0)
    for line in lines:
        if joined and (NEW_BLOCK.match(line) or (SENTENCE_END.search(joined) and len(joined) % max(1, longest) != 0)):
            yield Block("paragraph", joined)
            joined = ""
        joined += line
        if len(line) < longest * 0.7 and SENTENCE_END.search(line):
            yield Block("paragraph", joined)
            joined = ""
    if joined:
        yield Block("paragraph", joined)


def _title(title: str, lines: list[str], path: Path) -> str:
    """A heading-like first line that names a law, else the metadata's title, else the file's name."""
    for line in lines[:8]:
        if 4 <= len(line) <= 40 and LAW_NAME.search(line):
            return line
    part = next((p for p in re.split(r"[-_—|]", title) if LAW_NAME.search(p.strip())), title)  # "…条例 - 政策文件 - 某网站"
    return part.strip() if len(part) >= 4 else path.stem
