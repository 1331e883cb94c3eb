"""What the scripts make of an answer's text, run in the browser that will show it."""

from typing import Any

import pytest

from tests.journeys.conftest import Hall
from tests.journeys.visit import Visit

RENDER = """async (text) => {
  const { renderAnswer } = await import("/static/widget/answer_text.js");
  const place = document.createElement("div");
  const chip = (n) => (n <= 3 ? Object.assign(document.createElement("button"), { textContent: n }) : null);
  place.append(...renderAnswer(text, chip));
  return place.innerHTML.replace(/<svg.*?<\\/svg>/g, "");
}"""
RANGES = """async ([name, text, wanted]) => {
  const { [name]: find } = await import("/static/widget/marking.js");
  return find(text, wanted).map(([from, to]) => text.slice(from, to));
}"""
BUTTON = "<button>{}</button>"


@pytest.fixture
def base_url(hall: Hall) -> str:
    """Any page of the same origin will do."""
    return hall.url


def rendered(visit: Visit, text: str) -> str:
    visit.go("/search")
    found: str = visit.page.evaluate(RENDER, text)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**要**办。[1][2]", f"<p><strong>要</strong>办。{BUTTON.format(1)}{BUTTON.format(2)}</p>"),
        ("见[9]", "<p>见[9]</p>"),
        ("一\n二", "<p>一</p><p>二</p>"),
        ("- 甲\n- 乙", "<ul><li>甲</li><li>乙</li></ul>"),
        ("1. 甲\n2. 乙", "<ol><li>甲</li><li>乙</li></ol>"),
        ("3. 丙", '<ol start="3"><li>丙</li></ol>'),
        ("4.5 吨及以下", "<p>4.5 吨及以下</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
    ],
)
def test_a_block_becomes_paragraphs_and_lists(visit: Visit, text: str, expected: str) -> None:
    assert rendered(visit, text) == f'<div class="block">{expected}</div>'


def test_details_that_follow_each_other_fold_into_one_card(visit: Visit) -> None:
    found = rendered(visit, "结论。[1]\n\n### 材料\n- 甲\n\n### 流程\n1. 乙")
    assert found.count('<div class="folds">') == 1
    assert found.count('<details class="fold">') == 2


def test_a_source_shared_by_every_line_is_said_once(visit: Visit) -> None:
    found = rendered(visit, "### 材料\n- 甲[2]\n- 乙[2]")
    assert found.count(BUTTON.format(2)) == 1
    assert found.index("乙") < found.index(BUTTON.format(2))
    assert rendered(visit, "### 材料\n- 甲[2]\n- 乙[3]").count("<button>") == 2


@pytest.mark.parametrize(
    ("name", "text", "wanted", "expected"),
    [
        ("quoteRanges", "第一条 应当\n依法 取得许可。其他。", "应当依法取得许可。", ["应当\n依法 取得许可。"]),
        ("quoteRanges", "甲应当取得许可。中间。乙应当办理备案。", "甲应当取得许可。乙应当办理备案。", ["甲应当取得许可。", "乙应当办理备案。"]),
        ("quoteRanges", "别的内容", "应当取得许可", []),
        ("quoteRanges", "内容", "", []),
        ("wordRanges", "从事食品经营应当取得许可", "食品经营许可怎么办", ["食品经营", "许可"]),
        ("wordRanges", "需要什么", "开店需要什么", ["需要什么"]),
        ("wordRanges", "什么都行", "开店什么", []),
        ("wordRanges", "abc", "x", []),
    ],
)  # fmt: skip
def test_passages_are_found_whatever_their_spaces(
    visit: Visit, name: str, text: str, wanted: str, expected: list[str]
) -> None:
    visit.go("/search")
    found: Any = visit.page.evaluate(RANGES, [name, text, wanted])
    assert found == expected
