"""The statements of one entry that answer a question most directly, best first."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.evidence import Rarity
from assistant.answering.matters import Matter
from assistant.answering.understanding.aspects import SECTION_OF, Aspect
from knowledge_base import sections
from knowledge_base.fields import GuideFields
from knowledge_base.question_book import Alike
from knowledge_base.similarity import bigrams, coverage
from knowledge_base.statements import Told

Nearness = Callable[[str, Sequence[str]], Sequence[float]]  # a question and passages → cosines, 0 without a model

# Fitted on the development questions: which statement of the right guide holds the facts (docs/evaluation.md).
NEAR, NEAR_ORDINARY = 110.0, 0.85
ASKED, ASKED_ORDINARY = 48.0, 0.86  # nearness of a stored question to the asked one
COVERED, ASPECT = 0.8, 2.1
LIKELY: Mapping[str, float] = {  # how often a section holds what is asked, all else equal
    sections.QUESTIONS: -0.55,
    sections.NEED: -0.45,
    sections.CONDITIONS: -0.75,
    sections.MATERIALS: 0.45,
    sections.STEPS: -1.1,
    sections.TIME: 0.3,
    sections.FEE: 1.3,
    sections.VALIDITY: 0.5,
    sections.PROGRESS: 0.7,
}


# What makes a question another one although it looks like a stored one: something is added, or supposed.
TWISTED = re.compile(
    r"顺便|顺带|另外|偶尔|捎带|代销|代卖|兼卖|[也还再](?:卖|做|开|有|想)|但是?|不过|听说|据说|取消了?|改成|不用[^，。]{0,8}吧|不需要[^，。]{0,8}吧"
    r"|可以[^，。]{0,8}吧|能[^，。]{0,8}吧|对吧|没错吧|是吧|就行了?吧"
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A statement and how directly it answers (log-odds among its entry's statements). `as_asked` is the cosine of the
    nearest wording of the question that it answers, 0 when it answers none."""

    told: Told
    score: float
    as_asked: float = 0.0


def ranked_statements(
    question: str, matter: Matter, aspects: Sequence[Aspect], alike: Sequence[Alike], near: Nearness, rarity: Rarity
) -> list[Ranked]:
    """All statements of a guide or policy, the most direct answer first."""
    asked, wanted = bigrams(question), {SECTION_OF[a] for a in aspects}
    rare = rarity(asked)
    cosines = near(question, [t.passage for t in matter.statements])
    rows = _nearness_of_rows(matter, alike)

    twisted = bool(TWISTED.search(question))

    def ranked(told: Told, cosine: float) -> Ranked:
        row = rows.get(told.asked, 0.0) if told.asked else 0.0
        return Ranked(told, score(told, cosine, row), 0.0 if twisted else row)

    def score(told: Told, cosine: float, row: float) -> float:
        return (
            (NEAR * (cosine - NEAR_ORDINARY) if cosine else 0.0)
            + (ASKED * (row - ASKED_ORDINARY) if row else 0.0)
            + COVERED * coverage(asked, told.passage.lower(), rare) * (1.0 if cosine else 4.0)
            + ASPECT * (told.section in wanted)
            + LIKELY.get(told.section, 0.0)
        )

    return sorted(map(ranked, matter.statements, cosines), key=lambda r: -r.score)


def _nearness_of_rows(matter: Matter, alike: Sequence[Alike]) -> dict[str, float]:
    """A guide's own question → cosine of its nearest wording with what is asked."""
    if not isinstance(matter.fields, GuideFields):
        return {}
    known = {a.question: a.cosine for a in alike}
    return {
        row.question: best
        for row in matter.fields.faqs
        if (best := max((known.get(w, 0.0) for w in (row.question, *row.variants)), default=0.0))
    }
