"""From what a model wrote to a value of the schema: fences, thoughts and chatter around the JSON are looked past."""

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from assistant.models.chat_model import T

LONGEST_TEXT = 20_000  # characters; what is asked for never comes near
MOST_STARTS = 40  # places where an object may begin, tried in order
THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)


class Malformed(ValueError):
    """The text holds no value of the schema; the message names fields and error types, never the text."""


def read_structured(text: str, schema: type[T]) -> T:
    """The first JSON object in `text` that fits `schema`. Raises Malformed; broken JSON is never mended."""
    problem = "没有 JSON 对象"
    for found in _objects(THOUGHT.sub("", text[:LONGEST_TEXT])):
        try:
            return schema.model_validate(found)
        except ValidationError as error:
            problem = "；".join(f"{'.'.join(map(str, e['loc']))}：{e['type']}" for e in error.errors()[:5])
    raise Malformed(problem)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(MOST_STARTS):
        if at < 0:
            return
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield found
        at = text.find("{", end)
