"""Does what was found answer what was asked? A resemblance is not an answer: near misses must be refused."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.aspects import Aspect, aspects_of
from assistant.answering.matters import Matter, Matters
from assistant.answering.understand import Understanding
from knowledge_base.entries import EntryKind
from knowledge_base.fields import FaqFields, GuideFields, read_fields
from knowledge_base.fields.guide import GuideQuestion
from knowledge_base.law_names import COUNTRY
from knowledge_base.retrieval import Hit
from knowledge_base.similarity import bigrams, coverage

# Fitted by hand on development questions.
NEAR, NEARNESS, LEAD, SHARE = 0.89, 20.0, 1.5, 2.0
QUOTE_SHARE, QUOTE_LEXICAL, FAR = 3.0, 0.15, -1.0


Rarity = Callable[[Collection[str]], Mapping[str, float]]  # tokens → inverse document frequency in the knowledge


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A guide's own question that matches, how well (0–1), and the guide."""

    score: float
    matter: Matter
    row: GuideQuestion


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Tuned on development questions only (docs/evaluation.md)."""

    stored_alike: float = 0.5  # `both_ways` between the question and a stored wording, to answer with its answer
    matter_sure: float = 1.7  # of `matter_evidence`: from here on the matter is taken as meant
    matter_likely: float = 1.2  # from here on it is offered as a choice; below it is not mentioned
    quote: float = 0.9  # of `quote_evidence`: from here on a passage is quoted as the answer
    quote_national: float = 2.0  # national statutes speak of everything in principle, so more must speak for one
    expired_coverage: float = 0.5


def stored_answer(matters: Sequence[Matter], question: str, rarity: Rarity, least: float) -> StoredAnswer | None:
    """The row of the matters' own questions that asks just what `question` asks, if one does.

    Alike enough both ways by rare bigrams: what the citizen says must stand in the row (开理发店 is not 开书店), and
    what the row asks must stand in the question. A row about another aspect never answers.
    """
    asked, words = set(aspects_of(question)), bigrams(question)
    best: StoredAnswer | None = None
    for matter in matters:
        for row in matter.fields.faqs if isinstance(matter.fields, GuideFields) else ():
            told = " ".join((row.question, *row.variants, row.answer))
            if coverage(words, told, rarity(words)) < least:
                continue
            for wording in (row.question, *row.variants):
                if wording != question and not same_aspect(asked, wording):
                    continue
                score = both_ways(question, wording, rarity)
                if score >= least and (best is None or score > best.score):
                    best = StoredAnswer(score, matter, row)
    return best


def same_aspect(asked: set[Aspect], wording: str) -> bool:
    """True when a stored wording asks one of the asked aspects, or neither asks any."""
    told = set(aspects_of(wording))
    return bool(asked & told) or not (asked or told)


def both_ways(left: str, right: str, rarity: Rarity) -> float:
    """The smaller of the two rarity-weighted shares (0–1) in which either text's bigrams stand in the other."""
    a, b = bigrams(left), bigrams(right)
    return min(coverage(a, right, rarity(a)), coverage(b, left, rarity(b))) if a and b else float(left == right)


def faq_entry(question: str, hits: Sequence[Hit], rarity: Rarity, least: float) -> Hit | None:
    """The cross-matter FAQ entry that asks just this, in its question or another stored wording."""
    best: tuple[float, Hit | None] = (0.0, None)
    for hit in hits:
        if hit.version.entry.kind is not EntryKind.FAQ:
            continue
        faq = read_fields(EntryKind.FAQ, hit.version.content.fields)
        assert isinstance(faq, FaqFields)
        asked = set(aspects_of(question))
        fitting = [q for q in (faq.question, *faq.variants) if q == question or same_aspect(asked, q)]
        score = max((both_ways(question, q, rarity) for q in fitting), default=0.0)
        if score > best[0]:
            best = (score, hit)
    return best[1] if best[0] >= least else None


def matter_evidence(hits: Sequence[Hit], matters: Matters, question: str, rarity: Rarity) -> list[tuple[float, Matter]]:
    """Matters that retrieval suggests, best first, each with how much speaks for it.

    Joined from three signals that carry where a score alone does not: nearness of the best chunk, its lead over the
    best chunk of any other matter, and the share of the question's rare bigrams that stand anywhere in the guide.
    """
    found: list[tuple[float, Matter]] = []
    words = bigrams(question)
    weight = rarity(words)
    candidates = [(h, m) for h in hits if (m := matters.get(h.version.entry.id)) is not None]
    for i, (hit, matter) in enumerate(candidates[:3]):
        others = [h.score for j, (h, _) in enumerate(candidates) if j != i]
        lead = hit.score - max(others, default=0.0)
        share = coverage(words, matter.everything, weight)
        # Found by words alone (no model, or its vectors are still to come): nearness then says nothing either way.
        near = NEARNESS * (hit.dense - NEAR) if hit.dense else 0.0
        found.append((near + LEAD * lead + SHARE * share, matter))
    return sorted(found, key=lambda pair: -pair[0])


def quote_evidence(hit: Hit, question: str) -> float:
    """How much speaks for quoting this passage as the answer: nearness, shared bigrams, lexical score per character."""
    # Not among the nearest passages (or there is no model): shared words alone must carry it.
    near = NEARNESS * (hit.dense - NEAR) if hit.dense else FAR
    shared = coverage(bigrams(question), hit.chunk.passage)
    return near + QUOTE_SHARE * shared + QUOTE_LEXICAL * hit.lexical / max(1, len(question))


def quotable(hits: Sequence[Hit], question: str, thresholds: Thresholds) -> list[Hit]:
    """Regulation hits that answer well enough to be quoted."""
    regulations = [h for h in hits if h.version.entry.kind is EntryKind.REGULATION]
    return [h for h in regulations if quote_evidence(h, question) >= _least(h, thresholds)]


def _least(hit: Hit, thresholds: Thresholds) -> float:
    national = hit.version.content.title.startswith(COUNTRY)
    return thresholds.quote_national if national else thresholds.quote


def plain_quotes(hits: Sequence[Hit], u: Understanding, thresholds: Thresholds) -> list[Hit]:
    """Passages that answer so plainly that a text which was ingested goes before asking back or refusing.

    The first hit of all must be one of them. Where the question names another region, only its own texts count.
    """
    if u.region:
        hits = [h for h in hits if u.region in h.version.content.title or u.region in h.version.content.source]
    plain = quotable(hits[:3], u.text, thresholds)
    if not plain or plain[0] is not hits[0]:
        return []
    document = hits[0].version.entry.document_id
    beside = [h for h in hits[:4] if h not in plain and document and h.version.entry.document_id == document]
    return [*plain, *beside]  # its neighbours fold below: an answer often goes on in the next article
