"""What an evaluation leaves nothing of: conversations that no operator sees, a home with the starter knowledge only."""

import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.answering.building import answering_over
from assistant.answering.pipeline import Answering
from assistant.conversations import Conversations
from eval.runner import Ask
from knowledge_base.database import migrate, open_engine
from knowledge_base.embedding.embedder import Embedder
from knowledge_base.home import Home
from knowledge_base.lexicon import Lexicon
from knowledge_base.library import Library
from knowledge_base.opening import LibraryConfig, open_library
from knowledge_base.starter import load_starter_vectors, starter_changes, starter_lexicon, starter_refusals

Now = Callable[[], datetime]
# How answering is put together over a library; the wiring passes its own when a model is configured.
Build = Callable[[Library, Lexicon, Now], Answering]


@contextmanager
def throwaway_conversations(answering: Answering, now: Now) -> Iterator[Ask]:
    """Asks as a citizen would, in a conversation store of its own that is gone afterwards."""
    with TemporaryDirectory(prefix="xiaobao-eval-", ignore_cleanup_errors=True) as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'conversations.sqlite'}")
        migrate(engine)
        conversations = Conversations(
            engine, answering, lambda: uuid.uuid4().hex, lambda: secrets.token_urlsafe(16), now
        )

        def ask(turns: Sequence[str]) -> list[Mapping[str, Any]]:
            opened = conversations.open()
            return [conversations.ask(opened.id, opened.token, turn).as_json() for turn in turns]

        try:
            yield ask
        finally:
            engine.dispose()


@contextmanager
def starter_home(
    embedder: Embedder | None, now: Now, build: Build | None = None
) -> Iterator[tuple[Library, Answering]]:
    """A throw-away home that holds the starter knowledge and nothing else."""
    with (
        TemporaryDirectory(prefix="xiaobao-eval-", ignore_cleanup_errors=True) as folder,
        ThreadPoolExecutor(4, thread_name_prefix="search") as executor,
    ):
        lexicon = starter_lexicon()
        refusals = starter_refusals(embedder.model_id if embedder else None)
        opened = open_library(LibraryConfig(Home(Path(folder))), embedder, lexicon, executor, now, refusals=refusals)
        if embedder:
            load_starter_vectors(opened.vector_cache, embedder.model_id)
        opened.library.publish(starter_changes())
        opened.library.follow_vectors()
        try:
            yield opened.library, (build or answering_over)(opened.library, lexicon, now)
        finally:
            opened.engine.dispose()
