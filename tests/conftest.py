"""What every test gets: no network but loopback, a fixed clock, and a small library in a folder of its own."""

import ipaddress
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from knowledge_base.database import migrate, open_engine
from knowledge_base.embedding.embedder import Embedder
from knowledge_base.home import Home
from knowledge_base.library import Library
from knowledge_base.opening import LibraryConfig, open_library
from tests.samples import LEXICON, NOW, CountingEmbedder

REACHING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
RESOLVING = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
refused: list[str] = []  # every attempt, also those whose error somebody swallowed


class NetworkRefused(RuntimeError):
    """A test reached for the network. Not an OSError, so that no `except OSError` takes it for a bad line."""


def _is_local(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost", "0.0.0.0", "::"):  # the last two are what servers bind to
        return True
    try:
        return ipaddress.ip_address(str(name).split("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event in RESOLVING:
        host = args[0]
    elif event in REACHING and args[0].family in (socket.AF_INET, socket.AF_INET6) and args[1]:
        host = args[1][0]
    else:
        return
    if not _is_local(host):
        refused.append(f"{event} {host}")
        raise NetworkRefused(f"测试不得访问网络：{event} → {host}")


# An audit hook sees every socket of this process however it was made; it cannot be taken off again, nor should it.
sys.addaudithook(_refuse)


@pytest.fixture(autouse=True)
def network_refused() -> Iterator[list[str]]:
    """Fail the test that reached out, even if the code under test swallowed the error."""
    refused.clear()
    yield refused
    assert not refused, f"测试访问了网络：{refused}"


@pytest.fixture
def now() -> Callable[[], datetime]:
    """A clock that stands still at 2026-11-24 09:00 UTC."""
    return lambda: NOW


@pytest.fixture
def executor() -> Iterator[Executor]:
    with ThreadPoolExecutor(max_workers=2) as pool:
        yield pool


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A migrated, empty SQLite database."""
    engine = open_engine(Home(tmp_path).database_url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


OpenHome = Callable[..., Library]


@pytest.fixture
def open_home(tmp_path: Path, executor: Executor, now: Callable[[], datetime]) -> Iterator[OpenHome]:
    """Opens libraries (in tmp_path/home unless told otherwise) and closes them all at the end."""
    opened = []

    def build(embedder: Embedder | None = None, folder: Path | None = None, **config: Any) -> Library:
        home = Home(folder or tmp_path / "home")
        home.path.mkdir(parents=True, exist_ok=True)
        opened.append(open_library(LibraryConfig(home, **config), embedder, LEXICON, executor, now))
        return opened[-1].library

    yield build
    for each in opened:
        if each.library.vectors is not None:
            each.library.vectors._client.close()
        each.engine.dispose()


@pytest.fixture
def library(open_home: OpenHome, embedder: CountingEmbedder) -> Library:
    """An empty library with both indexes and a deterministic embedder."""
    return open_home(embedder)


@pytest.fixture
def words_library(open_home: OpenHome) -> Library:
    """An empty library without an embedding model."""
    return open_home(None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys last: Playwright keeps an event loop running in this thread, and `asyncio.run` wants none."""
    items.sort(key=lambda item: "tests/journeys/" in item.nodeid)
