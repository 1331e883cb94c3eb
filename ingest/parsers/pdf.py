"""PDF with a text layer: running heads dropped, lines joined into paragraphs; a scan is recognised and said so."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ingest.documents import Block, ParsedDocument
from ingest.errors import BadFile
from ingest.parsers.pdf_lines import Line, Page, body_size, clean_line, document_lines
from ingest.parsers.plain import bare_title
from ingest.parsers.unseen_pdf import Seen
from ingest.untrusted import for_readers
from knowledge_base.text import normalise

LEAST_TEXT = 30  # characters a page on average; below this a file with images is a scan
LEAST_VISIBLE = 20  # characters; a page that shows fewer is a scan with a stamp or a page number
MOST_PAGES = 3000
SENTENCE_END = re.compile(r"[。！？；：:;][”）)]?$")
NEW_BLOCK = re.compile(
    r"^(第[0-9零〇一二三四五六七八九十百千两]+[编章节条](?!.{0,6}规定|第|、|[和及或至款项])|[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、|\d+[.、．](?!\d))"
)
DATE = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$")  # of a signature
DATED = re.compile(r"^(根据)?\d{4}年")
LAW_NAME = re.compile(r"(法|条例|办法|规定|细则|意见|通知|决定|公告|方案|指南|规则)$")
INDENT = 1.2  # letters to the right of the column's left edge make a new paragraph
INDENTED_SHARE = 0.06  # of the lines; below, the document does not indent
SHORT = 0.8  # of the column's width; a shorter line ends its paragraph
LARGE = 1.15  # of the body's size makes a heading
LONGEST_HISTORY = 800  # characters of a bracket under the title
PAIRS = (("《", "》"), ("“", "”"), ("（", "）"))
TORN = 3  # paragraphs with unpaired marks before we say that text may be missing


@for_readers
def parse_pdf(path: Path) -> Iterator[ParsedDocument]:
    """One document in reading order; raises BadFile `encrypted`, `scanned_pdf`, `no_text`, `damaged`."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(str(path))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadFile("encrypted", "PDF 有密码，打不开，请去掉密码后再装入")
        unseen = 0
        pages = []
        for number, page in enumerate(reader.pages[:MOST_PAGES]):
            read, left = _page(page, number)
            pages.append(read)
            unseen += left
        images = any(_has_image(page) for page in reader.pages[:5])
        metadata = normalise((reader.metadata.title or "") if reader.metadata else "")
        left_out = max(0, len(reader.pages) - MOST_PAGES)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, RecursionError, AttributeError, IndexError) as error:
        raise BadFile("damaged", "PDF 损坏或不完整，读不出来，请重新导出") from error
    size = sum(len(line.text) for page in pages for line in page.lines)
    if size < LEAST_TEXT * max(1, len(pages)):
        if images or size == 0:
            raise BadFile("scanned_pdf", "这是扫描件，没有文字层；请换带文字的 PDF，或先做文字识别")
        raise BadFile("no_text", "PDF 里几乎没有文字")
    lines, dropped = document_lines(pages)
    blocks = tuple(_paragraphs(lines, body_size(pages)))
    notes = [f"PDF 超过 {MOST_PAGES} 页，后面 {left_out} 页没有读"] if left_out else []
    if unseen:
        notes.append(f"{path.name}：有 {unseen} 处看不见的文字（透明、白色、极小或在页面之外）没有读")
    yield ParsedDocument(_title(metadata, blocks, path), blocks, notes=(*notes, *_notes(blocks, dropped)))


def _page(page: Any, number: int) -> tuple[Page, int]:
    """What a reader sees of a page, and how many pieces of text were left out.

    A scan with a recognised text layer shows nothing but that invisible layer, which is then read.
    """
    seen = Seen(page)
    drawn = _drawn(page, number, seen)
    shown = sum(len(line.text) for line in drawn.lines)
    if seen.layer and shown < LEAST_VISIBLE:
        seen = Seen(page, keep_layer=True)
        drawn = _drawn(page, number, seen)
    return drawn, seen.blanked


def _drawn(page: Any, number: int, seen: Seen) -> Page:
    """Lines with their places, as the page's drawing commands give them."""
    rows: list[tuple[float, float, float, list[str]]] = []
    fresh = True

    def visit(text: str, matrix: Any, text_matrix: Any, _font: Any, font_size: float) -> None:
        nonlocal fresh
        x, y, scale = _placed(text_matrix, matrix)
        for i, piece in enumerate(text.split("\n")):
            if i:
                fresh = True
            if not piece:
                continue
            if fresh or (piece.strip() and abs(rows[-1][1] - y) > 2):
                rows.append((x, y, round(font_size * scale, 1), []))
                fresh = False
            rows[-1][3].append(piece)

    page.extract_text(visitor_text=visit, visitor_operand_before=seen.before, visitor_operand_after=seen.after)
    height = float(page.mediabox.height)
    lines = tuple(clean_line(number, x, y, size, "".join(parts)) for x, y, size, parts in rows)
    return Page(height, tuple(line for line in lines if line.text))


def _placed(text: Sequence[float], outer: Sequence[float]) -> tuple[float, float, float]:
    """x, y and the vertical scale of a text matrix inside the page's matrix."""
    x = text[4] * outer[0] + text[5] * outer[2] + outer[4]
    y = text[4] * outer[1] + text[5] * outer[3] + outer[5]
    scale = abs(text[2] * outer[1] + text[3] * outer[3]) or abs(text[0] * outer[0] + text[1] * outer[2])
    return x, y, scale


def _has_image(page: Any) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources else None
    return any(o.get_object().get("/Subtype") == "/Image" for o in objects.get_object().values()) if objects else False


def _paragraphs(lines: Sequence[Line], body: float) -> Iterator[Block]:
    """Lines joined until a paragraph ends; an indent, an article or a numbered item begins a new one."""
    own = [line for line in lines if abs(line.size - body) <= 0.1 * body]
    left = min((line.x for line in own), default=0.0)
    width = max((line.right for line in own), default=0.0) - left
    indented = sum(line.x > left + INDENT * body for line in own) > INDENTED_SHARE * len(own)
    joined, level = "", 0
    last: Line | None = None
    for line in lines:
        large = line.size > LARGE * body
        if last is not None and (large != bool(level) or _begins(line, last, left, width, body, indented)):
            if _is_open(joined) and not large:
                # 题注: its lines are centred, and each of its events begins with a date
                joined += " " if DATED.match(line.text) else ""
            else:
                yield _block(joined, level)
                joined = ""
        level = (1 if line.page == lines[0].page else 2) if large else 0
        joined = _glued(joined, line.text)
        last = line
    if joined:
        yield _block(joined, level)


def _begins(line: Line, last: Line, left: float, width: float, body: float, indented: bool) -> bool:
    """True when `line` cannot go on with the paragraph that `last` belongs to."""
    if line.size > LARGE * body:  # a heading goes on in lines of its own size right below
        return abs(line.size - last.size) > 0.5 or not 0 <= last.y - line.y < 2.2 * line.size
    full = last.right - left
    ended = bool(SENTENCE_END.search(last.text))
    if DATE.match(last.text):
        return True
    if full < SHORT * width or (ended and full < width - 1.5 * body):
        return True
    if indented:
        # Where paragraphs are indented, a line at the left edge goes on, whatever it begins with.
        return line.x > left + INDENT * body
    return bool(NEW_BLOCK.match(line.text)) and ended


def _is_open(text: str) -> bool:
    """True inside a bracket that began the paragraph: the history of a law under its title."""
    return text.startswith("（") and text.count("（") > text.count("）") and len(text) < LONGEST_HISTORY


def _block(text: str, level: int) -> Block:
    return Block("heading", text, level) if level else Block("paragraph", text)


def _glued(before: str, after: str) -> str:
    """Two lines of a paragraph; words of Latin letters keep a blank between them."""
    blank = (
        " "
        if before and before[-1].isascii() and before[-1].isalnum() and after[:1].isascii() and after[:1].isalnum()
        else ""
    )
    return before + blank + after


def _title(metadata: str, blocks: Sequence[Block], path: Path) -> str:
    """The last large line of the first page that names a law, a first line that does, the metadata, the file's name."""
    large = [_bare(b.text) for b in blocks if b.level == 1]
    first = [_bare(b.text) for b in blocks[:8] if b.kind == "paragraph"]
    for text in (*reversed(large), *first):
        if 4 <= len(text) <= 60 and LAW_NAME.search(text):
            return text
    for text in large:
        if 4 <= len(text) <= 60:
            return text
    part = next(
        (p for p in re.split(r"[-_—|]", metadata) if LAW_NAME.search(_bare(p))), metadata
    )  # "…条例 - 政策文件 - 某网站"
    return _bare(part) if len(_bare(part)) >= 4 else path.stem


def _bare(text: str) -> str:
    return bare_title(re.sub(r"[（(][^（）()]*令第?\s*\d+\s*号[）)]$", "", text.strip()))


def _notes(blocks: Sequence[Block], dropped: int) -> Iterator[str]:
    torn = sum(any(b.text.count(a) != b.text.count(z) for a, z in PAIRS) for b in blocks)
    if torn >= TORN:
        yield f"有 {torn} 段的书名号、引号或括号不成对，原文可能被裁掉了一部分，请对照原件核对"
    if dropped:
        yield f"由网页打印而成，略去了网页栏目、页脚等 {dropped} 行"
