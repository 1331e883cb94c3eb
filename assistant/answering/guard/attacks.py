"""What a citizen's message may hide or demand: pure looks at text, before understanding and before any model.

Asking how to report, prevent, license or survive something is a citizen's good right; only the demand itself is an
attack. Every pattern has bounded gaps, so that a long message costs time in proportion to its length.
"""

import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from enum import StrEnum

from assistant.answering.guard.attack_words import (
    BENIGN,
    EVADES,
    FORGERY,
    HARM,
    INJECTION,
    LEAK,
    LEAK_BENIGN,
    REPORTS,
    SECRET,
    SECRET_BENIGN,
)
from knowledge_base.text import CONTROL, INVISIBLE, LINE_ENDS

SENTENCE = re.compile(r"[^。！？!?；;\n]+")
LONGEST_SENTENCE = 120  # characters looked at together; a longer sentence is looked at by its commas
PART = re.compile(r"[^，,：:]+")
GAP = re.compile(r"(?<=[㐀-鿿])[\s·•*_~\-—|.、/]{1,3}(?=[㐀-鿿])")
CODED = re.compile(r"[A-Za-z0-9+/]{16,4000}={0,2}")
LETTERS = re.compile(r"[A-Za-z][A-Za-z ,.'?!-]{15,1000}")
ENGLISH_DEMAND = re.compile(
    r"\b(?:ignore|reveal|system prompt|instructions|password|bomb|drugs?|hack|kill)\b", re.IGNORECASE
)


class AttackKind(StrEnum):
    """What a message tries."""

    INJECTION = "injection"  # to change what 小宝 is or obeys
    LEAK = "leak"  # to learn its instructions, keys, or other people's data
    SECRET = "secret"  # noqa: S105  # a kind of demand, no password; to learn state secrets or papers that are not public
    HARM = "harm"  # to be helped in doing harm


def hidden_characters(text: str) -> str:
    """The text without control, bidirectional, tag, variation and zero-width characters; line breaks stay as "\\n"."""
    return CONTROL.sub("", INVISIBLE.sub("", LINE_ENDS.sub("\n", text)))


def attack(text: str) -> AttackKind | None:
    """What the message tries, None for a message to be answered. A wrapped demand counts as what it wraps."""
    plain = hidden_characters(text).translate(_FULL_WIDTH)
    kind = _attack(plain)
    if kind is None and CODED.search(plain):
        kind = next((AttackKind.INJECTION for inner in _decoded(plain) if _attack(inner) or _readable(inner)), None)
    if kind is None and LETTERS.search(plain):
        turned = codecs.decode(plain, "rot13")
        kind = AttackKind.INJECTION if ENGLISH_DEMAND.search(turned) and not ENGLISH_DEMAND.search(plain) else None
    return kind


_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


def _attack(text: str) -> AttackKind | None:
    bare = GAP.sub("", text)
    sentences = [piece for s in (text, bare) for piece in _pieces(s)]
    if any(_harms(s) for s in sentences):
        return AttackKind.HARM
    for kind, patterns, benign in (
        (AttackKind.SECRET, SECRET, SECRET_BENIGN),
        (AttackKind.LEAK, LEAK, LEAK_BENIGN),
    ):
        if any(not benign.search(s) and any(p.search(s) for p in patterns) for s in sentences):
            return kind
    return AttackKind.INJECTION if any(p.search(s) for p in INJECTION for s in (text, bare)) else None


def _harms(sentence: str) -> bool:
    return any(
        any(p.search(sentence) for p in patterns) and (not excuse.search(sentence) or bool(EVADES.search(sentence)))
        for patterns, excuse in ((HARM, BENIGN), (FORGERY, REPORTS))
    )


def _pieces(text: str) -> Iterator[str]:
    for sentence in SENTENCE.findall(text):
        if len(sentence) <= LONGEST_SENTENCE:
            yield sentence
        else:
            yield from PART.findall(sentence)


def _decoded(text: str) -> Iterator[str]:
    """What base64 or hexadecimal runs spell, where they spell text."""
    for run in CODED.findall(text):
        bare = run.rstrip("=")
        for raw in (_base64(bare), _hexadecimal(bare)):
            try:
                yield raw.decode("utf-8")
            except UnicodeDecodeError:
                continue


def _base64(run: str) -> bytes:
    try:
        return base64.b64decode(run + "=" * (-len(run) % 4), validate=True)
    except (ValueError, binascii.Error):
        return b"\xff"


def _hexadecimal(run: str) -> bytes:
    try:
        return bytes.fromhex(run)
    except ValueError:
        return b"\xff"


def _readable(text: str) -> bool:
    """Chinese that someone took the trouble to encode: no citizen's question comes like this."""
    return sum("㐀" <= c <= "鿿" for c in text) >= 4
