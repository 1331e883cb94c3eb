"""Telephone numbers of people: mobiles, landlines with their area code, and what is said to be one.

Public service numbers (12345, 110, 96xxx, 400 …) are facts that citizens need and stay.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.privacy.chains import Chain, Gap, Number
from assistant.privacy.cues import cue, looks_like_date, names_a_thing, said_before
from assistant.privacy.findings import Finding, Kind
from assistant.privacy.folding import View

MOBILE = re.compile(r"(0086|086|86|0)?(1[3-9]\d{9})")
COUNTRY_BEFORE = re.compile(r"[(\[]?\+?\s?$")
AREA = r"(?:010|02\d|0[3-9]\d\d)"
LANDLINE = re.compile(r"(?:0?0?86)?0?(?:10|2\d|[3-9]\d\d)([2-8]\d{6,7})")
PUBLIC = re.compile(rf"{AREA}?(?:1\d\d|1[02]\d{{3}}|100\d{{2,3}}|12\d{{3,4}}|9[56]\d{{3,5}}|[48]00\d{{7}})")
EXTENSION = re.compile(r"\s?(?:转|-|ext\.?|分机号?)\s?\d{1,5}(?!\d)", re.IGNORECASE)
SAID = cue(
    r"手机号?|电话|联系方式|联系我|联系人|联系|致电|拨打|打给|座机|固话|传真|\btel|phone|mobile|号码是|whatsapp|小灵通|本机"
)
PUBLIC_LINE = cue("热线|客服|客服电话|服务电话")
WITH_CUE = (11, 8, 7, 12, 10, 9, 13)
# After how many digits of eleven people pause.
PAUSES = tuple(
    frozenset(cuts) for cuts in ((3, 7), (4, 8), (3, 6), (4, 7), (3, 5, 7, 9), (3, 6, 9), (1, 3, 5, 7, 9), (1, 4, 7),
                                 (2, 4, 6, 8, 10), (3, 8), (3, 5, 8))
)  # fmt: skip
LISTING = re.compile(r"[,，、/;]")  # 1500、1500、120: what stands between sizes and sums
AREA_FIRST = re.compile(r"0[1-9]|(?:00)?86")
COUNTRY = re.compile(r"(?:1[2-9]|[2-79]|8[1-9])\d")
FRACTION = re.compile(r"(?:^|[^0-9.])(?:0|\d{2,3})\.$")
ABROAD = re.compile(r"\+\s?$")


def find(view: View, chains: Sequence[Chain]) -> Iterator[Finding]:
    """Mobiles, landlines, numbers with a country code, and numbers that the words before them call a telephone."""
    for chain in chains:
        for number in chain.numbers((11, 12, 13, 14, 15), MOBILE.fullmatch):
            if _is_mobile(number):
                yield _with_country(view, number)
        for number in chain.numbers((9, 10, 11, 12, 13, 14), AREA_FIRST.match):
            if _is_landline(number):
                yield view.finding(Kind.LANDLINE, _bracket_before(number), _extension(number))
        said = next(filter(_said_to_be, chain.first_numbers(WITH_CUE)), None)
        if said:
            kind = Kind.MOBILE if said.digits[0] == "1" else Kind.LANDLINE
            yield view.finding(kind, said.start, said.end)
        yield from _abroad(view, chain)
        yield from _glued(view, chain)


def is_public(digits: str) -> bool:
    """A service line, with or without an area code."""
    return PUBLIC.fullmatch(digits) is not None


def _is_mobile(number: Number) -> bool:
    parts = MOBILE.fullmatch(number.digits)
    if not parts or number.is_amount or _is_fraction(number) or _is_network_address(number):
        return False
    if said_before(number, SAID):
        return True
    if names_a_thing(number) or (parts[1] and number.letter_beside()):
        return False
    prefix = len(parts[1] or "")
    cuts = tuple(c - prefix for c in number.cuts if c > prefix)
    if not cuts or len(cuts) == 10:
        return number.gap <= Gap.HARD
    if number.gap == Gap.BREAK:
        return cuts == (3, 7)
    if cuts == (4,) and parts[2].startswith("19"):
        return False  # a range of years before another number
    if len(cuts) == 1:
        listed = not number.spoken and LISTING.search(number.gaps[-1]) is not None
        return cuts[0] in ((3,) if listed else (3, 4, 7)) or all(g.strip() == "" for g in number.gaps)
    if not number.spoken and any(LISTING.search(gap) for gap in number.gaps):
        return cuts == (3, 7) and not all(group.endswith("0") for group in number.groups)
    return any(pause.issuperset(cuts) for pause in PAUSES)


def _is_landline(number: Number) -> bool:
    digits = number.digits
    if not digits.startswith(("0", "86")) or number.letter_beside() or _is_fraction(number) or number.is_amount:
        return False
    local = LANDLINE.fullmatch(digits)
    if not local or is_public(digits) or (digits.startswith("0") and not re.match(rf"{AREA}|0086", digits)):
        return False
    if names_a_thing(number) and not said_before(number, SAID):
        return False
    area_ends = len(digits) - len(local[1])
    if number.in_single_digits:
        return number.gap <= Gap.HARD
    country_ends = next((len(code) for code in ("0086", "86") if digits.startswith(code)), 0)
    in_area = [c for c in number.cuts if c < area_ends and c != country_ends]
    in_local = [c for c in number.cuts if c > area_ends]
    whole = not number.cuts or area_ends in number.cuts
    return whole and number.gap <= Gap.HARD and not in_area and len(in_local) <= 2


def _said_to_be(number: Number) -> bool:
    """Anything of about that length behind 电话 or 手机, wrong by a digit or without its area code."""
    if number.gap > Gap.HARD or number.letter_beside() or is_public(number.digits) or looks_like_date(number.digits):
        return False
    first = number.digits[: number.cuts[0]] if number.cuts else number.digits
    if is_public(first) or said_before(number, PUBLIC_LINE) or names_a_thing(number):
        return False
    grouped = not number.cuts or number.in_single_digits or (number.gap == Gap.SOFT and len(number.cuts) <= 3)
    return grouped and said_before(number, SAID) and not _starts_with_date(number)


def _starts_with_date(number: Number) -> bool:
    return bool(number.cuts) and re.match(r"(?:19|20)\d\d$", number.digits[: number.cuts[0]]) is not None


def _abroad(view: View, chain: Chain) -> Iterator[Finding]:
    if "+" not in view.text[max(0, chain.groups[0][0] - 1) : chain.groups[-1][0]]:
        return
    for number in chain.numbers((10, 11, 12, 13, 14, 15), COUNTRY.match):
        if view.text[max(0, number.start - 1) : number.start] == "+" and _is_abroad(number):
            yield view.finding(Kind.MOBILE, number.start - 1, number.end)


def _is_abroad(number: Number) -> bool:
    return number.gap <= Gap.SOFT and len(number.cuts) <= 4 and not names_a_thing(number)


def _is_fraction(number: Number) -> bool:
    return FRACTION.search(number.view.text[max(0, number.start - 5) : number.start]) is not None


def _is_network_address(number: Number) -> bool:
    """139.196.123.45."""
    return number.gaps == (".",) * 3 and all(int(group) < 256 for group in number.groups)


def _with_country(view: View, number: Number) -> Finding:
    """The finding with a plus sign or bracket that opens it."""
    start = number.start
    if number.digits.startswith(("86", "00")):
        found = COUNTRY_BEFORE.search(view.text, max(0, start - 3), start)
        start = found.start() if found else start
    return view.finding(Kind.MOBILE, start, number.end)


def _bracket_before(number: Number) -> int:
    return number.start - (number.view.text[max(0, number.start - 1) : number.start] in ("(", "+", "["))


def _extension(number: Number) -> int:
    found = EXTENSION.match(number.view.text, number.end)
    return found.end() if found else number.end


def _glued(view: View, chain: Chain) -> Iterator[Finding]:
    """Two or more mobiles written without anything between."""
    for start, end in chain.groups:
        if 22 <= end - start <= 66 and re.fullmatch(r"(?:1[3-9]\d{9}){2,6}", view.text[start:end]):
            yield view.finding(Kind.MOBILE, start, end)
