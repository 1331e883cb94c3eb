"""Opens a home: engine, schema, indexes and model become one Library. Nothing else knows which adapters are used."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from knowledge_base.china_time import china_day
from knowledge_base.chroma_vectors import ChromaVectors
from knowledge_base.database import migrate, open_engine
from knowledge_base.embedding.cache import CachedEmbedder
from knowledge_base.embedding.embedder import Embedder
from knowledge_base.embedding.reranker import Reranker
from knowledge_base.fusion import Fusion
from knowledge_base.home import Home
from knowledge_base.indexer import Indexer
from knowledge_base.law_names import LawNames
from knowledge_base.lexicon import Lexicon
from knowledge_base.library import Library
from knowledge_base.outbox import Outbox
from knowledge_base.question_book import QuestionBook
from knowledge_base.records import Records
from knowledge_base.refusals import Refusals
from knowledge_base.retrieval import Retrieval
from knowledge_base.tantivy_words import TantivyWords
from knowledge_base.tokens import Tokeniser
from knowledge_base.vector_cache import SqlVectorCache


@dataclass(frozen=True, slots=True)
class LibraryConfig:
    """What opening needs to know. `database_url` None means the SQLite file in the home; `vector_cache` a SQLite file
    that keeps embeddings apart from it (evaluations of one corpus share one)."""

    home: Home
    database_url: str | None = None
    fusion: Fusion = Fusion()
    vector_cache: Path | None = None


@dataclass(frozen=True, slots=True)
class OpenedLibrary:
    """A library with the engine under it, for those who keep their own tables there."""

    library: Library
    engine: Engine
    vector_cache: SqlVectorCache


def open_library(
    config: LibraryConfig,
    embedder: Embedder | None,
    lexicon: Lexicon,
    executor: Executor,
    now: Callable[[], datetime],
    reranker: Reranker | None = None,
    refusals: Refusals = Refusals(),
) -> OpenedLibrary:
    """Open (and on first use create) the knowledge base of a home that the caller has locked."""
    config.home.path.mkdir(parents=True, exist_ok=True)
    engine = open_engine(config.database_url or config.home.database_url)
    migrate(engine)
    records, outbox = Records(engine), Outbox(engine)
    cache = SqlVectorCache(_cache_engine(config.vector_cache) if config.vector_cache else engine)
    words = TantivyWords(config.home.words, Tokeniser(lexicon.terms()))
    vectors = ChromaVectors(config.home.vectors, embedder.model_id) if embedder else None
    cached = CachedEmbedder(embedder, cache) if embedder else None
    law_names = LawNames(records.law_keys)
    retrieval = Retrieval(
        records=records,
        words=words,
        vectors=vectors,
        embedder=cached,
        lexicon=lexicon,
        law_names=law_names,
        executor=executor,
        today=lambda: china_day(now()),
        fusion=config.fusion,
        reranker=reranker,
        questions=QuestionBook(records, cached),
        refusals=QuestionBook(refusals.examples, cached),
        kinds=refusals.kinds,
    )
    indexer = Indexer(records, outbox, words, vectors, cached)
    library = Library(records, outbox, indexer, retrieval, words, vectors, law_names, lexicon, now)
    return OpenedLibrary(library, engine, cache)


def _cache_engine(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    return engine
