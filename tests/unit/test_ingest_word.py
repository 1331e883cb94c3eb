"""Word files: numbers that Word counts by itself, letterheads, pictures, and older formats."""

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.errors import BadFile
from ingest.parsers import parse_file
from ingest.parsers.office import shutil as office_shutil
from ingest.structure import sections_of
from tests.support.files import OLE, docx_file, written

CHAPTERS, ARTICLES = 99, 98


def numbered_law(path: Path) -> Path:
    """A law whose 第…章, 第…条 and （…） are all automatic."""
    document = docx.Document()
    part = document.part.numbering_part.element

    def levels(*looks: tuple[str, str]) -> str:
        return "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for i, (form, text) in enumerate(looks)
        )

    for number, look in (
        (CHAPTERS, levels(("chineseCountingThousand", "第%1章"))),
        (ARTICLES, levels(("chineseCounting", "第%1条"), ("chineseCounting", "（%2）"))),
    ):
        part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{look}</w:abstractNum>'))
        part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))

    def add(text: str, number: int | None = None, depth: int = 0) -> None:
        paragraph = document.add_paragraph(text)
        if number is not None:
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')
            )

    add("宝山区招牌管理办法")
    add("总则", CHAPTERS)
    for i in range(1, 11):
        add(f"内容{i}。", ARTICLES)
    add("下列情形除外：", ARTICLES)
    add("甲；", ARTICLES, 1)
    add("乙。", ARTICLES, 1)
    add("附则", CHAPTERS)
    add("本办法自2020年1月1日起施行。", ARTICLES)
    document.save(str(path))
    return path


def test_numbers_that_word_counts_are_written_out(tmp_path: Path) -> None:
    (document,) = parse_file(numbered_law(tmp_path / "a.docx"))
    sections = sections_of(document)
    assert [s.label for s in sections][-3:] == ["第十条", "第十一条", "第十二条"]
    assert sections[10].text == "下列情形除外：\n（一）甲；\n（二）乙。"
    assert [sections[0].heading_path, sections[-1].heading_path] == [("第一章 总则",), ("第二章 附则",)]


def test_a_letterhead_is_not_the_title(tmp_path: Path) -> None:
    parts = [
        ("p", "上海市宝山区人民政府文件"),
        ("p", "宝府规〔2023〕2号"),
        ("p", "关于规范户外招牌设置的通知"),
        ("p", "各街镇："),
    ]
    (document,) = parse_file(docx_file(tmp_path / "a.docx", parts))
    assert document.title == "关于规范户外招牌设置的通知"


def test_a_file_of_pictures_says_that_it_has_no_text(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (20, 20)).save(tmp_path / "p.png")
    document = docx.Document()
    document.add_picture(str(tmp_path / "p.png"))
    document.save(str(tmp_path / "a.docx"))
    with pytest.raises(BadFile, match="只有图片") as caught:
        list(parse_file(tmp_path / "a.docx"))
    assert caught.value.code == "no_text"


def test_a_table_inside_a_cell_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "材料"
    inner = outer.cell(0, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "营业执照", "一份"
    document.save(str(tmp_path / "a.docx"))
    (read,) = parse_file(tmp_path / "a.docx")
    assert "| 材料 | 营业执照 一份 |" in read.text


def test_an_old_doc_without_libreoffice_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.doc").write_bytes(OLE + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(512))
    with pytest.raises(BadFile, match="另存为") as caught:
        list(parse_file(tmp_path / "a.doc"))
    assert caught.value.code == "needs_libreoffice"


@pytest.mark.skipif(office_shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_rtf_is_converted_and_keeps_its_name(tmp_path: Path) -> None:
    # A long first line, so that the file's own name is the title.
    words = "".join(f"\\u{ord(c)}?" for c in "店招须到街道备案。")
    (document,) = parse_file(written(tmp_path / "店招须知.rtf", "{\\rtf1\\ansi " + words + "\\par}"))
    assert (document.title, document.text) == ("店招须知", "店招须到街道备案。")
