"""Reading what a model wrote: JSON wherever it stands, and never mended."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from assistant.models.reading import LONGEST_TEXT, Malformed, read_structured


class Kite(BaseModel):
    name: str
    days: int


RIGHT = '{"name": "风筝{}", "days": 3}'


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        f"```json\n{RIGHT}\n```",
        f"```\n{RIGHT}\n```",
        f"好的，结果是：{RIGHT}。希望有用。",
        f'<think>也许是 {{"name": "陀螺", "days": 9}}？不对</think>{RIGHT}',
        f"集合 {{1, 2}} 之后是 {RIGHT}",
        f'{{"other": 1}} {RIGHT}',
        '{"name": "风筝{}", "days": 3, "more": null}',
    ],
)
def test_the_value_is_found(text: str) -> None:
    assert read_structured(text, Kite) == Kite(name="风筝{}", days=3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "没有",
        '{"name": "风筝", "days": 3,}',
        '{"name": "风筝", "days": }',
        '{"name": "风筝", "day',
        '[{"name": 1}]',
        "{'name': '风筝', 'days': 3}",
        '{"name": "风筝", "days": "三天"}',
        "{" * 5000,
        '{"a":' * 5000,
        "x" * LONGEST_TEXT + RIGHT,
    ],
)
def test_what_is_broken_is_not_mended(text: str) -> None:
    with pytest.raises(Malformed):
        read_structured(text, Kite)


def test_the_problem_is_named_without_the_text() -> None:
    with pytest.raises(Malformed) as failed:
        read_structured('{"name": "身份证", "days": "很多"}', Kite)
    assert str(failed.value) == "days：int_parsing"


@given(st.text(max_size=300))
def test_any_text_is_a_value_or_malformed(text: str) -> None:
    try:
        found = read_structured(text, Kite)
    except Malformed:
        return
    assert isinstance(found, Kite)


@given(st.text(max_size=50), st.integers(-(10**9), 10**9), st.text(alphabet="好的，。: \n`", max_size=20))
def test_every_value_is_read_back_from_among_words(name: str, days: int, words: str) -> None:
    text = f"{words}{json.dumps({'name': name, 'days': days}, ensure_ascii=False)}{words}"
    if "<think>" not in text:
        assert read_structured(text, Kite) == Kite(name=name, days=days)
