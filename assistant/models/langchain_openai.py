"""Endpoint through LangChain's ChatOpenAI: any server that speaks OpenAI's `POST {base}/chat/completions`."""

import json
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx2
import openai
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable
from langchain_openai import ChatOpenAI
from langsmith import tracing_context
from pydantic import BaseModel, SecretStr

from assistant.models.calls import EndpointFailed
from assistant.models.chat_model import Message, Reason, Role
from assistant.models.config import ModelConfig
from assistant.models.deadline_transport import DeadlineTransport, ReplyTooLarge

NO_KEY = "none"  # LangChain makes no client without one
TALKATIVE = ("openai", "httpx2", "httpcore2", "langchain_openai")  # at DEBUG they log whole requests
MESSAGES: dict[Role, type[BaseMessage]] = {
    Role.SYSTEM: SystemMessage,
    Role.USER: HumanMessage,
    Role.ASSISTANT: AIMessage,
}


class LangChainEndpoint:
    """See Endpoint. Retries, proxies, tracing and every OPENAI_* variable are off: only the settings decide.

    `close` gives the connections back. No LangChain type leaves this module.
    """

    def __init__(self, config: ModelConfig, clock: Callable[[], float] = time.monotonic) -> None:
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._method = config.method
        self._client = httpx2.Client(transport=DeadlineTransport(clock), trust_env=False)
        self._chat = ChatOpenAI(
            model=config.model,
            base_url=config.base_url.rstrip("/"),
            api_key=SecretStr(config.api_key or NO_KEY),
            http_client=self._client,
            max_retries=0,
            temperature=0,
            timeout=config.timeout_s,
            use_responses_api=False,
            openai_proxy="",
            http_socket_options=(),
            output_version="v0",
            cache=False,
            extra_body={"max_tokens": config.max_tokens},  # the older name, which every server knows
        )

    def ask(self, messages: Sequence[Message], schema: type[BaseModel], seconds: float) -> str:
        """See Endpoint."""
        told = [MESSAGES[m.role](content=m.text) for m in messages]
        try:
            with tracing_context(enabled=False):
                raw = self._asking(schema, seconds).invoke(told)["raw"]
        except Exception as error:
            # The vendors' code raises what it likes; whatever it is, the answer without the model must still come.
            # `from None`: their messages may repeat what was sent.
            raise failure(error) from None
        return written(raw)

    def close(self) -> None:
        """Close the connections that are kept."""
        self._client.close()

    def _asking(self, schema: type[BaseModel], seconds: float) -> Runnable[Any, Any]:
        """The schema goes as plain JSON Schema: given the class, the vendor would parse, and lose what it cannot."""
        strict = True if self._method == "json_schema" else None
        plain = schema.model_json_schema(mode="serialization")
        return self._chat.with_structured_output(
            plain, method=self._method, include_raw=True, strict=strict, timeout=seconds
        )


def written(raw: AIMessage) -> str:
    """What the model wrote: its tool call's arguments, else its text. Raises EndpointFailed when it declines."""
    if raw.additional_kwargs.get("refusal"):
        raise EndpointFailed(Reason.REFUSED, "refusal", ill=False)
    if raw.tool_calls:
        return json.dumps(raw.tool_calls[0]["args"], ensure_ascii=False)
    if raw.invalid_tool_calls:
        return raw.invalid_tool_calls[0]["args"] or ""
    return raw.text


def failure(error: Exception) -> EndpointFailed:
    """What an error of the vendors' code means to us; only its type's name is kept."""
    name = type(error).__name__
    match error:
        case openai.APITimeoutError():  # the citizen has waited long enough: not again
            return EndpointFailed(Reason.TIMEOUT, name)
        case openai.RateLimitError():
            return EndpointFailed(Reason.RATE_LIMITED, name, again=True, wait_s=_retry_after(error.response))
        case openai.InternalServerError():
            return EndpointFailed(Reason.FAILED, name, again=True, wait_s=_retry_after(error.response))
        case openai.AuthenticationError() | openai.PermissionDeniedError() | openai.NotFoundError():
            return EndpointFailed(Reason.REFUSED, name)
        case openai.ConflictError():
            return EndpointFailed(Reason.FAILED, name, again=True)
        case openai.APIStatusError() | openai.ContentFilterFinishReasonError():
            return EndpointFailed(Reason.REFUSED, name, ill=False)
        case openai.LengthFinishReasonError():
            return EndpointFailed(Reason.MALFORMED, name, ill=False)
        case openai.APIConnectionError():
            return _line_failure(error)
        case _:  # a body that is no chat completion breaks somewhere inside their parsing
            return EndpointFailed(Reason.MALFORMED, name)


def _line_failure(error: Exception) -> EndpointFailed:
    cause: BaseException = error
    while cause.__cause__ is not None:  # LangChain's error wraps OpenAI's, which wraps ours, which wraps the socket's
        cause = cause.__cause__
        if isinstance(cause, ReplyTooLarge | httpx2.TransportError):
            break
    name = type(cause).__name__
    if isinstance(cause, ReplyTooLarge):
        return EndpointFailed(Reason.MALFORMED, name)
    reason = Reason.REFUSED if isinstance(cause, httpx2.ConnectError) else Reason.FAILED
    return EndpointFailed(reason, name, again=True)


def _retry_after(response: httpx2.Response) -> float | None:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else None
