"""Typing errors that sound right: a stretch of text whose pinyin is that of one known word becomes that word."""

import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jieba
import yaml

from knowledge_base.starter import FOLDER

SHORTEST, LONGEST = 3, 8  # characters of a known word; two-character words only from an explicit list
USUAL = 10  # a dictionary word at least this frequent in jieba's counts is a word that people mean to write
RARE_ALONE = 10_000  # a character that stands alone less often than this is hardly a word of its own, unlike 办 or 吗
NEGATIONS = frozenset("不没无未非勿别")
LONGEST_CROSSING = 4  # dictionary words longer than this that cross an edge do not occur in questions
INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


@dataclass(slots=True)
class _Index:
    by_sound: dict[str, tuple[str, ...]]
    known: frozenset[str]
    dictionary: Mapping[str, int]
    sound_of: Mapping[int, str]
    sounds: dict[str, str] = field(default_factory=dict)

    def sound(self, char: str) -> str:
        """The fuzzy toneless syllable of a Han character; "" for anything else."""
        if char not in self.sounds:
            self.sounds[char] = _fuzzy(self.sound_of.get(ord(char), "").split(",")[0]) if char >= "㐀" else ""
        return self.sounds[char]


class Typos:
    """Corrects toward `words`. Builds its index (about a second, once) at the first text; safe between threads.

    `common` are further words, and the only ones of two characters, `slips` are errors that pinyin does not show, or that make another word.
    `dictionary` holds the ordinary words and single characters with their frequencies; jieba's when None.
    """

    def __init__(
        self,
        words: Collection[str],
        common: Collection[str] = (),
        slips: Mapping[str, str] | None = None,
        dictionary: Mapping[str, int] | None = None,
    ) -> None:
        self._words = frozenset(words)
        self._common = frozenset(common)
        self._slips = dict(slips or {})
        self._dictionary = dictionary
        self._index: _Index | None = None
        self._lock = threading.Lock()

    def correct(self, text: str) -> str:
        """Normalised text with typing errors put right; text without any comes back as it is."""
        index = self._built()
        text = self._without_slips(text, index)
        sounds = [index.sound(c) for c in text]
        taken = _spans_of_known(text, index.known)
        pieces: list[str] = []
        at = 0
        while at < len(text):
            found = self._error_at(text, at, sounds, taken, index)
            pieces.append(found or text[at])
            at += len(found) if found else 1
        return "".join(pieces)

    def _error_at(self, text: str, at: int, sounds: list[str], taken: list[int], index: _Index) -> str | None:
        """The known word meant by the stretch at `at`, of the same length; the longest wins."""
        if not sounds[at]:
            return None
        for size in range(min(LONGEST, len(text) - at), 1, -1):
            meant = index.by_sound.get(" ".join(sounds[at : at + size]))
            if meant is None:
                continue
            written = text[at : at + size]
            if written in index.known or written in index.dictionary or _cuts(text, at, size, taken, index):
                continue
            best = _only_nearest(written, meant)
            if best is not None and _reads_better(best, written, index.dictionary):
                return best
        return None

    def _without_slips(self, text: str, index: _Index) -> str:
        for wrong, right in self._slips.items():
            at = text.upper().find(wrong)
            chance = len(wrong) < SHORTEST and at >= 0 and _crossed(text, at, at + len(wrong), index.dictionary)
            if at >= 0 and not chance:
                text = text[:at] + right + text[at + len(wrong) :]
        return text

    def _built(self) -> _Index:
        if self._index is None:
            with self._lock:
                if self._index is None:
                    self._index = self._build()
        return self._index

    def _build(self) -> _Index:
        # Its tables take a second to load, which a start without questions should not pay.
        from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415

        given = self._dictionary
        index = _Index({}, self._words, dict(_usual_words()) if given is None else given, pinyin_dict)
        by_sound: dict[str, set[str]] = {}
        for word in self._common | {w for w in self._words if SHORTEST <= len(w) <= LONGEST}:
            sounds = [index.sound(c) for c in word]
            if all(sounds):
                by_sound.setdefault(" ".join(sounds), set()).add(word)
        index.by_sound = {sound: tuple(sorted(words)) for sound, words in by_sound.items()}
        return index


def read_typos(raw: Mapping[str, Any], words: Collection[str]) -> Typos:
    """Typos from `speech.yaml` and the known words: lexicon, official terms, names of matters."""
    return Typos(words, raw["common"], raw["slips"])


def starter_typos(words: Collection[str]) -> Typos:
    """Typos with the common words and slips shipped with the starter knowledge."""
    return read_typos(yaml.load((FOLDER / "speech.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), words)


def _only_nearest(written: str, meant: tuple[str, ...]) -> str | None:
    """The one word that shares most characters with what was written, at least half; None when two are as near."""
    shared = sorted(((sum(a == b for a, b in zip(written, w, strict=True)), w) for w in meant), reverse=True)
    if shared[0][0] * 2 < len(written) or (len(shared) > 1 and shared[0][0] == shared[1][0]):
        return None
    return shared[0][1]


def _reads_better(meant: str, written: str, dictionary: Mapping[str, int]) -> bool:
    """True when `meant` falls into fewer words than `written`, or into as many while the characters that differ are
    hardly words of their own; a negation or a part of another word (长住 in 长住证) is never taken away."""
    places = [n for n, (a, b) in enumerate(zip(meant, written, strict=True)) if a != b]
    wrong = [written[n] for n in places]
    if NEGATIONS.intersection(wrong) or any(_in_a_word(written, n, dictionary) for n in places):
        return False
    right_words, written_words = _fewest_words(meant, dictionary), _fewest_words(written, dictionary)
    rare = all(dictionary.get(c, 0) < RARE_ALONE for c in wrong)
    return right_words < written_words or (right_words == written_words and rare)


def _in_a_word(text: str, place: int, dictionary: Mapping[str, int]) -> bool:
    """True when the character at `place` belongs to a dictionary word inside `text`."""
    return any(
        text[left:right] in dictionary
        for left in range(place + 1)
        for right in range(max(place + 1, left + 2), len(text) + 1)
    )


def _fewest_words(text: str, dictionary: Mapping[str, int]) -> int:
    """Into how few dictionary words and single characters the text can be cut."""
    fewest = [0]
    for end in range(1, len(text) + 1):
        starts = (n for n in range(end) if n == end - 1 or text[n:end] in dictionary)
        fewest.append(min(fewest[n] for n in starts) + 1)
    return fewest[-1]


def _spans_of_known(text: str, known: frozenset[str]) -> list[int]:
    """For each place in `text` the number of the known word that stands there, 0 for none (longest first)."""
    taken = [0] * len(text)
    at = number = 0
    while at < len(text):
        size = next((n for n in range(min(LONGEST, len(text) - at), 1, -1) if text[at : at + n] in known), 0)
        if size:
            number += 1
            taken[at : at + size] = [number] * size
        at += size or 1
    return taken


def _cuts(text: str, at: int, size: int, taken: list[int], index: _Index) -> bool:
    """True when the stretch lies inside a known word or cuts a known or dictionary word in two."""
    end = at + size
    before = at > 0 and taken[at] and taken[at - 1] == taken[at]
    after = end < len(text) and taken[end] and taken[end] == taken[end - 1]
    return bool(before or after) or _crossed(text, at, end, index.dictionary)


def _crossed(text: str, start: int, end: int, dictionary: Mapping[str, int]) -> bool:
    """True when a dictionary word crosses either edge of text[start:end]."""
    return any(
        text[left:right] in dictionary
        for edge in (start, end)
        for left in range(max(0, edge - LONGEST_CROSSING + 1), edge)
        for right in range(edge + 1, min(len(text), left + LONGEST_CROSSING) + 1)
    )


def _fuzzy(syllable: str) -> str:
    """A syllable without its tone and without the differences that many speakers do not hear."""
    plain = syllable.translate(_TONES)
    for exact, near in INITIALS:
        if plain.startswith(exact):
            plain = near + plain[len(exact) :]
            break
    for exact, near in FINALS:
        if plain.endswith(exact):
            return plain[: -len(exact)] + near
    return plain


_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ", "aaaaeeeeiiiioooouuuuüüüünnnm")


def _usual_words() -> Iterator[tuple[str, int]]:
    """Single characters, and the words in jieba's dictionary that are frequent enough to be meant, with their counts."""
    with jieba.get_dict_file() as file:
        for line in file:
            word, count, *_ = line.decode().split(" ")
            if len(word) == 1 or int(count) >= USUAL:
                yield word, int(count)
