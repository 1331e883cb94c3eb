"""Passports, travel permits and other documents: a letter or two and some digits, or what is said to be a number."""

import itertools
import re
from collections.abc import Iterator, Sequence

from assistant.privacy.chains import Chain, Gap, Number
from assistant.privacy.cues import cue, looks_like_date, names_a_thing, said_before
from assistant.privacy.findings import Finding, Kind
from assistant.privacy.folding import View

LETTERS = re.compile(r"(?<![A-Za-z0-9])(?<![A-Za-z0-9]-)([A-Za-z]{1,3})[ \-.·]?$")
PASSPORT = re.compile(r"[EG]\d{8}|[DSP]\d{7,8}|[EDSP][A-Z]\d{7}|[KH]\d{8}|KJ\d{7}|M[AB]\d{7}")
PERMIT = re.compile(r"[HM]\d{8}(?:\d\d)?|[CWLT]\d{8}|[CLW][A-Z]\d{7}")
RESIDENT_ABROAD = re.compile(r"[A-Z]{3}\d{12}")  # 外国人永久居留身份证 until 2023
TAIWAN_ID = re.compile(r"[A-Z][12]\d{8}")
HONG_KONG_ID = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\d{6}\s?\([0-9Aa]\)")
MACAU_ID = re.compile(r"(?<!\d)[157]\d{6}\s?\([0-9]\)")
MILITARY = re.compile(
    r"(?<![㐀-鿿])[军兵士文职政后装海空北沈兰济南广成参联训武警火陆战]{1,2}字?第\s?[0-9A-Za-z]{5,10}\s?号?"
    r"|(?:军官证|士兵证|警官证|文职干部证|军人证|退役证|退伍证|残疾军人证)[^0-9A-Za-z〔\n]{0,10}[0-9A-Za-z]{5,12}号?"
)
SERVICE = re.compile(r"[48]00\d{7}$|96\d{4}$")
GROUPINGS = (frozenset({4}), frozenset({3, 6}), frozenset({2, 4, 6}), frozenset({3}), frozenset({4, 6}))
SAID = cue(
    r"护照|passport|通行证|回乡证|台胞证|军官证|士兵证|军人证|警官证|驾驶证|驾照|行驶证|居留证|居留许可|签证|学籍|学生证|工作证"
    r"|社保卡?|医保卡?|社会保障卡?|残疾证|结婚证|离婚证|出生证|出生医学证明|准考证|户口本|户口簿|证件|老年卡|敬老卡|准生证|就诊卡|病历|公积金"
)
SAID_PASSPORT = cue("护照|passport")
SAID_PERMIT = cue("通行证|回乡证|台胞证")
WITH_CUE = (9, 8, 10, 12, 11, 7, 13, 6)
TAIWAN_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"  # from 10 on


def find(view: View, chains: Sequence[Chain]) -> Iterator[Finding]:
    """Documents by their form, by their check digit, and by the words before them."""
    for chain in chains:
        for number in chain.first_numbers((7, 8, 9, 10, 12)):
            yield from _with_letters(view, number)
        found = (finding for number in chain.first_numbers(WITH_CUE) for finding in _said_to_be(view, number))
        yield from itertools.islice(found, 1)
    for pattern in (HONG_KONG_ID, MILITARY):
        for match in pattern.finditer(view.text):
            yield view.finding(Kind.DOCUMENT, *match.span())
    for match in MACAU_ID.finditer(view.text):
        if "澳" in view.text[max(0, match.start() - 20) : match.start()]:
            yield view.finding(Kind.DOCUMENT, *match.span())


def _with_letters(view: View, number: Number) -> Iterator[Finding]:
    found = _letters_before(number)
    if not found or _goes_on(number) or number.gap > Gap.SOFT:
        return
    if not (number.in_single_digits or number.cut_as(*GROUPINGS)):
        return
    code, start = found[1].upper() + number.digits, number.start - len(found[0])
    said = SAID.search(view.text[max(0, start - 24) : start]) is not None
    kind = _kind(code, number.cuts)
    if kind is None or (not said and _is_a_thing(view, number, start, code)):
        return
    yield view.finding(kind, start, number.end)


def _kind(code: str, cuts: tuple[int, ...]) -> Kind | None:
    if PASSPORT.fullmatch(code):
        return Kind.PASSPORT
    if PERMIT.fullmatch(code):
        return Kind.TRAVEL_PERMIT
    if (RESIDENT_ABROAD.fullmatch(code) and not cuts) or (TAIWAN_ID.fullmatch(code) and _taiwan_check(code)):
        return Kind.DOCUMENT
    return None


def _is_a_thing(view: View, number: Number, start: int, code: str) -> bool:
    """Behind 编号 and the like, or a letter before a date (D20240501)."""
    before = Number(view, number.digits, start, number.end, number.cuts, number.gaps)
    return names_a_thing(before) or (code[0] not in "EG" and looks_like_date(number.digits))


def _said_to_be(view: View, number: Number) -> Iterator[Finding]:
    """Any number of 6 to 13 digits behind 护照, 社保卡 …, with letters before it or not."""
    if (
        _goes_on(number)
        or number.gap > Gap.SOFT
        or len(number.cuts) > 3
        or _is_date(number)
        or SERVICE.match(number.digits)
    ):
        return
    found = _letters_before(number)
    start = number.start - len(found[0]) if found else number.start
    named = Number(view, number.digits, start, number.end, number.cuts, number.gaps)
    if view.text[number.end : number.end + 1] in ("年", "元", "月") or not said_before(named, SAID):
        return
    kind = Kind.DOCUMENT
    if said_before(named, SAID_PASSPORT):
        kind = Kind.PASSPORT
    elif said_before(named, SAID_PERMIT):
        kind = Kind.TRAVEL_PERMIT
    yield view.finding(kind, start, number.end)


def _is_date(number: Number) -> bool:
    first = number.digits[: number.cuts[0]] if number.cuts else number.digits
    return looks_like_date(number.digits) or re.fullmatch(r"(?:19|20)\d\d(?:(?:19|20)\d\d)?", first) is not None


def _letters_before(number: Number) -> re.Match[str] | None:
    return LETTERS.search(number.view.text[max(0, number.start - 5) : number.start])


def _goes_on(number: Number) -> bool:
    after = number.view.text[number.end : number.end + 1]
    return bool(after) and after.isascii() and after.isalnum()


def _taiwan_check(code: str) -> bool:
    """身分證統一編號: the letter as two digits, weights 1 9 8 … 1 1, a multiple of ten."""
    area = TAIWAN_LETTERS.index(code[0]) + 10
    digits = (area // 10, area % 10, *(int(c) for c in code[1:]))
    return sum(d * w for d, w in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0
