"""Answers as the product gives them, made by hand, and what judging makes of them."""

from datetime import date
from typing import Any

from assistant.answering.answer import Answer, Choice, Citation, Status, Step, Trace
from eval.cases import Case, case_from
from eval.judging import Outcome, Reply, judge

TODAY = date(2026, 11, 24)


def source(n: int = 1, quote: str = "有效期：5年", **more: Any) -> Citation:
    """A citation of a made-up guide."""
    given = {"entry_id": "kite", "title": "风筝经营许可", "section": "有效期", "source": "《风筝条例》第三条", **more}
    return Citation(n=n, version=1, kind="guide", quote=quote, **given)


def reply(
    status: Status = Status.ANSWERED_FULL,
    text: str = "有效期5年。[1]",
    *citations: Citation,
    choices: tuple[str, ...] = (),
    steps: tuple[Step, ...] = (),
    model: str = "extractive",
    ms: float = 10.0,
) -> Reply:
    """One reply; it cites `source()` unless told otherwise."""
    cited = citations or ((source(),) if "[1]" in text else ())
    buttons = tuple(Choice(c, f"{c}怎么办？") for c in choices)
    answer = Answer(status, text, cited, buttons, trace=Trace(model=model, steps=steps))
    return Reply(answer.as_json(), ms)


def case(expect: str = "answer", **row: Any) -> Case:
    """A case from a row of a file, with an id and a question unless given."""
    asked = {} if "turns" in row else {"question": "风筝证管几年？"}
    return case_from({"id": "kite-01", **asked, "expect": expect, **row})


def judged(reply: Reply, expect: str = "answer", **row: Any) -> Outcome:
    """A reply held against a case."""
    return judge(case(expect, **row), reply, TODAY)
