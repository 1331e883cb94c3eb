"""Validation errors in Chinese words that name the field and never repeat what was typed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

FIELD_NAMES: Mapping[str, str] = {
    "text": "问题（text）",
    "client_id": "消息编号（client_id）",
    "grade": "评分（grade）",
    "message": "第几条（message）",
    "comment": "意见（comment）",
    "q": "检索词（q）",
    "k": "条数（k）",
    "as_of": "日期（as_of）",
    "kind": "类别（kind）",
    "version": "版本（version）",
    "entry_id": "条目编号（entry_id）",
    "conversation_id": "对话编号（conversation_id）",
}

Words = Callable[[Mapping[str, Any]], str]

# pydantic's error type → what is wrong, in words.
MESSAGES: Mapping[str, Words] = {
    "missing": lambda _: "没有填写",
    "json_invalid": lambda _: "不是合格的 JSON",
    "string_too_long": lambda c: f"不能超过 {c.get('max_length')} 个字",
    "string_too_short": lambda c: f"至少要 {c.get('min_length')} 个字",
    "string_type": lambda _: "应当是文字",
    "string_unicode": lambda _: "含有无法识别的字符",
    "string_pattern_mismatch": lambda _: "格式不对",
    "int_parsing": lambda _: "应当是整数",
    "int_type": lambda _: "应当是整数",
    "int_from_float": lambda _: "应当是整数",
    "greater_than_equal": lambda c: f"不能小于 {c.get('ge')}",
    "less_than_equal": lambda c: f"不能大于 {c.get('le')}",
    "enum": lambda c: f"只能是 {c.get('expected')}".replace("'", "").replace(" or ", "、").replace(", ", "、"),
    "too_long": lambda c: f"最多 {c.get('max_length')} 项",
    "extra_forbidden": lambda _: "没有这一项",
}


def field_problems(errors: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(field, message) of each error as pydantic reports it."""
    return [(_field(e.get("loc", ())), _message(e)) for e in errors]


def _field(location: Sequence[Any]) -> str:
    names = [part for part in location[1:] if isinstance(part, str)]
    if not names or names[0] not in FIELD_NAMES:
        # An unknown name was typed by the caller; it is not repeated.
        return "请求内容"
    return FIELD_NAMES[names[0]]


def _message(error: Mapping[str, Any]) -> str:
    kind = str(error.get("type", ""))
    if kind.startswith("date"):
        return "应当是 2026-01-31 这样的日期"
    words = MESSAGES.get(kind)
    return words(error.get("ctx") or {}) if words else "格式不对"
