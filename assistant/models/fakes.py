"""A chat model that says what a test or an evaluation wrote down for it."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from assistant.models.calls import BudgetedModel, EndpointFailed
from assistant.models.chat_model import Message, ModelUnavailable
from assistant.models.config import ModelConfig

Reply = BaseModel | Mapping[str, Any] | str | EndpointFailed | ModelUnavailable
Script = Callable[[Sequence[Message], type[BaseModel]], Reply]


class _ScriptedEndpoint:
    """Endpoint that reads its replies from a script and remembers what it was asked."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._lock = threading.Lock()
        self.asked: list[tuple[Message, ...]] = []

    def ask(self, messages: Sequence[Message], schema: type[BaseModel], seconds: float) -> str:
        """See Endpoint."""
        with self._lock:
            self.asked.append(tuple(messages))
            reply = self._script(messages, schema)
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, BaseModel):
            return reply.model_dump_json()
        return reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)


class ScriptedModel(BudgetedModel):
    """ChatModel with a script: replies in their order, or a function of messages and schema.

    A reply is a value of the schema, a mapping, the text as the model would write it, or the failure to raise. It
    keeps to the same rules as a real model (budget, breaker, repair) but never waits. `asked` is every call's messages.
    """

    def __init__(
        self, replies: Iterable[Reply] | Script, *, name: str = "scripted", filing_number: str | None = None,
        clock: Callable[[], float] = lambda: 0.0,
    ) -> None:  # fmt: skip
        self._scripted = _ScriptedEndpoint(replies if callable(replies) else _in_order(replies))
        config = ModelConfig(name, "http://scripted.invalid/v1", filing_number=filing_number)
        super().__init__(config, self._scripted, clock=clock, sleep=lambda seconds: None, jitter=lambda: 0.0)

    @property
    def asked(self) -> list[tuple[Message, ...]]:
        """The messages of every call so far."""
        return self._scripted.asked


def _in_order(replies: Iterable[Reply]) -> Script:
    rest = iter(replies)

    def script(messages: Sequence[Message], schema: type[BaseModel]) -> Reply:
        try:
            return next(rest)
        except StopIteration:
            raise AssertionError("the script has no reply left") from None

    return script
