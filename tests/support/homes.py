"""An opened knowledge base in a folder of its own, with a clock and ids that a test decides."""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from assistant.answering import building
from assistant.answering.answer import Answer
from assistant.answering.pipeline import Answering
from assistant.answering.understanding.turns import Context
from ingest.pipeline import Ingestion
from knowledge_base.chroma_vectors import ChromaVectors
from knowledge_base.embedding.embedder import Embedder
from knowledge_base.home import Home
from knowledge_base.lexicon import Lexicon
from knowledge_base.library import Library
from knowledge_base.opening import LibraryConfig, OpenedLibrary, open_library
from knowledge_base.starter import starter_changes, starter_lexicon

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def now() -> datetime:
    """The moment at which every test of this folder happens."""
    return NOW


def numbered(prefix: str = "id") -> Callable[[], str]:
    """Ids that count up: id-1, id-2, …"""
    counter = itertools.count(1)
    return lambda: f"{prefix}-{next(counter)}"


@contextmanager
def opened_library(
    folder: Path, embedder: Embedder | None = None, lexicon: Lexicon | None = None
) -> Iterator[OpenedLibrary]:
    """A knowledge base in `folder`, closed at the end; words only when no embedder is given."""
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=2) as executor:
        opened = open_library(LibraryConfig(Home(folder)), embedder, lexicon or Lexicon(), executor, now)
        try:
            yield opened
        finally:
            if isinstance(opened.library.vectors, ChromaVectors):
                opened.library.vectors._client.close()  # type: ignore[attr-defined]  # not in its interface
            opened.engine.dispose()


_document_id = numbered("doc")  # one counter for all: two ingestions into one library never meet in an id


def ingestion_of(library: Library) -> Ingestion:
    """Ingestion with counted ids."""
    return Ingestion(library, _document_id, now)


@contextmanager
def starter_library(folder: Path, embedder: Embedder | None = None) -> Iterator[OpenedLibrary]:
    """The knowledge that 小宝 ships with, searchable."""
    with opened_library(folder, embedder, starter_lexicon()) as opened:
        opened.library.publish(starter_changes())
        opened.library.follow_vectors()
        yield opened


def answering_over(library: Library, lexicon: Lexicon) -> Answering:
    """The answering that app.py builds, over this library, without a model."""
    return building.answering_over(library, lexicon, now)


def asked(answering: Answering, question: str, context: Context = Context()) -> Answer:
    """One question on its own."""
    return answering.answer(question, context)
