"""The port to a chat model: messages in, one value of a schema out, or ModelUnavailable with a stable reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from pydantic import BaseModel

from assistant.errors import AssistantError

T = TypeVar("T", bound=BaseModel)


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `text` is masked before it is made (see assistant/privacy/masking.py)."""

    role: Role
    text: str


class Reason(StrEnum):
    """Why there is no reply from the model; counted, so the words never change."""

    TIMEOUT = "timeout"  # it did not finish within its seconds
    REFUSED = "refused"  # no connection, no permission, or it declines this request
    FAILED = "failed"  # a fault on its side, or the line broke
    RATE_LIMITED = "rate_limited"
    MALFORMED = "malformed"  # what came back is not what was asked for, twice
    OPEN_CIRCUIT = "open_circuit"  # it failed too often just now and is left in peace
    BUDGET = "budget"  # no time, or no free place, to begin a call


SAID = {
    Reason.TIMEOUT: "模型没有在时限内答完",
    Reason.REFUSED: "模型服务不接受请求",
    Reason.FAILED: "模型服务出错",
    Reason.RATE_LIMITED: "模型服务说请求太多",
    Reason.MALFORMED: "模型的回答不是要求的格式",
    Reason.OPEN_CIRCUIT: "模型服务刚才连续失败，暂停使用",
    Reason.BUDGET: "没有时间或者空位再问模型",
}


class ModelUnavailable(AssistantError):
    """Seen by the pipeline, which then answers without the model. `detail` names error types, never any text."""

    code = "model_unavailable"

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(SAID[reason])
        self.reason = reason
        self.detail = detail


class ModelMisconfigured(AssistantError):
    """Seen by the operator when the program starts: a setting of the model cannot work."""

    code = "model_misconfigured"


class ChatModel(Protocol):
    """A chat model. Threads may share it; it keeps nothing of what it was asked.

    Any failure, also of the vendor's own code, is ModelUnavailable, and comes no later than the deadline.
    """

    @property
    def name(self) -> str:
        """The model's name as traces and the notice show it; never empty, and stays."""
        ...

    @property
    def filing_number(self) -> str | None:
        """备案号 of the model's public filing, when it has one."""
        ...

    def deadline(self) -> float:
        """When a question that begins now must be done with the model; seconds on the model's own clock."""
        ...

    def structured(self, messages: Sequence[Message], schema: type[T], deadline: float) -> T:
        """One value of `schema`. Raises ModelUnavailable; a deadline that has passed asks nothing (reason budget)."""
        ...
