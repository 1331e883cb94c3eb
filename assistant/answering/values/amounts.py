"""Amounts as people say them: 三吨半, 3吨多, 还差两个月满65, 快五年 — each an interval in a base unit, with its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.text import chinese_number


class Measure(StrEnum):
    """What is measured, by its base unit."""

    MASS = "千克"
    AGE = "周岁"
    MONTHS = "月"
    DAYS = "日"
    WORKING_DAYS = "工作日"
    PEOPLE = "人"


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at text[start:end], somewhere from `low` to `high` of the measure (equal when exact)."""

    start: int
    end: int
    words: str
    measure: Measure
    low: float
    high: float
    ago: bool = False  # 三天前
    nominal_age: bool = False  # 虚岁


DIGITS = "零〇一二两三四五六七八九"
NUM = rf"(?:(?<![\d.])\d{{1,8}}(?:\.\d{{1,4}})?万?|[{DIGITS}十百千万]{{1,12}}(?:点[{DIGITS}]{{1,4}})?)"
UNITS: dict[str, tuple[Measure, float]] = {
    "吨": (Measure.MASS, 1000), "t": (Measure.MASS, 1000), "公斤": (Measure.MASS, 1), "千克": (Measure.MASS, 1),
    "kg": (Measure.MASS, 1), "斤": (Measure.MASS, 0.5), "周岁": (Measure.AGE, 1), "岁": (Measure.AGE, 1),
    "周年": (Measure.MONTHS, 12), "年": (Measure.MONTHS, 12), "个月": (Measure.MONTHS, 1), "月": (Measure.MONTHS, 1),
    "个工作日": (Measure.WORKING_DAYS, 1), "工作日": (Measure.WORKING_DAYS, 1), "天": (Measure.DAYS, 1), "日": (Measure.DAYS, 1),
    "个礼拜": (Measure.DAYS, 7), "礼拜": (Measure.DAYS, 7), "个星期": (Measure.DAYS, 7), "星期": (Measure.DAYS, 7),
    "周": (Measure.DAYS, 7), "个人": (Measure.PEOPLE, 1), "人": (Measure.PEOPLE, 1), "名": (Measure.PEOPLE, 1),
    "位": (Measure.PEOPLE, 1), "个": (Measure.PEOPLE, 1),
}  # fmt: skip
UNIT = (
    r"吨|t(?![a-z])|公斤|千克|kg|斤|周岁|岁|周年|年(?![级底初纪头])|个月|月(?![底初份中\d])|个工作日|工作日|天|日(?![期常])|个礼拜|礼拜|个星期|星期(?![一二三四五六日天])|周(?![岁一二三四五六日末年])"
    r"|个人|人|名(?!字|称)|位|个(?![月工礼星半体])"
)
BELOW = r"(?:还|尚)?(?:没有?|未|不)(?:到|满|够|足)"
AT_MOST = r"(?:没有?|未|不)(?:超过|多于|高于|超)"
PASSED = r"刚?过了|刚过|已过|早过"
BEFORE = (
    rf"{BELOW}|{AT_MOST}|{PASSED}|将近|快要|快满|快到|快|大概|大约|差不多|约|超过|多于|刚满|刚好满|满|刚刚|刚好|正好"
)
AFTER = r"以上|以下|以内|不到|左右|上下|出头|多"
SAID = re.compile(
    rf"(?P<before>{BEFORE})?(?P<n>{NUM}|十?几|(?:大|小)?半)(?P<many>多|几|来)?整?(?P<half>个[半多来](?=月|礼拜|星期))?(?P<unit>{UNIT})"
    rf"(?P<rest>半(?!个|年前)|零?(?:{NUM})个?月(?![底份])|(?<=[吨斤])[{DIGITS[2:]}1-9](?![\d.十百千万吨公斤两个]))?整?(?P<after>{AFTER})?(?P<ago>前|之前|以前)?",
    re.IGNORECASE,
)
BARE_MASS = re.compile(rf"总质量[一栏是为写的着:：]{{0,4}}(?P<n>\d{{4,5}})(?![\d.]|\s*(?:{UNIT}))", re.IGNORECASE)
CALENDAR_YEAR = re.compile(r"^(?:19|20)\d\d$|^[一二][九〇零]")
TWO = re.compile(
    rf"(?P<tens>[二三四五六七八九]?十|\d)?(?P<a>[一二两三四五六七八九]|\d)、?(?P<b>[二三四五六七八九]|\d(?<=[、一二三四五六七八九]\d))(?P<ten>十)?(?P<unit>{UNIT})"
)
SHORT_OF = re.compile(
    rf"(?:还)?差(?P<a>{NUM}|半)(?P<ua>{UNIT})(?:就|才|到|就到)?(?:满|够|到)?(?P<b>{NUM})(?P<ub>{UNIT})?"
)
SOON = re.compile(
    rf"(?:下个?月|明年|下周|下礼拜|过几天|马上|就要|快要|快)(?:就|要|才)?(?:满|到)(?P<b>{NUM})(?P<ub>周岁|岁)"
)
NOMINAL = re.compile(rf"虚岁?(?:是|有|已经|都|才)?(?P<n>{NUM})(?:岁(?!半))?")
BARE_AGE = re.compile(
    rf"(?:今年|现在|我|他|她|老伴|爸爸?|妈妈?|姆妈|爷爷|奶奶|外公|外婆|阿[公婆爷]|公公|婆婆|爱人|熬到|快|整|已经|才|刚满|满|老头子?|老太太?|老人|岳[父母]|小孩|孩子|小囡|一个|司机|驾驶员|师傅|都)"
    rf"(?:今年|现在)?(?:已经|刚好|正好|刚刚|整整|整|才|都|有|是|快|满)*(?P<n>\d{{2,3}}|[{DIGITS[2:]}]?十[{DIGITS[2:]}]?)"
    rf"(?P<more>多|几)?(?=[了的整办换，,。；;、！!？?\s]|$|老|他|她|一个|上海|外地|沪|本地|户|岁|能|可|还|两)"
)


def amounts_in(text: str) -> list[Amount]:
    """Every amount of normalised text, in order, none inside another; what is asked (几天, 多少) is none."""
    found: list[Amount] = []
    taken: list[tuple[int, int]] = []
    for amount in (
        *_bare_masses(text),
        *_short_of(text),
        *_soon(text),
        *_nominal(text),
        *_two(text),
        *_said(text),
        *_bare_ages(text),
    ):
        if all(amount.end <= start or end <= amount.start for start, end in taken):
            taken.append((amount.start, amount.end))
            found.append(amount)
    return sorted(found, key=lambda a: a.start)


def number(word: str) -> float | None:
    """The number that digits, numerals or a mix of both spell; None when they spell none."""
    if word in ("半", "大半", "小半"):
        return 0.5
    if word[0].isdigit():
        return float(word.rstrip("万")) * (10_000 if word.endswith("万") else 1)
    whole, _, part = word.partition("点")
    value = chinese_number(whole)
    if value is None:
        return None
    digits = "".join(str("零一二三四五六七八九".find(c.replace("〇", "零").replace("两", "二"))) for c in part)
    return float(f"{value}.{digits or 0}")


def _bare_masses(text: str) -> Iterator[Amount]:
    """总质量4495: four or five figures in that column are kilograms."""
    for m in BARE_MASS.finditer(text):
        value = float(m["n"])
        yield Amount(m.start("n"), m.end("n"), m["n"], Measure.MASS, value, value)


def _said(text: str) -> Iterator[Amount]:
    for m in SAID.finditer(text):
        made = _of(m)
        if made and not (made.measure is Measure.MONTHS and m["unit"] == "年" and CALENDAR_YEAR.search(m["n"])):
            yield made


def _nominal(text: str) -> Iterator[Amount]:
    """虚岁66: one or two years less by the birthday."""
    for m in NOMINAL.finditer(text):
        n = number(m["n"])
        if n and n > 2:
            yield Amount(m.start(), m.end(), m[0], Measure.AGE, n - 2, n - 1, nominal_age=True)


def _of(m: re.Match[str]) -> Amount | None:
    measure, factor = UNITS[m["unit"].lower()]
    if m["n"] in ("几", "十几"):
        return _amount(m, measure, (11 * factor, 19 * factor)) if m["n"] == "十几" else None
    n = number(m["n"])
    if n is None or (m["half"] and not n):
        return None
    more = _rest(m["rest"], measure, factor)
    value = (n + 0.5 * (m["half"] == "个半")) * factor + more
    span = (n * factor, value) if measure is Measure.AGE and more else (value, value)
    if m["n"].endswith("半") and m["n"] != "半":  # 大半年 is more than half a year and less than a whole one
        span = (0.52 * factor, 0.98 * factor) if m["n"] == "大半" else (0.3 * factor, 0.5 * factor)
    elif m["n"] == "半" and m["unit"] == "个月":
        return _amount(m, Measure.DAYS, (15, 15))
    return _amount(
        m,
        measure,
        _blurred(
            span,
            m["before"] or "",
            (m["half"] or "")[1:].strip("半") + (m["many"] or "") + (m["after"] or ""),
            n,
            factor,
        ),
    )


def _rest(word: str | None, measure: Measure, factor: float) -> float:
    """What 半, 八 or 零两个月 behind the unit adds, in the base unit."""
    if not word:
        return 0
    if word == "半":
        return 0.5 * factor
    if word.endswith("月"):
        months = number(word.lstrip("零").removesuffix("月").removesuffix("个")) or 0
        return months / 12 if measure is Measure.AGE else months
    return (number(word) or 0) / 10 * factor if measure is Measure.MASS else 0


def _blurred(span: tuple[float, float], before: str, after: str, n: float, factor: float) -> tuple[float, float]:
    """The interval that 多, 不到, 快, 左右 make of a number; the number itself is not in it when they leave it out."""
    low, high = span
    step = _step(n) * factor
    tiny = 1e-6 * max(high, 1)
    if re.fullmatch(BELOW, before) or after == "不到":
        return high * 0.5, high - tiny
    if before in ("快", "快要", "快满", "快到", "将近"):
        return high - max(step * 0.5, high * 0.05), high - tiny
    if before in ("大概", "大约", "差不多", "约") or after in ("左右", "上下", "来"):
        return high * 0.9, high * 1.1
    if re.fullmatch(AT_MOST, before):
        return tiny, high
    if re.fullmatch(PASSED, before):  # 过了60岁: past the birthday, or past the whole year
        return high, high + step - tiny
    if before in ("超过", "多于"):
        return high + tiny, high * 10
    if after == "以上":
        return high, high * 10
    if after in ("以下", "以内"):
        return tiny, high
    if after in ("多", "几"):
        return low + tiny, low + step - tiny
    return (low + tiny, low * 1.1) if after == "出头" else (low, high)


def _step(n: float) -> float:
    """How far 多 may reach: 二十多 stays below thirty, 三吨多 below four."""
    if n != int(n):
        return 0.5
    step = 1
    while n and n % (step * 10) == 0:
        step *= 10
    return step


def _amount(m: re.Match[str], measure: Measure, span: tuple[float, float]) -> Amount:
    groups = m.groupdict()
    return Amount(m.start(), m.end(), m[0], measure, *span, ago=bool(groups.get("ago")))


def _two(text: str) -> Iterator[Amount]:
    """两三个月, 六七十岁, 六十六、七岁."""
    for m in TWO.finditer(text):
        a, b = number(m["a"]) or 0, number(m["b"]) or 0
        if b - a == 1:
            measure, factor = UNITS[m["unit"].lower()]
            tens = (number(m["tens"]) or 0) * (10 if m["tens"].isdigit() else 1) if m["tens"] else 0
            scale = factor * (10 if m["ten"] else 1)
            low, high = a * scale + tens * factor, b * scale + tens * factor
            yield _amount(m, measure, (low, high + (9 * factor if m["ten"] else 0)))


def _short_of(text: str) -> Iterator[Amount]:
    """还差两个月满65周岁: what there is now, in the unit of what is to be reached."""
    for m in SHORT_OF.finditer(text):
        a, b = number(m["a"]), number(m["b"])
        lacking, factor = UNITS[m["ua"].lower()]
        goal, scale = UNITS[(m["ub"] or "岁").lower()]
        months = {Measure.MONTHS: 1.0, Measure.DAYS: 1 / 30, Measure.AGE: 12.0}.get(lacking)
        if a is None or b is None or (not m["ub"] and b < 6):
            continue
        if goal is lacking:
            now = b * scale - a * factor
        elif months and goal in (Measure.AGE, Measure.MONTHS):
            now = b * scale - a * factor * months / (12 if goal is Measure.AGE else 1)
        else:
            continue
        yield _amount(m, goal, (now, now))


def _soon(text: str) -> Iterator[Amount]:
    for m in SOON.finditer(text):
        b = number(m["b"])
        if b:
            yield _amount(m, Measure.AGE, (b - 1, b - 0.001))


NOT_YET = re.compile(r"(?:还|都)?[没未不](?:有|到|满|够)*$")


def _bare_ages(text: str) -> Iterator[Amount]:
    """An age without its unit (我67老伴63, 今年整四十六, 快七十了)."""
    for m in BARE_AGE.finditer(text):
        n = number(m["n"])
        if n is None or not 3 <= n <= 110:
            continue
        nearly, start = "快" in m[0][: m.start("n") - m.start()], m.start("n")
        span = (n - 3, n - 0.001) if nearly else (n, n)
        if m["more"]:
            span = (n + 1, n + 9)
        below = NOT_YET.search(text[:start])
        if below:  # 没满65: any age below it
            nearly, span, start = False, (0.0, n - 0.001), below.start()
        start = m.start() if nearly else start
        end = m.end("more") if m["more"] else m.end("n")
        yield Amount(start, end, text[start:end], Measure.AGE, *span)
