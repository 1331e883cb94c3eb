"""HTML: the main text by trafilatura; pages that it empties (forms, tables for layout) by their own visible text."""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.documents import Block, ParsedDocument
from ingest.parsers.plain import blocks_of, read_text
from knowledge_base.text import normalise

DROPPED = "script|style|noscript|template|head|nav|footer|iframe|svg|button|select"
HIDDEN = "contains(translate(@style,' ',''),'display:none') or contains(translate(@style,' ',''),'visibility:hidden') or @hidden"
BLOCK_TAGS = frozenset(["p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "dd", "dt", "caption", "blockquote", "pre", "tr", "table", "body"])
LEAST_SHARE = 0.6  # of the visible text that trafilatura must keep to be believed


def parse_html(path: Path) -> Iterator[ParsedDocument]:
    """One document with its headings and tables; what the page hides is not read."""
    from lxml import html as lxml_html

    source = read_text(path)
    tree = lxml_html.fromstring(source.encode("utf-8"), parser=lxml_html.HTMLParser(encoding="utf-8"))
    title = normalise(" ".join(tree.xpath("//title/text()"))) or normalise(" ".join(tree.xpath("(//h1)[1]//text()")))
    for node in tree.xpath(f"//*[{' or '.join(f'self::{t}' for t in DROPPED.split('|'))} or {HIDDEN}] | //comment()"):
        node.drop_tree() if node.getparent() is not None else None
    visible = list(_visible(tree))
    main = _main_text(source)
    blocks = tuple(blocks_of(normalise(main))) if _size(main) >= LEAST_SHARE * sum(_size(b.text) for b in visible) else visible
    yield ParsedDocument(title or path.stem, tuple(blocks))


def _main_text(source: str) -> str:
    import trafilatura

    return trafilatura.extract(source, output_format="markdown", include_tables=True, include_comments=False) or ""


def _size(text: str) -> int:
    return len(re.sub(r"\s|\|", "", text))


def _visible(tree) -> Iterator[Block]:  # type: ignore[no-untyped-def]  # lxml elements
    """Visible text in reading order: headings, paragraphs, and rows of tables joined cell by cell."""
    for node in tree.iter():
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag == "tr":
            cells = [normalise(" ".join(c.itertext())).replace("\n", " ") for c in node.xpath("./td|./th")]
            if any(cells):
                yield Block("paragraph", "：".join(dict.fromkeys(c for c in cells if c)))
        elif tag in BLOCK_TAGS and tag not in ("table", "tr") and not node.xpath("ancestor::tr"):
            inner = node.xpath("./descendant::*[%s]" % " or ".join(f"self::{t}" for t in BLOCK_TAGS))
            text = normalise("".join(node.xpath("./text()")) if inner else " ".join(node.itertext()))
            if text:
                yield Block("heading", text, int(tag[1])) if re.fullmatch("h[1-6]", tag) else Block("paragraph", text)
