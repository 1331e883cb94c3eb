"""Digits that are not written as digits: 一三八, 壹叁捌, the radio's 幺洞拐, and letters that look like digits."""

import re

_SPOKEN = {
    "0": "零〇○◯洞",
    "1": "一壹幺弌",
    "2": "二贰貳两弍",
    "3": "三叁參弎",
    "4": "四肆",
    "5": "五伍",
    "6": "六陆陸",
    "7": "七柒拐",
    "8": "八捌",
    "9": "九玖勾",
}
SPOKEN = {ord(character): digit for digit, characters in _SPOKEN.items() for character in characters}
LETTER_O = re.compile(r"(?<=[0-9Oo])[Oo](?![A-NP-Za-np-z])")
LETTER_L = re.compile(r"(?<=[0-9])[lI|](?=[0-9OolI|])|(?<![A-Za-z0-9])[lI|](?=[3-9][0-9])")


def as_digits(text: str) -> str:
    """The text with every such character as its digit, one for one, so that positions stay."""
    digits = text.translate(SPOKEN)
    return LETTER_L.sub("1", LETTER_O.sub("0", digits)) if _has_letters(digits) else digits


def _has_letters(text: str) -> bool:
    return any(letter in text for letter in "OolI|")
