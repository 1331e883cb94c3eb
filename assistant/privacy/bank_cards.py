"""Bank cards: 13 to 19 digits whose check digit is right and whose beginning a bank could have."""

import re
from collections.abc import Iterator, Sequence

from assistant.privacy.chains import Chain, Gap, Number
from assistant.privacy.cues import cue, looks_like_date, names_a_thing, said_before, said_behind
from assistant.privacy.findings import Finding, Kind
from assistant.privacy.folding import View
from assistant.privacy.identity_numbers import is_credit_code

LENGTHS = (13, 14, 15, 16, 17, 18, 19)
WITH_CUE = (19, 16, 18, 17, 15, 14, 13, 12, 20, 21, 22)
# 银联 62/60/81, Visa, Mastercard, JCB, American Express, Diners, and the banks' own older numbers.
ISSUED = re.compile(
    r"62\d{14,17}|(?:60|64|65|68|69|81)\d{14,17}|4(?:\d{12}|\d{15}|\d{18})|5[0-9]\d{14,17}|2[2-7]\d{14}|35\d{14}"
    r"|3[47]\d{13}|3[068]\d{12}|9\d{15,18}|[3-8]\d{15,18}"
)
GROUPINGS = (
    frozenset({4, 8, 12, 16}), frozenset({6, 10, 14, 18}), frozenset({6, 12, 18}), frozenset({3, 6, 9, 12, 15, 18}),
    frozenset({4, 10}), frozenset({6}), frozenset({8}), frozenset({8, 16}), frozenset({5, 10, 15}),
)  # fmt: skip
_BANKS = "工行|农行|中行|建行|交行|招行|邮储|浦发|上海银行|农商行?|民生|兴业|光大|中信|平安银行"
SAID = cue(
    rf"银行卡|储蓄卡|信用卡|借记卡|工资卡|社保卡|医保卡|公积金卡|卡号|账号|帐号|账户|帐户|银行|一卡通|{_BANKS}|(?<!贺)卡"
)

CARD_BEHIND = re.compile(r"[^0-9〔\n]{0,7}卡")


def find(view: View, chains: Sequence[Chain]) -> Iterator[Finding]:
    """Cards by Luhn and their beginning, and whatever of about that length is said to be one."""
    for chain in chains:
        for number in chain.numbers(LENGTHS, _is_card):
            if _convinces(number):
                yield view.finding(Kind.BANK_CARD, number.start, number.end)
        said = next(filter(_said_to_be, chain.first_numbers(WITH_CUE)), None)
        if said:
            yield view.finding(Kind.BANK_CARD, said.start, said.end)


def has_check_digit(digits: str) -> bool:
    """Luhn, ISO/IEC 7812-1."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) << (place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_card(digits: str) -> bool:
    return ISSUED.fullmatch(digits) is not None and has_check_digit(digits)


def _convinces(number: Number) -> bool:
    if said_before(number, SAID):
        return number.gap <= Gap.BREAK
    if number.letter_beside() or names_a_thing(number) or number.is_amount or is_credit_code(number.digits):
        return False
    if not number.cuts or number.in_single_digits:
        return number.gap <= Gap.HARD
    widest = (
        Gap.HARD if number.spoken or number.digits.startswith("62") or said_behind(number, CARD_BEHIND) else Gap.SOFT
    )
    return number.gap <= widest and number.cut_as(*GROUPINGS) and not _is_list(number)


def _said_to_be(number: Number) -> bool:
    widest = Gap.HARD if number.spoken or number.in_single_digits else Gap.SOFT
    if number.gap > widest or number.letter_beside() or (number.cuts and looks_like_date(number.digits[:8])):
        return False
    return said_before(number, SAID)


def _is_list(number: Number) -> bool:
    """4000 5000 6000 8000: round numbers one behind the other, or years."""
    groups = number.groups
    return all(g.endswith("00") for g in groups) or all(re.fullmatch(r"(?:19|20)\d\d", g) for g in groups)
