"""Each format as a real small file: what stands in it is read, what is furniture or hidden is not."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.documents import ParsedDocument
from ingest.errors import BadFile
from ingest.parsers import parse_file
from knowledge_base.chunking import split_lines
from knowledge_base.entries import EntryKind
from tests.support.files import docx_file, jsonl, pdf_file, written, xlsx_file


def only(path: Path) -> ParsedDocument:
    """The single document of a file."""
    (document,) = parse_file(path)
    return document


def headings(document: ParsedDocument) -> list[tuple[int, str]]:
    return [(b.level, b.text) for b in document.blocks if b.kind == "heading"]


def tables(document: ParsedDocument) -> list[str]:
    return [b.text for b in document.blocks if b.kind == "table"]


# --- Markdown and text ---------------------------------------------------------------------------------------------


def test_markdown_keeps_headings_and_tables_and_drops_comments_and_front_matter(tmp_path: Path) -> None:
    text = "---\nowner: 某人\n---\n# 店招备案\n<!-- 内部批注 -->\n## 材料\n请准备：\n| 名称 | 份数 |\n|---|---|\n| 申请表 | 1 |\n"
    document = only(written(tmp_path / "a.md", text))
    assert document.title == "店招备案"
    assert headings(document) == [(1, "店招备案"), (2, "材料")]
    assert tables(document) == ["请准备：\n| 名称 | 份数 |\n|---|---|\n| 申请表 | 1 |"]
    assert "批注" not in document.text and "某人" not in document.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_every_common_encoding(tmp_path: Path, encoding: str) -> None:
    document = only(written(tmp_path / "a.txt", "关于店招的通知\n请到镇政府备案，喆和镕这两个字也要认得。\n", encoding))
    assert document.title == "关于店招的通知"
    assert document.blocks[1].text == "请到镇政府备案，喆和镕这两个字也要认得。"


def test_a_text_that_begins_with_a_sentence_is_called_by_its_file_name(tmp_path: Path) -> None:
    assert only(written(tmp_path / "店招须知.txt", "店招要备案。\n三天内办好。\n")).title == "店招须知"


def test_radicals_and_invisible_characters_are_repaired(tmp_path: Path) -> None:
    document = only(written(tmp_path / "a.txt", "标题\n人⺠办⻋证要⻓期\u200b有效，⼀共三⽇。\n"))
    assert document.blocks[1].text == "人民办车证要长期有效，一共三日。"


def test_a_date_in_brackets_is_no_part_of_the_title(tmp_path: Path) -> None:
    assert only(written(tmp_path / "上海市某条例（2021-09-28）.md", "正文。\n")).title == "上海市某条例"


# --- HTML ----------------------------------------------------------------------------------------------------------

PAGE = """<html><head><title>招牌备案指南</title><style>p{color:red}</style></head><body>
<nav>首页 无障碍 登录</nav>
<h1>招牌备案指南</h1>
<h2>一、材料</h2><p>申请人应当提交营业执照和设置示意图，示意图要标清长宽厚和离地高度。</p>
<p style="display: none">隐藏的内部说明</p><div hidden>也是隐藏的</div><script>var x = "脚本";</script>
<h2>二、时限</h2><p>自受理之日起五个工作日内办结，材料不齐的当场一次告知。</p>
<table><tr><th>材料</th><th>份数</th></tr><tr><td>营业执照</td><td>一份</td></tr></table>
<footer>版权所有 网站地图</footer></body></html>"""


def test_html_gives_what_a_reader_sees(tmp_path: Path) -> None:
    document = only(written(tmp_path / "a.html", PAGE))
    assert document.title == "招牌备案指南"
    for seen in ("营业执照和设置示意图", "五个工作日内办结", "一份"):
        assert seen in document.text
    assert [text for _, text in headings(document)][-2:] == ["一、材料", "二、时限"]


def test_html_that_is_hidden_or_furniture_is_not_read(tmp_path: Path) -> None:
    text = only(written(tmp_path / "a.html", PAGE)).text
    for unseen in ("隐藏的内部说明", "也是隐藏的", "脚本", "无障碍", "网站地图"):
        assert unseen not in text


def test_a_page_that_is_one_layout_table_is_still_read(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>第{i}项</td><td>内容{i}</td></tr>" for i in range(1, 6))
    text = only(written(tmp_path / "a.htm", f"<html><body><table>{rows}</table></body></html>")).text
    assert all(f"第{i}项" in text and f"内容{i}" in text for i in range(1, 6))


def test_html_under_a_word_name_is_read_as_html(tmp_path: Path) -> None:
    assert "五个工作日" in only(written(tmp_path / "a.doc", PAGE)).text


# --- Word ----------------------------------------------------------------------------------------------------------


def test_docx_keeps_heading_levels_and_reading_order(tmp_path: Path) -> None:
    parts = [("h1", "办理指南"), ("p", "总的说明。"), ("h2", "材料"), ("p", "如下。")]
    document = only(docx_file(tmp_path / "a.docx", parts))
    assert document.title == "办理指南"
    assert [(b.kind, b.level, b.text) for b in document.blocks] == [
        ("heading", 1, "办理指南"),
        ("paragraph", 0, "总的说明。"),
        ("heading", 2, "材料"),
        ("paragraph", 0, "如下。"),
    ]


def test_a_docx_table_carries_its_caption_and_escapes_bars(tmp_path: Path) -> None:
    table = [["材料", "份数"], ["营业执照|副本", "1"]]
    document = only(docx_file(tmp_path / "a.docx", [("h1", "指南"), ("p", "表1 材料清单"), ("table", table)]))
    assert tables(document) == ["表1 材料清单\n| 材料 | 份数 |\n| --- | --- |\n| 营业执照／副本 | 1 |"]


def test_a_long_table_repeats_caption_and_header_in_every_piece(tmp_path: Path) -> None:
    table = [["材料", "说明"], *([f"材料{i}", "需要原件并且加盖公章，复印件无效"] for i in range(60))]
    document = only(docx_file(tmp_path / "a.docx", [("p", "表1 材料清单"), ("table", table)]))
    pieces = list(split_lines(tuple(tables(document)[0].split("\n"))))
    assert len(pieces) > 2
    assert all(p.startswith("表1 材料清单\n| 材料 | 说明 |\n| --- | --- |\n| 材料") for p in pieces)
    assert sum(p.count("需要原件") for p in pieces) == 60


def test_a_docx_under_another_name_is_known_by_its_content(tmp_path: Path) -> None:
    made = docx_file(tmp_path / "a.docx", [("h1", "办理指南"), ("p", "说明。")])
    assert only(made.rename(tmp_path / "a.txt")).title == "办理指南"


# --- Excel and CSV -------------------------------------------------------------------------------------------------


def test_rows_with_a_title_column_are_documents_of_their_own(tmp_path: Path) -> None:
    rows = [["事项名称", "时限", "窗口"], ["店招备案", "5天", "A区"], ["歇业备案", "1天", "B区"]]
    found = list(parse_file(xlsx_file(tmp_path / "a.xlsx", {"表": rows})))
    assert [d.title for d in found] == ["店招备案", "歇业备案"]
    assert found[1].text == "事项名称：歇业备案\n时限：1天\n窗口：B区"


def test_a_sheet_without_a_title_column_is_one_document_with_labelled_cells(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["街镇", "电话"], ["友谊路街道", 12345], ["大场镇", None]]
    found = list(parse_file(xlsx_file(tmp_path / "电话.xlsx", {"一": rows, "二": [["空"]], "三": rows})))
    assert [d.title for d in found] == ["电话 一", "电话 三"]
    assert found[0].text == "街镇：友谊路街道；电话：12345\n街镇：大场镇"


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), ("\t", "gb18030"), (";", "utf-8-sig")])
def test_csv_finds_its_separator_and_encoding(tmp_path: Path, separator: str, encoding: str) -> None:
    lines = [["问题", "答案"], ["店招要备案吗", "要，到街镇办"], ["收费吗", "不收费"]]
    path = written(tmp_path / "a.csv", "\r\n".join(separator.join(f'"{c}"' for c in r) for r in lines), encoding)
    found = list(parse_file(path))
    assert [(d.title, d.kind_hint) for d in found] == [("店招要备案吗", EntryKind.FAQ), ("收费吗", EntryKind.FAQ)]
    assert found[0].text == "要，到街镇办"


# --- JSON ----------------------------------------------------------------------------------------------------------


def test_a_question_record_becomes_a_faq_with_its_other_wordings(tmp_path: Path) -> None:
    row = {"id": "q7", "问题": "店招要备案吗", "答案": "要。", "其他问法": ["装门头要办手续吗"]}
    document = only(written(tmp_path / "a.json", json.dumps([row], ensure_ascii=False)))
    assert (document.kind_hint, document.record_id) == (EntryKind.FAQ, "q7")
    assert document.questions == ("店招要备案吗", "装门头要办手续吗")
    assert document.fields["answer"] == {"text": "要。", "status": "转载"}


def test_passage_records_keep_their_ids_and_bare_records_become_labelled_lines(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"_id": "p1", "title": "标题", "text": "正文。"},
        {"街道": "友谊路", "电话": 56780000, "备注": None},
    ]
    first, second = parse_file(jsonl(tmp_path / "a.jsonl", rows))
    assert (first.record_id, first.title, first.text) == ("p1", "标题", "正文。")
    assert second.text == "街道：友谊路\n电话：56780000"


def test_the_bad_line_of_a_jsonl_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", '{"title": "好", "text": "好的。"}\n{"title": \n')
    with pytest.raises(BadFile, match="第 2 行") as caught:
        list(parse_file(path))
    assert caught.value.code == "damaged"


# --- PDF -----------------------------------------------------------------------------------------------------------


def test_pdf_lines_are_joined_into_paragraphs_and_articles_begin_anew(tmp_path: Path) -> None:
    page = [
        "宝山区招牌管理办法",
        "第一条 为了规范本市户外招牌的设置和管理，保障公共安全，",
        "制定本办法。",
        "第二条 本办法自公布之日起施行。",
    ]
    document = only(pdf_file(tmp_path / "a.pdf", [page]))
    assert document.title == "宝山区招牌管理办法"
    texts = [b.text for b in document.blocks]
    assert "第一条 为了规范本市户外招牌的设置和管理，保障公共安全，制定本办法。" in [
        t.replace("第一条为", "第一条 为") for t in texts
    ]
    assert texts[-1].endswith("自公布之日起施行。")


def test_what_is_printed_on_every_page_is_dropped(tmp_path: Path) -> None:
    pages = [
        [
            "某政府网站 政策文件",
            f"第{n}条 这是第{n}页独有的规定，申请人应当在三日内提出申请。",
            f"https://example.invalid/{n}",
            f"{i} / 4",
        ]
        for i, n in enumerate("一二三四", 1)
    ]
    text = only(pdf_file(tmp_path / "a.pdf", pages)).text
    assert "政策文件" not in text and "example.invalid" not in text and "/ 4" not in text
    assert all(f"这是第{n}页独有的规定" in text for n in "一二三四")


def test_the_title_of_a_printed_web_page_loses_the_site(tmp_path: Path) -> None:
    page = ["本市招牌设置应当安全、美观，并且与周围的环境相协调，不得影响采光。"] * 2
    assert (
        only(pdf_file(tmp_path / "x.pdf", [page], "上海市招牌管理办法 - 政策文件 - 某网站")).title
        == "上海市招牌管理办法"
    )
