"""Lines as sentences and the parts between marks, so that each part is held against what it cites."""

import re
from dataclasses import dataclass

from assistant.answering.grounding.canon import MARK

ENDING = re.compile(r"[。！？](?!(?:\[\d+\])*$)")
MARKS = re.compile(r"(?:\[\d+\])+")
OPENING, CLOSING = "“（《【(", "”）》】)"


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a sentence and the numbers of the citations they rest on; no numbers: nothing is cited."""

    text: str
    cited: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as written, marks included; `own` tells whether it carries a mark itself."""

    text: str
    parts: tuple[Part, ...]
    own: bool


def sentences_of(line: str) -> list[Sentence]:
    """The sentences of a line. A part without a mark rests on the next mark of the line; after the last on none."""
    pieces = _split(line)
    found: list[Sentence] = []
    inherited: tuple[int, ...] = ()
    for piece in reversed(pieces):
        parts: list[Part] = []
        spans = _spans(piece)
        for text, cited in reversed(spans):
            inherited = cited or inherited
            if text.strip("；;。，、 　") or cited:
                parts.append(Part(text, inherited))
        found.append(Sentence(piece, tuple(reversed(parts)), any(cited for _, cited in spans)))
    return found[::-1]


def _spans(piece: str) -> list[tuple[str, tuple[int, ...]]]:
    spans: list[tuple[str, tuple[int, ...]]] = []
    last = 0
    for match in MARKS.finditer(piece):
        spans.append((piece[last : match.start()], tuple(int(n) for n in MARK.findall(match[0]))))
        last = match.end()
    return [*spans, (piece[last:], ())] if piece[last:] else spans


def _split(line: str) -> list[str]:
    """Cut after 。！？ outside quotes and brackets; marks right behind stay with their sentence."""
    if not ENDING.search(line, 0, max(0, len(line) - 1)):
        return [line]
    pieces: list[str] = []
    depth = begin = at = 0
    while at < len(line):
        c = line[at]
        depth = depth + 1 if c in OPENING else max(0, depth - 1) if c in CLOSING else depth
        at += 1
        if c in "。！？" and not depth:
            marks = MARKS.match(line, at)
            at = marks.end() if marks else at
            pieces.append(line[begin:at])
            begin = at
    return [*pieces, line[begin:]] if line[begin:] else pieces
