"""The lexical index port: what it must do, whatever engine stands behind it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WordDocument:
    """What lexical search reads of one chunk; `questions` are real questions that its entry is known to answer."""

    chunk_id: str
    entry_id: str
    title: str
    text: str
    questions: str


@dataclass(frozen=True, slots=True)
class Scored:
    """One hit of either index; a larger score is better, scales differ between indexes."""

    chunk_id: str
    score: float


class WordIndex(Protocol):
    """Lexical search over chunks, in two shelves: today's and the archive."""

    def replace(
        self, current: Mapping[str, Sequence[WordDocument]], archived: Mapping[str, Sequence[WordDocument]]
    ) -> None:
        """Make these entries hold exactly these documents (none: gone), durable and searchable on return."""

    def search(self, query: str, limit: int, *, archive: bool = False) -> list[Scored]:
        """Best chunks for normalised text, at most `limit`, best first; equal scores in a stable order."""

    def rarity(self, tokens: Collection[str]) -> dict[str, float]:
        """Inverse document frequency of each token; a token never seen weighs most."""

    def chunk_ids(self) -> set[str]:
        """Every chunk id held, for `index verify`."""

    def clear(self) -> None:
        """Forget everything, before a rebuild."""
