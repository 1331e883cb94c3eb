"""Text of a PDF page that is drawn and cannot be seen: invisible mode, white on white, tiny, or off the page.

Meant as the two visitors of pypdf's text extraction: what is not to be read is blanked before it is extracted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

NEAR_WHITE = 0.93  # of full light, in every channel
TINY = 1.5  # points
EDGE = 2.0  # points outside the page that still count as inside
INVISIBLE = (3, 7)  # text render modes: neither filled nor stroked
SHOWS = (b"Tj", b"TJ", b"'", b'"')
FILLS = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
ENDS_PATH = (*FILLS, b"S", b"s", b"n")

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class _Ink:
    """What the graphics state says of text: render mode, whether the fill is white, font size."""

    mode: int = 0
    white: bool = False
    size: float = 0.0

    def copy(self) -> "_Ink":
        return _Ink(self.mode, self.white, self.size)


class Seen:
    """Follows one page. `blanked` counts pieces left out, `layer` those in invisible mode; `keep_layer` reads these."""

    def __init__(self, page: Any, keep_layer: bool = False) -> None:
        left, bottom, right, top = (float(v) for v in page.mediabox)
        self._page: Box = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
        self._keep_layer = keep_layer
        self._ink = _Ink()
        self._stack: list[_Ink] = []
        self._forms: list[tuple[_Ink, list[_Ink]]] = []
        self._points: list[tuple[float, float]] = []
        self._dark: list[Box] = []
        self.blanked = 0
        self.layer = 0

    def before(self, operator: bytes, operands: list[Any], outer: Sequence[float], text: Sequence[float]) -> None:
        """Called before each drawing command; empties the operands of text that cannot be seen."""
        if operator in SHOWS:
            self._show(operator, operands, outer, text)
        elif operator == b"Do":
            self._dark.append(_box([_at(outer, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]))
            self._forms.append((self._ink.copy(), self._stack))
            self._stack = []
        elif operator == b"q":
            self._stack.append(self._ink.copy())
        elif operator == b"Q" and self._stack:
            self._ink = self._stack.pop()
        else:
            self._set(operator, operands)
            self._draw(operator, operands, outer)

    def after(self, operator: bytes, operands: list[Any], outer: Sequence[float], text: Sequence[float]) -> None:
        """Called after each drawing command; a form's own state ends with it."""
        if operator == b"Do" and self._forms:
            self._ink, self._stack = self._forms.pop()

    def _show(self, operator: bytes, operands: list[Any], outer: Sequence[float], text: Sequence[float]) -> None:
        invisible = self._ink.mode in INVISIBLE
        self.layer += invisible
        if invisible and self._keep_layer:
            return
        if not (invisible or self._tiny(outer, text) or self._outside(outer, text) or self._lost(outer, text)):
            return
        self.blanked += 1
        kind = type(operands[-1]) if operands else None
        if kind is not None:
            operands[-1] = kind()  # an empty string or array of the library's own type

    def _set(self, operator: bytes, operands: Sequence[Any]) -> None:
        numbers = [float(o) for o in operands if isinstance(o, int | float)]
        if operator == b"Tr" and numbers:
            self._ink.mode = int(numbers[0])
        elif operator == b"Tf" and numbers:
            self._ink.size = numbers[-1]
        elif operator in (b"g", b"rg", b"sc", b"scn") and len(numbers) in (1, 3):
            self._ink.white = min(numbers) >= NEAR_WHITE
        elif operator in (b"k", b"sc", b"scn") and len(numbers) == 4:
            self._ink.white = max(numbers) <= 1 - NEAR_WHITE
        elif operator in (b"cs", b"sc", b"scn"):
            self._ink.white = False

    def _draw(self, operator: bytes, operands: Sequence[Any], outer: Sequence[float]) -> None:
        """Remember where something dark was filled: white letters can be read on it."""
        if operator == b"re" and len(operands) == 4:
            x, y, width, height = map(float, operands)
            self._points += [_at(outer, x, y), _at(outer, x + width, y + height)]
        elif operator in (b"m", b"l") and len(operands) == 2:
            self._points.append(_at(outer, float(operands[0]), float(operands[1])))
        elif operator == b"sh":
            self._dark.append(self._page)
        elif operator in ENDS_PATH:
            if operator in FILLS and self._points and not self._ink.white:
                self._dark.append(_box(self._points))
            self._points = []

    def _tiny(self, outer: Sequence[float], text: Sequence[float]) -> bool:
        across = abs(text[2] * outer[1] + text[3] * outer[3]) or abs(text[2] * outer[0] + text[3] * outer[2])
        return 0 <= abs(self._ink.size) * across < TINY and self._ink.size != 0

    def _outside(self, outer: Sequence[float], text: Sequence[float]) -> bool:
        if self._forms:  # a form has coordinates of its own
            return False
        return not _inside(_at(outer, text[4], text[5]), self._page)

    def _lost(self, outer: Sequence[float], text: Sequence[float]) -> bool:
        if not self._ink.white or self._ink.mode in (1, 2, 5, 6) or self._forms:
            return False
        place = _at(outer, text[4], text[5])
        return not any(_inside(place, box) for box in self._dark)


def _at(matrix: Sequence[float], x: float, y: float) -> tuple[float, float]:
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


def _box(points: Sequence[tuple[float, float]]) -> Box:
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def _inside(place: tuple[float, float], box: Box) -> bool:
    return box[0] - EDGE <= place[0] <= box[2] + EDGE and box[1] - EDGE <= place[1] <= box[3] + EDGE
