"""Does what was found answer what was asked? A resemblance is not an answer: near misses must be refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.matters import Matter, Matters
from knowledge_base.entries import EntryKind
from knowledge_base.fields import FaqFields, GuideFields, read_fields
from knowledge_base.fields.guide import GuideQuestion
from knowledge_base.retrieval import Hit
from knowledge_base.similarity import alike


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Tuned on development questions only (docs/evaluation.md)."""

    faq_alike: float = 0.52  # Dice of bigrams between the question and a stored wording of a FAQ
    faq_entry_alike: float = 0.5
    matter_coverage: float = 0.5  # of the question in a guide's chunk, when no name of the matter was said
    quote_coverage: float = 0.55  # of the question in a regulation's chunk
    quote_dense: float = 0.83  # e5 cosine below which a passage is about something else


def best_faq(matter: Matter, question: str, thresholds: Thresholds) -> GuideQuestion | None:
    """The row of the guide's own questions that says nearly the same as `question`."""
    guide = matter.fields
    if not isinstance(guide, GuideFields):
        return None
    scored = [(max(alike(question, q) for q in (row.question, *row.variants)), row) for row in guide.faqs]
    score, row = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return row if score >= thresholds.faq_alike else None


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


def matter_of_hits(hits: Sequence[Hit], matters: Matters, thresholds: Thresholds) -> Matter | None:
    """The guide or policy that retrieval puts first, when its chunk covers enough of the question."""
    for hit in hits[:2]:
        matter = matters.get(hit.version.entry.id)
        if matter and hit.coverage >= thresholds.matter_coverage:
            return matter
    return None


def quotable(hits: Sequence[Hit], thresholds: Thresholds) -> list[Hit]:
    """Regulation hits whose passage covers the question well enough to be quoted as its answer."""
    return [
        h
        for h in hits
        if h.version.entry.kind is EntryKind.REGULATION
        and h.coverage >= thresholds.quote_coverage
        and (h.dense == 0.0 or h.dense >= thresholds.quote_dense)
    ]
