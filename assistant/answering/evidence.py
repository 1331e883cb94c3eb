"""Does a passage answer what was asked? A resemblance is not an answer: near misses must be refused."""

from collections.abc import Callable, Collection, Mapping, Sequence

from assistant.answering.thresholds import Thresholds
from assistant.answering.understanding.understand import Understanding
from knowledge_base.entries import EntryKind
from knowledge_base.law_names import COUNTRY
from knowledge_base.retrieval import Hit
from knowledge_base.similarity import bigrams, coverage

# Fitted by hand on development questions.
NEAR, NEARNESS = 0.89, 20.0
QUOTE_SHARE, QUOTE_LEXICAL, FAR = 3.0, 0.15, -1.0


Rarity = Callable[[Collection[str]], Mapping[str, float]]  # tokens → inverse document frequency in the knowledge


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
