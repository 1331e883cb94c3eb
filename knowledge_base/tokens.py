"""Text → index tokens: character unigrams and bigrams, whole Latin words and numbers, and terms of the lexicon.

Characters beat a segmenter on lay questions; the lexicon's terms, found by jieba, are added as tokens of their own so
that an official term counts more than the sum of its characters.
"""

import itertools
import re
from collections.abc import Iterable, Iterator

import jieba

RUN = re.compile(r"[㐀-䶿一-鿿]+|[a-z]+|\d+(?:\.\d+)?")
HAN = re.compile(r"[㐀-䶿一-鿿]")
TERM_MARK = "§"


class Tokeniser:
    """Deterministic for one set of terms; safe to share between threads after the first call."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        self._terms = frozenset(t.lower() for t in terms if len(t) >= 2)
        self._segmenter = _segmenter(self._terms)

    def tokens(self, text: str) -> list[str]:
        """Tokens of normalised text, in order, repeats kept (their number is a term's frequency)."""
        lowered = text.lower()
        found = [token for run in RUN.findall(lowered) for token in _of_run(run)]
        if self._terms:
            found.extend(TERM_MARK + word for word in self._segmenter.cut_for_search(lowered) if word in self._terms)
        return found


def _of_run(run: str) -> Iterator[str]:
    if not HAN.match(run):
        yield run
        return
    yield from run
    for left, right in itertools.pairwise(run):
        yield left + right


def _segmenter(terms: frozenset[str]) -> jieba.Tokenizer:
    """A jieba tokenizer that knows only our terms: no general dictionary, no cache file, no start-up second."""
    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total, segmenter.initialized = {}, 1, True
    for term in sorted(terms):
        segmenter.add_word(term, freq=len(term) * 1000)
    return segmenter
