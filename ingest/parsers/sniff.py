"""What a file really is: by its first bytes, then by its name among text formats."""

import struct
import zipfile
from enum import StrEnum
from pathlib import Path

from ingest.errors import BadFile


class Format(StrEnum):
    """Formats that can be read."""

    MARKDOWN = "md"
    TEXT = "txt"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    DOC = "doc"
    RTF = "rtf"
    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"


LARGEST = 200 * 2**20  # bytes
LARGEST_UNPACKED = 300 * 2**20  # bytes of all members of an office file
LARGEST_RATIO = 200  # unpacked : packed
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
BY_NAME = {
    ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN, ".txt": Format.TEXT, ".text": Format.TEXT, ".html": Format.HTML,
    ".htm": Format.HTML, ".csv": Format.CSV, ".tsv": Format.CSV, ".json": Format.JSON, ".jsonl": Format.JSONL,
}  # fmt: skip
BINARY_NAMES = {".pdf", ".docx", ".doc", ".xlsx", ".xls", ".wps", ".et", ".rtf"}
SAME = {".wps": Format.DOC, ".et": Format.XLS, ".dot": Format.DOC}  # the names another office suite gives


def sniff(path: Path) -> Format:
    """The format of a file; raises BadFile for what is empty, too large, a bomb, encrypted or not a document."""
    size = path.stat().st_size
    if size == 0:
        raise BadFile("empty", "文件是空的（0 字节），请检查后重新导出")
    if size > LARGEST:
        raise BadFile("too_large", f"文件有 {size // 2**20} MB，超过 {LARGEST // 2**20} MB 的上限，请拆分后再装入")
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"%PDF") or b"%PDF-" in head[:1024]:
        return Format.PDF
    if head.startswith(b"PK"):
        return _office(path, size)
    if head.startswith(OLE):
        return _ole(path)
    if head.startswith(b"{\\rtf"):
        return Format.RTF
    return _text(path, head)


def extension_note(path: Path, found: Format) -> str | None:
    """A sentence when the file's name promises another format than was found; None when they agree."""
    suffix = path.suffix.lower()
    promised = BY_NAME.get(suffix) or SAME.get(suffix) or suffix.removeprefix(".")
    if promised == found or not suffix:
        return None
    return f"扩展名是 {suffix}，内容其实是 {found}，已按内容读取"


def _office(path: Path, size: int) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadFile("damaged", "文件损坏或不完整，打不开，请重新导出") from error
    unpacked = sum(m.file_size for m in members)
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * max(size, 2**16):
        raise BadFile("zip_bomb", "文件解压后异常巨大，疑似压缩炸弹，没有打开")
    names = {m.filename for m in members}
    if "word/document.xml" in names:
        return Format.DOCX
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if "OFD.xml" in names:
        raise BadFile("unsupported", "不支持 OFD 版式文件，请转成带文字的 PDF 再装入")
    if path.suffix.lower() in BINARY_NAMES:
        raise BadFile("wrong_extension", f"扩展名是 {path.suffix}，内容却是别的压缩包，请用原来的程序重新导出")
    raise BadFile("unsupported", "这是压缩包或不支持的格式，请解压后装入里面的文件")


def _ole(path: Path) -> Format:
    """An OLE file is an old .doc or .xls, or an encrypted .docx/.xlsx, which holds an EncryptedPackage stream."""
    content = _ole_names(path)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise BadFile("encrypted", "文件有密码，打不开，请去掉密码后再装入")
    if "WordDocument".encode("utf-16-le") in content or path.suffix.lower() == ".doc":
        return Format.DOC
    if "Workbook".encode("utf-16-le") in content:
        return Format.XLS
    raise BadFile("unsupported", "不支持的旧版 Office 格式，请另存为 docx 或 xlsx")


def _ole_names(path: Path) -> bytes:
    """The parts of an OLE file where the names of its streams stand: its beginning and its directory."""
    with path.open("rb") as file:
        content = file.read(2**20)
        if len(content) < 52:
            return content
        shift, directory = struct.unpack_from("<H", content, 30)[0], struct.unpack_from("<i", content, 48)[0]
        if directory > 0 and shift in (9, 12):
            file.seek((directory + 1) << shift)
            content += file.read(2**14)
    return content


def _text(path: Path, head: bytes) -> Format:
    suffix = path.suffix.lower()
    if head.startswith(IMAGES):
        raise BadFile("unsupported", "这是图片，没有文字；请先做文字识别，或换带文字的文件")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        return Format.HTML  # whatever it is called: "Save as doc" of many web systems writes HTML
    if suffix in BINARY_NAMES:
        wanted = suffix.removeprefix(".")
        if b"\x00" in head or not head.strip():
            raise BadFile("damaged", f"扩展名是 {wanted}，内容却不是，文件可能损坏，请重新导出")
        if head.lstrip()[:1] == b"<":
            return Format.HTML
        raise BadFile("wrong_extension", f"扩展名是 {wanted}，内容却是普通文字，请改成正确的扩展名再装入")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFile("unsupported", "不是文字文件，也不是支持的文档格式")
    if suffix in BY_NAME:
        return BY_NAME[suffix]
    raise BadFile("unsupported", f"不支持的格式：{suffix or '没有扩展名'}")
