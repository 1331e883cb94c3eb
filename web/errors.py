"""Every error as problem+json: one table from exception to status and code, and Chinese words for each."""

import json
import logging
import traceback
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.errors import AssistantError, UnknownConversation
from knowledge_base.errors import KnowledgeBaseError, UnknownEntry
from web.validation_words import field_problems

logger = logging.getLogger(__name__)

PROBLEM_JSON = "application/problem+json"


class WebError(Exception):
    """Base of the errors that only exist at this edge; the text is Chinese and fit to show to a citizen."""

    code = "web_error"
    retry_after: int | None = None


class MissingToken(WebError):
    """Seen by a front end that forgot the header; says nothing about whether the conversation exists."""

    code = "missing_token"

    def __init__(self) -> None:
        super().__init__("缺少凭证：请在 Authorization 头里带上开启对话时得到的令牌")


class TooManyMessages(WebError):
    """Seen by an address that asks faster than the limit; `retry_after` in whole seconds."""

    code = "too_many_messages"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"您问得太快了，请等 {retry_after} 秒再发；急事请拨打12345")
        self.retry_after = retry_after


class NotReady(WebError):
    """Seen by a load balancer while the knowledge is still loading."""

    code = "not_ready"

    def __init__(self) -> None:
        super().__init__("知识库还在加载，请稍后再试")


# The one table: what the outside sees of each error. The code comes from the error itself.
STATUS_OF: Mapping[type[Exception], int] = {
    UnknownConversation: 404,
    UnknownEntry: 404,
    MissingToken: 401,
    TooManyMessages: 429,
    NotReady: 503,
}

# What the framework raises on its own: status → (code, Chinese detail).
HTTP_WORDS: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "请求的格式不对，没法读取"),
    404: ("not_found", "没有这个地址"),
    405: ("method_not_allowed", "这个地址不接受这种请求方法"),
    413: ("body_too_large", "发送的内容太大，请缩短后再发"),
    500: ("internal_error", "小宝这边出了故障，请稍后再试；急事请拨打12345"),
}

TITLES: Mapping[int, str] = {
    400: "请求有误",
    401: "缺少凭证",
    404: "没有找到",
    405: "方法不对",
    413: "内容太大",
    422: "填写有误",
    429: "请求太快",
    500: "内部故障",
    503: "尚未就绪",
}


class FieldProblem(BaseModel):
    """哪一项、错在哪里。"""

    field: str = Field(description="出错的字段")
    message: str = Field(description="错在哪里，不含用户填写的内容")


class Problem(BaseModel):
    """出错时的统一格式（RFC 9457）。"""

    type: str = Field(description="错误类型的标识", examples=["urn:xiaobao:problem:unknown_conversation"])
    title: str = Field(description="错误的类别")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="可以直接给用户看的中文说明")
    code: str = Field(description="稳定的错误代码，供程序判断")
    errors: list[FieldProblem] | None = Field(default=None, description="逐项的填写问题，只在 422 时出现")


def problem(status: int, code: str, detail: str, errors: list[FieldProblem] | None = None) -> Problem:
    """A problem whose type and title follow from its code and status."""
    title = TITLES.get(status, "请求没有成功")
    return Problem(
        type=f"urn:xiaobao:problem:{code}", title=title, status=status, detail=detail, code=code, errors=errors
    )


def problem_of(error: Exception) -> Problem:
    """The problem that a citizen may see of any exception; unknown ones become a plain 500 and are logged."""
    for kind in type(error).__mro__:
        if kind in STATUS_OF and isinstance(error, AssistantError | KnowledgeBaseError | WebError):
            return problem(STATUS_OF[kind], error.code, str(error))
    _log(error)
    code, detail = HTTP_WORDS[500]
    return problem(500, code, detail)


def respond(found: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as an HTTP response."""
    body = json.dumps(found.model_dump(exclude_none=True), ensure_ascii=False)
    return Response(body, found.status, dict(headers or {}), PROBLEM_JSON)


def install(app: FastAPI) -> None:
    """Make every error that the app raises leave it as problem+json."""
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    for kind in (AssistantError, KnowledgeBaseError, WebError):
        app.add_exception_handler(kind, _on_known)


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI responses of a route for these statuses."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {s: {"description": TITLES[s], "content": {PROBLEM_JSON: schema}} for s in statuses}


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [FieldProblem(field=name, message=message) for name, message in field_problems(error.errors())]
    detail = "；".join(f"{p.field}：{p.message}" for p in found)
    return respond(problem(422, "invalid_request", detail, found))


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, detail = HTTP_WORDS.get(error.status_code, (f"http_{error.status_code}", "请求没有成功"))
    return respond(problem(error.status_code, code, detail), error.headers)


async def _on_known(request: Request, error: Exception) -> Response:
    headers = {}
    if isinstance(error, WebError) and error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, MissingToken):
        headers["WWW-Authenticate"] = "Bearer"
    return respond(problem_of(error), headers)


def _log(error: Exception) -> None:
    # An exception's message may quote what a citizen wrote: only its type and where it came from are logged.
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    logger.error("unexpected %s at %s", type(error).__name__, places)
