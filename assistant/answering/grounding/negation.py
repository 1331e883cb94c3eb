"""Negation: each claim of a sentence must have the polarity of the clause of its source that says the same thing."""

from collections.abc import Iterator, Sequence

from assistant.answering.grounding.polarity import BACKED_BY, HAN, NEGATIVE, Clause, Force

ABOUT = 0.45  # likeness from which a source's clause is about what the sentence's clause says
COPY = 0.75  # likeness from which a clause copies another
LIGHT = frozenset("办交带填跑收做去来拿缴提")  # verbs that go before any object: the object is a name of its own
MARGIN = 0.12  # by which a clause of the other polarity must be the nearer one
CONTEXT = 0.5  # weight of the rest of the sentence beside the clause itself


def opposed(said: Sequence[Clause], told: Sequence[Clause]) -> str | None:
    """The first clause of `said` whose polarity its source does not share, None when all agree."""
    for clause in said:
        if any(clause.text == t.text and clause.context <= t.context for t in told):
            continue
        if not clause.core:
            if not _bare_agrees(clause, told):
                return clause.text
            continue
        if _turned(clause, told):
            return clause.text
        near: dict[int, tuple[float, float]] = {}
        if not all(_agrees(clause, force, word, told, near) for force, word in _claims(clause)):
            return clause.text
    return None


def _bare_agrees(said: Clause, told: Sequence[Clause]) -> bool:
    """A bare "可以" or "不用" needs the same bare word, or where there is none, something so said or denied at all."""
    denies = _odd(said)
    bare = [t for t in told if t.spans and not t.core]
    if bare:
        return any(_odd(t) == denies for t in bare)
    return not denies or any(_odd(t) for t in told)


def _turned(clause: Clause, told: Sequence[Clause]) -> bool:
    """True when the clauses that this one copies deny oddly often where it denies evenly often, or the other way."""
    copies = [(t, alike) for t in told if (alike := likeness(clause, t)) >= COPY and _says_of_same(clause, t)]
    best = max((alike for _, alike in copies), default=0.0)
    return bool(copies) and not any(_odd(t) == _odd(clause) for t, alike in copies if alike >= best - MARGIN)


def _says_of_same(one: Clause, other: Clause) -> bool:
    """True when what either clause denies stands in the other, denied or not."""
    return all(
        head[:2] in there.core
        for here, there in ((one, other), (other, one))
        for force, head in here.heads
        if force in NEGATIVE
    )


def _odd(clause: Clause) -> bool:
    return sum(force in NEGATIVE for force, _ in clause.heads) % 2 == 1


def _claims(clause: Clause) -> Iterator[tuple[Force, str]]:
    """(force, word): the first words that each polarity word governs, and every word that stands plain."""
    for force, head in clause.heads:
        if head:
            yield force, head[:2] if len(head) > 1 and HAN.match(head[1]) else head[:1]
            if len(head) > 3:
                yield force, head[2:4]
        elif force in NEGATIVE:
            yield force, clause.core[-2:]
    for word in clause.words:
        if Force.PLAIN in clause.forces_of(word):
            yield Force.PLAIN, word


def _agrees(
    said: Clause, force: Force, word: str, told: Sequence[Clause], known: dict[int, tuple[float, float]]
) -> bool:
    """True when the nearest clause with `word` says it with such a force; `known` keeps likenesses for other words."""
    same, other, about, other_negative = -1.0, -1.0, 0.0, False
    for i, clause in enumerate(told):
        if word not in clause.core:
            continue
        stands = clause.forces_of(word)
        alike, near = known[i] if i in known else known.setdefault(i, _likeness(said, clause))
        if stands & BACKED_BY[force]:
            same = max(same, near)
        elif near > other:
            held = len(said.words & clause.words) / (min(len(clause.words), len(said.words)) or 1)
            other, about, other_negative = near, max(alike, held), bool(stands & NEGATIVE)
    if same < 0 and other < 0 and len(word) > 1 and force in NEGATIVE and word[0] in LIGHT:
        return _agrees(said, force, word[0], told, known)
    if same < 0 and other < 0:
        return force not in NEGATIVE  # a denial that stands nowhere is made up
    if other < 0 or (same >= 0 and same >= other - MARGIN):
        return True
    if same < 0 and force in NEGATIVE and not other_negative:
        return False
    return about < ABOUT


def likeness(said: Clause, told: Clause) -> float:
    """Dice coefficient (0–1) of the clauses' words."""
    return 2 * len(said.words & told.words) / (len(said.words) + len(told.words) or 1)


def _likeness(said: Clause, told: Clause) -> tuple[float, float]:
    """Dice of the clauses' words, and that plus how much of the whole sentence stands around the source's clause."""
    alike = likeness(said, told)
    around = len(said.context & told.context) / len(said.context) if said.context else 0.0
    return alike, alike + CONTEXT * around
