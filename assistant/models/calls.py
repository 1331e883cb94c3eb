"""What every call to a model keeps to: a budget, a place in the queue, retries with jitter, a breaker, one repair."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel

from assistant.models.chat_model import Message, ModelUnavailable, Reason, Role, T
from assistant.models.circuit import Circuit
from assistant.models.config import ModelConfig
from assistant.models.prompts import read_prompt
from assistant.models.reading import Malformed, read_structured

LEAST_S = 0.05  # with less time left a call is not begun
LONGEST_QUEUE_S = 1.0  # an answer without the model beats a long wait for it
FIRST_WAIT_S, LONGEST_WAIT_S = 0.25, 2.0
LONGEST_SHOWN_BACK = 2000  # characters of a malformed reply that the model sees again
REPAIR = Path(__file__).parent / "prompts" / "repair.md"


class EndpointFailed(Exception):
    """One call failed. `again`: another try may help, after `wait_s` when the endpoint said so; `ill`: it speaks
    against the endpoint, not against this request."""

    def __init__(
        self, reason: Reason, detail: str = "", *, again: bool = False, ill: bool = True, wait_s: float | None = None
    ) -> None:
        super().__init__(detail or reason)
        self.reason, self.detail, self.again, self.ill, self.wait_s = reason, detail, again, ill, wait_s


class Endpoint(Protocol):
    """One way to reach a model."""

    def ask(self, messages: Sequence[Message], schema: type[BaseModel], seconds: float) -> str:
        """What the model wrote, unread, within `seconds`. Raises EndpointFailed and nothing else."""
        ...


class BudgetedModel:
    """ChatModel over an endpoint. Clock, sleep and randomness are injected; the clock need only run forward."""

    def __init__(
        self,
        config: ModelConfig,
        endpoint: Endpoint,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        circuit: Circuit | None = None,
    ) -> None:
        self._config, self._endpoint = config, endpoint
        self._clock, self._sleep, self._jitter = clock, sleep, jitter
        self._circuit = circuit or Circuit(clock)
        self._places = threading.BoundedSemaphore(config.concurrency)

    @property
    def name(self) -> str:
        """See ChatModel."""
        return self._config.model

    @property
    def filing_number(self) -> str | None:
        """See ChatModel."""
        return self._config.filing_number

    def deadline(self) -> float:
        """See ChatModel."""
        return self._clock() + self._config.budget_s

    def structured(self, messages: Sequence[Message], schema: type[T], deadline: float) -> T:
        """See ChatModel. A reply that does not fit is shown back once."""
        text = self._asked(messages, schema, deadline)
        try:
            return read_structured(text, schema)
        except Malformed as problem:
            asked = read_prompt(REPAIR).text.replace("〔问题〕", str(problem))
        shown = Message(Role.ASSISTANT, text[:LONGEST_SHOWN_BACK] or "（空）")
        text = self._asked([*messages, shown, Message(Role.USER, asked)], schema, deadline)
        try:
            return read_structured(text, schema)
        except Malformed as problem:
            raise ModelUnavailable(Reason.MALFORMED, str(problem)) from None

    def _asked(self, messages: Sequence[Message], schema: type[BaseModel], deadline: float) -> str:
        """One reply, with retries while the time allows."""
        tries = self._config.retries + 1
        for attempt in range(1, tries + 1):
            try:
                return self._once(messages, schema, deadline)
            except EndpointFailed as failed:
                wait = self._wait(failed, attempt)
                if not failed.again or attempt == tries or self._clock() + wait + LEAST_S > deadline:
                    raise ModelUnavailable(failed.reason, failed.detail) from failed
            self._sleep(wait)
        raise AssertionError  # the last try returned or raised

    def _once(self, messages: Sequence[Message], schema: type[BaseModel], deadline: float) -> str:
        if not self._places.acquire(timeout=min(self._seconds(deadline), LONGEST_QUEUE_S)):
            raise ModelUnavailable(Reason.BUDGET, "queue")
        try:
            seconds = self._seconds(deadline)
            if not self._circuit.admits():
                raise ModelUnavailable(Reason.OPEN_CIRCUIT)
            return self._noted(messages, schema, seconds)
        finally:
            self._places.release()

    def _noted(self, messages: Sequence[Message], schema: type[BaseModel], seconds: float) -> str:
        """The call itself; the breaker learns how it ended, whatever happened."""
        ill = True
        try:
            text = self._endpoint.ask(messages, schema, seconds)
            ill = False
            return text
        except EndpointFailed as failed:
            ill = failed.ill
            raise
        finally:
            if ill:
                self._circuit.failed()
            else:
                self._circuit.answered()

    def _seconds(self, deadline: float) -> float:
        """For one call: what is set for it, or what is left. Raises ModelUnavailable when that is next to nothing."""
        seconds = min(self._config.timeout_s, deadline - self._clock())
        if seconds < LEAST_S:
            raise ModelUnavailable(Reason.BUDGET, "time")
        return seconds

    def _wait(self, failed: EndpointFailed, attempt: int) -> float:
        """Full jitter: anything up to a doubling bound, so that many callers do not come back together."""
        bound = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** (attempt - 1))
        return max(failed.wait_s or 0.0, self._jitter() * bound)
