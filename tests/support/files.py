"""Small real files of every format, made on the spot."""

import io
import json
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAW = """{name}

{about}

第一章 总则

第一条 为了规范本市店招管理，制定本办法。

第二条 本市行政区域内的户外招牌设置，适用本办法。

第二章 设置

第三条 设置户外招牌，应当向街道办事处备案，时限为{days}日。

第四条 本办法自{since}起施行。
"""


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text file."""
    path.write_bytes(text.encode(encoding))
    return path


def law_text(name: str = "宝山区招牌管理办法", since: str = "2020年1月1日", days: int = 10, about: str = "") -> str:
    """A statute of four articles."""
    return LAW.format(name=name, since=since, days=days, about=about)


def jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """One JSON object a line."""
    return written(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def docx_file(path: Path, parts: Sequence[tuple[str, Any]]) -> Path:
    """A Word file of ("h1"|"h2"|"p", text) and ("table", rows) in order."""
    document = docx.Document()
    for kind, value in parts:
        if kind == "table":
            table = document.add_table(rows=0, cols=len(value[0]))
            for row in value:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif kind == "p":
            document.add_paragraph(value)
        else:
            document.add_heading(value, level=int(kind[1]))
    document.save(str(path))
    return path


def xlsx_file(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook of named sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def pdf_file(path: Path, pages: Sequence[Sequence[str]], title: str = "") -> Path:
    """A PDF with a Chinese text layer, one line of text below the other."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path))
    canvas.setTitle(title)
    for lines in pages:
        canvas.setFont("STSong-Light", 12)
        for i, line in enumerate(lines):
            canvas.drawString(72, 780 - 20 * i, line)
        canvas.showPage()
    canvas.save()
    return path


def scanned_pdf(path: Path) -> Path:
    """A PDF whose only page is a picture."""
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (60, 80), 200).save(picture, "PNG")
    picture.seek(0)
    canvas = Canvas(str(path))
    canvas.drawImage(ImageReader(picture), 72, 400, 300, 400)
    canvas.save()
    return path


def encrypted_pdf(path: Path, password: str = "secret") -> Path:
    """A PDF that opens only with its password."""
    from pypdf import PdfReader, PdfWriter

    plain = pdf_file(path.with_suffix(".plain"), [["第一条 这是一份有密码的文件，没有密码就打不开它。"]])
    writer = PdfWriter(clone_from=PdfReader(plain))
    writer.encrypt(password)
    writer.write(path)
    plain.unlink()
    return path


def encrypted_office(path: Path) -> Path:
    """What Word and Excel write when a password is set: an OLE file with an EncryptedPackage stream."""
    path.write_bytes(OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512))
    return path


def truncated(path: Path, share: float = 0.5) -> Path:
    """The first part of a file, as after a broken download."""
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    return path


def zip_bomb(path: Path, megabytes: int = 32) -> Path:
    """A Word file, by its members' names, that unpacks to a thousand times its size."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(megabytes * 2**20))
    return path


def sparse(path: Path, megabytes: int) -> Path:
    """A huge file that takes no room on the disk."""
    path.touch()
    os.truncate(path, megabytes * 2**20)
    return path
