"""Days as people say them: 上个月8号, 去年六月, 1959年5月生, 12月底 — each a first and a last possible day."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.answering.values.amounts import number


@dataclass(frozen=True, slots=True)
class Moment:
    """Days at text[start:end]; `yearless` when no year was said, so that the days may as well be a year away."""

    start: int
    end: int
    words: str
    first: date
    last: date
    yearless: bool = False
    born: bool = False


MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?"
DAY = r"(?P<day>[12]\d|3[01]|0?[1-9]|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
YEARS = {"大前年": -3, "前年": -2, "去年": -1, "旧年": -1, "今年": 0, "明年": 1, "后年": 2}
CALENDAR = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d|(?<!\d)\d\d(?=年(?:\d|[一二三四五六七八九十]|属|生|出生|的))|[一二]?[九〇零][〇零一二三四五六七八九]{{2}})年|(?P<relative>{'|'.join(YEARS)}))"
    rf"(?:的?{MONTH}(?:{DAY}|(?P<part>底|初|中旬?))?|(?P<same>这时候|这个时候|的?今天))?"
)
MONTHS = re.compile(rf"(?P<month_word>上上个?月|上个?月|这个月|本月|下个?月)(?:{DAY}|(?P<part>底|初|中旬?))?")
NO_YEAR = re.compile(rf"(?<![\d年]){MONTH}(?:{DAY}|(?P<part>底|初|中旬?))")
WEEKS = re.compile(r"(?P<which>上上|上|这|本|下)个?(?:周|礼拜|星期)")
NEAR = {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "明天": 1, "后天": 2}
NEAR_DAYS = re.compile("|".join(NEAR))
BORN = re.compile(r"^[^，,。；;！？!?\d]{0,3}?(?:生|出生)|^属|^的?生人")
PARTS = {"初": (1, 10), "中": (11, 20), "中旬": (11, 20), "底": (25, 31)}


def moments_in(text: str, today: date) -> list[Moment]:
    """Every day or span of days that normalised text names, in order; impossible dates are none."""
    found: list[Moment] = []
    for moment in (*_calendar(text, today), *_months(text, today), *_no_year(text, today), *_near(text, today)):
        if all(moment.end <= m.start or m.end <= moment.start for m in found):
            found.append(moment)
    return sorted(found, key=lambda m: m.start)


def _calendar(text: str, today: date) -> Iterator[Moment]:
    for m in CALENDAR.finditer(text):
        year = today.year + YEARS[m["relative"]] if m["relative"] else _year(m["year"], today)
        if m["same"]:
            day = today.replace(year=year, day=min(today.day, 28))
            yield Moment(m.start(), m.end(), m[0], day, day)
            continue
        days = _days(year, m["month"], m["day"], m["part"])
        if days:
            born = BORN.search(text[m.end() :])
            end = m.end() + (born.end() if born else 0)
            yield Moment(m.start(), end, text[m.start() : end], *days, born=bool(born))


def _year(word: str, today: date) -> int:
    digits = "".join(
        c if c.isdigit() and c.isascii() else str("〇一二三四五六七八九".find(c.replace("零", "〇"))) for c in word
    )
    year = int(digits)
    return year if year >= 1000 else year + (2000 if year <= today.year % 100 else 1900)


def _days(year: int, month: str | None, day: str | None, part: str | None) -> tuple[date, date] | None:
    """First and last day; None when the month has no such day."""
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    m = int(number(month) or 0)
    length = monthrange(year, m)[1]
    first, last = (int(number(day) or 0),) * 2 if day else PARTS[part] if part else (1, length)
    if not 1 <= first <= length:
        return None
    return date(year, m, first), date(year, m, min(last, length))


def _months(text: str, today: date) -> Iterator[Moment]:
    for m in MONTHS.finditer(text):
        word = m["month_word"]
        back = -2 if word.startswith("上上") else {"上": -1, "下": 1}.get(word[0], 0)
        index = today.year * 12 + today.month - 1 + back
        days = _days(index // 12, str(index % 12 + 1), m["day"], m["part"])
        if days:
            yield Moment(m.start(), m.end(), m[0], *days)


def _no_year(text: str, today: date) -> Iterator[Moment]:
    for m in NO_YEAR.finditer(text):
        days = _days(today.year, m["month"], m["day"], m["part"])
        if days:
            yield Moment(m.start(), m.end(), m[0], *days, yearless=True)


def _near(text: str, today: date) -> Iterator[Moment]:
    for m in NEAR_DAYS.finditer(text):
        day = today + timedelta(days=NEAR[m[0]])
        yield Moment(m.start(), m.end(), m[0], day, day)
    monday = today - timedelta(days=today.weekday())
    for m in WEEKS.finditer(text):
        first = monday + timedelta(weeks={"上上": -2, "上": -1, "下": 1}.get(m["which"], 0))
        yield Moment(m.start(), m.end(), m[0], first, first + timedelta(days=6))
