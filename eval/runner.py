"""Asks every case, each in a conversation of its own, several at a time; the order of the replies is the cases'."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from assistant.answering.answer import Answer, Status
from eval.cases import Case
from eval.judging import Reply

# The turns of one new conversation → the answer JSON of each turn.
Ask = Callable[[Sequence[str]], Sequence[Mapping[str, Any]]]
Advance = Callable[[], None]


def answer_all(
    cases: Sequence[Case],
    ask: Ask,
    threads: int = 1,
    advance: Advance = lambda: None,
    clock: Callable[[], float] = time.perf_counter,
) -> list[Reply]:
    """The reply to each case's last turn. What fails to answer is a reply too: `error_internal`, with its reason."""

    def answer(case: Case) -> Reply:
        begin = clock()
        try:
            last = ask(case.turns)[-1]
        except Exception as error:  # one question that breaks the product must not hide how the others fare
            last = _broken(error)
        ms = (clock() - begin) * 1000 / len(case.turns)
        advance()
        return Reply(last, ms)

    with ThreadPoolExecutor(threads, thread_name_prefix="eval") as executor:
        return list(executor.map(answer, cases))


def _broken(error: Exception) -> Mapping[str, Any]:
    return Answer(Status.ERROR_INTERNAL, f"（{type(error).__name__}）").as_json()
