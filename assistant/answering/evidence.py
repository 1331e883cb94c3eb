"""Does what was found answer what was asked? A resemblance is not an answer: near misses must be refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.aspects import aspects_of
from assistant.answering.matters import Matter, Matters
from knowledge_base.entries import EntryKind
from knowledge_base.fields import FaqFields, GuideFields, read_fields
from knowledge_base.fields.guide import GuideQuestion
from knowledge_base.retrieval import Hit
from knowledge_base.similarity import alike, coverage

NEAR, NEARNESS, LEAD, SHARE = 0.89, 20.0, 1.5, 2.0  # fitted by hand on development questions


@dataclass(frozen=True, slots=True)
class Asked:
    """The question's content bigrams and how rare each is in the knowledge."""

    bigrams: frozenset[str]
    rarity: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Tuned on development questions only (docs/evaluation.md)."""

    faq_alike: float = 0.5  # Dice of bigrams between the question and a stored wording of a FAQ
    faq_entry_alike: float = 0.5
    matter_sure: float = 1.7  # of `matter_evidence`: from here on the matter is taken as meant
    matter_likely: float = 1.2  # from here on it is offered as a choice; below it is not mentioned
    quote_coverage: float = 0.55  # of the question in a regulation's chunk
    quote_dense: float = 0.83  # e5 cosine below which a passage is about something else
    expired_coverage: float = 0.5


def best_faq(matter: Matter, question: str, thresholds: Thresholds) -> GuideQuestion | None:
    """The row of the guide's own questions that says nearly the same as `question`, and about the same aspect."""
    guide = matter.fields
    if not isinstance(guide, GuideFields):
        return None
    asked, bare = set(aspects_of(question)), _without_names(question, matter)
    best: tuple[float, GuideQuestion | None] = (0.0, None)
    for row in guide.faqs:
        for wording in (row.question, *row.variants):
            aspects = set(aspects_of(wording))
            if wording != question and bool(aspects or asked) and not aspects & asked:
                continue
            # Two questions about one matter share its name; what is left must be alike too.
            rest = _without_names(wording, matter)
            score = alike(question, wording) if not rest or not bare else (alike(question, wording) + alike(bare, rest)) / 2
            if score > best[0]:
                best = (score, row)
    return best[1] if best[0] >= thresholds.faq_alike else None


def _without_names(text: str, matter: Matter) -> str:
    for name in sorted((matter.name, *matter.names), key=len, reverse=True):
        text = text.replace(name, "")
    return text


def faq_entry(question: str, hits: Sequence[Hit], thresholds: Thresholds) -> Hit | None:
    """The cross-matter FAQ entry that asks nearly the same."""
    best: tuple[float, Hit | None] = (0.0, None)
    for hit in hits:
        if hit.version.entry.kind is not EntryKind.FAQ:
            continue
        faq = read_fields(EntryKind.FAQ, hit.version.content.fields)
        assert isinstance(faq, FaqFields)
        score = max(alike(question, q) for q in (faq.question, *faq.variants))
        if score > best[0]:
            best = (score, hit)
    return best[1] if best[0] >= thresholds.faq_entry_alike else None


def matter_evidence(hits: Sequence[Hit], matters: Matters, asked: Asked) -> list[tuple[float, Matter]]:
    """Matters that retrieval suggests, best first, each with how much speaks for it.

    Joined from three signals that carry where a score alone does not: nearness of the best chunk, its lead over the
    best chunk of any other matter, and the share of the question's rare bigrams that stand anywhere in the guide.
    """
    found: list[tuple[float, Matter]] = []
    candidates = [(h, m) for h in hits if (m := matters.get(h.version.entry.id)) is not None]
    for i, (hit, matter) in enumerate(candidates[:3]):
        others = [h.score for j, (h, _) in enumerate(candidates) if j != i]
        lead = hit.score - max(others, default=0.0)
        share = coverage(asked.bigrams, matter.everything, asked.rarity)
        found.append((NEARNESS * (hit.dense - NEAR) + LEAD * lead + SHARE * share, matter))
    return sorted(found, key=lambda pair: -pair[0])


def quotable(hits: Sequence[Hit], thresholds: Thresholds) -> list[Hit]:
    """Regulation hits whose passage covers the question well enough to be quoted as its answer."""
    return [
        h
        for h in hits
        if h.version.entry.kind is EntryKind.REGULATION
        and h.coverage >= thresholds.quote_coverage
        and (h.dense == 0.0 or h.dense >= thresholds.quote_dense)
    ]
