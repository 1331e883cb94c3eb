"""HTML guides: nothing that a reader sees as content is lost, whatever the page is made of."""

from pathlib import Path

import pytest

from ingest.documents import Block, ParsedDocument
from ingest.parsers import parse_file
from ingest.structure import sections_of
from tests.support.files import written

GUIDE = """<!DOCTYPE html><html><head><title>Document</title></head><body>
<header><h2>子女投靠父母</h2></header>
<section><div class="list"><p>需要申请材料</p><div>
<p>1.户口簿；</p><p>2.未婚声明（限达到
    法定婚龄的子女）；</p><p>3.离婚证。</p></div></div>
<div class="list"><p>办理流程及时限</p><div><p>派出所收到材料后，当场给予办理，
    办理完结后反馈申请人。</p></div></div></section>
<footer><a href="x.html">我已认真阅读并同意</a></footer></body></html>"""


def read(tmp_path: Path, body: str, title: str = "") -> ParsedDocument:
    (document,) = parse_file(
        written(tmp_path / "网页.html", f"<html><head><title>{title}</title></head><body>{body}</body></html>")
    )
    return document


def test_short_lines_of_a_guide_survive_under_their_labels(tmp_path: Path) -> None:
    (document,) = parse_file(written(tmp_path / "a.html", GUIDE))
    assert [(s.heading_path[-1], s.text) for s in sections_of(document)] == [
        ("需要申请材料", "1.户口簿；\n2.未婚声明（限达到法定婚龄的子女）；\n3.离婚证。"),
        ("办理流程及时限", "派出所收到材料后，当场给予办理，办理完结后反馈申请人。"),
    ]
    assert "我已认真阅读" not in document.text


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Document", "<h2>居住落户</h2><p>正文。</p>", "居住落户"),
        ("店招备案指南 - 某政府网站", "<p>正文。</p>", "店招备案指南"),
        ("某网站", "<h1>店招备案</h1><p>正文。</p>", "店招备案"),
        ("", "<p>正文。</p>", "网页"),
    ],
)
def test_a_generic_title_gives_way(tmp_path: Path, title: str, body: str, expected: str) -> None:
    assert read(tmp_path, body, title).title == expected


def test_a_list_of_links_alone_is_a_menu(tmp_path: Path) -> None:
    menu = "<div><a>首页</a> | <a>信息公开</a> | <a>办事服务</a></div>"
    text = read(tmp_path, f"{menu}<p>详见<a>附件一</a>、<a>附件二</a>、<a>附件三</a>。</p>").text
    assert text == "详见附件一、附件二、附件三。"


def test_a_data_table_keeps_its_header_and_repeats_spanning_cells(tmp_path: Path) -> None:
    table = (
        "<table><caption>表1 收费标准</caption><tr><th>类别</th><th>金额</th><th>备注</th></tr>"
        "<tr><td rowspan=2>甲</td><td>10元</td><td>首次</td></tr><tr><td>20元</td><td>补办</td></tr>"
        "<tr><td colspan=3>其他不收费</td></tr></table>"
    )
    (block,) = read(tmp_path, table).blocks
    assert block == Block(
        "table",
        "表1 收费标准\n| 类别 | 金额 | 备注 |\n| --- | --- | --- |\n| 甲 | 10元 | 首次 |\n| 甲 | 20元 | 补办 |\n"
        "| 其他不收费 | 其他不收费 | 其他不收费 |",
    )


def test_labels_beside_values_become_labelled_lines(tmp_path: Path) -> None:
    table = "<table><tr><td>事项名称</td><td>店招备案</td></tr><tr><td>申请材料</td><td><p>1.申请表</p><p>2.执照</p></td></tr></table>"
    assert read(tmp_path, table).text == "事项名称：店招备案\n申请材料：1.申请表 2.执照"


def test_a_table_that_only_places_things_is_read_through(tmp_path: Path) -> None:
    inner = "<table><tr><th>材料</th><th>份数</th></tr><tr><td>执照</td><td>1</td></tr></table>"
    document = read(tmp_path, f"<table><tr><td><h2>店招备案</h2>{inner}</td></tr></table>")
    assert [b.kind for b in document.blocks] == ["heading", "table"]


def test_meant_line_breaks_stay_and_those_of_the_source_do_not(tmp_path: Path) -> None:
    document = read(tmp_path, "<p>第一行，\n      接着写。<br/>\n 第二行。</p>")
    assert [b.text for b in document.blocks] == ["第一行，接着写。", "第二行。"]
