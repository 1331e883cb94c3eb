"""Every statement that may be said has words in its own section to cite."""

import pytest

from knowledge_base.records import Change
from knowledge_base.sections import sections_of
from knowledge_base.starter import starter_changes
from knowledge_base.statements import statements_of

STRUCTURED = [c for c in starter_changes() if statements_of(c.entry.kind, c.content)]


def test_guides_and_policies_are_told_in_statements() -> None:
    assert len(STRUCTURED) >= 44


@pytest.mark.parametrize("made", STRUCTURED, ids=lambda c: c.entry.id)
def test_every_quote_stands_in_its_section(made: Change) -> None:
    parts = sections_of(made.entry.kind, made.content.body, made.content.fields)
    for told in statements_of(made.entry.kind, made.content):
        text = "\n".join(p.text for p in parts if p.name == told.section)
        assert told.text and told.quote in text, (told.section, told.quote)


def test_an_answer_keeps_the_question_that_it_answers() -> None:
    asked = [t for c in STRUCTURED for t in statements_of(c.entry.kind, c.content) if t.asked]
    assert asked and all(t.about.endswith(t.asked) for t in asked)
