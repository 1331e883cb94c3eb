"""Word files: paragraphs and tables in document order; an old .doc goes through LibreOffice where that is installed."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.documents import Block, ParsedDocument
from ingest.errors import BadFile
from knowledge_base.text import normalise

CONVERSION_SECONDS = 50


def parse_docx(path: Path) -> Iterator[ParsedDocument]:
    """One document; headings by style, tables as Markdown rows with the paragraph before them as caption."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, OSError) as error:
        raise BadFile("damaged", "Word 文件损坏或不完整，打不开，请重新导出") from error
    blocks = list(_blocks(document))
    title = normalise(document.core_properties.title or "")
    first = next((b.text for b in blocks if b.kind != "table" and len(b.text) <= 60), path.stem)
    yield ParsedDocument(title or first, tuple(blocks))


def parse_doc(path: Path) -> Iterator[ParsedDocument]:
    """An old .doc, converted to .docx in a profile of its own."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise BadFile("needs_libreoffice", "旧版 .doc 需要本机装有 LibreOffice 才能读；请另存为 .docx 再装入")
    with tempfile.TemporaryDirectory() as folder:
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "docx",
                   "--outdir", folder, str(path)]  # fmt: skip
        try:
            subprocess.run(command, timeout=CONVERSION_SECONDS, capture_output=True, check=True)  # noqa: S603
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
            raise BadFile("damaged", ".doc 文件转换失败，请用 Word 另存为 .docx 再装入") from error
        made = Path(folder) / f"{path.stem}.docx"
        if not made.exists():
            raise BadFile("damaged", ".doc 文件转换失败，请用 Word 另存为 .docx 再装入")
        yield from list(parse_docx(made))


def _blocks(document: Any) -> Iterator[Block]:
    from docx.table import Table

    caption = ""
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            rows = [_row([normalise(c.text) for c in row.cells]) for row in item.rows]
            if rows:
                rule = _row(["---"] * len(item.rows[0].cells))
                yield Block("table", "\n".join(filter(None, [caption, rows[0], rule, *rows[1:]])))
            continue
        text = normalise(item.text)
        if not text:
            continue
        caption = text if len(text) <= 40 else ""
        level = _level(item.style.name if item.style is not None else "")
        yield Block("heading", text, level) if level else Block("paragraph", text)


def _level(style: str) -> int:
    """1–6 for a heading style, else 0."""
    if style == "Title":
        return 1
    for prefix in ("Heading ", "标题 "):
        if style.startswith(prefix) and style.removeprefix(prefix).isdigit():
            return min(6, int(style.removeprefix(prefix)))
    return 0


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(c.replace("\n", " ").replace("|", "／") for c in cells) + " |"
