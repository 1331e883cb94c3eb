"""A citizen asks, reads the answer, and checks where it comes from."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.checks import assert_accessible, assert_fits
from tests.journeys.conftest import Questions
from tests.journeys.visit import DEEP_FOCUS, Visit

PHONE = {"viewport": {"width": 320, "height": 640}}
DARK = {"color_scheme": "dark"}


def test_ask_answer_and_see_the_marked_passage(visit: Visit, questions: Questions) -> None:
    visit.go()
    answer = visit.ask(questions.answered)
    expect(visit.questions.last).to_have_text(questions.answered)
    expect(answer).not_to_be_empty()
    visit.chips.first.click()
    # In the entry itself; a quote that does not stand there would be shown above it.
    marked = visit.sheet.locator(".entry-text section mark").first
    expect(marked).to_be_in_viewport()
    expect(visit.sheet).to_contain_text("现行有效")


def test_a_source_has_a_page_of_its_own_that_can_be_shared(visit: Visit, questions: Questions) -> None:
    visit.go()
    visit.ask(questions.answered)
    visit.chips.first.click()
    address = visit.sheet.get_by_role("link", name="在新页面打开").get_attribute("href")
    assert address is not None
    visit.page.goto(address)
    expect(visit.page.locator("main mark").first).to_be_in_viewport()


def test_closing_the_source_gives_the_focus_back(visit: Visit, questions: Questions) -> None:
    visit.go()
    visit.ask(questions.answered)
    visit.chips.first.click()
    expect(visit.sheet).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(visit.sheet).to_be_hidden()
    expect(visit.panel).to_be_visible()
    assert "出处" in visit.focused_name()


def test_a_question_asked_back_is_answered_by_keyboard_only(visit: Visit, questions: Questions) -> None:
    visit.go()
    visit.tab_to("您的问题")
    visit.page.keyboard.type(questions.clarified)
    visit.page.keyboard.press("Enter")
    expect(visit.choices.first).to_be_visible()
    label = visit.choices.first.inner_text()
    visit.tab_to(label, "Shift+Tab")
    visit.page.keyboard.press("Enter")
    expect(visit.answers).to_have_count(2)
    visit.tab_to("出处1")
    visit.page.keyboard.press("Enter")
    expect(visit.sheet.locator("mark").first).to_be_visible()


def test_a_starting_question_asks_itself(visit: Visit) -> None:
    visit.go()
    start = visit.panel.get_by_role("listitem").first
    question = start.inner_text().strip()
    start.get_by_role("button").click()
    expect(visit.questions).to_have_text([question])
    expect(visit.answers).to_have_count(1)


def test_an_example_on_the_page_asks_in_the_chat(visit: Visit) -> None:
    visit.go()
    visit.page.locator("main .example").first.click()
    expect(visit.answers).to_have_count(1)


def test_the_talk_is_still_there_after_a_reload(visit: Visit, questions: Questions) -> None:
    visit.go()
    visit.ask(questions.answered)
    visit.reload()
    expect(visit.questions).to_have_text([questions.answered])
    expect(visit.chips.first).to_be_visible()


def test_a_deleted_talk_is_gone(visit: Visit, questions: Questions) -> None:
    visit.go()
    visit.ask(questions.answered)
    visit.page.get_by_role("button", name="更多").click()
    visit.page.get_by_role("menuitem", name="删除我的对话").click()
    visit.page.get_by_role("button", name="删除", exact=True).click()
    expect(visit.answers).to_have_count(0)
    visit.reload()
    expect(visit.panel).to_contain_text("您好，我是小宝")


def test_a_grade_is_thanked_for_and_kept(visit: Visit, questions: Questions) -> None:
    visit.go()
    visit.ask(questions.answered)
    visit.page.get_by_role("button", name="有用").click()
    expect(visit.panel).to_contain_text("谢谢，已经记下。")
    visit.reload()
    expect(visit.page.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "true")


def test_a_person_and_12345_are_always_in_sight(visit: Visit, questions: Questions) -> None:
    visit.go()
    visit.ask(questions.answered)
    expect(visit.panel.get_by_role("link", name="12345").last).to_be_in_viewport()
    expect(visit.panel.get_by_text("AI 生成")).to_be_in_viewport()
    visit.panel.get_by_role("button", name="转人工").first.click()
    expect(visit.answers.last).to_contain_text("12345")


def test_elder_mode_lasts(visit: Visit, questions: Questions) -> None:
    visit.go()
    visit.page.get_by_role("button", name="长者").click()
    visit.reload()
    expect(visit.page.get_by_role("button", name="长者")).to_have_attribute("aria-pressed", "true")
    expect(visit.ask(questions.answered)).to_have_css("font-size", "20px")
    expect(visit.page.get_by_role("button", name="朗读")).to_be_visible()
    visit.go("/search")
    expect(visit.page.locator("body")).to_have_css("font-size", "20px")


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("context_options", [PHONE])
def test_a_narrow_screen_never_scrolls_sideways(visit: Visit, questions: Questions, elder: bool) -> None:
    visit.go()
    assert_fits(visit.page)
    visit.open_chat()
    if elder:
        visit.page.get_by_role("button", name="长者").click()
    visit.ask(questions.answered)
    for card in visit.page.locator(".fold summary").all():
        card.click()
    assert_fits(visit.page)
    visit.chips.first.click()
    expect(visit.sheet.locator("mark").first).to_be_visible()
    assert_fits(visit.page)
    for path in (f"/search?q={questions.searched}", "/search"):
        visit.go(path)
        assert_fits(visit.page)


def test_an_input_method_enter_does_not_send(visit: Visit) -> None:
    visit.go()
    visit.input.focus()
    keyboard = visit.page.context.new_cdp_session(visit.page)
    keyboard.send("Input.imeSetComposition", {"text": "kai mian guan", "selectionStart": 13, "selectionEnd": 13})
    # As a browser reports it: the key goes to the input method, so no text comes with it.
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 13})
    dispatched = "(at) => at.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', %s, bubbles: true}))"
    visit.input.evaluate(dispatched % "isComposing: true")
    visit.input.evaluate(dispatched % "keyCode: 229")
    expect(visit.questions).to_have_count(0)
    keyboard.send("Input.insertText", {"text": "开面馆"})
    expect(visit.input).to_have_value("开面馆")
    visit.page.keyboard.press("Shift+Enter")
    visit.page.keyboard.type("要什么证")
    expect(visit.questions).to_have_count(0)
    visit.page.keyboard.press("Enter")
    expect(visit.questions).to_have_text(["开面馆\n要什么证"])


def test_an_answer_is_announced_once(visit: Visit, questions: Questions) -> None:
    visit.go()
    visit.open_chat()
    heard = visit.page.locator("xiaobao-chat [aria-live=polite]")
    expect(heard).to_be_empty()
    visit.ask(questions.answered)
    expect(heard).to_contain_text("小宝答：")
    assert visit.page.evaluate(f"() => ({DEEP_FOCUS})().tagName") == "TEXTAREA"


def test_a_search_can_be_filtered_shared_and_opened_in_place(visit: Visit, questions: Questions) -> None:
    visit.go("/search")
    visit.page.get_by_role("searchbox").fill(questions.searched)
    visit.page.get_by_role("button", name="检索").click()
    expect(visit.page.locator(".hit mark").first).to_be_visible()
    visit.page.get_by_role("link", name="办事指南", exact=True).click()
    expect(visit.page.get_by_role("link", name="办事指南", exact=True)).to_have_attribute("aria-current", "true")
    shared = visit.page.url
    assert "kind=guide" in shared
    visit.page.goto(shared)
    expect(visit.page.get_by_role("searchbox")).to_have_value(questions.searched)
    visit.page.locator(".hit summary").first.click()
    expect(visit.page.locator(".hit .entry-text").first).to_be_visible()


SCREENS: list[dict[str, Any]] = [{}, DARK, PHONE]


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
@pytest.mark.parametrize("context_options", SCREENS, ids=["wide", "dark", "phone"])
def test_nothing_stands_in_the_way_of_anyone(visit: Visit, questions: Questions, elder: bool) -> None:
    visit.go()
    visit.open_chat()
    if elder:
        visit.page.get_by_role("button", name="长者").click()
    assert_accessible(visit.page)
    visit.ask(questions.answered)
    visit.page.locator(".fold summary").first.click()
    visit.page.get_by_role("button", name="没用").click()
    assert_accessible(visit.page)
    visit.chips.first.click()
    expect(visit.sheet.locator("mark").first).to_be_visible()
    assert_accessible(visit.page)
    source = visit.sheet.get_by_role("link", name="在新页面打开").get_attribute("href")
    for address in (f"{visit.base_url}/search", f"{visit.base_url}/search?q={questions.searched}", source):
        visit.page.goto(str(address))
        visit.page.locator("xiaobao-chat").wait_for(state="attached")
        visit.page.locator(".hit, mark, .empty").first.wait_for()
        assert_accessible(visit.page)
