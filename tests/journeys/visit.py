"""What a citizen does and sees, in words; the selectors are here and nowhere else."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

# The focused element, through shadow roots.
DEEP_FOCUS = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}"""


@dataclass(frozen=True)
class Visit:
    """One tab of one citizen."""

    page: Page
    base_url: str

    def go(self, path: str = "/") -> None:
        """Open a page and wait until the widget is there."""
        self.page.goto(f"{self.base_url}{path}")
        self.page.locator("xiaobao-chat").wait_for(state="attached")

    def reload(self) -> None:
        """Reload, and open the chat again."""
        self.page.reload()
        self.page.locator("xiaobao-chat").wait_for(state="attached")
        self.open_chat()

    def open_chat(self) -> None:
        """Open the panel where it is not open by itself."""
        if not self.panel.is_visible():
            self.page.get_by_role("button", name="问小宝").click()
        expect(self.input).to_be_visible()

    def ask(self, question: str) -> Locator:
        """Type, send, and wait for the answer."""
        self.open_chat()
        before = self.answers.count()
        self.input.fill(question)
        self.input.press("Enter")
        expect(self.answers).to_have_count(before + 1)
        return self.answers.last

    def choose(self, label: str) -> Locator:
        """Press a button of the question asked back last, and wait for the answer."""
        before = self.answers.count()
        self.choices_of(self.answers.last).get_by_text(label, exact=True).click()
        expect(self.answers).to_have_count(before + 1)
        return self.answers.last

    def lead_of(self, answer: Locator) -> Locator:
        """What an answer says before any detail is opened."""
        return answer.locator(".answer-text > .block")

    def titles_of(self, answer: Locator) -> list[str]:
        """What the sources of an answer are called, folded ones too."""
        names = answer.locator(".chip").evaluate_all("(all) => all.map((chip) => chip.getAttribute('aria-label'))")
        return [str(name).partition("：")[2] for name in names]

    def choices_of(self, answer: Locator) -> Locator:
        """Buttons of one answer."""
        return answer.get_by_role("group", name="请选一个").get_by_role("button")

    def tab_to(self, name: str, key: str = "Tab") -> None:
        """Move by keyboard only until the focused control is called `name`."""
        for _ in range(60):
            self.page.keyboard.press(key)
            if name in self.focused_name():
                return
        raise AssertionError(f"no control called {name} can be reached with {key}")

    def focused_name(self) -> str:
        """Accessible name, roughly, of what has the focus."""
        script = (
            f"() => {{ const at = ({DEEP_FOCUS})(); return at?.getAttribute('aria-label') || at?.textContent || ''; }}"
        )
        name: str = self.page.evaluate(script)
        return name

    @property
    def panel(self) -> Locator:
        """The chat."""
        return self.page.get_by_role("dialog", name="小宝")

    @property
    def input(self) -> Locator:
        """Where the question is typed."""
        return self.page.get_by_label("您的问题")

    @property
    def answers(self) -> Locator:
        """Finished answers, troubles not counted."""
        return self.page.locator(".answer:not(.pending):not(.trouble)")

    @property
    def questions(self) -> Locator:
        """What the citizen asked."""
        return self.page.locator(".question .bubble")

    @property
    def chips(self) -> Locator:
        """Numbered sources."""
        return self.page.get_by_role("button", name="出处")

    @property
    def sheet(self) -> Locator:
        """The open source."""
        return self.page.locator(".sheet")

    @property
    def choices(self) -> Locator:
        """Buttons of a question asked back."""
        return self.page.get_by_role("group", name="请选一个").get_by_role("button")
