"""Right answers to hold grounding against: every aspect of every starter matter, composed as a citizen would get it."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache

from assistant.answering.compose.direct import Ranked
from assistant.answering.compose.draft import Draft
from assistant.answering.compose.guide import compose_guide
from assistant.answering.compose.policy import compose_policy
from assistant.answering.compose.quotes import compose_article, compose_faq
from assistant.answering.matters import MATTER_KINDS, Matter, matter_from
from assistant.answering.understanding.aspects import Aspect
from knowledge_base.chunking import chunks_of
from knowledge_base.entries import Content, Entry, EntryKind, EntryVersion, VersionState
from knowledge_base.fields import GuideFields
from knowledge_base.records import Change
from knowledge_base.retrieval import Hit
from knowledge_base.starter import starter_changes

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def starter_drafts(today: date, together: int = 2) -> Iterator[Draft]:
    """Drafts about every guide, policy and FAQ of the starter knowledge, in a fixed order; nothing is grounded yet.

    Every aspect is asked alone and, with `together` = 2, after every other.
    """
    for change in starter_changes():
        if change.entry.kind in MATTER_KINDS:
            matter = matter_from(_version(change))
            if isinstance(matter.fields, GuideFields):
                yield from _guide(matter, together)
            else:
                yield from (compose_policy(matter, aspects, today) for aspects in _asked(together))
        elif change.entry.kind is EntryKind.FAQ:
            yield compose_faq(Hit(change.chunks[0], _version(change), 1.0, 1.0, 1.0))


@cache
def starter_names() -> tuple[tuple[str, ...], ...]:
    """What matters are called, who handles them, what they end in: one tuple each, longest names first."""
    matters = [m for c in starter_changes() if c.entry.kind in MATTER_KINDS for m in [matter_from(_version(c))]]
    guides = [m.fields for m in matters if isinstance(m.fields, GuideFields)]
    groups = (
        {m.name for m in matters},
        {g.authority for g in guides},
        {g.result.name for g in guides if g.result.name},
    )
    return tuple(tuple(sorted(group, key=lambda name: (-len(name), name))) for group in groups)


def _version(change: Change) -> EntryVersion:
    return EntryVersion(change.entry, 1, VersionState.PUBLISHED, change.content, FIRST)


def _guide(matter: Matter, together: int) -> Iterator[Draft]:
    assert isinstance(matter.fields, GuideFields)
    for aspects in _asked(together):
        yield compose_guide(matter, aspects, ())
    for told in matter.statements:
        yield compose_guide(matter, (), (Ranked(told, 0.0, 1.0),))
        if together > 1:
            yield compose_guide(matter, (Aspect.FEE, Aspect.TIME), (Ranked(told, 0.0, 1.0),))
    for basis in matter.fields.legal_basis:
        yield compose_article([_article(basis.law, basis.article, basis.text)])


def _asked(together: int) -> Iterator[tuple[Aspect, ...]]:
    for size in range(together + 1):
        yield from itertools.permutations(Aspect, size)


def _article(law: str, label: str, text: str) -> Hit:
    title = f"{law} {label}"
    entry = Entry(title, f"eval/{title}", EntryKind.REGULATION)
    content = Content(title=title, body=text, source=f"《{law}》")
    version = EntryVersion(entry, 1, VersionState.PUBLISHED, content, FIRST)
    return Hit(chunks_of(entry.id, entry.kind, content)[0], version, 1.0, 1.0, 1.0, named=True)
