"""The lexicon: what people say → what the matter is called, and which lay words must be asked back about."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LexiconChoice:
    """One way a lay word may be meant."""

    label: str
    question: str
    matter: str | None = None


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """`lay` words stand for `terms` and `matters`; `ask` rows need a question back; `outside` is not covered."""

    lay: tuple[str, ...]
    terms: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    ask: bool = False
    question: str | None = None
    choices: tuple[LexiconChoice, ...] = ()
    outside: str | None = None


@dataclass(frozen=True, slots=True)
class LexiconMatch:
    """A lay word found in a question, and where."""

    word: str
    start: int
    row: LexiconRow


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All rows, searchable by longest match."""

    rows: tuple[LexiconRow, ...] = ()
    _by_word: dict[str, LexiconRow] = field(init=False, repr=False, compare=False)
    _longest: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_word", {word: row for row in self.rows for word in row.lay})
        object.__setattr__(self, "_longest", max(map(len, self._by_word), default=0))

    def matches(self, text: str) -> tuple[LexiconMatch, ...]:
        """Non-overlapping lay words in `text`, the longest at each place, in order of appearance."""
        found: list[LexiconMatch] = []
        at = 0
        while at < len(text):
            for size in range(min(self._longest, len(text) - at), 1, -1):
                row = self._by_word.get(text[at : at + size])
                if row is not None:
                    found.append(LexiconMatch(text[at : at + size], at, row))
                    at += size
                    break
            else:
                at += 1
        return tuple(found)

    def expand(self, text: str) -> str:
        """The text followed by the official terms of the lay words in it."""
        terms = dict.fromkeys(term for match in self.matches(text) for term in match.row.terms)
        return " ".join((text, *(t for t in terms if t not in text)))

    def terms(self) -> frozenset[str]:
        """Every official term and lay word, for the index's tokens."""
        return frozenset(w for row in self.rows for w in (*row.lay, *row.terms))


def read_lexicon(rows: Iterable[dict]) -> Lexicon:  # type: ignore[type-arg]  # raw YAML rows
    """A lexicon from the rows of `lexicon.yaml`."""
    return Lexicon(
        tuple(
            LexiconRow(
                lay=tuple(row["lay"]),
                terms=tuple(row.get("terms") or ()),
                matters=tuple(row.get("matters") or ()),
                ask=bool(row.get("ask")),
                question=row.get("question"),
                choices=tuple(LexiconChoice(**c) for c in row.get("choices") or ()),
                outside=row.get("outside"),
            )
            for row in rows
        )
    )
