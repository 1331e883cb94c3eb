"""The chat routes: open, ask as a stream, resume, rate, ask for a person, delete."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.sse import EventSourceResponse, ServerSentEvent

from web.answer_stream import AnswerStream, answer_stream
from web.errors import MissingToken, problem_responses
from web.limits import MessageRate
from web.ports import Conversations
from web.schemas import (
    HandoffOut,
    MessageIn,
    MessageOut,
    MessagesOut,
    OpenedOut,
    RatingIn,
)

STREAM_WORDS = """发一个问题，以事件流（text/event-stream）返回：

- `stage`：`{"name", "label"}`，正在做哪一步，第一个事件立即发出；
- `delta`：`{"text"}`，已经核对过的文字，依次拼接就是全文；
- `done`：完整的回答，含引用、可选项和 AI 提示；
- `error`：problem+json，代替没能给出的回答。
"""


@dataclass(frozen=True, slots=True)
class Held:
    """The conversation that a request names, with the token it shows."""

    id: str
    token: str


_bearer = HTTPBearer(auto_error=False, description="开启对话时得到的令牌")


def held(
    conversation_id: Annotated[str, Path(max_length=64, description="对话编号")],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Held:
    """The id from the path and the token from the header; raises MissingToken before anything is looked up."""
    if credentials is None or not credentials.credentials:
        raise MissingToken
    return Held(conversation_id, credentials.credentials)


HeldConversation = Annotated[Held, Depends(held)]


def chat_routes(conversations: Conversations, rate: MessageRate) -> APIRouter:
    """The routes under /api/conversations."""
    router = APIRouter(prefix="/api/conversations", tags=["对话"])
    _add_talk(router, conversations)
    _add_stream(router, conversations, rate)
    _add_follow_up(router, conversations)
    return router


def _add_talk(router: APIRouter, conversations: Conversations) -> None:
    @router.post("", status_code=201, summary="开启一段对话", responses=problem_responses(500))
    def open_conversation() -> OpenedOut:
        """返回对话编号和令牌；令牌请妥善保存，丢了就找不回这段对话。"""
        return OpenedOut.model_validate(conversations.open())

    @router.get("/{conversation_id}/messages", summary="取回对话", responses=problem_responses(401, 404, 422))
    def read_messages(here: HeldConversation) -> MessagesOut:
        """全部问答，旧的在前，供页面刷新后接着聊。"""
        found = conversations.messages(here.id, here.token)
        return MessagesOut(messages=[MessageOut.model_validate(m) for m in found])

    @router.delete(
        "/{conversation_id}", status_code=204, summary="删除对话", responses=problem_responses(401, 404, 422)
    )
    def delete_conversation(here: HeldConversation) -> None:
        """连同全部问答一起删除，不能恢复。"""
        conversations.delete(here.id, here.token)


def _add_stream(router: APIRouter, conversations: Conversations, rate: MessageRate) -> None:
    def admitted(request: Request, here: HeldConversation) -> Held:
        # Before the stream starts, so that a wrong token is a plain 404 and haste a plain 429.
        rate.take(request.client.host if request.client else "")
        conversations.check(here.id, here.token)
        return here

    @router.post(
        "/{conversation_id}/messages",
        summary="提问",
        description=STREAM_WORDS,
        response_class=EventSourceResponse,
        responses=problem_responses(400, 401, 404, 413, 422, 429),
    )
    async def ask(
        message: MessageIn,
        here: Annotated[Held, Depends(admitted)],
        stream: Annotated[AnswerStream, Depends(answer_stream)],
    ) -> AsyncIterator[ServerSentEvent]:
        asking = partial(conversations.ask, here.id, here.token, message.text, message.client_id)
        async for event in stream.events(asking):
            yield event


def _add_follow_up(router: APIRouter, conversations: Conversations) -> None:
    @router.post(
        "/{conversation_id}/rating",
        status_code=204,
        summary="评价一条回答",
        responses=problem_responses(400, 401, 404, 413, 422),
    )
    def rate_message(rating: RatingIn, here: HeldConversation) -> None:
        """1 到 5 分，可以附一句意见。"""
        conversations.rate(here.id, here.token, rating.message, rating.grade, rating.comment)

    @router.post("/{conversation_id}/handoff", summary="转人工", responses=problem_responses(401, 404, 422))
    def hand_over(here: HeldConversation) -> HandoffOut:
        """返回现在能做到的安排。"""
        return HandoffOut(reply=conversations.request_human(here.id, here.token))
