"""Markdown and plain text: encoding found, headings kept, tables kept whole."""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.documents import Block, ParsedDocument
from ingest.errors import BadFile
from knowledge_base.law_names import DATE_SUFFIX
from knowledge_base.text import normalise

HEADING = re.compile(r"^(#{1,6})\s+(.+)$")
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_text(path: Path) -> str:
    """The file as text: UTF-8 (with or without BOM), UTF-16 with BOM, else what the bytes look like (GB18030 …)."""
    raw = path.read_bytes()
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    if best is None:
        raise BadFile("encoding", "认不出文件的文字编码，请另存为 UTF-8")
    return str(best)


def parse_markdown(path: Path) -> Iterator[ParsedDocument]:
    """One document; `#` lines are headings, `|` lines a table, hidden comments are dropped."""
    text = normalise(COMMENT.sub("", FRONT_MATTER.sub("", read_text(path).replace("\r\n", "\n"))))
    yield ParsedDocument(_title(text, path), tuple(blocks_of(text)))


def parse_text(path: Path) -> Iterator[ParsedDocument]:
    """One document; lines are paragraphs."""
    text = normalise(read_text(path))
    lines = [line for line in text.split("\n") if line]
    first = lines[0] if lines and len(lines[0]) <= 60 and not lines[0].endswith("。") else path.stem
    yield ParsedDocument(_bare(first), tuple(Block("paragraph", line) for line in lines))


def blocks_of(text: str) -> Iterator[Block]:
    """Blocks of normalised Markdown."""
    table: list[str] = []
    for line in text.split("\n"):
        if line.startswith("|"):
            table.append(line)
            continue
        if table:
            yield Block("table", "\n".join(table))
            table = []
        heading = HEADING.match(line)
        if heading:
            yield Block("heading", heading[2].strip(), len(heading[1]))
        elif line:
            yield Block("paragraph", line)
    if table:
        yield Block("table", "\n".join(table))


def _title(text: str, path: Path) -> str:
    first = next((m[2] for line in text.split("\n") if (m := HEADING.match(line)) and len(m[1]) == 1), None)
    return _bare(first or path.stem)


def _bare(title: str) -> str:
    return DATE_SUFFIX.sub("", title.strip()).strip() or title
