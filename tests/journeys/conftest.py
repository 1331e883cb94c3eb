"""A real Chromium in front of a real server; by default the assistant behind it is a fake.

To run the same journeys against another assistant, override `base_url` and `questions`, or set XIAOBAO_JOURNEY_URL.
"""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.visit import Visit
from tests.web.fakes import FakeConversations, FakeKnowledge
from web.api import create_api
from web.serving import server
from web.settings import WebSettings

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Questions:
    """What the journeys ask: one that is answered with a source, one that is asked back with choices."""

    answered: str = "开个小面馆要办什么证"
    clarified: str = "卖吃的要办证吗"
    searched: str = "食品经营许可"


# For an assistant with the starter knowledge.
STARTER_QUESTIONS = Questions(answered="想开个小面馆要办啥证", clarified="补贴怎么领")


@dataclass(frozen=True)
class Hall:
    """The fake assistant behind the pages, for journeys that make it slow or forgetful."""

    url: str
    conversations: FakeConversations
    knowledge: FakeKnowledge


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("XIAOBAO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path or not Path(path).exists():
        pytest.skip("no-chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of `app`, served in a thread on a free port."""
    running = server(app, "127.0.0.1", 0)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    running.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def hall() -> Iterator[Hall]:
    conversations, knowledge = FakeConversations(), FakeKnowledge()
    with served(create_api(conversations, knowledge, WebSettings(messages_per_minute=0))) as url:
        yield Hall(url, conversations, knowledge)


@pytest.fixture
def base_url(request: pytest.FixtureRequest) -> str:
    given = os.environ.get("XIAOBAO_JOURNEY_URL")
    if given:
        return given.rstrip("/")
    hall: Hall = request.getfixturevalue("hall")
    return hall.url


@pytest.fixture
def questions() -> Questions:
    return STARTER_QUESTIONS if os.environ.get("XIAOBAO_JOURNEY_URL") else Questions()


@pytest.fixture
def context_options() -> dict[str, object]:
    """Override by parametrizing to visit with another screen or colour scheme."""
    return {}


@pytest.fixture
def context(browser: Browser, context_options: dict[str, object]) -> Iterator[BrowserContext]:
    options = {"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN", **context_options}
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, base_url: str) -> Iterator[Page]:
    """A page that fails its test when anything leaves the origin or a script throws."""
    page = context.new_page()
    asked: list[str] = []
    thrown: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.on("console", lambda message: thrown.append(message.text) if "Security Policy" in message.text else None)
    yield page
    assert thrown == []
    assert [url for url in asked if urlsplit(url).netloc != urlsplit(base_url).netloc] == []
    assert asked


@pytest.fixture
def visit(page: Page, base_url: str) -> Visit:
    return Visit(page, base_url)
