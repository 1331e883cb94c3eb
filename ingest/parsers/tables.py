"""Tables as text: a caption line and Markdown rows, the header first; cells that span are repeated where they reach."""

from collections.abc import Iterable, Iterator, Sequence

from ingest.documents import Block

LONGEST_CAPTION = 40  # characters


def markdown_table(rows: Sequence[Sequence[str]], caption: str = "") -> str:
    """Rows of equal or ragged length as Markdown; the first row is the header, empty rows are left out."""
    filled = [row for row in rows if any(row)]
    if not filled:
        return caption
    width = max(map(len, filled))
    header, *body = [_row(row, width) for row in filled]
    return "\n".join(filter(None, [caption, header, _row(["---"] * width, width), *body]))


def with_captions(blocks: Iterable[Block]) -> Iterator[Block]:
    """A short paragraph right before a table becomes the table's first line, so that no chunk parts the two."""
    waiting: Block | None = None
    for block in blocks:
        if waiting is not None and block.kind == "table" and block.text.startswith("|"):
            yield Block("table", f"{waiting.text}\n{block.text}")
            waiting = None
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        if block.kind == "paragraph" and _may_be_caption(block.text):
            waiting = block
        else:
            yield block
    if waiting is not None:
        yield waiting


def _may_be_caption(text: str) -> bool:
    return len(text) <= LONGEST_CAPTION and "\n" not in text and not text.endswith(("。", "；", ";"))


def _row(cells: Sequence[str], width: int) -> str:
    padded = [*cells, *[""] * (width - len(cells))]
    return "| " + " | ".join(c.replace("\n", " ").replace("|", "／").strip() for c in padded) + " |"
