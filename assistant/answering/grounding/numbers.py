"""Quantities: (dimension, value, comparator), however they are spelled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.grounding.canon import UNITS, plain

HOTLINE = re.compile(r"(?<![\d.-])12345(?![\d-])")  # where to ask is no fact about a matter
NUMBER = re.compile(rf"(?<![\d.A-Za-z])(\d+(?:\.\d+)?)(%|‰|{UNITS})?")
RANGE = re.compile(rf"^[-–—~至到](?:\d+(?:\.\d+)?)(%|{UNITS})")
DATE = re.compile(
    r"((?:19|20)\d{2})年(?:度)?(?:(\d{1,2})月(?:(\d{1,2})日)?)?|(?<![\d.])(\d{1,2})月(?:(\d{1,2})日)?(?!以|内)"
)
ORDER = re.compile(r"第(\d+)(条(?:之\d+)?|款|项|章|节|编|次|届|类|学年|周)|\((\d{1,2}|[一二三四五六七八九十]+)\)")
LISTED = re.compile(r"^(?:[-•·]|(?:\d{1,2}[.、](?!\d))|[①-⑳])+", re.M)
# (dimension, factor): a value in this unit times the factor is a value of the dimension.
DIMENSIONS: dict[str, tuple[str, float]] = {
    "日": ("日", 1), "个工作日": ("工作日", 1), "周": ("周", 1), "个月": ("月", 1), "月": ("月", 1), "年": ("月", 12), "岁": ("岁", 1),
    "元": ("元", 1), "角": ("元", 0.1), "千克": ("千克", 1), "克": ("千克", 0.001), "平方米": ("平方米", 1),
    "米": ("米", 1), "厘米": ("米", 0.01), "毫米": ("米", 0.001), "小时": ("小时", 1), "分钟": ("小时", 1 / 60),
}  # fmt: skip
COUNTED = frozenset("人份次个项张件家户间辆套种类本页")  # a bare number after its label ("份数：1") may stand for these
AT_MOST, BELOW, ABOVE, AT_LEAST, BEFORE, AFTER, EXACT = "≤", "<", ">", "≥", "前", "后", ""
LEADING = re.compile(
    r"(?:(?P<le>(?<!不得)(?<!不能)(?<!不可)(?:没有?|未|不)(?:得|能|可|会|应)?(?:超过|高于|多于|大于|晚于|超)|最多|最长|最高|最大|最迟|最晚|至多|上限为?|≤|<=)"
    r"|(?P<lt>不满|未满|不足|低于|少于|小于|不到|未到|(?<!不)<)"
    r"|(?P<ge>不(?:得|能|可|应)?(?:少于|低于|小于|短于)|至少|最少|最低|最短|最小|最早|起码|(?:年|已|期|届)?满|达到?|≥|>=)"
    r"|(?P<gt>不(?:得|能|可)不(?:超过|高于|多于)|超过|高于|多于|大于|超出|>)|(?P<before>提前))(?:为|是|了|有|要|得|可以|可|能|领|补|发|给|罚|延长|:){0,3}$"
)
TRAILING = re.compile(
    r"^(?:\([^)]{1,4}\))?(?:及|和|或|\(?含\)?)?(?:(?P<le>以下|以内|之内|内(?!部|容|资))|(?P<ge>以上)|(?P<before>之前|以前|前(?!往|台|来))|(?P<after>之后|以后|后(?!果)))"
)
COMPARATORS = {"le": AT_MOST, "lt": BELOW, "ge": AT_LEAST, "gt": ABOVE, "before": BEFORE, "after": AFTER}
# Where the sentence says what stands left, the evidence may say any of what stands right.
ALLOWED = {
    EXACT: frozenset({EXACT, AT_MOST, AT_LEAST, BEFORE, AFTER}),
    AT_MOST: frozenset({AT_MOST}), BELOW: frozenset({BELOW}), ABOVE: frozenset({ABOVE}), AT_LEAST: frozenset({AT_LEAST}),
    BEFORE: frozenset({BEFORE}), AFTER: frozenset({AFTER}),
}  # fmt: skip
WITHIN = frozenset({"日", "工作日", "周", "月", "小时"})  # "5个工作日" as a limit is "5个工作日内"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as said: `shown` is its spelling, `value` is in the base unit of `dimension`."""

    dimension: str
    value: str
    comparator: str
    shown: str
    start: int


def quantities(text: str) -> list[Quantity]:
    """Every quantity of canonical text; dates, article numbers, list numbers and the hotline are none."""
    return list(_quantities(without_dates(text)))


def without_dates(text: str) -> str:
    """Canonical text with dates, ordinals, list numbers and the hotline blanked, everything else in its place."""
    for pattern in (LISTED, HOTLINE, DATE, ORDER):
        text = pattern.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    if match.re is DATE and not match[1] and not match[5] and int(match[4]) > 12:
        return match[0]  # "36月" is a span of time
    return "\x00" * len(match[0])


def _quantities(text: str) -> Iterator[Quantity]:
    for match in NUMBER.finditer(text):
        unit = match[2] or ""
        if not unit and (ranged := RANGE.match(text[match.end() : match.end() + 16])):
            unit = ranged[1]
        if not unit and text[match.end() : match.end() + 1] == "个":
            unit = "个"
        dimension, factor = DIMENSIONS.get(unit, (unit, 1.0))
        value = plain(float(match[1]) * factor)
        yield Quantity(dimension, value, _comparator(text, match), match[1], match.start())


def _comparator(text: str, match: re.Match[str]) -> str:
    trailing = TRAILING.match(text[match.end() : match.end() + 10])
    if trailing and trailing.lastgroup:
        return COMPARATORS[trailing.lastgroup]
    leading = LEADING.search(text[max(0, match.start() - 10) : match.start()])
    return COMPARATORS[leading.lastgroup] if leading and leading.lastgroup else EXACT


SIDE = re.compile(r"^(?:以|之)?(前|后|起|止)")


def dates(text: str) -> set[tuple[str, ...]]:
    """Every date of canonical text as (year, month, day, 前|后|起|止); what is not said is empty."""
    found: set[tuple[str, ...]] = set()
    for m in DATE.finditer(text):
        year, month, day = m[1] or "", (m[2] or m[4] or "").lstrip("0"), (m[3] or m[5] or "").lstrip("0")
        if month and int(month) > 12:
            continue
        side = SIDE.match(text[m.end() : m.end() + 3])
        found.add((year, month, day, side[1] if side else ""))
    return found


def date_stands(said: tuple[str, ...], told: set[tuple[str, ...]]) -> bool:
    """True when a date of `told` has every part that `said` names."""
    return any(all(not s or s == t for s, t in zip(said, date, strict=True)) for date in told)


def backs(said: Quantity, told: Quantity) -> bool:
    """True when `told` states what `said` states: same dimension and value, same side of it."""
    if said.value != told.value:
        return False
    if said.dimension != told.dimension and not (said.dimension in COUNTED and not told.dimension):
        return False
    if told.comparator in ALLOWED[said.comparator]:
        return True
    return said.comparator == AT_MOST and told.comparator == EXACT and told.dimension in WITHIN
