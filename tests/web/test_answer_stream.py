"""The stream itself: quick to begin, honest when it breaks, and gone when the client is gone."""

import asyncio
import threading
import time
from collections.abc import Callable

import pytest
from fastapi.sse import ServerSentEvent
from fastapi.testclient import TestClient

from assistant.answering.answer import Answer
from tests.web.conftest import Opened
from tests.web.fakes import NOODLES, FakeConversations
from tests.web.sse import events
from web.answer_stream import AnswerStream, pieces


def test_the_first_event_waits_for_nothing() -> None:
    def never(on_stage: Callable[[str], None]) -> Answer:
        raise AssertionError("not yet asked")

    async def first() -> ServerSentEvent:
        return await anext(AnswerStream().events(never))

    assert asyncio.run(first()).event == "stage"


def test_a_stage_arrives_while_the_answer_is_still_being_made() -> None:
    go_on = threading.Event()

    def slow(on_stage: Callable[[str], None]) -> Answer:
        on_stage("retrieve")
        go_on.wait(10)
        return NOODLES

    async def seen() -> list[str | None]:
        stream = AnswerStream().events(slow)
        early = [(await anext(stream)).event, (await anext(stream)).event]
        go_on.set()
        return [*early, *[event.event async for event in stream]]

    assert asyncio.run(seen()) == ["stage", "stage", "delta", "delta", "delta", "delta", "done"]


def test_a_client_that_leaves_ends_the_task_and_not_the_worker() -> None:
    go_on, done = threading.Event(), threading.Event()

    def slow(on_stage: Callable[[str], None]) -> Answer:
        go_on.wait(10)
        on_stage("retrieve")
        done.set()
        return NOODLES

    async def leave() -> int:
        stream = AnswerStream()
        events = stream.events(slow)
        await anext(events)
        waiting = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0.05)
        waiting.cancel()
        await asyncio.wait([waiting])
        await stream.close()
        left = len(asyncio.all_tasks()) - 1
        go_on.set()
        await asyncio.to_thread(done.wait, 10)
        return left

    assert asyncio.run(leave()) == 0
    assert done.is_set()


def test_a_disconnect_over_asgi_ends_the_request(conversations: FakeConversations, client: TestClient) -> None:
    body = client.post("/api/conversations").json()
    conversations.hold.clear()
    sent: list[str] = []

    async def visit() -> None:
        gone = asyncio.Event()
        requests = iter([{"type": "http.request", "body": '{"text": "面馆"}'.encode(), "more_body": False}])

        async def receive() -> dict[str, object]:
            for message in requests:
                return message
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            sent.append(str(message["type"]))
            if "understand" in str(message.get("body")):
                gone.set()

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": f"/api/conversations/{body['id']}/messages",
            "raw_path": b"",
            "query_string": b"",
            "headers": [(b"authorization", f"Bearer {body['token']}".encode()), (b"content-type", b"application/json")],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        begun = time.monotonic()
        await asyncio.wait_for(client.app(scope, receive, send), 5)  # type: ignore[arg-type]
        assert time.monotonic() - begun < 3
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(visit())
    assert sent[0] == "http.response.start"
    conversations.hold.set()
    assert conversations.finished.wait(10)


def test_a_fault_becomes_an_error_event_without_its_message(
    client: TestClient, opened: Opened, conversations: FakeConversations, caplog: pytest.LogCaptureFixture
) -> None:
    conversations.fail_with = ValueError("身份证 310113")
    answer = client.post(f"{opened.path}/messages", json={"text": "面馆"}, headers=opened.headers)
    kind, data = events(answer.text)[-1]
    assert (kind, data["status"], data["code"]) == ("error", 500, "internal_error")
    assert "310113" not in answer.text + caplog.text
    assert "ValueError" in caplog.text


@pytest.mark.parametrize("text", ["", "一段", "一段\n\n### 卡片\n- 项", "一\n\n", "\n\n二"])
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text
