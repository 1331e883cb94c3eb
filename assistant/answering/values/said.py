"""The citizen's own values: from one normalised, masked question, what it says about the fields that rules ask for."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.values.amounts import Amount, Measure, amounts_in
from assistant.answering.values.cues import CUES, EXPIRED, JUST_ME, NAMES, RULES_AFTER, RULES_BEFORE, Cue, Runs
from assistant.answering.values.moments import moments_in
from assistant.answering.values.spans import Span, span_of_amount, span_of_moment
from assistant.answering.values.worded import worded
from knowledge_base.condition_fields import ConditionField, ConditionFields, FieldKind, Value
from knowledge_base.conditions import Condition, Verdict, evaluate

CLAUSE = re.compile(r"[^，,。；;！？!?\n 、]+")
REACH, NEXT_CLAUSE = 14, 20  # characters between a cue and its amount; what standing in another clause costs
ALONE = 60  # an amount without a cue is the last choice
LONG_AGO = 3650.0
TINY = 1e-4
YOUNGER = re.compile(r"(?:儿子|女儿|孙子|孙女|外孙|小孩|孩子)[^，,。]{0,5}$")
IN_ALL = re.compile(r"一共|总共|累计|合计|加起来|拢共")
TODAY = re.compile(r"今年|现在|熬到|如今")
OTHER_PERSON = re.compile(r"(?:老伴|他|她|爸|妈|爱人|老公|老婆|一个)[^，,]{0,3}$")


@dataclass(frozen=True, slots=True)
class Said:
    """What the citizen said of one field: `words` stand so in the question, the value lies from `low` to `high`.

    `value` is what a record holds: exact values as they are, blurred ones as a number inside the interval.
    """

    field: str
    words: str
    value: Value
    low: float = 0.0
    high: float = 0.0

    @property
    def exact(self) -> bool:
        """True when nothing is left open."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: int
    field: ConditionField
    span: Span
    at: int
    named: bool


def spoken(text: str, wanted: Collection[str], fields: ConditionFields, today: date) -> dict[str, tuple[Said, ...]]:
    """What `text` says of the wanted fields; several values of one field (我67老伴63) all stand, in order.

    Numbers are tied to a field by unit and by the words near them; what fits no field or is a rule's number is left.
    """
    known = [f for name in wanted if (f := fields.get(name)) is not None]
    numbers = [f for f in known if f.kind is FieldKind.NUMBER and f.name in CUES]
    found: dict[str, tuple[Said, ...]] = dict(_numbers(text, numbers, today))
    for field in known:
        if field.kind is not FieldKind.NUMBER and (hit := worded(text, field)):
            found[field.name] = (Said(field.name, hit.words, hit.value),)
    return found


def values_in(text: str, wanted: Collection[str], fields: ConditionFields, today: date) -> dict[str, Value]:
    """One value for each wanted field that `text` gives without doubt; a blurred number as one inside its interval.

    Before a blurred number decides, `settled` must agree for the rule's thresholds.
    """
    return {name: said[0].value for name, said in spoken(text, wanted, fields, today).items() if len(said) == 1}


def points_of(said: Said, leaves: Sequence[Condition]) -> tuple[float, ...]:
    """Values of the interval that a threshold may tell apart, in order: its ends and both sides of each threshold."""
    values = (v for leaf in leaves if leaf.field == said.field for v in _numbers_of(leaf.value))
    inside = {side for v in values if said.low <= v <= said.high for side in (v - TINY, v, v + TINY)}
    return tuple(sorted({said.low, said.high} | {p for p in inside if said.low <= p <= said.high}))


def settled(said: Said, leaves: Sequence[Condition], today: date) -> bool:
    """True when every leaf on the field says the same over the whole interval; a threshold inside leaves it open."""
    mine = [leaf for leaf in leaves if leaf.field == said.field]
    return said.exact or all(len({_met(leaf, point, today) for point in points_of(said, mine)}) == 1 for leaf in mine)


def _numbers_of(value: object) -> Iterator[float]:
    for v in value if isinstance(value, list | tuple) else (value,):
        if isinstance(v, int | float) and not isinstance(v, bool):
            yield v


def _met(leaf: Condition, value: float, today: date) -> Verdict:
    return evaluate(leaf, {leaf.field or "": value}, today).verdict


def _numbers(text: str, fields: Sequence[ConditionField], today: date) -> Iterator[tuple[str, tuple[Said, ...]]]:
    shown = hidden_names(text)
    ages = any(f.unit == Measure.AGE for f in fields)
    taken: dict[str, list[_Candidate]] = {}
    for reading in _readings(text, shown, fields, today, ages):
        best = min(reading, key=lambda c: c.score, default=None)
        if best:
            taken.setdefault(best.field.name, []).append(best)
    for field in fields:
        candidates = _preferred(_certain(taken.get(field.name, []), text), shown)
        if (said := _distinct(field, candidates)) or (said := _without_amount(text, field)):
            yield field.name, said


def hidden_names(text: str) -> str:
    """The text with names that only hold a cue blotted out, everything else in its place."""
    return NAMES.sub(lambda m: "□" * len(m[0]), text)


def _readings(
    text: str, shown: str, fields: Sequence[ConditionField], today: date, ages: bool
) -> Iterator[list[_Candidate]]:
    """For each amount and day of the text, every field it may belong to."""
    moments, amounts = moments_in(text, today), amounts_in(text)
    for amount in amounts:
        bare = amount.measure is Measure.AGE and amount.words[-1:] not in "岁半多几月满日"
        if any(m.start <= amount.start and amount.end <= m.end for m in moments) or (bare and not ages):
            continue
        fitting = ((f, span_of_amount(amount, f, text, CUES[f.name])) for f in fields)
        yield [c for f, span in fitting if span and (c := _candidate(shown, f, span, amount))]
    for moment in moments:
        if any(a.start <= moment.start and moment.end < a.end for a in amounts):
            continue  # 下个月满65岁 is an age
        fitting = ((f, span_of_moment(moment, f, text, CUES[f.name], today)) for f in fields)
        yield [c for f, span in fitting if span and (c := _candidate(shown, f, span, None))]


def _candidate(shown: str, field: ConditionField, span: Span, amount: Amount | None) -> _Candidate | None:
    """The field with how near its cue stands; None when a word forbids it or no cue is in reach."""
    cue = CUES[field.name]
    before, after = shown[: span.start], shown[span.end :]
    if RULES_AFTER.match(after) or (amount and RULES_BEFORE.search(before)):
        return None
    if amount and cue.runs is Runs.UNTIL and amount.words.startswith("满"):
        return None  # 还有20天就满一年: the year is the goal
    if (cue.before and cue.before.search(before)) or (cue.after and cue.after.match(after)):
        return None
    if span.certain:  # 1968年生 needs no other word
        return _Candidate(0, field, span, span.start, True)
    near = _nearest(shown, cue, span)
    if near is not None:
        return _Candidate(near[0], field, _widened(shown, span, near[1]), span.start, True)
    return None if cue.required or amount is None else _Candidate(ALONE, field, span, span.start, False)


def _nearest(shown: str, cue: Cue, span: Span) -> tuple[int, re.Match[str]] | None:
    clauses = [m.span() for m in CLAUSE.finditer(shown)]
    here = next((i for i, (s, e) in enumerate(clauses) if s <= span.start < e), 0)
    best: tuple[int, re.Match[str]] | None = None
    for match in cue.near.finditer(shown):
        inside = span.start <= match.start() and match.end() <= span.end
        gap = 0 if inside else max(span.start - match.end(), match.start() - span.end, 0)
        there = next((i for i, (s, e) in enumerate(clauses) if s <= match.start() < e), here)
        follows = match.start() >= span.end
        score = gap * 2 + (2 if follows else 0) + NEXT_CLAUSE * abs(there - here)
        in_reach = gap <= REACH if there == here else abs(there - here) == 1 and gap <= REACH
        if in_reach and (best is None or score < best[0]):
            best = (score, match)
    return best


def _widened(shown: str, span: Span, cue: re.Match[str]) -> Span:
    """The words with a cue that stands right before them, so that they are understood when repeated."""
    gap = shown[cue.end() : span.start]
    close = cue.end() <= span.start and len(gap) <= 2 and not re.search(r"[，,。；;！？!?\n、 □「」]", gap)
    return replace(span, start=cue.start()) if close else span


def _certain(candidates: list[_Candidate], text: str) -> list[_Candidate]:
    """Without those that lean on a cue of another clause while there are other spans of time they may belong with."""
    spans = [a for a in amounts_in(text) if a.measure in (Measure.MONTHS, Measure.DAYS, Measure.WORKING_DAYS)]
    return [c for c in candidates if c.score < NEXT_CLAUSE or len(spans) < 2 or not CUES[c.field.name].required]


def _preferred(candidates: list[_Candidate], shown: str) -> list[_Candidate]:
    """Of several amounts for a field those that name it; of several ages those of today or of another person."""
    if len(candidates) < 2:
        return candidates
    chosen = _first_some([c for c in candidates if not c.span.weak], candidates)
    if candidates[0].field.unit != Measure.AGE:
        near = _first_some([c for c in chosen if c.named and c.score < NEXT_CLAUSE], chosen)
        return _first_some([c for c in near if IN_ALL.search(shown[max(0, c.at - 8) : c.at + 4])], near)
    if candidates[0].field.name == "age_years":  # 我儿子40了，我66
        chosen = _first_some([c for c in chosen if not YOUNGER.search(shown[: c.at])], chosen)
    now = [c for c in chosen if TODAY.search(shown[max(0, c.at - 8) : c.at])]
    return [c for c in chosen if c in now or OTHER_PERSON.search(shown[: c.at])] if now else chosen


def _first_some(wanted: list[_Candidate], others: list[_Candidate]) -> list[_Candidate]:
    return wanted or others


def _distinct(field: ConditionField, candidates: Sequence[_Candidate]) -> tuple[Said, ...]:
    """The values that differ; amounts that may be the same (还有一整年, 明年这时候) are one."""
    found: list[Said] = []
    for c in candidates:
        made = _said(field, c.span)
        same = next((i for i, s in enumerate(found) if s.low <= made.high and made.low <= s.high), None)
        if same is None:
            found.append(made)
        elif made.high - made.low < found[same].high - found[same].low:
            found[same] = made
    # Two people or two cars are answered one by one; two times paid may be one sum.
    return tuple(found) if len(found) == 1 or field.unit in (Measure.AGE, Measure.MASS) else ()


def _said(field: ConditionField, span: Span) -> Said:
    low, high = span.low, span.high
    middle = low if field.unit == Measure.AGE and low == int(low) else (low + high) / 2
    value = int(middle) if middle == int(middle) else round(middle, 4)
    return Said(field.name, span.words, value, low, high)


def _without_amount(text: str, field: ConditionField) -> tuple[Said, ...]:
    """What is said without a number: 就我一个人, 已经过期了."""
    people = JUST_ME.search(text) if field.unit == Measure.PEOPLE and CUES[field.name].near.search(text) else None
    if people:
        return (Said(field.name, people[0], 1, 1, 1),)
    late = EXPIRED.search(text) if CUES[field.name].runs is Runs.UNTIL else None
    return (Said(field.name, late[0], -1, -LONG_AGO, -1),) if late else ()


def said_by(record: Mapping[str, Said]) -> dict[str, Value]:
    """The record that conditions judge."""
    return {name: said.value for name, said in record.items()}
