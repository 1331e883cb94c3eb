"""Choice and yes/no fields from lay words: the longest wording wins, a negation in front turns or removes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.values.cues import NOT_FOLLOWED, WORDINGS
from knowledge_base.condition_fields import ConditionField, FieldKind, Value

NEGATED = re.compile(r"(?:不是|不算|没有|没|不|未|非|无|并非)$")
ASKED = re.compile(r"(?:有没有?|是不是|是否|有无|能不能|算不算|要不要|还没有?或)$")
ASKED_AFTER = re.compile(r"^(?:还是|或者不)|^了?(?:没有|没(?=$|[，,。？?])|吗)")
SELLS = re.compile(r"(?:卖|进|收|倒卖)点?$")
IN_WORD = re.compile(r"[没不未非]")  # a wording that holds its own negation is not turned again


@dataclass(frozen=True, slots=True)
class Wording:
    """The words in the question and the value they stand for."""

    start: int
    end: int
    words: str
    value: Value


def worded(text: str, field: ConditionField) -> Wording | None:
    """What `text` says of a choice or yes_no field; None when it says nothing, asks, or says two different things."""
    found = _longest(list(_wordings(text, field)))
    judged = [w for m in found if (w := _judged(text, m, field)) is not None]
    values = {w.value for w in judged}
    return judged[0] if len(values) == 1 else None


def _wordings(text: str, field: ConditionField) -> Iterator[Wording]:
    for word, value in field.lay_words():
        for start in _places(text, word):
            end = start + len(word)
            stop = NOT_FOLLOWED.get(word)
            lonely = len(word) == 1 and not SELLS.search(text[:start])
            if not lonely and not (stop and text[end : end + 1] in stop):
                yield Wording(start, end, word, value)
    if field.kind is FieldKind.YES_NO:  # the form that our own buttons use
        for word, value in ((f"{field.label}：是", True), (f"{field.label}：否", False)):
            yield from (Wording(start, start + len(word), word, value) for start in _places(text, word))
    for value, pattern in WORDINGS.get(field.name, {}).items():
        yield from (Wording(m.start(), m.end(), m[0], value) for m in pattern.finditer(text))


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _longest(found: list[Wording]) -> list[Wording]:
    """None that lies inside, or overlaps, a longer one."""
    kept: list[Wording] = []
    for w in sorted(found, key=lambda w: (w.start - w.end, w.start)):
        if all(w.end <= k.start or k.end <= w.start for k in kept):
            kept.append(w)
    return sorted(kept, key=lambda w: w.start)


def _judged(text: str, w: Wording, field: ConditionField) -> Wording | None:
    before = text[: w.start]
    split = before[-1:] + w.words[:2] in ("是不是", "有没有")  # the wording begins inside the question word
    if split or ASKED.search(before) or ASKED_AFTER.match(text[w.end :]):
        return None
    negation = NEGATED.search(before)
    if not negation or IN_WORD.search(w.words[:1]):
        return w
    words = text[negation.start() : w.end]
    if field.kind is FieldKind.YES_NO:
        return Wording(negation.start(), w.end, words, not w.value)
    other = [c for c in field.choices if c != w.value]
    return Wording(negation.start(), w.end, words, other[0]) if len(other) == 1 else None
