"""HTML: trafilatura finds where the content stands, and everything visible in that place is read, tables included.

Its own extract is not used as the text: it drops short lines, and in an 办事指南 the short lines are the materials.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.documents import Block, ParsedDocument
from ingest.parsers.plain import bare_title, read_text
from ingest.parsers.tables import markdown_table, with_captions
from ingest.parsers.unseen_html import drop_unseen
from ingest.untrusted import for_readers
from knowledge_base.text import close_gaps, normalise

DROPPED = "script|style|noscript|template|head|nav|footer|iframe|svg|button|select|textarea|object"
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | {
    "p", "div", "li", "ul", "ol", "dl", "dd", "dt", "section", "article", "main", "header", "aside", "form", "fieldset",
    "blockquote", "pre", "center", "table", "tbody", "thead", "tr", "td", "th", "caption", "body", "figure", "figcaption",
}  # fmt: skip
CONTAINERS = frozenset({"div", "ul", "ol", "dl", "table", "section"})
LEAST_SHARE = 0.3  # of the visible text that trafilatura must find to be asked where the content is
INSIDE = 0.9  # of what it found that a smaller place must still hold
EMPTY_TITLES = frozenset(
    {"", "document", "untitled", "untitled document", "无标题", "无标题文档", "首页", "网页", "index", "title"}
)
SITE_NAME = re.compile(r"\s*[-_—|–]+\s*")
LEAST_LINKS = 3  # with nothing between them make a menu
LONGEST_LABEL = 15  # characters of a paragraph that stands as a heading above a container
GAP = re.compile(
    r"(?<=[^\x00-\xff])[ \t]*\n[ \t\n]*(?=[^\x00-\xff])"
)  # a line break in the source is no blank in Chinese
BREAK = "\u2028"  # a line break that is meant: <br>, or the end of a paragraph inside a cell


@for_readers
def parse_html(path: Path) -> Iterator[ParsedDocument]:
    """One document with its headings and tables; what the page hides, and menus and footers, are not read."""
    from lxml import html as lxml_html

    source = read_text(path)
    if not source.strip():
        return
    tree = lxml_html.fromstring(source.encode("utf-8"), parser=lxml_html.HTMLParser(encoding="utf-8"))
    drop_unseen(tree)
    named = [
        normalise(" ".join(tree.xpath(x))) for x in ("(//h1)[1]//text()", "//head/title/text()", "(//h2)[1]//text()")
    ]
    for node in tree.xpath(f"//*[{' or '.join(f'self::{t}' for t in DROPPED.split('|'))}]"):
        if node.getparent() is not None:
            node.drop_tree()
    for node in [n for n in tree.iter("div", "ul", "ol", "p", "td", "span") if _is_menu(n)]:
        if node.getparent() is not None:
            node.drop_tree()
    for node in tree.xpath("//br | //td//p | //td//div | //td//li | //th//p"):
        node.tail = BREAK + (node.tail or "")
    blocks = tuple(with_captions(_blocks(_content(tree, source))))
    yield ParsedDocument(_title(named, path), blocks)


def _title(named: list[str], path: Path) -> str:
    """h1, else the page's title without the site's name, else the first h2, else the file's name."""
    heading, page, second = named
    for title in (heading, SITE_NAME.split(page)[0], second):
        if title.lower() not in EMPTY_TITLES:
            return bare_title(title.replace("\n", " "))
    return path.stem


def _content(tree: Any, source: str) -> Any:
    """The smallest element that holds what trafilatura takes for the main text; the whole page when it finds little."""
    import trafilatura

    main = trafilatura.extract(source, include_tables=True, include_comments=False, favor_recall=True) or ""
    lines = {_squeezed(line) for line in main.split("\n")} - {""}
    found = _held(tree, lines)
    if found < LEAST_SHARE * len(_squeezed(tree.text_content())):
        return tree
    place = tree
    while True:
        inner = next((child for child in _elements(place) if _held(child, lines) >= INSIDE * found), None)
        if inner is None or inner.tag not in BLOCKS or inner.tag in ("table", "tbody", "tr"):
            return place
        place = inner


def _is_menu(node: Any) -> bool:
    """Three or more links and no other word."""
    links = list(node.iter("a"))
    return len(links) >= LEAST_LINKS and _squeezed(node.text_content()) == "".join(
        _squeezed(a.text_content()) for a in links
    )


def _held(node: Any, lines: set[str]) -> int:
    text = _squeezed(node.text_content())
    return sum(len(line) for line in lines if line in text)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s|\->·/]", "", normalise(text))


def _elements(node: Any) -> list[Any]:
    return [child for child in node if isinstance(child.tag, str)]


def _blocks(node: Any) -> Iterator[Block]:
    """Blocks of an element in reading order; its own text between child blocks is a paragraph."""
    if node.tag == "table" and not _is_layout(node):
        yield from _table(node)
        return
    loose: list[str] = [node.text or ""]
    for child in _elements(node):
        if child.tag in BLOCKS or any(True for _ in child.iter(*BLOCKS)):
            yield from _paragraph(node, "".join(loose))
            loose = []
            yield from _blocks(child)
        else:
            loose.append(child.text_content())
        loose.append(child.tail or "")
    yield from _paragraph(node, "".join(loose))


def _paragraph(node: Any, raw: str) -> Iterator[Block]:
    text = _text(raw)
    if not text:
        return
    if node.tag in HEADINGS:
        yield Block("heading", text.replace("\n", " "), int(node.tag[1]))
    elif node.tag in ("dt", "p", "div") and _labels_what_follows(node, text):
        yield Block("heading", text, 3)
    elif node.tag == "li":
        yield Block("list_item", text)
    else:
        for line in text.split("\n"):
            yield Block("paragraph", line)


def _labels_what_follows(node: Any, text: str) -> bool:
    """True for a short line such as 办理流程 whose next neighbour is a container with its content."""
    following = node.getnext()
    if (
        following is None
        or len(text) > LONGEST_LABEL
        or re.search(r"[。；，：:;,、\n]$|\d$", text)
        or len(_elements(node))
    ):
        return False
    return following.tag in CONTAINERS and following.get("class") != node.get("class", "")


def _text(raw: str) -> str:
    joined = GAP.sub("", raw.strip()).replace("\n", " ")
    lines = (close_gaps(normalise(line)) if "\u3000" in line else normalise(line) for line in joined.split(BREAK))
    return "\n".join(line for line in lines if line)


def _is_layout(table: Any) -> bool:
    """True for a table that only places things on the page: nested tables or a single column."""
    if table.xpath(".//table"):
        return True
    return all(len(row.xpath("./td|./th")) <= 1 for row in table.iter("tr"))


def _table(table: Any) -> Iterator[Block]:
    caption = _text(" ".join(table.xpath("./caption//text()")))
    rows = _grid(table)
    if not rows:
        return
    headed = bool(table.xpath("./thead") or len(table.xpath("(.//tr)[1]/th")) == len(rows[0]))
    if not headed and max(map(len, rows)) == 2:  # label and value side by side: 事项名称 | 店招备案
        if caption:
            yield Block("paragraph", caption)
        for row in rows:
            yield Block("list_item", "：".join(dict.fromkeys(c for c in row if c)))
    else:
        yield Block("table", markdown_table(rows, caption))


def _grid(table: Any) -> list[list[str]]:
    """Cell texts by row; a cell that spans rows or columns is repeated in each."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column → rows still to fill, text
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.xpath("./td|./th"):
            _hang(cells, hanging)
            text = _text(cell.text_content()).replace("\n", " ")
            for _ in range(_span(cell, "colspan")):
                if _span(cell, "rowspan") > 1:
                    hanging[len(cells)] = (_span(cell, "rowspan") - 1, text)
                cells.append(text)
        _hang(cells, hanging)
        if any(cells):
            rows.append(cells)
    return rows


def _hang(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while len(cells) in hanging:
        left, text = hanging.pop(len(cells))
        if left > 1:
            hanging[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1")
    return min(int(value), 50) if value.isdigit() and int(value) > 0 else 1
