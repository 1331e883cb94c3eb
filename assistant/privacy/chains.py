"""Numbers however they are broken up: digits in groups, with blanks, dashes, commas or filler words between."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from assistant.privacy.folding import View

GROUP = re.compile(r"[0-9]+")
USUAL = 4  # of the lengths that a family looks for behind its cue
LONGEST_GAP = 8  # characters
_FILLERS = "的|啊|呢|嗯|呃|额|哦|喔|然后|接着|后面是|后面|再来|再|横杠|杠|空格|点|转"
SOFT_GAP = re.compile(r"[ \t\u00a0\-‐-―−ー.·•・]+")
HARD_GAP = re.compile(rf"(?:[^\w〔〕\n\r;；。!?！？]|_|{_FILLERS})+")
BROKEN_GAP = re.compile(rf"(?:[^\w〔〕]|_|{_FILLERS})+")


class Gap(IntEnum):
    """How far apart two groups are held; the most doubtful gap of a number speaks for it."""

    NONE = 0
    SOFT = 1  # blanks, dashes, dots: people group digits so
    HARD = 2  # other marks and filler words
    BREAK = 3  # a line or a sentence ends


@dataclass(frozen=True, slots=True)
class Number:
    """Some neighbouring groups read as one number. `start` and `end` are positions in the view; `cuts` are the
    digit offsets at which a group ends and another begins; `gaps` what stands there."""

    view: View
    digits: str
    start: int
    end: int
    cuts: tuple[int, ...]
    gaps: tuple[str, ...]
    begins_chain: bool = True

    @property
    def gap(self) -> Gap:
        """The most doubtful gap."""
        return max((_gap(g) for g in self.gaps), default=Gap.NONE)

    @property
    def in_single_digits(self) -> bool:
        """Dictated digit by digit."""
        return len(self.cuts) == len(self.digits) - 1

    @property
    def is_amount(self) -> bool:
        """1,380,000: groups of three behind commas."""
        thousands = all(gap in (",", "，") for gap in self.gaps)
        return bool(self.cuts) and thousands and all(len(group) == 3 for group in self.groups[1:])

    @property
    def spoken(self) -> bool:
        """Whether a digit of it was written as a word: nobody writes amounts so."""
        return self.view.text[self.start : self.end] != self.view.written[self.start : self.end]

    @property
    def has_stray_word(self) -> bool:
        """8000三档: one digit word at an edge, and no other, belongs to what stands beside."""
        as_read, written = self.view.text[self.start : self.end], self.view.written[self.start : self.end]
        changed = [i for i, (a, b) in enumerate(zip(as_read, written, strict=True)) if a != b]
        return len(changed) == 1 and changed[0] in (0, len(as_read) - 1)

    @property
    def groups(self) -> list[str]:
        """The digits, group by group."""
        return [self.digits[a:b] for a, b in pairwise((0, *self.cuts, len(self.digits)))]

    def letter_beside(self) -> bool:
        """Part of a code such as 91310113MA1GK123."""
        text = self.view.text
        before = text[self.start - 1 : self.start]
        after = text[self.end : self.end + 1]
        return any(c.isascii() and c.isalpha() for c in (before, after) if c)

    def cut_as(self, *patterns: frozenset[int]) -> bool:
        """Whether every cut is one that a pattern has."""
        return any(pattern.issuperset(self.cuts) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Chain:
    """Groups of digits with nothing but gaps between. `groups` are their (start, end) in the view."""

    view: View
    digits: str
    groups: tuple[tuple[int, int], ...]
    begins: tuple[int, ...]  # digit offsets at which the groups begin
    group_ending_at: dict[int, int]  # digit offset → the group that ends there

    def numbers(self, lengths: tuple[int, ...], fits: Callable[[str], object]) -> Iterator[Number]:
        """Every number of these lengths (in digits) that whole groups make and whose digits fit."""
        ends = self.group_ending_at
        for first, begin in enumerate(self.begins):
            for length in lengths:
                if begin + length in ends and fits(self.digits[begin : begin + length]):
                    number = self._number(first, ends[begin + length])
                    if not number.has_stray_word:
                        yield number

    def first_numbers(self, lengths: tuple[int, ...]) -> Iterator[Number]:
        """Those that begin the chain: words before a chain speak of its beginning only.

        In the order of `lengths`, the usual ones first; but a first group of a usual length stands for itself, so
        that what follows (…1234，3吨半) is not drawn in.
        """
        alone = self.groups[0][1] - self.groups[0][0]
        for length in ((alone,) if alone in lengths[:USUAL] else ()) + lengths:
            last = self.group_ending_at.get(length)
            if last is not None:
                yield self._number(0, last)

    def _number(self, first: int, last: int) -> Number:
        begin = self.begins[first]
        end = self.begins[last] + self.groups[last][1] - self.groups[last][0]
        return Number(
            self.view,
            self.digits[begin:end],
            self.groups[first][0],
            self.groups[last][1],
            tuple(self.begins[g] - begin for g in range(first + 1, last + 1)),
            tuple(self.view.text[self.groups[g - 1][1] : self.groups[g][0]] for g in range(first + 1, last + 1)),
            first == 0,
        )


def chains_of(view: View) -> list[Chain]:
    """All chains of a text, in time linear in its length."""
    chains: list[Chain] = []
    groups: list[tuple[int, int]] = []
    for match in GROUP.finditer(view.text):
        if groups and not _is_gap(view.text, groups[-1][1], match.start()):
            chains.append(_chain(view, groups))
            groups = []
        groups.append(match.span())
    if groups:
        chains.append(_chain(view, groups))
    return chains


def _chain(view: View, groups: list[tuple[int, int]]) -> Chain:
    begins, endings, offset = [], {}, 0
    for place, (start, end) in enumerate(groups):
        begins.append(offset)
        offset += end - start
        endings[offset] = place
    digits = "".join(view.text[start:end] for start, end in groups)
    return Chain(view, digits, tuple(groups), tuple(begins), endings)


def _is_gap(text: str, start: int, end: int) -> bool:
    return end - start <= LONGEST_GAP and BROKEN_GAP.fullmatch(text, start, end) is not None


def _gap(gap: str) -> Gap:
    if SOFT_GAP.fullmatch(gap):
        return Gap.SOFT
    return Gap.HARD if HARD_GAP.fullmatch(gap) else Gap.BREAK
