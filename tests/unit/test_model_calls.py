"""What every call keeps to, with a clock that only the test moves: budget, queue, retries, breaker, repair."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import BaseModel

from assistant.models.calls import LONGEST_WAIT_S, BudgetedModel, EndpointFailed
from assistant.models.chat_model import SAID, Message, ModelMisconfigured, ModelUnavailable, Reason, Role
from assistant.models.circuit import Circuit
from assistant.models.config import ModelConfig
from assistant.models.fakes import ScriptedModel
from assistant.models.prompts import read_prompt
from tests.samples import ROOT

ASKED = (Message(Role.USER, "几天？"),)
RIGHT = '{"days": 3}'


class Days(BaseModel):
    days: int


@dataclass
class Clock:
    """Time that passes only when somebody waits."""

    now: float = 100.0
    waits: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@dataclass
class Scripted:
    """Endpoint that takes `seconds_each` for every call and says what is next."""

    clock: Clock
    replies: list[str | EndpointFailed]
    seconds_each: float = 0.0
    given: list[float] = field(default_factory=list)

    def ask(self, messages: Sequence[Message], schema: type[BaseModel], seconds: float) -> str:
        self.given.append(seconds)
        self.clock.now += min(self.seconds_each, seconds)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, EndpointFailed):
            raise reply
        return reply


def model(endpoint: Any, clock: Clock, jitter: float = 1.0, **config: Any) -> BudgetedModel:
    made = ModelConfig(**{"model": "m", "base_url": "http://127.0.0.1/v1"} | config)
    return BudgetedModel(made, endpoint, clock=clock, sleep=clock.sleep, jitter=lambda: jitter)


def reason_of(asking: BudgetedModel, deadline: float | None = None) -> Reason:
    with pytest.raises(ModelUnavailable) as failed:
        asking.structured(ASKED, Days, asking.deadline() if deadline is None else deadline)
    return failed.value.reason


FAULT = EndpointFailed(Reason.FAILED, again=True)


def test_a_call_gets_its_own_limit_or_what_is_left_of_the_budget() -> None:
    clock = Clock()
    endpoint = Scripted(clock, ["keine Ahnung", RIGHT], seconds_each=7.0)
    assert model(endpoint, clock, timeout_s=8, budget_s=10).structured(ASKED, Days, clock.now + 10) == Days(days=3)
    assert endpoint.given == [8.0, 3.0]


def test_no_call_begins_when_the_budget_is_spent() -> None:
    clock = Clock()
    endpoint = Scripted(clock, ["keine Ahnung"], seconds_each=8.0)
    asking = model(endpoint, clock, timeout_s=8, budget_s=8)
    assert reason_of(asking) is Reason.BUDGET
    assert len(endpoint.given) == 1


def test_waits_double_with_jitter_up_to_a_bound() -> None:
    clock = Clock()
    asking = model(Scripted(clock, [FAULT]), clock, retries=5)
    assert reason_of(asking) in (Reason.FAILED, Reason.OPEN_CIRCUIT)
    assert clock.waits == [0.25, 0.5, 1.0, 2.0, LONGEST_WAIT_S][: len(clock.waits)]
    assert len(clock.waits) >= 4


def test_jitter_may_shorten_a_wait_to_nothing() -> None:
    clock = Clock()
    assert model(Scripted(clock, [FAULT, RIGHT]), clock, jitter=0.0).structured(ASKED, Days, clock.now + 9).days == 3
    assert clock.waits == [0.0]


def test_the_wait_that_the_endpoint_asks_for_is_kept() -> None:
    clock = Clock()
    limited = EndpointFailed(Reason.RATE_LIMITED, again=True, wait_s=3.0)
    assert model(Scripted(clock, [limited, RIGHT]), clock).structured(ASKED, Days, clock.now + 9).days == 3
    assert clock.waits == [3.0]


def test_a_retry_that_would_end_late_is_not_begun() -> None:
    clock = Clock()
    limited = EndpointFailed(Reason.RATE_LIMITED, again=True, wait_s=30.0)
    assert reason_of(model(Scripted(clock, [limited]), clock)) is Reason.RATE_LIMITED
    assert clock.waits == []


def test_whatever_happens_it_ends_by_the_deadline() -> None:
    for seconds in (0.0, 0.7, 3.3, 8.0, 20.0):
        clock = Clock()
        asking = model(Scripted(clock, [FAULT], seconds_each=seconds), clock, retries=9)
        deadline = asking.deadline()
        reason_of(asking, deadline)
        assert clock.now <= deadline


def test_the_repair_shows_the_model_what_it_wrote_and_why_it_does_not_fit() -> None:
    asking = ScriptedModel(['{"days": "many"}', RIGHT])
    assert asking.structured(ASKED, Days, asking.deadline()).days == 3
    first, second = asking.asked
    assert second[: len(first)] == first
    assert second[-2] == Message(Role.ASSISTANT, '{"days": "many"}')
    assert "days：int_parsing" in second[-1].text


def test_a_full_queue_is_not_waited_for_long() -> None:
    clock = Clock()
    inside, leave = threading.Event(), threading.Event()

    class Held:
        def ask(self, messages: Sequence[Message], schema: type[BaseModel], seconds: float) -> str:
            inside.set()
            leave.wait()
            return RIGHT

    asking = model(Held(), clock, concurrency=1, timeout_s=0.2, budget_s=0.2)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(asking.structured, ASKED, Days, asking.deadline())
        inside.wait()
        assert reason_of(asking) is Reason.BUDGET
        leave.set()
        assert held.result().days == 3


def test_a_place_is_given_back_after_every_ending() -> None:
    clock = Clock()
    endpoint = Scripted(clock, [FAULT, "keine Ahnung", "keine Ahnung", EndpointFailed(Reason.TIMEOUT), RIGHT])
    asking = model(endpoint, clock, concurrency=1, retries=0)
    assert [reason_of(asking) for _ in range(3)] == [Reason.FAILED, Reason.MALFORMED, Reason.TIMEOUT]
    assert asking.structured(ASKED, Days, asking.deadline()).days == 3


# --- the breaker -----------------------------------------------------------------------------------------------------


def test_an_endpoint_that_keeps_failing_is_left_in_peace_and_then_tried_once() -> None:
    clock = Clock()
    endpoint = Scripted(clock, [FAULT])
    asking = model(endpoint, clock, retries=0)
    assert [reason_of(asking) for _ in range(6)] == [Reason.FAILED] * 5 + [Reason.OPEN_CIRCUIT]
    assert len(endpoint.given) == 5
    clock.now += 30
    assert [reason_of(asking) for _ in range(2)] == [Reason.FAILED, Reason.OPEN_CIRCUIT]  # the probe failed
    clock.now += 30
    endpoint.replies = [RIGHT]
    assert [asking.structured(ASKED, Days, asking.deadline()).days for _ in range(2)] == [3, 3]


def test_requests_that_are_wrong_themselves_do_not_open_it() -> None:
    clock = Clock()
    asking = model(Scripted(clock, [EndpointFailed(Reason.REFUSED, ill=False)]), clock)
    assert {reason_of(asking) for _ in range(20)} == {Reason.REFUSED}


def test_failures_far_apart_do_not_open_it() -> None:
    clock = Clock()
    circuit = Circuit(clock, failures=3, window_s=60)
    for _ in range(10):
        circuit.failed()
        clock.now += 31
    assert circuit.admits()


def test_a_success_between_failures_is_forgotten_failures() -> None:
    circuit = Circuit(Clock(), failures=2)
    circuit.failed()
    circuit.answered()
    circuit.failed()
    assert circuit.admits()


def test_only_one_probe_goes_out() -> None:
    clock = Clock()
    circuit = Circuit(clock, failures=1, rest_s=30)
    circuit.failed()
    clock.now += 31
    assert [circuit.admits() for _ in range(3)] == [True, False, False]


def test_a_straggler_neither_closes_nor_prolongs_it() -> None:
    clock = Clock()
    circuit = Circuit(clock, failures=1, rest_s=30)
    circuit.failed()
    clock.now += 20
    circuit.answered()
    circuit.failed()
    assert not circuit.admits()
    clock.now += 11
    assert circuit.admits()


def test_a_broken_endpoint_of_ours_does_not_keep_the_probe_for_ever() -> None:
    clock = Clock()

    class Broken:
        def ask(self, messages: Sequence[Message], schema: type[BaseModel], seconds: float) -> str:
            raise ZeroDivisionError

    asking = model(Broken(), clock)
    for _ in range(7):
        with pytest.raises((ZeroDivisionError, ModelUnavailable)):
            asking.structured(ASKED, Days, asking.deadline())
        clock.now += 31
    with pytest.raises(ZeroDivisionError):
        asking.structured(ASKED, Days, asking.deadline())


# --- settings, prompts, words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"model": ""}, "XIAOBAO_MODEL_NAME"),
        ({"base_url": ""}, "XIAOBAO_MODEL_URL"),
        ({"local_path": ROOT / "m.gguf"}, "只填一个"),
        ({"base_url": "ftp://127.0.0.1"}, "http"),
        ({"budget_s": 10.5}, "10秒"),
        ({"timeout_s": 9, "budget_s": 5}, "时限"),
        ({"timeout_s": 0}, "时限"),
        ({"concurrency": 0}, "大于0"),
    ],
)
def test_settings_that_cannot_work_are_refused_in_chinese(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelMisconfigured, match=said):
        ModelConfig(**{"model": "m", "base_url": "http://127.0.0.1/v1"} | wrong)


def test_every_reason_has_its_words() -> None:
    assert set(SAID) == set(Reason)


PROMPTS = sorted(p for p in (ROOT / "assistant").rglob("prompts/*.md"))


@pytest.mark.parametrize("path", PROMPTS, ids=lambda p: p.stem)
def test_a_prompt_is_known_by_its_digest(path: Any, tmp_path: Any) -> None:
    prompt = read_prompt(path)
    changed = tmp_path / path.name
    changed.write_text(path.read_text("utf-8") + "。", "utf-8")
    assert prompt.text and len(prompt.digest) == 8
    assert read_prompt(changed).digest != prompt.digest


def test_all_prompts_are_found() -> None:
    assert [p.stem for p in PROMPTS] == ["answer", "understand", "repair"]
