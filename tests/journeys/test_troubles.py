"""When the line drops, the answer takes long, or the conversation is gone: nothing typed is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Hall, Questions
from tests.journeys.visit import Visit


@pytest.fixture
def base_url(hall: Hall) -> str:
    """These need the fake: they make it slow and forgetful."""
    return hall.url


@pytest.fixture
def slow(hall: Hall) -> Iterator[Hall]:
    hall.conversations.hold.clear()
    yield hall
    hall.conversations.hold.set()


def test_offline_says_so_keeps_the_question_and_tries_again(visit: Visit, questions: Questions) -> None:
    visit.go()
    expect(visit.page.locator(".start").first).to_be_visible()
    visit.page.context.set_offline(True)
    visit.input.fill(questions.answered)
    visit.input.press("Enter")
    expect(visit.panel).to_contain_text("没有连上小宝")
    expect(visit.questions).to_have_text([questions.answered])
    visit.page.context.set_offline(False)
    visit.page.get_by_role("button", name="重试").click()
    expect(visit.answers).to_have_count(1)
    expect(visit.questions).to_have_count(1)


def test_a_question_can_be_changed_after_a_failure(visit: Visit, questions: Questions) -> None:
    visit.go()
    expect(visit.page.locator(".start").first).to_be_visible()
    visit.page.context.set_offline(True)
    visit.input.fill(questions.answered)
    visit.input.press("Enter")
    visit.page.get_by_role("button", name="改一改再问").click()
    expect(visit.input).to_have_value(questions.answered)
    expect(visit.input).to_be_focused()
    expect(visit.questions).to_have_count(0)


def test_a_long_answer_shows_its_stage_and_can_be_stopped(visit: Visit, questions: Questions, slow: Hall) -> None:
    visit.go()
    visit.open_chat()
    visit.input.fill(questions.answered)
    visit.input.press("Enter")
    expect(visit.panel).to_contain_text("正在理解您的问题…")
    visit.page.get_by_role("button", name="停止回答").click()
    expect(visit.panel).to_contain_text("已停止回答")
    expect(visit.page.get_by_role("button", name="发送")).to_be_visible()
    slow.conversations.hold.set()
    visit.page.get_by_role("button", name="重新回答").click()
    expect(visit.answers).to_have_count(1)


def test_a_forgotten_conversation_is_replaced_without_a_word(visit: Visit, questions: Questions, hall: Hall) -> None:
    visit.go()
    visit.ask(questions.answered)
    hall.conversations.held.clear()
    visit.ask(questions.answered)
    expect(visit.answers).to_have_count(2)
    hall.conversations.held.clear()
    visit.reload()
    expect(visit.panel).to_contain_text("您好，我是小宝")
    expect(visit.panel.locator(".trouble")).to_have_count(0)


def test_loading_laws_are_one_muted_line_that_goes_away(visit: Visit, hall: Hall) -> None:
    done = hall.knowledge.laws
    hall.knowledge.laws = {"state": "loading", "done": 3, "total": 9}
    visit.go()
    expect(visit.panel).to_contain_text("法规加载中 3/9")
    hall.knowledge.laws = done
    expect(visit.panel.locator(".progress")).to_be_hidden(timeout=8_000)
    calls: list[str] = []
    visit.page.on("request", lambda request: calls.append(request.url) if "/api/status" in request.url else None)
    visit.page.wait_for_timeout(5_500)
    assert calls == []
