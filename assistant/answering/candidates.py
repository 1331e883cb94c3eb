"""Which entry may answer: guides, policies and FAQ entries, weighed by stored questions, search, words and names."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.answering.evidence import Rarity
from assistant.answering.matters import Matter, Matters
from assistant.answering.thresholds import Confidence, Weights
from knowledge_base.entries import EntryKind
from knowledge_base.fields import FaqFields, PolicyFields, read_fields
from knowledge_base.question_book import Alike
from knowledge_base.retrieval import Hit, Rejection, SearchResults, validity
from knowledge_base.similarity import bigrams, coverage

NEAREST = 3  # stored questions of one entry whose mean nearness counts
COMPARED = 8  # stored questions of one entry that are compared word by word


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may answer: a matter, or a FAQ entry by its `hit`. `alike` are its stored questions, nearest first;
    `share` of the question's rare bigrams stands in it (0–1)."""

    entry_id: str
    score: float
    matter: Matter | None
    hit: Hit | None
    alike: tuple[Alike, ...] = ()
    share: float = 0.0
    mentioned: bool = False

    @property
    def title(self) -> str:
        """What citizens call it."""
        if self.matter is not None:
            return self.matter.name
        return self.hit.version.content.title if self.hit else self.entry_id


def candidates(
    question: str, results: SearchResults, mentioned: Collection[str], matters: Matters, rarity: Rarity, today: date,
    weights: Weights = Weights(),
) -> list[Candidate]:  # fmt: skip
    """Every entry that anything speaks for, best first; `mentioned` are entry ids of matters that the words name."""
    near: dict[str, list[Alike]] = defaultdict(list)
    for alike in results.alike:
        near[alike.entry_id].append(alike)
    floor = min((a.cosine for a in results.alike), default=weights.ordinary)
    hits = {h.version.entry.id: h for h in reversed(results.kept)}
    asked = bigrams(question)
    known = {e for e in {*near, *hits, *mentioned} if _holds(matters.get(e), today) or _is_faq(hits.get(e))}
    compared = {a.question for alike in near.values() for a in alike[:COMPARED]}
    rare = rarity(asked.union(*map(_words_of, compared)))
    weigh = _Weighing(question, asked, rare, weights, floor)
    found = [weigh(e, near[e], hits.get(e), matters.get(e), e in mentioned) for e in known]
    return sorted(found, key=lambda c: (-c.score, c.entry_id))


def confidence(
    best: Candidate, question: str, weights: Confidence, *, outside: bool = False, words_only: bool = False,
    against: tuple[float, float] = (0.0, 0.0),
) -> float:  # fmt: skip
    """Log-odds that `best` answers the question; see Confidence. `against` is what likeness.doubts found."""
    w = weights
    nearest = best.alike[0].cosine if best.alike else w.ordinary
    dense = best.hit.dense if best.hit else 0.0
    return (
        w.constant
        + w.score * best.score
        + w.share * best.share
        + w.mentioned * best.mentioned
        + w.named * (best.matter is not None and best.matter.name in question)
        + w.outside * outside
        + words_only * (w.words_only + w.mentioned_alone * best.mentioned)
        + w.refused * against[0]
        + w.answered * against[1]
        + w.length * math.log(max(1, len(bigrams(question))))
        + w.nearest * (nearest - w.ordinary)
        + (w.dense * (dense - w.ordinary_passage) if dense else w.found_nowhere)
    )


@dataclass(frozen=True, slots=True)
class _Weighing:
    question: str
    asked: frozenset[str]
    rare: Mapping[str, float]
    weights: Weights
    floor: float

    def __call__(
        self, entry_id: str, alike: Sequence[Alike], hit: Hit | None, matter: Matter | None, mentioned: bool
    ) -> Candidate:
        w = self.weights
        cosines = [a.cosine for a in alike[:NEAREST]]
        near = sum(cosines + [self.floor] * (NEAREST - len(cosines))) / NEAREST
        worded = max((overlap(self.asked, _words_of(a.question), self.rare) for a in alike[:COMPARED]), default=0.0)
        share = coverage(self.asked, _everything(matter, hit), self.rare)
        score = (
            w.near * (near - w.ordinary)
            + w.worded * worded
            + w.fused * (hit.score if hit else 0.0)
            + w.share * share
            + w.mentioned * mentioned
            + w.named * (matter is not None and matter.name in self.question)
        )
        return Candidate(entry_id, score, matter, hit, tuple(alike), share, mentioned)


@lru_cache(20_000)
def _words_of(stored: str) -> frozenset[str]:
    """Bigrams of a stored question; what citizens ask is never kept here."""
    return bigrams(stored)


def overlap(asked: frozenset[str], told: frozenset[str], rare: Mapping[str, float]) -> float:
    """Shared rarity of two texts' bigrams over the geometric mean of their own (0–1)."""
    if not asked or not told:
        return 0.0
    whole = math.sqrt(sum(rare[b] for b in asked) * sum(rare[b] for b in told))
    return sum(rare[b] for b in asked & told) / whole if whole else 0.0


def _holds(matter: Matter | None, today: date) -> bool:
    """True for what may be told today; a policy that has ended may be, since it says so itself."""
    if matter is None:
        return False
    verdict = validity(matter.version, today)
    ended = isinstance(matter.fields, PolicyFields) and verdict is not None and verdict[0] is Rejection.EXPIRED
    return verdict is None or ended


def _is_faq(hit: Hit | None) -> bool:
    return hit is not None and hit.version.entry.kind is EntryKind.FAQ


def _everything(matter: Matter | None, hit: Hit | None) -> str:
    if matter is not None:
        return matter.everything
    assert hit is not None
    faq = read_fields(EntryKind.FAQ, hit.version.content.fields)
    assert isinstance(faq, FaqFields)
    return " ".join((faq.question, *faq.variants, faq.answer.text, *(d.text for d in faq.details))).lower()
