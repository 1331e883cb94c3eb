"""What an opened home gives to the faces: built by app.py, used by the command line and the server."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from fastapi import FastAPI

from assistant.answering.pipeline import Answering
from assistant.conversations import Conversations
from ingest.pipeline import Ingestion
from knowledge_base.embedding.embedder import Embedder
from knowledge_base.home import Home, HomeLock
from knowledge_base.library import Library
from web.library_knowledge import LibraryKnowledge


@dataclass(frozen=True, slots=True)
class Assistant:
    """Everything that runs on one opened home. `load_laws` is the background load, None when it is off."""

    home: Home
    lock: HomeLock
    library: Library
    ingestion: Ingestion
    answering: Answering
    conversations: Conversations
    knowledge: LibraryKnowledge
    api: Callable[[], FastAPI]
    load_laws: Callable[[Callable[[], bool]], None] | None = None
    stopping: threading.Event = field(default_factory=threading.Event)


class Opener(Protocol):
    """Opens the home that the settings name; raises HomeInUse beside another owner."""

    def __call__(self, *, serving: bool = False) -> AbstractContextManager[Assistant]:
        """`serving` leaves a core to citizens while background work embeds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the command line needs from app.py."""

    open: Opener
    home: Callable[[], Home]
    host: str
    port: int
    embedder: Callable[[], Embedder | None]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
