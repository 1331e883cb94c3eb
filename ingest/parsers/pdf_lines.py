"""Printed lines of a PDF, with where and how large they stand; lines that are not part of the document are left out."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base.text import close_gaps, normalise

PRIVATE = re.compile(r"[\ue000-\uf8ff]")  # icons of web fonts
MARGIN = 0.07  # of the page's height at top and bottom
FURNITURE = re.compile(
    r"^(https?://\S+(\s*\d+/\d+)?|[-－—]\s*\d+\s*[-－—]|\d+\s*/\s*\d+|第?\s*\d+\s*页(\s*[/，,共]?\s*共?\s*\d+\s*页)?|"
    r"\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?[ ,]+\d{1,2}:\d{2}.*)$"
)
SITE = re.compile(
    r"版权所有|网站地图|网站标识码|ICP\s*备|公网安备|责任编辑：|打印本页|关闭窗口|【?字体：|^字号：|^扫一扫|^分享到?：?$|微博、微信|"
    r"^打开\S{2,6}APP|^复制$|^打印$|^网站帮助"
)
BESIDE_SITE = re.compile(
    r"主办单位：|承办单位：|技术支持：|^地址：|^联系我们|^邮编："
)  # a site's own only next to the above
NEAR = 3  # lines
DOC_NUMBER = re.compile(r"^[（(]?[一-鿿]{2,10}〔\d{4}〕\s*\d+\s*号[）)]?$")  # 文号 is printed small under the title
ADDRESS = re.compile(r"^https?://\S+")
SPACED_DATE = re.compile(r"(?<=\d)[ \u3000]+(?=[年月日号])|(?<=[年月第自于至])[ \u3000]+(?=\d)")  # 2003 年 10 月 28 日
LABEL = re.compile(r"^(?:(第\S{1,8}[编章节条])[ \u3000]+)?(.*)$", re.DOTALL)  # the blank after 第一条 is meant
SMALL, SAME = 0.93, 0.1  # of the body's size: below is small print; within is the body


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. `x` and `y` in points from the page's lower left; `size` of its letters; both 0 if unknown."""

    page: int
    x: float
    y: float
    size: float
    text: str

    @property
    def width(self) -> float:
        """Points from the first letter to the last, taking wide characters for square."""
        return columns(self.text) * self.size / 2

    @property
    def right(self) -> float:
        """Where the line ends."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one page in the order they were drawn."""

    height: float
    lines: tuple[Line, ...]


def columns(text: str) -> int:
    """Width in half characters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" or c in "“”‘’…—" else 1 for c in text)


def clean_line(page: int, x: float, y: float, size: float, raw: str) -> Line:
    """A line in canonical characters; its leading blanks become an indent."""
    lead = len(raw) - len(raw.lstrip(" \u3000\xa0\t"))
    raw = SPACED_DATE.sub("", raw)
    label, rest = LABEL.match(normalise(PRIVATE.sub("", raw))).groups()  # type: ignore[union-attr]  # matches any line
    text = f"{label} {close_gaps(rest)}" if label else close_gaps(rest)
    return Line(page, x + columns(raw[:lead]) * size / 2, y, size, text)


def body_size(pages: Sequence[Page]) -> float:
    """The size most characters are printed in."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda s: sizes[s]) if sizes else 0.0


def document_lines(pages: Sequence[Page]) -> tuple[list[Line], int]:
    """The document's own lines in reading order, and how many lines of a web page around it were left out."""
    repeated = _repeated(pages)
    printed = _is_browser_print(pages)
    kept = [[line for line in page.lines if line.text and not _is_furniture(line, page, repeated)] for page in pages]
    if not printed:
        return [line for lines in kept for line in lines], 0
    lines = [line for page in kept for line in page]
    # A browser draws what floats (menus, footers) out of order; the text itself is one column from top to bottom.
    ordered = sorted(lines, key=lambda line: (line.page, -round(line.y / 3), line.x))
    own = _without_web_page(_without_site(ordered), body_size(pages))
    return own, len(lines) - len(own)


def _repeated(pages: Sequence[Page]) -> set[str]:
    """Lines that stand on more than half of the pages of a document of three or more; in the margins, numbers aside."""
    if len(pages) < 3:
        return set()
    seen = Counter(text for page in pages for text in {_masked(line, page) for line in page.lines if line.text})
    return {text for text, count in seen.items() if count > len(pages) / 2}


def _masked(line: Line, page: Page) -> str:
    in_margin = not MARGIN * page.height < line.y < (1 - MARGIN) * page.height
    return re.sub(r"\d+", "0", line.text) if in_margin else line.text


def _is_furniture(line: Line, page: Page, repeated: set[str]) -> bool:
    if FURNITURE.match(line.text):
        return True
    return _masked(line, page) in repeated and not line.text.startswith(("第", "（"))


def _is_browser_print(pages: Sequence[Page]) -> bool:
    """A browser prints the page's address in the bottom margin."""
    return any(ADDRESS.match(line.text) and 0 < line.y < MARGIN * page.height for page in pages for line in page.lines)


def _without_site(lines: Sequence[Line]) -> list[Line]:
    """Without what sites print around a text: copyright, registration, editors, and their address next to these."""
    marks = [bool(SITE.search(line.text)) for line in lines]
    return [
        line
        for i, line in enumerate(lines)
        if not marks[i] and not (BESIDE_SITE.search(line.text) and any(marks[max(0, i - NEAR) : i + NEAR + 1]))
    ]


def _without_web_page(lines: Sequence[Line], body: float) -> list[Line]:
    """Without menus above the title, small print, and columns beside the text."""
    text = [line for line in lines if abs(line.size - body) <= SAME * body]
    if not text:
        return list(lines)
    # The text column: most lines begin at its left edge, and its fullest lines mark its right edge.
    left = Counter(round(line.x / 4) for line in text).most_common(1)[0][0] * 4
    rights = sorted(line.right for line in text if line.x < left + 4 * body)
    right = rights[int(len(rights) * 0.9)] if rights else max(line.right for line in text)
    title = max((line for line in lines if line.page == lines[0].page), key=lambda line: line.size)
    top = title.y if title.size > 1.15 * body else float("inf")
    return [
        line
        for line in lines
        if not (line.size < SMALL * body and not DOC_NUMBER.search(line.text))
        and not line.x > right
        and not (line.page == title.page and line.y > top + 1)
    ]
