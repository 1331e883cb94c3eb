"""公民身份号码 and what has its form (居住证, 港澳台居民居住证): 18 characters by GB 11643, and the older 15 digits."""

import re
from collections.abc import Iterator, Sequence

from assistant.privacy.chains import Chain, Gap, Number
from assistant.privacy.cues import cue, looks_like_date, names_a_thing, said_before, said_behind
from assistant.privacy.findings import Finding, Kind
from assistant.privacy.folding import View

PROVINCES = frozenset(
    str(code) for codes in ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66), (71, 72), (81, 84), (91, 92))
    for code in range(*codes)
)  # fmt: skip
MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
BORN_18 = re.compile(rf"(?:19\d\d|20[0-3]\d){MONTH_DAY}")
BORN_15 = re.compile(rf"[1-9]\d{MONTH_DAY}")  # born before 1910 nobody is
LIKELY = re.compile(rf"[1-9]\d{{5}}(?:(?:19\d\d|20[0-3]\d){MONTH_DAY}\d{{3}}|[1-9]\d{MONTH_DAY}\d{{3}}$)")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # 2^(17−i) mod 11
CHECK = "10X98765432"
# The last character as people write or say it when it is X.
LAST_X = re.compile(r"[ \t\-.,的]{0,2}(?:[xX×✕✖✗╳хХχΧ*∗⁎]|大?叉|[埃艾爱]克斯)(?![A-WYZa-wyz])")
SAID = cue(r"身份证|身分证|份证|证件|公民身份|身份号|身份|sfz|\bid\b|idcard|居住证|驾驶证|驾照|社保|医保")
SAID_EARLIER = re.compile(r"(?:身份证|身分证|证件号|居住证)[^0-9A-Za-z〔\n]{0,18}$")
SAID_BEHIND = re.compile(r"[)\]】」”\"',.\s是为]{0,3}(?:这|我|本人|他|她|孩子|家人)?(?:的|个)?(?:是)?(?:身份证|证件号)")
WITH_CUE = (18, 15, 17, 19, 16, 14, 20)
GROUPINGS_18 = (frozenset({6, 14}), frozenset({6, 10, 14}), frozenset({6, 10, 12, 14}))
GROUPINGS_15 = (frozenset({6, 12}), frozenset({4, 8, 12}), frozenset({6, 8, 10, 12}), frozenset({3, 6, 9, 12}))
GLUED = re.compile(r"(?=(\d{6}(?:19\d\d|20[0-3]\d)" + MONTH_DAY + r"\d{3}[\dXx]))")
SHORTEST_GLUED = 19  # digits: longer than any number of its own
USCI_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def find(view: View, chains: Sequence[Chain]) -> Iterator[Finding]:
    """身份证号 by shape and check digit, and whatever of about that length is said to be one."""
    for chain in chains:
        for number in chain.numbers((18, 17, 15), LIKELY.match):
            end = _end_of_identity(number)
            if end:
                yield view.finding(Kind.ID_CARD, number.start, end)
        said = next(filter(_said_to_be, chain.first_numbers(WITH_CUE)), None)
        if said:
            yield view.finding(Kind.ID_CARD, said.start, _x_behind(said) or said.end)
        for start, end in chain.groups:
            if end - start >= SHORTEST_GLUED and _hides_identity(view.text[start:end]):
                yield view.finding(Kind.ID_CARD, start, end)


def has_check_digit(number: str) -> bool:
    """ISO 7064 MOD 11-2 over 17 digits and a check character (0–9 or X)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECK[total % 11] == number[17].upper()


def _end_of_identity(number: Number) -> int:
    """Where a number that has the shape of an identity number ends in the view; 0 when it is none."""
    digits = number.digits
    if digits[:2] not in PROVINCES:
        foreign = len(digits) == 18 and digits[0] == "9" and BORN_18.match(digits, 6)  # 外国人永久居留身份证 since 2023
        return number.end if foreign and has_check_digit(digits) else 0
    if len(digits) == 15:
        return number.end if BORN_15.match(digits, 6) and _convinces_15(number) else 0
    if not BORN_18.match(digits, 6):
        return 0
    if len(digits) == 18:
        return number.end if has_check_digit(digits) or _convinces_18(number) else 0
    x = _x_behind(number)
    if x:
        return x if has_check_digit(digits + "X") or _convinces_18(number) else 0
    return number.end if not number.cuts and not number.letter_beside() and _convinces_18(number) else 0


def _x_behind(number: Number) -> int:
    found = LAST_X.match(number.view.text, number.end) if len(number.digits) == 17 else None
    return found.end() if found else 0


def _convinces_18(number: Number) -> bool:
    """Region and birthday are right and nothing speaks against it: recall before precision."""
    if said_before(number, SAID):
        return True
    if names_a_thing(number) or is_credit_code(number.digits):
        return False
    if number.in_single_digits or (number.gap <= Gap.HARD and number.cut_as(*GROUPINGS_18)):
        return True
    return number.gap <= (Gap.HARD if number.spoken else Gap.SOFT) and len(number.cuts) <= 6


def _convinces_15(number: Number) -> bool:
    if said_before(number, SAID):
        return True
    if names_a_thing(number) or number.letter_beside():
        return False
    widest = Gap.HARD if number.spoken else Gap.SOFT
    return number.in_single_digits or (number.gap <= widest and number.cut_as(*GROUPINGS_15))


def _said_to_be(number: Number) -> bool:
    if len(number.digits) in (14, 20) and number.cuts:
        return False
    if number.letter_beside() or number.gap > Gap.HARD or (number.cuts and looks_like_date(number.digits[:8])):
        return False  # 20100501-20300501: how long it is valid
    if number.gap == Gap.HARD and not (number.spoken or number.in_single_digits or number.cut_as(*GROUPINGS_18)):
        return False
    usual = len(number.digits) in (17, 18, 19) and number.digits[:2] in PROVINCES
    if usual and not names_a_thing(number) and said_before(number, SAID_EARLIER):
        return True
    return said_before(number, SAID) or (len(number.digits) in (15, 17, 18) and said_behind(number, SAID_BEHIND))


def _hides_identity(run: str) -> bool:
    """Digits without end in which an identity number is glued to its neighbours."""
    for match in GLUED.finditer(run):
        if match[1][:2] in PROVINCES and has_check_digit(match[1]):
            return True
    # 18 + 11 digits: a mobile number stands right before or behind.
    return bool(re.fullmatch(r"\d{18}1[3-9]\d{9}|1[3-9]\d{27}", run)) and bool(GLUED.match(run) or GLUED.match(run, 11))


def is_credit_code(code: str) -> bool:
    """统一社会信用代码 by GB 32100 (18 characters, MOD 31), which may consist of digits only."""
    if len(code) != 18 or code[0] not in "159AN" or code[2:4] not in PROVINCES:
        return False
    total = sum(USCI_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return USCI_ALPHABET[-total % 31] == code[17]
