"""search: normalise → expand → dense and lexical → weighted fusion → rerank → validity; rejected hits keep the reason."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from knowledge_base.embedding.embedder import Embedder
from knowledge_base.embedding.reranker import Reranker
from knowledge_base.entries import Chunk, EntryKind, EntryVersion, LegalStatus
from knowledge_base.errors import EmbeddingUnavailable
from knowledge_base.fusion import Fused, Fusion, answered_shares, fuse
from knowledge_base.law_names import LawNames
from knowledge_base.lexicon import Lexicon
from knowledge_base.question_book import Alike, QuestionBook
from knowledge_base.question_kinds import KindModel
from knowledge_base.records import Records
from knowledge_base.refusals import Likeness
from knowledge_base.similarity import bigrams, coverage
from knowledge_base.text import normalise
from knowledge_base.vectors import Vector, VectorIndex
from knowledge_base.words import Scored, WordIndex

CHUNKS_PER_ENTRY = 3  # read for each entry that is still wanted
NAMED_SCORE = 2.0  # above any fused score
NEAREST_QUESTIONS = 60  # stored questions that are told to those who answer
NEAREST_REFUSALS = 10


class Rejection(StrEnum):
    """Why a hit was found but not used."""

    EXPIRED = "expired"
    NOT_YET = "not_yet_in_force"
    REPEALED = "repealed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry, by its best chunk. `score` is fused (0–1, above 1 when the article was named).

    `coverage` is the rarity-weighted share (0–1) of the question's bigrams that stand in the chunk: the strongest
    single signal that a passage answers rather than resembles.
    """

    chunk: Chunk
    version: EntryVersion
    score: float
    dense: float
    lexical: float
    named: bool = False
    coverage: float = 0.0


@dataclass(frozen=True, slots=True)
class RejectedHit:
    """A hit that may not be shown as today's knowledge; `on` is the date that decides it."""

    hit: Hit
    reason: Rejection
    on: date | None


@dataclass(frozen=True, slots=True)
class SearchResults:
    """`kept` may be shown, best first; `rejected` explain honest refusals; `alike` are stored questions near this one."""

    kept: tuple[Hit, ...]
    rejected: tuple[RejectedHit, ...]
    ms: float = 0.0
    bigrams: frozenset[str] = frozenset()
    rarity: Mapping[str, float] = field(default_factory=dict)
    alike: tuple[Alike, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Everything a search needs; `today` and `perf_counter` are injected."""

    records: Records
    words: WordIndex
    vectors: VectorIndex | None
    embedder: Embedder | None
    lexicon: Lexicon
    law_names: LawNames
    executor: Executor
    today: Callable[[], date]
    fusion: Fusion = Fusion()
    reranker: Reranker | None = None
    rerank_depth: int = 30
    questions: QuestionBook | None = None
    refusals: QuestionBook | None = None
    kinds: KindModel | None = None

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        as_of: date | None = None,
        kinds: Collection[EntryKind] = (),
    ) -> SearchResults:
        """Best entries for `query` as knowledge stood on `as_of` (default: today)."""
        begin = time.perf_counter()
        moment = as_of or self.today()
        text = normalise(query)
        named = self._named(text)
        fused, alike = self._fused(text, self.lexicon.expand(text), archive=moment < self.today())
        hits = self._reranked(text, self._hits(named, fused, kinds, enough=limit + limit // 2 + 5))
        asked = bigrams(text)
        rarity = self.words.rarity(asked)
        hits = [replace(h, coverage=coverage(asked, h.chunk.passage, rarity)) for h in hits]
        kept: list[Hit] = []
        rejected: list[RejectedHit] = []
        for hit in hits:
            verdict = validity(hit.version, moment)
            if verdict is None:
                kept.append(hit)
            else:
                rejected.append(RejectedHit(hit, *verdict))
        ms = (time.perf_counter() - begin) * 1000
        return SearchResults(tuple(kept[:limit]), tuple(rejected), ms, asked, rarity, tuple(alike))

    def _named(self, text: str) -> list[str]:
        """Entry ids of the articles that the question names."""
        return [i for r in self.law_names.references(text) for i in self.records.articles(r.law_key, r.article)]

    def nearness(self, question: str, passages: Sequence[str]) -> list[float]:
        """Cosine of a question with each passage, 0 for all where there is no model. Passages' vectors are kept."""
        if self.embedder is None or not passages:
            return [0.0] * len(passages)
        try:
            vector = self._vector(question)
            return [float(c) for c in self.embedder.embed_passages(passages) @ vector]
        except EmbeddingUnavailable:
            return [0.0] * len(passages)

    def likeness(self, question: str) -> Likeness:
        """How like what is not answered here (knowledge_base/refusals.py) a normalised question is."""
        vector = None
        try:
            if self.embedder and question:
                vector = self._vector(question)
            near = self.refusals.nearest(question, vector, NEAREST_REFUSALS) if self.refusals else []
        except EmbeddingUnavailable:  # words alone do not tell this model enough
            return Likeness()
        return Likeness(tuple(near), self.kinds.shares(question, vector) if self.kinds and question else {})

    def _vector(self, text: str) -> Vector:
        assert self.embedder is not None
        return self.embedder.embed_query(text)

    def _fused(self, text: str, expanded: str, *, archive: bool) -> tuple[list[Fused], list[Alike]]:
        """Chunks best first, and the stored questions near this one."""
        depth = self.fusion.depth
        shelves = (False, True) if archive else (False,)
        dense_later = self.executor.submit(self._dense, text, depth, shelves)
        lexical = _best([s for shelf in shelves for s in self.words.search(expanded, depth, archive=shelf)], depth)
        dense, alike = dense_later.result()
        return self._with_answered(fuse(dense, lexical, self.fusion), alike), alike

    def _dense(self, text: str, depth: int, shelves: Sequence[bool]) -> tuple[list[Scored], list[Alike]]:
        if not text:
            return [], []
        archive = True in shelves
        if self.embedder is None or self.vectors is None:
            return [], self._alike(text, None, archive)
        try:
            vector = self._vector(text)
        except EmbeddingUnavailable:  # a remote model that fails must not take the words down with it
            return [], []
        try:
            alike = self._alike(text, vector, archive)
        except EmbeddingUnavailable:  # the book's own vectors could not be made: the passages' are still there
            alike = []
        found = [s for shelf in shelves for s in self.vectors.search(vector, depth, archive=shelf)]
        return _best(found, depth), alike

    def _alike(self, text: str, vector: Vector | None, archive: bool) -> list[Alike]:
        """The nearest stored questions of entries that may still answer (of any entry, when the past is asked about)."""
        if self.questions is None:
            return []
        near = self.questions.nearest(text, vector, NEAREST_QUESTIONS * 2)
        if not archive:
            answering = self.records.answering(list({a.entry_id for a in near}))
            near = [a for a in near if a.entry_id in answering]
        return near[:NEAREST_QUESTIONS]

    def _with_answered(self, fused: list[Fused], alike: Sequence[Alike]) -> list[Fused]:
        """What answered the nearest questions rises, and comes in where it was not found at all."""
        shares = answered_shares(alike[: self.fusion.answered], self.fusion.answered_sharpness)
        if not shares:
            return fused
        rows = {row[0]: row for row in fused}
        for entry_id, chunks in self.records.chunks(list(shares)).items():
            if not chunks:
                continue
            best = max((c.id for c in chunks), key=lambda i: rows[i][1] if i in rows else -1.0)
            chunk_id, score, dense, lexical = rows.get(best, (best, 0.0, 0.0, 0.0))
            rows[best] = (chunk_id, score + self.fusion.answered_weight * shares[entry_id], dense, lexical)
        return sorted(rows.values(), key=lambda row: (-row[1], row[0]))

    def _hits(
        self,
        named: Sequence[str],
        fused: Sequence[Fused],
        kinds: Collection[EntryKind],
        enough: int,
    ) -> list[Hit]:
        """One hit per entry by its best chunk, named articles first, then by fused score; about `enough` entries.

        Rows are read in runs until there are enough: what is ranked far below is never loaded.
        """
        rows = {chunk_id: (score, dense, lexical) for chunk_id, score, dense, lexical in fused}
        hits = self._named_hits(named, kinds)
        seen = {h.version.entry.id for h in hits}
        order = list(rows)
        run = enough * CHUNKS_PER_ENTRY
        for start in range(0, len(order), run):
            if len(hits) >= enough:
                break
            chunks = self.records.chunks_by_id(order[start : start + run])
            best: dict[str, Chunk] = {}
            for chunk_id in order[start : start + run]:
                chunk = chunks.get(chunk_id)
                if chunk is not None and chunk.entry_id not in seen:
                    best.setdefault(chunk.entry_id, chunk)
            seen.update(best)
            versions = self.records.published(list(best))
            hits += [
                Hit(chunk, versions[e], *rows[chunk.id])
                for e, chunk in best.items()
                if _may_show(chunk, versions.get(e), kinds)
            ]
        return hits

    def _named_hits(self, named: Sequence[str], kinds: Collection[EntryKind]) -> list[Hit]:
        """The articles that the question names, by their first chunk; a score above any other's."""
        versions = self.records.published(named)
        chunks = self.records.chunks(named)
        return [
            Hit(chunks[e][0], versions[e], NAMED_SCORE, 0.0, 0.0, named=True)
            for e in dict.fromkeys(named)
            if chunks[e] and _may_show(chunks[e][0], versions.get(e), kinds)
        ]

    def _reranked(self, text: str, hits: list[Hit]) -> list[Hit]:
        """The first hits in the cross-encoder's order, when there is one; named articles stay in front."""
        if self.reranker is None or not hits:
            return hits
        named = [h for h in hits if h.named]
        head = [h for h in hits if not h.named][: self.rerank_depth]
        tail = [h for h in hits if not h.named][self.rerank_depth :]
        scores = self.reranker.scores(text, [h.chunk.passage for h in head])
        ordered = sorted(zip(scores, head, strict=True), key=lambda pair: -pair[0])
        return [*named, *(replace(h, score=s) for s, h in ordered), *tail]


def _may_show(chunk: Chunk, version: EntryVersion | None, kinds: Collection[EntryKind]) -> bool:
    """False for a kind that was not asked for, and where a publication came between reading chunk and version: a
    passage must not be shown under another version's number."""
    return version is not None and version.version == chunk.version and (not kinds or version.entry.kind in kinds)


def _best(scored: Sequence[Scored], depth: int) -> list[Scored]:
    return sorted(scored, key=lambda s: (-s.score, s.chunk_id))[:depth]


def validity(version: EntryVersion, on: date) -> tuple[Rejection, date | None] | None:
    """None when the version held on that day, else why not and the date that decides."""
    content, entry = version.content, version.entry
    if content.effective_from and on < content.effective_from:
        return Rejection.NOT_YET, content.effective_from
    if entry.superseded_on is not None:
        return (Rejection.SUPERSEDED, entry.superseded_on) if on >= entry.superseded_on else None
    if entry.archived:
        return Rejection.SUPERSEDED, None
    if content.effective_to and on > content.effective_to:
        return Rejection.EXPIRED, content.effective_to
    if content.legal_status is LegalStatus.REPEALED and (content.effective_to is None):
        return Rejection.REPEALED, None
    return None
