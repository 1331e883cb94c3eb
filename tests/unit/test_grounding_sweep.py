"""What 小宝 composes from its own knowledge always stands; what is changed in it never does."""

from collections.abc import Callable, Iterator
from datetime import date
from random import Random

import pytest

from assistant.answering.answer import Citation, Status
from assistant.answering.compose.draft import Draft
from assistant.answering.grounding.check import MARK, ground
from assistant.answering.understanding.aspects import Aspect
from eval.answers_at_hand import starter_drafts, starter_names
from eval.mutations import right_lines, same_meaning
from eval.mutators import Mutant, negation_mutants, number_mutants, subject_mutants

Make = Callable[[str, Random], Iterator[Mutant]]

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    return list(starter_drafts(TODAY, together=1))


def test_no_line_of_the_starter_knowledge_falls(drafts: list[Draft]) -> None:
    fallen = []
    for draft in drafts:
        grounded = ground(draft)
        shown = grounded[0].count("\n") if grounded else -1
        lines = len(draft.lead) + sum(len(d.lines) for d in draft.details)
        if draft.lead and shown + 1 != lines + 2 * len(draft.details):
            fallen.append(draft.lead)
    assert fallen == []
    assert len(drafts) > len(Aspect) * 44


@pytest.mark.parametrize(
    ("make", "least"),
    [(number_mutants, 0.98), (negation_mutants, 0.98), (subject_mutants(starter_names()), 0.95)],
    ids=["numbers", "negations", "subjects"],
)
def test_changed_lines_are_caught(drafts: list[Draft], make: Make, least: float) -> None:
    """A fast slice of `python -m eval.mutations`, which reports the figures that count."""
    made = [(right, m) for right in right_lines(drafts)[::20] for m in make(right.line, Random(1))]
    wrong = [(right, m) for right, m in made if not same_meaning(m, right)]
    shown = [m for right, m in wrong if m.said in told(m.line, right.citations)]
    assert len(wrong) > 20
    assert len(shown) <= (1 - least) * len(wrong), shown


def told(line: str, citations: tuple[Citation, ...]) -> str:
    """What of `line` a citizen would see."""
    grounded = ground(Draft(Status.ANSWERED_FULL, (line,), (), citations))
    return MARK.sub("", grounded[0]) if grounded else ""
