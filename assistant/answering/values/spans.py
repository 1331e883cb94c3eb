"""An amount or a day turned into a field's unit, as an interval; what cannot be turned is None."""

from dataclasses import dataclass
from datetime import date

from assistant.answering.values.amounts import Amount, Measure
from assistant.answering.values.cues import OVERDUE, OVERDUE_AFTER, STILL, Cue, Runs
from assistant.answering.values.moments import Moment
from knowledge_base.condition_fields import ConditionField

MONTH, YEAR = 30.4375, 365.25  # days on average
MOST_HOLIDAYS = 8  # working days that one long holiday may take away


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high` in the field's unit; the words are text[start:end] of the question."""

    start: int
    end: int
    text: str
    low: float
    high: float
    weak: bool = False  # 虚岁, or years of age for days: given up when something better is said
    certain: bool = False

    @property
    def words(self) -> str:
        """The citizen's words."""
        return self.text[self.start : self.end]


def span_of_amount(amount: Amount, field: ConditionField, text: str, cue: Cue) -> Span | None:
    """The amount in the unit of `field`; overdue amounts of a time to come are negative."""
    if amount.ago and cue.runs in (Runs.LENGTH, Runs.BIRTH):
        return None
    interval = _in_unit(amount, field)
    if interval is None:
        return None
    low, high = interval
    if cue.runs is Runs.UNTIL and _overdue(amount, text):
        low, high = -high, -low
    weak = amount.nominal_age or (amount.measure is Measure.AGE and field.unit != Measure.AGE)
    return Span(amount.start, amount.end, text, low, high, weak=weak)


def _overdue(amount: Amount, text: str) -> bool:
    before, after = text[: amount.start], text[amount.end :]
    if STILL.search(before[-6:]):
        return False
    return bool(amount.ago or OVERDUE.search(before) or OVERDUE_AFTER.match(after))


def _in_unit(amount: Amount, field: ConditionField) -> tuple[float, float] | None:
    unit, low, high = field.unit, amount.low, amount.high
    if amount.measure == unit:
        return low, high
    if amount.measure is Measure.AGE:
        return _in_days(Measure.MONTHS, low * 12, high * 12) if field.name == "days_since_birth" else None
    if amount.measure not in (Measure.MONTHS, Measure.DAYS, Measure.WORKING_DAYS):
        return None
    if unit == "年" and amount.measure is Measure.MONTHS:
        return low / 12, high / 12
    days = _in_days(amount.measure, low, high)
    if unit == "日":
        return days
    if unit == "工作日":
        return _working(days[0])[0], _working(days[1])[1]
    if unit in ("年", "月"):
        length = YEAR if unit == "年" else MONTH
        return max(0.0, days[0] - 1.5) / length, (days[1] + 1.5) / length
    return None


def _in_days(measure: Measure, low: float, high: float) -> tuple[float, float]:
    if measure is Measure.DAYS:
        return low, high
    if measure is Measure.WORKING_DAYS:
        return low * 7 / 5 - 2, high * 7 / 5 + 2 + MOST_HOLIDAYS
    return float(int(low * MONTH - 2)), float(int(high * MONTH + 1))


def _working(days: float) -> tuple[float, float]:
    """Calendar days as working days, a long holiday in between or not."""
    usual = days * 5 / 7
    return max(min(0.0, usual), usual - 2 - min(MOST_HOLIDAYS, abs(usual))), usual + 2


def span_of_moment(moment: Moment, field: ConditionField, text: str, cue: Cue, today: date) -> Span | None:
    """What a day says of `field`: an age, the time since then or the time until then; None when it says nothing."""
    if cue.runs is Runs.BIRTH:
        return _age(moment, text, today) if moment.born and field.unit == "周岁" else None
    if cue.runs is Runs.LENGTH:
        return None
    first, last = _placed(moment, cue.runs, today)
    if cue.runs is Runs.SINCE:
        if first > today:
            return None
        low, high = float((today - min(last, today)).days), float((today - first).days)
    else:
        low, high = float((first - today).days), float((last - today).days)
        low = max(low, 0.0) if high >= 0 else low
    unit = field.unit
    if unit == "工作日":
        low, high = _working(low)[0], _working(high)[1]
    elif unit in ("年", "月"):
        length = YEAR if unit == "年" else MONTH
        low, high = max(0.0, low - 1.5) / length, (high + 1.5) / length
    return Span(moment.start, moment.end, text, low, high)


def _age(moment: Moment, text: str, today: date) -> Span:
    low, high = (float(_full_years(day, today)) for day in (moment.last, moment.first))
    return Span(moment.start, moment.end, text, max(low, 0.0), max(high, 0.0), certain=True)


def _full_years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _placed(moment: Moment, runs: Runs, today: date) -> tuple[date, date]:
    """A day without a year is the last one gone by, or the next one to come."""
    if not moment.yearless:
        return moment.first, moment.last
    shift = (
        -1 if runs is Runs.SINCE and moment.first > today else 1 if runs is Runs.UNTIL and moment.last < today else 0
    )
    return _shifted(moment.first, shift), _shifted(moment.last, shift)


def _shifted(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)
