"""Conversations of several turns over the knowledge that 小宝 ships with, as the default install answers them."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

import app
from tests.journeys.checks import assert_accessible, assert_fits
from tests.journeys.conftest import served
from tests.journeys.visit import Visit

PHONE = {"viewport": {"width": 320, "height": 640}}
# What is left of a 1280 × 800 window when the browser enlarges to 200 %.
ZOOMED = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}
SCREENS: list[dict[str, Any]] = [{}, PHONE, ZOOMED]
SCREEN_NAMES = ["wide", "phone", "zoomed"]

TRUCK = "我这货车要办营运证吗"
FOOD = "食品经营许可要办多久"
ALLOWANCE = "66岁能领老年综合津贴吗"


@pytest.fixture(scope="module")
def starter_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    given = os.environ.get("XIAOBAO_JOURNEY_URL")
    if given:
        yield given.rstrip("/")
        return
    settings = app.Settings(home=tmp_path_factory.mktemp("home"), laws=False, messages_per_minute=0)
    with app.opened(settings, serving=True) as assistant, served(assistant.api()) as url:
        yield url


@pytest.fixture
def base_url(starter_url: str) -> str:
    return starter_url


def test_a_follow_up_is_about_the_same_matter_and_has_its_source(visit: Visit) -> None:
    visit.go()
    expect(visit.lead_of(visit.ask(FOOD))).to_contain_text("20个工作日")
    fee = visit.ask("那要多少钱？")
    expect(visit.lead_of(fee)).to_contain_text("不收费")
    visit.lead_of(fee).get_by_role("button", name="出处").first.click()
    expect(visit.sheet.get_by_role("heading", name="食品经营许可")).to_be_visible()
    marked = visit.sheet.locator(".entry-text section mark").first
    expect(marked).to_be_in_viewport()
    expect(marked).to_contain_text("不收费")


def test_a_pressed_choice_is_answered_with_what_it_says(visit: Visit) -> None:
    visit.go()
    asked_back = visit.ask("补贴怎么领")
    expect(visit.choices_of(asked_back)).to_contain_text(["创业场地房租补贴", "老年综合津贴"])
    answer = visit.choose("老年综合津贴")
    expect(visit.questions.last).to_contain_text("老年综合津贴")
    assert all(title.startswith("老年综合津贴") for title in visit.titles_of(answer))
    expect(visit.lead_of(answer).get_by_role("button", name="出处1")).to_be_visible()


@pytest.mark.parametrize("words", ["我想问老人的那个", "老年综合津贴"])
def test_a_choice_can_be_told_in_own_words(visit: Visit, words: str) -> None:
    visit.go()
    visit.ask("补贴怎么领")
    answer = visit.ask(words)
    expect(visit.lead_of(answer).get_by_role("button", name="出处1：老年综合津贴")).to_be_visible()


@pytest.mark.parametrize(("weight", "expected"), [("3吨多", "不用办"), ("6吨", "要办道路运输经营许可证")])
def test_a_weight_told_later_decides(visit: Visit, weight: str, expected: str) -> None:
    visit.go()
    visit.ask(TRUCK)
    answer = visit.ask(weight)
    expect(visit.lead_of(answer)).to_contain_text(f"您说的「{weight}」")
    assert visit.lead_of(answer).inner_text().startswith(expected)
    visit.lead_of(answer).get_by_role("button", name="出处1").first.click()
    marked = visit.sheet.locator(".entry-text section mark").first
    expect(marked).to_be_in_viewport()
    expect(marked).to_contain_text("4500千克")
    expect(marked).to_contain_text(expected)


def test_a_conversation_goes_on_after_a_reload(visit: Visit) -> None:
    visit.go()
    visit.ask(TRUCK)
    visit.reload()
    expect(visit.questions).to_have_text([TRUCK])
    expect(visit.lead_of(visit.ask("3吨多"))).to_contain_text("不用办")


def test_a_near_miss_is_told_honestly_and_leads_on(visit: Visit) -> None:
    visit.go()
    answer = visit.ask("网约车证怎么办")
    expect(visit.lead_of(answer)).to_contain_text("小宝还没有收录")
    assert visit.titles_of(answer) == []
    assert visit.choices_of(answer).count() or answer.get_by_role("link", name="12345").count()
    expect(visit.panel.get_by_role("button", name="转人工").first).to_be_in_viewport()
    expect(answer.get_by_role("button", name="转人工")).to_be_in_viewport()


def test_another_matter_inherits_nothing_and_is_followed_up_itself(visit: Visit) -> None:
    visit.go()
    visit.ask(FOOD)
    permit = visit.ask("居住证怎么办")
    assert all(title.startswith("居住证") for title in visit.titles_of(permit))
    expect(permit).not_to_contain_text("食品")
    fee = visit.ask("那要多少钱？")
    expect(visit.lead_of(fee)).to_contain_text("工本费")
    assert all(title.startswith("居住证") for title in visit.titles_of(fee))


@pytest.mark.parametrize(("label", "expected"), [("沪籍", "可以申领"), ("外地户籍", "不能领")])
def test_a_value_given_by_button_leads_to_the_conclusion(visit: Visit, label: str, expected: str) -> None:
    visit.go()
    visit.ask(ALLOWANCE)
    answer = visit.choose(label)
    assert visit.lead_of(answer).inner_text().startswith(expected)
    expect(visit.lead_of(answer)).to_contain_text(f"「{label}」")
    visit.lead_of(answer).get_by_role("button", name="出处1").first.click()
    expect(visit.sheet.locator(".entry-text section mark").first).to_contain_text(expected)


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
@pytest.mark.parametrize("context_options", [{}, PHONE], ids=["wide", "phone"])
def test_the_buttons_of_a_question_stand_right_below_it(visit: Visit, elder: bool) -> None:
    visit.go()
    visit.open_chat()
    if elder:
        visit.page.get_by_role("button", name="长者").click()
    answer = visit.ask(ALLOWANCE)
    expect(answer.locator(".fold").first).to_be_attached()
    for choice in visit.choices_of(answer).all():
        expect(choice).to_be_in_viewport(ratio=1)


def test_the_keyboard_meets_the_buttons_before_the_details(visit: Visit) -> None:
    visit.go()
    answer = visit.ask(ALLOWANCE)
    visit.tab_to("出处1", "Shift+Tab")
    visit.page.keyboard.press("Tab")
    assert visit.focused_name() == visit.choices_of(answer).first.inner_text()
    visit.page.keyboard.press("Enter")
    expect(visit.answers).to_have_count(2)


def test_what_is_announced_is_what_stands_there_unfolded(visit: Visit) -> None:
    visit.go()
    answer = visit.ask(ALLOWANCE)
    heard = visit.page.locator("xiaobao-chat [aria-live=polite]")
    expect(heard).to_contain_text("是上海户籍还是外地户籍？可选：沪籍、外地户籍。")
    folds = answer.locator(".fold")
    expect(heard).to_contain_text(f"另有{folds.count()}项详情可以展开。")
    expect(heard).not_to_contain_text("设定依据")
    expect(heard).not_to_contain_text("[1]")


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
@pytest.mark.parametrize("context_options", SCREENS, ids=SCREEN_NAMES)
def test_a_whole_conversation_fits_and_stands_in_nobodys_way(visit: Visit, elder: bool) -> None:
    visit.go()
    visit.open_chat()
    if elder:
        visit.page.get_by_role("button", name="长者").click()
    visit.ask("补贴怎么领")
    visit.choose("老年综合津贴")
    visit.ask(ALLOWANCE)
    answer = visit.choose("沪籍")
    for summary in answer.locator(".fold summary").all():
        summary.click()
    assert_fits(visit.page)
    assert_accessible(visit.page)
    visit.lead_of(answer).get_by_role("button", name="出处1").first.click()
    expect(visit.sheet.locator("mark").first).to_be_in_viewport()
    assert_fits(visit.page)
    assert_accessible(visit.page)
