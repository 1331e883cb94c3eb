"""The web application over fakes, and a client that sees 500s as a citizen would."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient

from tests.web.fakes import FakeConversations, FakeKnowledge
from web.api import create_api
from web.settings import WebSettings


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def conversations() -> FakeConversations:
    return FakeConversations()


@pytest.fixture
def knowledge() -> FakeKnowledge:
    return FakeKnowledge()


@pytest.fixture
def settings() -> WebSettings:
    return WebSettings(allowed_origins=("https://hall.example",), messages_per_minute=6, message_burst=3)


@pytest.fixture
def client(
    conversations: FakeConversations, knowledge: FakeKnowledge, settings: WebSettings, clock: Clock
) -> Iterator[TestClient]:
    app = create_api(conversations, knowledge, settings, clock=clock)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@dataclass(frozen=True)
class Opened:
    """A conversation opened over HTTP."""

    path: str
    headers: dict[str, str]


@pytest.fixture
def opened(client: TestClient) -> Opened:
    body = client.post("/api/conversations").json()
    return Opened(f"/api/conversations/{body['id']}", {"Authorization": f"Bearer {body['token']}"})
