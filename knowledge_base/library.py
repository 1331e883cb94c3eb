"""The table of contents of what we know: publish, retire, supersede, search, look up, and keep the indexes true."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from knowledge_base.entries import EntryKind, EntryVersion, LegalStatus
from knowledge_base.indexer import Indexer, Progress
from knowledge_base.law_names import LawNames
from knowledge_base.lexicon import Lexicon
from knowledge_base.outbox import IndexName, Outbox
from knowledge_base.records import Change, Records
from knowledge_base.refusals import Likeness
from knowledge_base.retrieval import Retrieval, SearchResults
from knowledge_base.vectors import VectorIndex
from knowledge_base.words import WordIndex


@dataclass(frozen=True, slots=True)
class Verification:
    """What `index verify` found; an empty difference on every line means SQL and both indexes are equal."""

    chunks: int
    words_missing: tuple[str, ...]
    words_extra: tuple[str, ...]
    vectors_missing: tuple[str, ...]
    vectors_extra: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """True when nothing is missing and nothing is left over."""
        return not (self.words_missing or self.words_extra or self.vectors_missing or self.vectors_extra)

    @property
    def summary(self) -> str:
        """One Chinese line for the operator."""
        if self.equal:
            return f"一致：{self.chunks} 个片段在数据库、字词索引和向量索引里都在"
        return (
            f"不一致：字词索引缺 {len(self.words_missing)} 多 {len(self.words_extra)}，"
            f"向量索引缺 {len(self.vectors_missing)} 多 {len(self.vectors_extra)}；请运行 xiaobao index rebuild"
        )

    def as_json(self) -> dict[str, int | bool]:
        """Counts only."""
        return {
            "equal": self.equal,
            "chunks": self.chunks,
            "words_missing": len(self.words_missing),
            "words_extra": len(self.words_extra),
            "vectors_missing": len(self.vectors_missing),
            "vectors_extra": len(self.vectors_extra),
        }


@dataclass(frozen=True, slots=True)
class Library:
    """One opened knowledge base. Every write goes to SQL first; indexes follow through the outbox."""

    records: Records
    outbox: Outbox
    indexer: Indexer
    retrieval: Retrieval
    words: WordIndex
    vectors: VectorIndex | None
    law_names: LawNames
    lexicon: Lexicon
    now: Callable[[], datetime]

    def publish(self, changes: Sequence[Change], *, follow: bool = True) -> list[str]:
        """Publish in one transaction and make the words searchable; returns the ids of entries that changed.

        A bulk load passes `follow=False` and calls `follow_words` now and then: an index commit costs 50 ms.
        """
        changed = self.records.publish(changes, self.now())
        if follow:
            self.follow_words()
        return changed

    def retire(self, entry_ids: Sequence[str], *, follow: bool = True) -> None:
        """Take entries out of every answer from now on."""
        self.records.retire(entry_ids, self.now())
        if follow:
            self.follow_words()

    def supersede(self, document_id: str, by: str, on: date | None, status: LegalStatus = LegalStatus.AMENDED) -> int:
        """An older law gives way to document `by` from day `on`; returns entries moved (`follow_words` is due)."""
        return self.records.supersede(document_id, by, on, self.now(), status)

    def attach_questions(self, questions: Mapping[str, Sequence[str]]) -> int:
        """Attach answered questions to entries; returns how many entries gained one."""
        gained = self.records.attach_questions(questions, self.now())
        self.follow_words()
        return gained

    def follow_words(self, progress: Progress = lambda n: None) -> int:
        """Make every published word searchable; returns the outbox rows applied."""
        applied = self.indexer.follow_words(progress)
        self.law_names.forget()
        return applied

    def follow_vectors(self, progress: Progress = lambda n: None, stop: Callable[[], bool] = lambda: False) -> int:
        """Embed and index what is pending; long after a bulk load, milliseconds after one publication."""
        return self.indexer.follow_vectors(progress, stop)

    def search(
        self, query: str, *, limit: int = 10, as_of: date | None = None, kinds: Collection[EntryKind] = ()
    ) -> SearchResults:
        """See Retrieval.search."""
        return self.retrieval.search(query, limit=limit, as_of=as_of, kinds=kinds)

    def nearness(self, question: str, passages: Sequence[str]) -> list[float]:
        """See Retrieval.nearness."""
        return self.retrieval.nearness(question, passages)

    def likeness(self, question: str) -> Likeness:
        """See Retrieval.likeness."""
        return self.retrieval.likeness(question)

    def entry(self, entry_id: str, version: int | None = None) -> EntryVersion:
        """A version of an entry; raises UnknownEntry."""
        return self.records.version(entry_id, version)

    def replay(self, progress: Progress = lambda n: None) -> int:
        """At start: apply what a crash left in the outbox (words now; vectors by `follow_vectors`)."""
        self.records.archive_due(self.now())
        if not self.words.chunk_ids() and self.records.published_ids():
            self.outbox.enqueue_all(IndexName.WORDS, self.now())
        # A lost folder, another model, or a time without one: what the index lacks and nobody has queued.
        counts = self.records.counts()
        if self.vectors is not None and not counts["vectors_pending"] and len(self._held_vectors()) != counts["chunks"]:
            self.outbox.enqueue_all(IndexName.VECTORS, self.now())
        return self.indexer.follow_words(progress)

    def rebuild(self, progress: Progress = lambda n: None) -> int:
        """Forget both indexes and derive them again from SQL; returns the entries indexed."""
        self.words.clear()
        entries = self.outbox.enqueue_all(IndexName.WORDS, self.now())
        if self.vectors is not None:
            self.vectors.clear()
            self.outbox.enqueue_all(IndexName.VECTORS, self.now())
        self.follow_words(progress)
        self.indexer.follow_vectors(progress)
        return entries

    def verify(self) -> Verification:
        """Compare the chunk ids in SQL with those in each index."""
        truth = {c.id for chunks in self.records.chunks(self.records.published_ids()).values() for c in chunks}
        words = self.words.chunk_ids()
        vectors = self._held_vectors() if self.vectors is not None else truth
        return Verification(
            len(truth),
            tuple(sorted(truth - words)),
            tuple(sorted(words - truth)),
            tuple(sorted(truth - vectors)),
            tuple(sorted(vectors - truth)),
        )

    def _held_vectors(self) -> set[str]:
        if self.vectors is None:
            return set()
        return self.vectors.chunk_ids() | self.vectors.chunk_ids(archive=True)
