"""Before understanding: length, hidden characters, and personal data masked so that nothing behind this sees it."""

import re

LONGEST_QUESTION = 1000  # characters
ID_CARD = re.compile(
    r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
)
MOBILE = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
BANK_CARD = re.compile(r"(?<!\d)(?:\d[\s-]?){15,18}\d(?!\d)")


def mask_personal(text: str) -> str:
    """Normalised text with 身份证, 银行卡 and 手机 numbers replaced by what they are."""
    masked = ID_CARD.sub("〔身份证号〕", text)
    masked = MOBILE.sub("〔手机号〕", masked)
    return BANK_CARD.sub(lambda m: "〔银行卡号〕" if _luhn(re.sub(r"\D", "", m[0])) else m[0], masked)


def _luhn(digits: str) -> bool:
    total = 0
    for i, character in enumerate(reversed(digits)):
        value = int(character) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
