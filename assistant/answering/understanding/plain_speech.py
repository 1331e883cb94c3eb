"""Dialect and slang → Mandarin, for understanding and retrieval only; what people see keeps the citizen's own words."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from knowledge_base.starter import FOLDER

SPEECH_FILE = FOLDER / "speech.yaml"


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """`words` are replaced wherever they stand, the longest first; `patterns` (a regular expression and its plain
    word) only where their surroundings, as the citizen wrote them, fit; nothing inside a `protected` word changes."""

    words: Mapping[str, str]
    patterns: tuple[tuple[str, str], ...] = ()
    protected: frozenset[str] = frozenset()
    _finder: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        touchable = [*self.words, *(char for find, _ in self.patterns for char in _literal_characters(find))]
        # A known word without a dialect word in it needs no protection, and would only make the finder slow.
        kept = {w for w in self.protected if any(t in w for t in touchable)}
        literals = sorted({*self.words, *kept}, key=lambda w: (-len(w), w))
        parts = [*map(re.escape, literals), *(f"(?P<p{n}>{find})" for n, (find, _) in enumerate(self.patterns))]
        object.__setattr__(self, "_finder", re.compile("|".join(parts) or r"(?!)"))

    def plain(self, text: str) -> str:
        """`text` in Mandarin."""
        return self._finder.sub(self._plain_word, text)

    def _plain_word(self, match: re.Match[str]) -> str:
        if match.lastgroup is not None:
            return self.patterns[int(match.lastgroup[1:])][1]
        found = match[0]
        return found if found in self.protected else self.words[found]


def plain(text: str, words: SpeechWords) -> str:
    """Normalised text with dialect and slang put into Mandarin; official terms stay as they are."""
    return words.plain(text)


def read_speech(raw: Mapping[str, Any], known: Collection[str] = ()) -> SpeechWords:
    """Speech words from the rows of `speech.yaml`; `known` words (lexicon, names of matters) stay as they
    are, even where they are dialect: what is known needs no translation."""
    words = dict(raw["words"])
    patterns = tuple((row["find"], row["plain"]) for row in raw["patterns"])
    return SpeechWords(words, patterns, frozenset(raw["protected"]) | frozenset(known))


def starter_speech(known: Collection[str] = ()) -> SpeechWords:
    """The speech words shipped with the starter knowledge."""
    return read_speech(yaml.load(SPEECH_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), known)


def _literal_characters(find: str) -> str:
    """The characters that a pattern can consume: what stands in it outside look-arounds and classes."""
    bare = re.sub(r"\(\?(?:<?[=!])(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\[[^\]]*\]", "", find)
    return "".join(c for c in bare if "一" <= c <= "鿿")
