"""Another site embeds 小宝 with one tag, under a policy that allows nothing but 小宝's address."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Response
from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Questions, served
from tests.journeys.visit import Visit
from tests.web.fakes import FakeConversations, FakeKnowledge
from web.api import create_api
from web.settings import WebSettings

PAGE = """<!doctype html><html lang="zh-CN"><head><title>某街道</title></head>
<body><main><h1>某街道</h1></main><script src="{address}/widget.js" data-title="小宝" data-open async></script></body></html>
"""


@pytest.fixture
def sites() -> Iterator[tuple[str, str]]:
    """Addresses of the embedding site and of the assistant."""
    site = FastAPI()
    assistant: list[str] = []

    @site.get("/")
    def home() -> Response:
        address = assistant[0]
        policy = f"default-src 'none'; script-src {address}; connect-src {address}"
        return Response(PAGE.format(address=address), 200, {"Content-Security-Policy": policy}, "text/html")

    with served(site) as outside:
        settings = WebSettings(allowed_origins=(outside,), messages_per_minute=0)
        with served(create_api(FakeConversations(), FakeKnowledge(), settings)) as address:
            assistant.append(address)
            yield outside, address


def test_one_tag_is_enough_under_a_strict_policy(
    context: BrowserContext, sites: tuple[str, str], questions: Questions
) -> None:
    outside, address = sites
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text) if message.type == "error" else None)
    visit = Visit(page, outside)
    visit.go()
    visit.ask(questions.answered)
    expect(visit.panel).to_have_css("width", "380px")
    visit.chips.first.click()
    expect(visit.sheet.locator("mark").first).to_be_visible()
    link = visit.sheet.get_by_role("link", name="在新页面打开").get_attribute("href")
    assert link is not None
    assert link.startswith(f"{address}/source/")
    # The browser asks every site for an icon; this one has none.
    assert [text for text in blocked if "404" not in text and "favicon" not in text] == []
