"""Markdown and plain text: encoding found, headings kept, tables kept whole."""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.documents import Block, ParsedDocument
from ingest.errors import BadFile
from ingest.parsers.tables import with_captions
from ingest.untrusted import for_readers
from knowledge_base.law_names import DATE_SUFFIX
from knowledge_base.text import normalise

HEADING = re.compile(r"^(#{1,6})\s+(.+)$")
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
HIDDEN_ELEMENT = re.compile(  # bounded, so that many opened and never closed cost little
    r"<(\w{1,12})[^<>]{0,200}(?:display:\s*none|visibility:\s*hidden|font-size:\s*0|opacity:\s*0(?![.\d])|\shidden)"
    r"[^<>]{0,200}>.{0,3000}?</\1>",
    re.DOTALL | re.IGNORECASE,
)
IMAGE = re.compile(r"!\[[^\[\]]{0,1000}\](?:\([^()]{0,1000}\)|\[[^\[\]]{0,100}\])")
LINK_TITLE = re.compile(r"""(\]\([^()\s"']{1,1000})\s+(?:"[^"\n]{0,1000}"|'[^'\n]{0,1000}')\)""")
REMARK = re.compile(r"^\[[^\[\]\n]{1,100}\]:[ \t]*(?:#|<>)[^\n]*$", re.MULTILINE)  # [//]: # (a comment)
BULLET = re.compile(r"^(?:[-*+]\s+|[•●]\s*)(?=\S)")  # not ■ and □, which are ticks of forms
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LONGEST_TITLE = 60  # characters
MOST_BROKEN = 0.001  # of the characters of a UTF-8 file that may be unreadable
COMMON_HAN = 0.7  # of the Han characters of real simplified Chinese that stand in the first level of GB 2312
SAMPLE = 20_000  # bytes or characters looked at to tell encodings apart


def read_text(path: Path) -> str:
    """The file as text: by its byte order mark, as UTF-8, as GB18030, else as its bytes look like; raises BadFile."""
    return decode(path.read_bytes())


def decode(raw: bytes) -> str:
    """Bytes as text; a wrong guess would be mojibake, so GB18030 must look like Chinese to be believed."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", errors="replace")
        if text.count("\ufffd") <= max(1, MOST_BROKEN * len(text)):  # UTF-8 with a damaged or cut character
            return text
    try:
        text = raw.decode("gb18030")
        if _looks_chinese(text):
            return text
    except UnicodeDecodeError:
        pass
    return _guessed(raw)


@for_readers
def parse_markdown(path: Path) -> Iterator[ParsedDocument]:
    """One document; `#` lines are headings, `|` lines a table; comments, alt texts and hidden elements are dropped."""
    text = normalise(_seen(FRONT_MATTER.sub("", read_text(path).replace("\r\n", "\n"))))
    yield ParsedDocument(_markdown_title(text, path), tuple(blocks_of(text)))


@for_readers
def parse_text(path: Path) -> Iterator[ParsedDocument]:
    """One document; lines are paragraphs."""
    text = normalise(read_text(path))
    lines = [line for line in text.split("\n") if line]
    yield ParsedDocument(bare_title(_text_title(lines) or path.stem), tuple(Block("paragraph", line) for line in lines))


def blocks_of(text: str) -> Iterator[Block]:
    """Blocks of normalised Markdown."""
    return with_captions(_blocks(text))


def bare_title(title: str) -> str:
    """A title without the date in brackets that file names carry."""
    return DATE_SUFFIX.sub("", title.strip()).strip() or title


def _seen(text: str) -> str:
    """Markdown without what its rendered page does not show."""
    for pattern in (COMMENT, HIDDEN_ELEMENT, IMAGE, REMARK):
        text = pattern.sub("", text)
    return LINK_TITLE.sub(r"\1)", text)


def _blocks(text: str) -> Iterator[Block]:
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
            yield Block("list_item", BULLET.sub("", line)) if BULLET.match(line) else Block("paragraph", line)
    if table:
        yield Block("table", "\n".join(table))


def _markdown_title(text: str, path: Path) -> str:
    first = next((m[2] for line in text.split("\n") if (m := HEADING.match(line)) and len(m[1]) == 1), None)
    return bare_title(first or path.stem)


def _text_title(lines: list[str]) -> str | None:
    """A short first line; of a text in one long line, what stands before its first blank, if no sentence ends there."""
    if not lines:
        return None
    first = lines[0]
    if len(first) > LONGEST_TITLE:
        first = first.split(" ", 1)[0] if " " in first else ""
    return first if 2 <= len(first) <= LONGEST_TITLE and not re.search(r"[。！；]", first) else None


def _looks_chinese(text: str) -> bool:
    """Mojibake of other encodings decodes to rare characters; real simplified Chinese is made of common ones."""
    han = [c for c in text[:SAMPLE] if "㐀" <= c <= "鿿"]
    if not han:
        return False
    # First-level characters of GB 2312 have a lead byte from B0 to D7; the punctuation rows come before.
    common = sum(1 for c in han if len(g := c.encode("gb18030")) == 2 and 0xB0 <= g[0] <= 0xD7 and g[1] >= 0xA1)
    return common >= COMMON_HAN * len(han)


def _guessed(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:SAMPLE]).best()
    if best is None:
        raise BadFile("encoding", "认不出文件的文字编码，请另存为 UTF-8")
    try:
        return raw.decode(best.encoding)
    except UnicodeDecodeError:
        raise BadFile("encoding", "认不出文件的文字编码，请另存为 UTF-8") from None
