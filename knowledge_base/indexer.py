"""Makes the indexes follow the records: applies outbox rows, marks them, replays what a crash left behind."""

import math
import threading
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from knowledge_base.embedding.embedder import Embedder
from knowledge_base.entries import Chunk, EntryKind, EntryVersion
from knowledge_base.outbox import IndexName, Outbox
from knowledge_base.records import Records
from knowledge_base.vectors import Vector, VectorIndex
from knowledge_base.words import WordDocument, WordIndex

WORDS_BATCH = 2000
VECTORS_BATCH = 64  # small, so that progress shows and a stop loses little

PULL = 0.2  # of answered questions on a passage's vector; chosen on development folds (docs/benchmarks.md)

Progress = Callable[[int], None]


class Indexer:
    """The only writer of both indexes. Applying a row twice leaves the indexes as applying it once."""

    def __init__(
        self, records: Records, outbox: Outbox, words: WordIndex, vectors: VectorIndex | None, embedder: Embedder | None
    ) -> None:
        self._records = records
        self._outbox = outbox
        self._words = words
        self._vectors = vectors
        self._embedder = embedder
        self._words_lock = threading.Lock()
        self._vectors_lock = threading.Lock()

    def follow_words(self, progress: Progress = lambda n: None) -> int:
        """Bring the lexical index up to date; returns the rows applied."""
        return self._follow(IndexName.WORDS, WORDS_BATCH, self._words_lock, self._apply_words, progress, lambda: False)

    def follow_vectors(self, progress: Progress = lambda n: None, stop: Callable[[], bool] = lambda: False) -> int:
        """Bring the vector index up to date, or until `stop`; without an embedder rows are marked as nothing to do."""
        return self._follow(IndexName.VECTORS, VECTORS_BATCH, self._vectors_lock, self._apply_vectors, progress, stop)

    def _follow(
        self,
        index: IndexName,
        batch: int,
        lock: threading.Lock,
        apply: Callable[[Sequence[str]], None],
        progress: Progress,
        stop: Callable[[], bool],
    ) -> int:
        applied = 0
        while not stop():
            with lock:  # held for one batch only, so that a small publication overtakes a long load
                rows = self._outbox.pending(index, batch)
                if not rows:
                    break
                apply(_entries(rows))
                self._outbox.mark(index, [row for row, _ in rows])
            applied += len(rows)
            progress(len(rows))
        return applied

    def _apply_words(self, entry_ids: Sequence[str]) -> None:
        published = self._records.published(entry_ids)
        chunks = self._records.chunks(entry_ids)
        questions = self._records.questions(entry_ids)
        shelves: dict[bool, dict[str, list[WordDocument]]] = {False: {}, True: {}}
        for entry_id in entry_ids:
            version = published.get(entry_id)
            archived = version is not None and version.entry.archived
            documents = _word_documents(version, chunks[entry_id], questions[entry_id]) if version else []
            shelves[archived][entry_id] = documents
        self._words.replace(shelves[False], shelves[True])

    def _apply_vectors(self, entry_ids: Sequence[str]) -> None:
        if self._vectors is None or self._embedder is None:
            return
        published = self._records.published(entry_ids)
        chunks = self._records.chunks(entry_ids)
        questions = self._records.questions(entry_ids)
        stale = self._records.every_chunk_id(entry_ids)
        wanted: dict[bool, list[Chunk]] = {False: [], True: []}
        for entry_id, version in published.items():
            wanted[version.entry.archived].extend(chunks[entry_id])
        for archive in (False, True):
            keep = {c.id: c for c in wanted[archive]}
            remove = sorted(i for ids in stale.values() for i in ids if i not in keep)
            # A moved vector depends on its questions as well, so it is written again whenever its entry comes by.
            moving = {e: questions[e] for e, v in published.items() if questions[e] and _is_one_passage(v, chunks[e])}
            still = [i for i, c in keep.items() if c.entry_id not in moving]
            held = self._vectors.chunk_ids(archive=archive, among=still)
            add = self._embed([c for i, c in keep.items() if i not in held], moving)
            self._vectors.update(add, remove, archive=archive)

    def _embed(self, chunks: Sequence[Chunk], moving: Mapping[str, Sequence[str]]) -> dict[str, Vector]:
        if not chunks or self._embedder is None:
            return {}
        vectors = dict(
            zip((c.id for c in chunks), self._embedder.embed_passages([c.passage for c in chunks]), strict=True)
        )
        for chunk in chunks:
            if chunk.entry_id in moving:
                asked = self._embedder.embed_passages(moving[chunk.entry_id])
                vectors[chunk.id] = moved(vectors[chunk.id], asked)
        return vectors


def moved(passage: Vector, questions: Vector) -> Vector:
    """The passage's vector [d] drawn toward the questions [n, d] that it is known to answer; L2-normalised.

    More questions draw more, but only by their logarithm: an article with a hundred still says what it says.
    """
    drawn: Vector = passage + PULL * math.log1p(len(questions)) * questions.mean(axis=0)
    return drawn / np.linalg.norm(drawn)


def _entries(rows: Sequence[tuple[int, str]]) -> list[str]:
    return list(dict.fromkeys(entry_id for _, entry_id in rows))


def _is_one_passage(version: EntryVersion, chunks: Sequence[Chunk]) -> bool:
    """True when an entry's questions are about all of it: an article (its 款 belong together), or a single chunk.

    A guide's chunks answer different aspects; its questions, on each of them, would drown what each says.
    """
    return version.entry.kind is EntryKind.REGULATION or len(chunks) == 1


def _word_documents(version: EntryVersion, chunks: Sequence[Chunk], questions: Sequence[str]) -> list[WordDocument]:
    everywhere = _is_one_passage(version, chunks)
    asked = " ".join(questions)
    return [
        WordDocument(c.id, c.entry_id, " ".join((c.title, *c.heading)), c.text, asked if everywhere or not i else "")
        for i, c in enumerate(chunks)
    ]
