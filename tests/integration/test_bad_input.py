"""Files that nobody can read: each is named with a stable code and a Chinese reason, and the others still come in."""

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.documents import Failure
from ingest.pipeline import Given
from ingest.sandbox import Sandbox
from knowledge_base.entries import EntryKind
from knowledge_base.library import Library
from tests.support.files import (
    docx_file,
    encrypted_office,
    encrypted_pdf,
    jsonl,
    pdf_file,
    scanned_pdf,
    sparse,
    truncated,
    written,
    xlsx_file,
    zip_bomb,
)
from tests.support.homes import ingestion_of

CHINESE = re.compile(r"[一-鿿]{4,}")
Make = Callable[[Path], Path]


def raw(content: bytes) -> Make:
    def make(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return make


BAD: dict[str, tuple[str, Make]] = {
    "空.txt": ("empty", raw(b"")),
    "空.docx": ("empty", raw(b"")),
    "半截.docx": ("damaged", lambda p: truncated(docx_file(p, [("p", "正文。" * 500)]))),
    "半截.xlsx": ("damaged", lambda p: truncated(xlsx_file(p, {"一": [["街镇", "电话"]] * 50}))),
    "半截.pdf": ("damaged", lambda p: truncated(pdf_file(p, [["第一条 正文在这里，足够长的一句话。"] * 20]), 0.3)),
    "密码.pdf": ("encrypted", encrypted_pdf),
    "密码.docx": ("encrypted", encrypted_office),
    "密码.xlsx": ("encrypted", encrypted_office),
    "炸弹.docx": ("zip_bomb", zip_bomb),
    "巨大.txt": ("too_large", lambda p: sparse(p, 500)),
    "扫描.pdf": ("scanned_pdf", scanned_pdf),
    "文字.pdf": ("wrong_extension", lambda p: written(p, "这其实是普通文字。")),
    "文字.xlsx": ("wrong_extension", lambda p: written(p, "这其实是普通文字。")),
    "乱码.docx": ("damaged", raw(b"\x00\x01\x02" * 100)),
    "二进制.txt": ("unsupported", raw(bytes(range(256)) * 4)),
    "程序.exe": ("unsupported", raw(b"MZ\x90\x00\x03" + bytes(100))),
    "图片.png": ("unsupported", raw(b"\x89PNG\r\n\x1a\n" + bytes(100))),
    "没有扩展名": ("unsupported", lambda p: written(p, "只有文字，没有扩展名。")),
    "不完整.json": ("damaged", lambda p: written(p, '[{"title": "半')),
    "数字.json": ("damaged", lambda p: written(p, "[1, 2]")),
    "太深.json": ("damaged", lambda p: written(p, "[" * 100_000)),
    "坏行.jsonl": ("damaged", lambda p: written(p, '{"title": "好", "text": "好的。"}\n不是 JSON\n')),
    "空白.md": ("no_text", lambda p: written(p, "\n\n   \n")),
    "空表.csv": ("no_text", lambda p: written(p, ",,\n,,\n")),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_code_and_a_chinese_reason(tmp_path: Path, sandbox: Sandbox, name: str) -> None:
    code, make = BAD[name]
    found = sandbox.parse(make(tmp_path / name))
    assert isinstance(found, Failure), found
    assert found.code == code
    assert CHINESE.search(found.message) and "Traceback" not in found.message


def test_a_file_that_is_gone_or_forbidden_is_said_so(tmp_path: Path, sandbox: Sandbox) -> None:
    found = sandbox.parse(tmp_path / "没有.txt")
    assert isinstance(found, Failure) and found.code == "unreadable"


def test_other_zips_are_not_unpacked(tmp_path: Path, sandbox: Sandbox) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "里面的文件")
    found = sandbox.parse(tmp_path / "a.zip")
    assert isinstance(found, Failure) and found.code == "unsupported"


def test_one_bad_file_never_stops_the_rest(tmp_path: Path, words_library: Library) -> None:
    folder = tmp_path / "来料"
    folder.mkdir()
    for name, (_, make) in BAD.items():
        make(folder / name)
    good = [written(folder / f"{n}.md", f"# 好文件{n}\n第{n}份里独有的话：紫藤{n}号。\n") for n in ("甲", "乙")]
    # bad files in front, between and behind
    order = [*sorted(p for p in folder.iterdir() if p not in good)]
    order[3:3], order[12:12] = good[:1], good[1:]
    report = ingestion_of(words_library).files(order)
    assert (report.documents, report.created) == (2, 2)
    assert sorted((Path(f.path).name, f.code) for f in report.failures) == sorted((n, c) for n, (c, _) in BAD.items())
    assert words_library.search("紫藤乙号").kept[0].version.content.title == "好文件乙"


def test_a_parser_that_hangs_is_given_up_and_the_next_file_is_read(tmp_path: Path) -> None:
    # Hundreds of thousands of comments that never close: the search for their ends takes hours.
    slow = written(tmp_path / "慢.md", "<!--" * 400_000)
    good = written(tmp_path / "好.md", "# 好\n还能读。\n")
    with Sandbox(seconds=4) as sandbox:
        found = sandbox.parse(slow)
        assert isinstance(found, Failure) and found.code == "timeout" and "4 秒" in found.message
        after = sandbox.parse(good)
    assert not isinstance(after, Failure) and after[0].title == "好"


def test_a_parser_that_eats_memory_is_stopped_and_the_next_file_is_read(tmp_path: Path) -> None:
    greedy = written(tmp_path / "大.json", '{"a": [' + "[]," * 6_000_000 + "[]]}")  # 18 MB of text, 400 MB of lists
    good = written(tmp_path / "好.md", "# 好\n还能读。\n")
    with Sandbox(memory=300 * 2**20) as sandbox:
        found = sandbox.parse(greedy)
        assert isinstance(found, Failure) and found.code == "too_much_memory"
        after = sandbox.parse(good)
    assert not isinstance(after, Failure) and after[0].title == "好"


def test_records_that_do_not_fit_the_given_kind_do_not_stop_the_rest(tmp_path: Path, words_library: Library) -> None:
    rows = jsonl(tmp_path / "问答.jsonl", [{"question": "要备案吗", "answer": "要。"}])
    good = written(tmp_path / "好.md", "# 好文件\n独有的话。\n")
    report = ingestion_of(words_library).files([rows, good], Given(kind=EntryKind.GUIDE))
    assert [f.code for f in report.failures] == ["invalid_fields"]
    assert report.documents == 1
