"""What every screen must pass: nothing wider than the window, nothing in the way of anyone."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def assert_fits(page: Page) -> None:
    """Nothing is wider than the screen, in the page or inside the widget."""
    too_wide: list[str] = page.evaluate(
        """() => {
          const root = document.querySelector("xiaobao-chat").shadowRoot;
          const all = [document.documentElement, ...root.querySelectorAll(".main, .talk, .head, .sheet-body, .foot")];
          return all.filter((at) => at.scrollWidth > at.clientWidth + 1).map((at) => at.className || at.tagName);
        }"""
    )
    assert too_wide == []


def assert_accessible(page: Page) -> None:
    """axe finds nothing, once movement has ended."""
    page.wait_for_timeout(200)
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found] == []
