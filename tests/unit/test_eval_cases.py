"""Reading cases: good files are read whole, bad ones are named with their line."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, Expect, case_from, read_cases
from eval.errors import BadCases

GOOD: dict[str, Any] = {
    "id": "a-01",
    "question": "问",
    "expect": "answer",
    "titles": ["甲"],
    "facts": ["5年", ["免费", "不收费"]],
}


def written(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines) + "\n", encoding="utf-8")
    return path


def test_a_case_has_its_turns_and_each_fact_its_wordings(tmp_path: Path) -> None:
    several = {"id": "a-02", "turns": ["先问", "再问"], "expect": "clarify"}
    one, two = read_cases(written(tmp_path / "c.jsonl", GOOD, "", several))
    assert one == Case("a-01", ("问",), Expect.ANSWER, ("甲",), (("5年",), ("免费", "不收费")))
    assert two.turns == ("先问", "再问") and two.expect is Expect.CLARIFY


def test_a_case_written_out_is_read_as_the_same_case() -> None:
    case = case_from({**GOOD, "never": ["免费"], "tags": ["matter:x"], "status": "answered_full", "note": "说明"})
    assert case_from(case.as_json()) == case


def test_tags_are_known_by_their_value_however_they_are_spelt() -> None:
    case = case_from({**GOOD, "tags": ["kind:Near_Miss", "style:typo"]})
    assert case.tagged("near-miss") and case.tagged("forgery", "typo") and not case.tagged("miss")
    assert case.also("typo", "new").tags == ("kind:Near_Miss", "style:typo", "typo", "new")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("nicht JSON", "不是 JSON"),
        ([1], "不是一个 JSON 对象"),
        ({**GOOD, "id": ""}, "缺少编号"),
        ({**GOOD, "expect": "maybe"}, "expect 要是 answer、clarify、refuse、human、safe 之一"),
        ({**GOOD, "turns": ["两样都有"]}, "也只能有一个"),
        ({"id": "x", "expect": "answer"}, "question 和 turns 要有一个"),
        ({"id": "x", "expect": "answer", "turns": []}, "turns 是空的"),
        ({**GOOD, "question": 5}, "question 要是一段文字"),
        ({**GOOD, "titles": "甲"}, "titles 要是一列文字"),
        ({**GOOD, "facts": [5]}, "facts 里有一项"),
        ({**GOOD, "facts": [["a", 5]]}, "facts 里有一项"),
        ({**GOOD, "facts": [[]]}, "facts 里有一项"),
        ({**GOOD, "facts": "5年"}, "facts 要是一列文字"),
        ({**GOOD, "fact": []}, "不认识的字段：fact"),
        (GOOD, "编号 a-01 重复"),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_what_is_wrong(tmp_path: Path, bad: object, said: str) -> None:
    path = written(tmp_path / "坏.jsonl", GOOD, bad)
    with pytest.raises(BadCases) as caught:
        read_cases(path)
    assert str(caught.value).startswith(f"{path} 第 2 行：") and said in str(caught.value)
    assert caught.value.code == "bad_cases"


def test_a_file_that_cannot_be_read_or_is_empty_is_named(tmp_path: Path) -> None:
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    for path, said in (
        (tmp_path / "nowhere.jsonl", "读不了"),
        (tmp_path / "bytes.jsonl", "读不了"),
        (written(tmp_path / "e.jsonl"), "一道题也没有"),
    ):
        with pytest.raises(BadCases, match=said) as caught:
            read_cases(path)
        assert str(path) in str(caught.value)
