"""What a file is, whatever it is called; encodings; sheets as their readers see them."""

import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.documents import ParsedDocument
from ingest.errors import BadFile
from ingest.parsers import parse_file
from ingest.parsers.plain import decode
from ingest.parsers.sniff import Format, sniff
from knowledge_base.entries import EntryKind
from tests.support.files import docx_file, law_text, written, xlsx_file

SIMPLIFIED = "关于进一步做好户口登记工作的通知，办理时限为十个工作日。居民身份证、户口簿。" * 3
TRADITIONAL = "關於進一步做好戶口登記工作的通知，辦理時限為十個工作日。國民身分證、戶口名簿。" * 3


def only(path: Path) -> ParsedDocument:
    (document,) = parse_file(path)
    return document


# --- encodings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"), (SIMPLIFIED, "utf-8-sig"), (SIMPLIFIED, "gb18030"), (SIMPLIFIED, "utf-16"),
        (TRADITIONAL, "big5"), ("plain ASCII", "ascii"), ("", "utf-8"),
    ],
)  # fmt: skip
def test_bytes_become_the_text_they_were(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_one_torn_character_does_not_make_the_rest_unreadable() -> None:
    assert decode(SIMPLIFIED.encode()[:-1]).startswith(SIMPLIFIED[:-1])


# --- what a file is ----------------------------------------------------------------------------------------------------


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


def test_a_web_page_is_one_whatever_it_is_called(tmp_path: Path) -> None:
    page = "<!DOCTYPE html><html><body><p>正文。</p></body></html>"
    for name in ("a.txt", "a.doc", "a.xls", "没有扩展名"):
        assert sniff(written(tmp_path / name, page)) is Format.HTML


def test_a_name_that_promises_something_else_is_noted(tmp_path: Path) -> None:
    made = docx_file(tmp_path / "a.docx", [("h1", "办理指南"), ("p", "说明。")])
    assert only(made).notes == ()
    assert only(made.rename(tmp_path / "a.pdf")).notes == ("扩展名是 .pdf，内容其实是 docx，已按内容读取",)


@pytest.mark.parametrize(
    ("name", "members", "code", "says"),
    [
        ("a.ofd", ("OFD.xml",), "unsupported", "OFD"),
        ("a.docx", ("readme.txt",), "wrong_extension", "重新导出"),
        ("a.zip", ("readme.txt",), "unsupported", "解压"),
    ],
)
def test_other_archives_say_what_to_do(tmp_path: Path, name: str, members: Sequence[str], code: str, says: str) -> None:
    with pytest.raises(BadFile, match=says) as caught:
        sniff(zipped(tmp_path / name, *members))
    assert caught.value.code == code


def test_a_picture_asks_for_text_recognition(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(100))
    with pytest.raises(BadFile, match="文字识别"):
        sniff(tmp_path / "a.jpg")


def test_the_streams_of_an_ole_file_tell_word_from_excel(tmp_path: Path) -> None:
    # The directory stands at the end, as it does in large files; sector 4095 of 512 bytes.
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32], header[48:52] = (9).to_bytes(2, "little"), (4095).to_bytes(4, "little")
    path = tmp_path / "a.bin"
    for stream, form in (("WordDocument", Format.DOC), ("Workbook", Format.XLS)):
        path.write_bytes(bytes(header) + bytes(4095 * 512) + stream.encode("utf-16-le"))
        assert sniff(path) is form


def test_json_lines_under_the_name_of_json_are_read(tmp_path: Path) -> None:
    rows = "\n".join(json.dumps({"title": t, "text": "正文。"}, ensure_ascii=False) for t in "甲乙")
    assert [d.title for d in parse_file(written(tmp_path / "a.json", rows))] == ["甲", "乙"]


def test_half_characters_in_json_do_not_reach_the_database(tmp_path: Path) -> None:
    document = only(written(tmp_path / "a.json", '{"title": "甲\\ud83d", "text": "乙\\udc00丙"}'))
    assert (document.title, document.text) == ("甲", "乙丙")


# --- what a document is --------------------------------------------------------------------------------------------------


def test_a_file_named_after_one_law_that_holds_another_says_so(tmp_path: Path) -> None:
    text = law_text("上海市居住证积分管理办法")
    wrong, right = tmp_path / "上海市居住证管理办法.txt", tmp_path / "上海市居住证积分管理办法(2020-01-01).txt"
    assert "以正文标题" in only(written(wrong, text)).notes[0].replace("按正文标题", "以正文标题")
    assert only(written(right, text)).notes == ()


def test_a_court_case_is_a_case_and_a_law_is_left_to_the_pipeline(tmp_path: Path) -> None:
    case = "# 甲诉乙案\n## 基本案情\n甲买了地。\n## 裁判结果\n驳回。\n"
    assert only(written(tmp_path / "a.md", case)).kind_hint is EntryKind.CASE
    assert only(written(tmp_path / "b.txt", law_text())).kind_hint is None


def test_a_text_in_one_line_is_titled_by_what_stands_before_its_first_blank(tmp_path: Path) -> None:
    line = "宝山出台15项政策细则 本报讯，宝山区今天出台了政策细则，" + "支持中小企业复工复产。" * 10
    assert only(written(tmp_path / "ncp-1.txt", line)).title == "宝山出台15项政策细则"
    assert only(written(tmp_path / "ncp-2.txt", "今天出台。" * 30)).title == "ncp-2"


# --- sheets --------------------------------------------------------------------------------------------------------------


def sheet(tmp_path: Path, rows: Sequence[Sequence[Any]]) -> list[str]:
    return [b.text for b in only(xlsx_file(tmp_path / "a.xlsx", {"表": rows})).blocks]


def test_lines_above_the_header_are_the_caption(tmp_path: Path) -> None:
    rows = [["宝山区服务网点一览表"], ["（2024年）"], ["街镇", "电话"], ["大场镇", "123"]]
    assert sheet(tmp_path, rows) == ["宝山区服务网点一览表", "（2024年）", "街镇：大场镇；电话：123"]


def test_cells_read_as_they_are_shown(tmp_path: Path) -> None:
    row = [date(2024, 3, 1), datetime(2024, 3, 1, 9, 30), 0.1 + 0.2, 3.0, True, 12345678901]
    assert sheet(tmp_path, [list("甲乙丙丁戊己"), row]) == [
        "甲：2024-03-01；乙：2024-03-01 09:30；丙：0.3；丁：3；戊：是；己：12345678901"
    ]


def test_a_csv_with_a_cell_longer_than_the_library_expects_is_read(tmp_path: Path) -> None:
    assert "长" * 200_000 in only(written(tmp_path / "a.csv", "街镇,说明\n大场镇," + "长" * 200_000 + "\n")).text
