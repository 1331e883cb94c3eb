"""Examples of what is not answered here, as data: a new wording is recognised by the example it is nearest to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import yaml

from knowledge_base.question_book import Alike
from knowledge_base.question_kinds import ANSWERED, KindModel

FILE = Path(__file__).parent / "starter" / "refusals.yaml"
NOT_HELD = "not_held:"  # before the name of a matter that is not collected


class Refused(StrEnum):
    """Why an example is not answered; BESIDE marks harmless questions that look like one."""

    UNSAFE = "unsafe"
    OWN_RECORD = "own_record"
    ADVICE = "advice"
    PROMISE = "promise"
    OFF_TOPIC = "off_topic"
    OTHER_REGION = "other_region"
    BESIDE = "answered_beside"


@dataclass(frozen=True, slots=True)
class FixedQuestions:
    """Rows of (kind, question) that never change while the process runs, for a QuestionBook."""

    rows: Sequence[tuple[str, str]] = ()

    def questions_mark(self) -> tuple[int, int]:
        """Always the same."""
        return len(self.rows), len(self.rows)

    def every_question(self) -> list[tuple[str, str]]:
        """All rows, in order."""
        return list(self.rows)


@dataclass(frozen=True, slots=True)
class Refusals:
    """What recognises that a question is not answered here: examples, and a model trained on them."""

    examples: FixedQuestions = FixedQuestions()
    kinds: KindModel | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like what is not answered a question is: the `near`est examples (their kind in `entry_id`), best first, and
    the probability of each kind, ANSWERED among them; empty where no model fits the embedder."""

    near: tuple[Alike, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)


def starter_examples() -> FixedQuestions:
    """The examples shipped with the starter knowledge; a kind is a `Refused` or `not_held:<matter>`."""
    return FixedQuestions(tuple(_rows()))


def kind_of(row: str) -> str:
    """The kind that a row of examples counts as: harmless neighbours are what is answered, all not held are one."""
    if row.startswith(NOT_HELD):
        return NOT_HELD.rstrip(":")
    return ANSWERED if row == Refused.BESIDE else row


def _rows() -> Iterator[tuple[str, str]]:
    raw = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for kind in Refused:
        yield from ((kind.value, text) for text in raw[kind.value])
    for row in raw["not_held"]:
        yield from ((f"{NOT_HELD}{row['matter']}", text) for text in row["questions"])
