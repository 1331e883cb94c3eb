"""PDFs as they really come: browser prints with menus around the text, indented pages, marks that a cut has torn."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.documents import ParsedDocument
from ingest.parsers import parse_file
from ingest.structure import sections_of
from ingest.validity import read_validity

Row = tuple[float, float, float, str]  # x, y, size, text
LEFT, BODY, FULL = 72.0, 12.0, 36  # a full line is 36 characters


def printed(path: Path, pages: Sequence[Sequence[Row]]) -> ParsedDocument:
    """A PDF with every line where it is put, read."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path))
    for rows in pages:
        for x, y, size, text in rows:
            canvas.setFont("STSong-Light", size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    (document,) = parse_file(path)
    return document


def column(lines: Sequence[str], top: float = 700, step: float = 20) -> list[Row]:
    """Body lines one below the other; leading ideographic blanks become an indent, as browsers draw it."""
    return [
        (LEFT + BODY * (len(t) - len(t.lstrip("\u3000"))), top - step * i, BODY, t.lstrip("\u3000"))
        for i, t in enumerate(lines)
    ]


def wrapped(text: str) -> list[str]:
    """A paragraph in printed lines: indented by two characters, then full lines."""
    whole = f"\u3000\u3000{text}"
    return [whole[i : i + FULL] for i in range(0, len(whole), FULL)]


LONG = "为了加强对本区户外招牌设置的管理，维护市容环境的整洁和公共安全，保障设置人和相邻各方的合法权益，根据有关法律法规，制定本办法"


def filled(text: str) -> str:
    """A paragraph whose last printed line is full, so that only sense tells that it goes on."""
    return text.replace("并且", "并且" + "也" * (-(len(text) + 2) % FULL))


THIRD = filled(f"第三条 {LONG}，并且应当依照本办法")


def law_pages() -> list[list[Row]]:
    """Two pages of a web page printed by a browser."""
    first = [*wrapped(f"第一条 {LONG}。"), *wrapped("第二条 本办法适用于本区。"), *wrapped(THIRD)]
    # The paragraph goes on over the page with a line that looks like an article.
    second = [
        "第九条的规定办理备案手续。",
        *wrapped("街道办事处负责日常管理。"),
        *wrapped("第四条 本办法自2024年5月1日起施行。"),
    ]
    around: list[Row] = [(24, 820, 8, "2026/2/9 22:46 宝山区招牌管理办法 - 某政府网站")]
    address = "https://www.example.invalid/a/b.html"
    menu: list[Row] = [(80, 780, 12, "首页 政务公开 办事服务 互动交流"), (200, 760, 9, "字体： 大 中 小")]
    beside: list[Row] = [(540, 690, 12, "历史版本"), (540, 670, 12, "旧办法")]
    below: list[Row] = [(150, 300, 12, "主办单位：某区人民政府办公室"), (150, 280, 12, "某公网安备31011302000000号")]
    return [
        [*beside, *menu, (180, 740, 22, "宝山区户外招牌"), (220, 716, 22, "管理办法"), *column(first, 690), *around,
         (24, 17, 8, f"{address} 1/2")],
        [*below, *column(second), *around, (24, 17, 8, f"{address} 2/2")],
    ]  # fmt: skip


@pytest.fixture
def law(tmp_path: Path) -> ParsedDocument:
    return printed(tmp_path / "print.pdf", law_pages())


def test_a_title_over_two_lines_is_one(law: ParsedDocument) -> None:
    assert law.title == "宝山区户外招牌管理办法"


def test_menus_sidebars_and_footers_of_a_printed_web_page_are_left_out(law: ParsedDocument) -> None:
    for unseen in ("首页", "字体", "历史版本", "旧办法", "主办单位", "公网安备", "example", "2026/2/9"):
        assert unseen not in law.text, unseen
    assert any("略去了网页栏目" in note for note in law.notes)


def test_a_wrapped_line_that_begins_with_an_article_number_goes_on_with_its_paragraph(law: ParsedDocument) -> None:
    sections = sections_of(law)
    assert [s.number for s in sections] == [1, 2, 3, 4]
    assert sections[0].text == f"{LONG}。"
    assert sections[2].text == f"{THIRD.removeprefix('第三条 ')}第九条的规定办理备案手续。\n街道办事处负责日常管理。"


def test_the_small_number_under_a_title_is_kept(tmp_path: Path) -> None:
    pages = law_pages()
    pages[0].append((240, 704, 9, "宝府规〔2024〕5号"))
    document = printed(tmp_path / "a.pdf", pages)
    assert read_validity("a.pdf", document.text).doc_number == "宝府规〔2024〕5号"


def test_a_site_owners_name_inside_a_notice_is_text(tmp_path: Path) -> None:
    lines = [
        "\u3000\u3000招聘会安排如下，欢迎有意的单位和个人按时参加本次活动。",
        "主办单位：宝山区人力资源和社会保障局",
        "地点：友谊路街道",
    ]
    rows = [*column(lines), (24.0, 17.0, 8.0, "https://www.example.invalid/x 1/1")]
    assert "主办单位：宝山区人力资源和社会保障局" in printed(tmp_path / "a.pdf", [rows]).text


def test_page_numbers_between_dashes_are_dropped_and_a_number_in_the_text_is_not(tmp_path: Path) -> None:
    pages = [
        [
            *column([f"这是第{n}页独有的一句话，申请人应当在规定的期限以内提出申请，期限为{n}日。"]),
            (280.0, 30.0, 12.0, f"－{n}－"),
        ]
        for n in range(1, 5)
    ]
    text = printed(tmp_path / "a.pdf", pages).text
    assert "－" not in text and all(f"期限为{n}日" in text for n in range(1, 5))


def test_spaces_that_a_word_processor_puts_into_dates_are_closed(tmp_path: Path) -> None:
    document = printed(tmp_path / "a.pdf", [column(["本通知自 2004 年 5 月 1 日起施行，有关事项按照附件的要求办理。"])])
    assert "自2004年5月1日起施行" in document.text


def test_the_history_in_brackets_stays_one_paragraph(tmp_path: Path) -> None:
    history = ["（2018年9月28日某市人民代表大会常务委员会第七次会议", "通过 2025年11月28日修订）"]
    rows = [
        (150.0, 720.0, 20.0, "某市招牌管理条例"),
        (130.0, 690.0, 12.0, history[0]),
        (160.0, 670.0, 12.0, history[1]),
    ]
    document = printed(tmp_path / "a.pdf", [[*rows, *column(wrapped(f"第一条 {LONG}。"), 640)]])
    assert "（2018年9月28日某市人民代表大会常务委员会第七次会议通过 2025年11月28日修订）" in [
        b.text for b in document.blocks
    ]


def test_torn_marks_say_that_text_may_be_missing(tmp_path: Path) -> None:
    cut = ["持有《上海市居住证", "证》持有人（以下简称", "的“一网通办”、“随申办"]
    document = printed(
        tmp_path / "a.pdf", [column([f"第{n}条 {t}，应当到窗口办理。" for n, t in zip("一二三", cut, strict=True)])]
    )
    assert any("不成对" in note for note in document.notes)


def test_whole_marks_leave_no_note(tmp_path: Path) -> None:
    lines = [f"第{n}条 持有《上海市居住证》的（“持证人”），到窗口办理。" for n in "一二三四"]
    assert printed(tmp_path / "a.pdf", [column(lines)]).notes == ()
