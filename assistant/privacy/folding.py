"""A text as detection reads it: every disguise of a character undone, and every character traceable to its place."""

import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.privacy.findings import Finding, Kind
from assistant.privacy.spoken_digits import as_digits
from knowledge_base.text import CONTROL, INVISIBLE

UNSEEN = {"Mn", "Me", "Cf"}  # marks set onto a character (⃣ makes a key of a digit) and format characters
LIST_MARK = "No"  # ① ⑴ ⒈ ❶ ²: a digit in disguise, or the number of an item


@dataclass(frozen=True, slots=True)
class View:
    """Folded text; `origin[i]` is where character i stood in the text that was given, which is `length` long.

    `written` is the same text before spoken digits became digits, character for character.
    """

    text: str
    origin: Sequence[int]
    length: int
    written: str

    def finding(self, kind: Kind, start: int, end: int) -> Finding:
        """The finding in the given text; what is invisible behind its last character goes with it."""
        after = self.origin[end] if end < len(self.origin) else self.length
        return Finding(kind, self.origin[start], max(after, self.origin[end - 1] + 1))


def written_views(text: str) -> list[View]:
    """The text folded; once more with item numbers (①) as blanks when there are any, as they may be either."""
    first = _view(text, marks_are_digits=True)
    if any(unicodedata.category(c) == LIST_MARK for c in text if c > "\x7f"):
        return [first, _view(text, marks_are_digits=False)]
    return [first]


def spoken_view(written: View) -> View | None:
    """The same with Chinese digits and look-alike letters as digits; None when there are none."""
    text = as_digits(written.text)
    return None if text == written.text else View(text, written.origin, written.length, written.text)


def _view(text: str, *, marks_are_digits: bool) -> View:
    pieces: list[str] = []
    origin = array("l")
    for place, character in enumerate(text):
        folded = character if " " <= character <= "~" else _fold(character, marks_are_digits)
        pieces.append(folded)
        origin.extend([place] * len(folded))
    folded_text = "".join(pieces)
    return View(folded_text, origin, len(text), folded_text)


@lru_cache(maxsize=8192)
def _fold(character: str, marks_are_digits: bool) -> str:
    category = unicodedata.category(character)
    if character in "\n\r\t":
        return character
    if category in UNSEEN or INVISIBLE.match(character) or CONTROL.match(character):
        return ""
    if category == LIST_MARK and not marks_are_digits:
        return " "
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", character)
