"""One condition tree for checkpoints and policies: three results, each with its explanation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Verdict(StrEnum):
    """符合 / 不符合 / 缺信息."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class Op(StrEnum):
    """Comparisons a leaf may make."""

    EQ = "="
    NE = "≠"
    GE = "≥"
    LE = "≤"
    GT = ">"
    LT = "<"
    IN = "in"
    BETWEEN = "between"
    EXISTS = "exists"
    WITHIN_DAYS = "within_days"


class Condition(BaseModel):
    """A node: exactly one of all / any / not / a leaf (field, op, value). `explain` is said to the citizen."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    all: tuple["Condition", ...] | None = None
    any: tuple["Condition", ...] | None = None
    not_: "Condition | None" = Field(None, alias="not")
    field: str | None = None
    op: Op | None = None
    value: Any = None
    unit: str | None = None
    evidence: str | None = None
    on_unknown: str | None = None
    explain: str | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        shapes = [self.all is not None, self.any is not None, self.not_ is not None, self.field is not None]
        if sum(shapes) != 1:
            raise ValueError("条件必须且只能是 all、any、not_、field 之一")
        if self.field is not None and self.op is None:
            raise ValueError(f"条件 {self.field} 缺少 op")
        if self.op is Op.BETWEEN and not (isinstance(self.value, list | tuple) and len(self.value) == 2):
            raise ValueError(f"条件 {self.field} 的 between 需要两个值")
        return self


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with the leaves that decided it and the fields whose values are missing."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def evaluate(condition: Condition, record: Mapping[str, Any], today: date) -> Outcome:
    """Judge one record. A field that is absent, None or no value of the rule's type makes its leaf UNKNOWN, never a
    guess; nothing is raised for what a record holds."""
    if condition.all is not None:
        return _combine([evaluate(c, record, today) for c in condition.all], decisive=Verdict.UNMET)
    if condition.any is not None:
        return _combine([evaluate(c, record, today) for c in condition.any], decisive=Verdict.MET)
    if condition.not_ is not None:
        inner = evaluate(condition.not_, record, today)
        flipped = {Verdict.MET: Verdict.UNMET, Verdict.UNMET: Verdict.MET, Verdict.UNKNOWN: Verdict.UNKNOWN}
        return Outcome(flipped[inner.verdict], inner.reasons, inner.missing)
    return _leaf(condition, record, today)


def _combine(outcomes: list[Outcome], decisive: Verdict) -> Outcome:
    """`decisive` settles the node alone; otherwise one unknown child leaves it unknown (three-valued logic)."""
    settled = [o for o in outcomes if o.verdict is decisive]
    if settled:
        return Outcome(decisive, tuple(r for o in settled for r in o.reasons))
    unknown = [o for o in outcomes if o.verdict is Verdict.UNKNOWN]
    if unknown:
        return Outcome(
            Verdict.UNKNOWN, tuple(r for o in unknown for r in o.reasons), tuple(m for o in unknown for m in o.missing)
        )
    other = Verdict.MET if decisive is Verdict.UNMET else Verdict.UNMET
    return Outcome(other, tuple(r for o in outcomes for r in o.reasons))


def _leaf(condition: Condition, record: Mapping[str, Any], today: date) -> Outcome:
    assert condition.field is not None and condition.op is not None
    reasons = (condition.explain,) if condition.explain else ()
    actual = record.get(condition.field)
    if condition.op is Op.EXISTS:
        if condition.field not in record:
            return Outcome(Verdict.UNKNOWN, reasons, (condition.field,))
        met = (actual is not None) is (condition.value is not False)
        return Outcome(Verdict.MET if met else Verdict.UNMET, reasons)
    if actual is None:
        return Outcome(Verdict.UNKNOWN, reasons, (condition.field,))
    holds = _compared(actual, condition, today)
    if holds is None:
        return Outcome(Verdict.UNKNOWN, reasons, (condition.field,))
    return Outcome(Verdict.MET if holds else Verdict.UNMET, reasons)


def _compared(actual: Any, leaf: Condition, today: date) -> bool | None:
    """What the comparison says; None when these two cannot be compared."""
    assert leaf.op is not None
    if not _comparable(actual, leaf.op, leaf.value):
        return None
    try:
        return _COMPARE[leaf.op](actual, leaf.value, today)
    except (TypeError, ValueError, AttributeError):
        return None


def _comparable(actual: Any, op: Op, value: Any) -> bool:
    """False when text, number and truth value meet one another: “是” is not unequal to True, it is not understood."""
    if op is Op.WITHIN_DAYS:
        return True
    kind = _plain_type(actual)
    others = [_plain_type(v) for v in (value if isinstance(value, list | tuple | set | frozenset) else (value,))]
    return not (kind and others and all(other and other is not kind for other in others))


def _plain_type(value: Any) -> type | None:
    """bool is no number here; whole and broken numbers are one type; None for anything else."""
    if isinstance(value, bool):
        return bool
    if isinstance(value, int | float):
        return float
    return str if isinstance(value, str) else None


def _within_days(actual: Any, days: Any, today: date) -> bool:
    """True while `actual` (a date) lies at most `days` days before today, and not in the future."""
    moment = actual.date() if isinstance(actual, datetime) else actual
    if isinstance(moment, str):
        moment = date.fromisoformat(moment)
    age: int = (today - moment).days
    return 0 <= age <= int(days)


_COMPARE: Mapping[Op, Callable[[Any, Any, date], bool]] = {
    Op.EQ: lambda a, v, _: bool(a == v),
    Op.NE: lambda a, v, _: bool(a != v),
    Op.GE: lambda a, v, _: bool(a >= v),
    Op.LE: lambda a, v, _: bool(a <= v),
    Op.GT: lambda a, v, _: bool(a > v),
    Op.LT: lambda a, v, _: bool(a < v),
    Op.IN: lambda a, v, _: a in v,
    Op.BETWEEN: lambda a, v, _: bool(v[0] <= a <= v[1]),
    Op.WITHIN_DAYS: _within_days,
}
