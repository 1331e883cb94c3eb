"""One question as a stream of events: stages while the pipeline works, then the checked text, then the answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import anyio.to_thread
from fastapi.sse import ServerSentEvent

from assistant.answering.answer import Answer
from web.errors import problem_of

FIRST_STAGE = "received"

# What the citizen reads while each step runs.
STAGE_LABELS = {
    FIRST_STAGE: "已收到您的问题",
    "guard_input": "正在看您的问题",
    "understand": "正在理解您的问题",
    "clarify": "正在看是哪一类事项",
    "retrieve": "正在查办事规定",
    "compose": "正在整理回答",
    "write": "正在组织回答",
    "ground": "正在逐句核对出处",
    "guard_output": "正在做最后检查",
}
OTHER_STAGE = "正在处理"

Ask = Callable[[Callable[[str], None]], Answer]


class AnswerStream:
    """One answer under way. `close` belongs to the request, because a generator that is cut off at a yield is only
    finished when it is collected, and would keep its task until then."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    async def events(self, ask: Ask) -> AsyncIterator[ServerSentEvent]:
        """`stage`… `delta`… `done`, or `error` in place of what could not follow. The first one waits for nothing.

        `ask` runs in a worker thread.
        """
        yield _stage(FIRST_STAGE)
        events: asyncio.Queue[ServerSentEvent | None] = asyncio.Queue()
        self._task = asyncio.create_task(_run(ask, events))
        while (event := await events.get()) is not None:
            yield event

    async def close(self) -> None:
        """End the task; the worker thread finishes its one answer and its late stages fall on the floor."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])


async def answer_stream() -> AsyncIterator[AnswerStream]:
    """A dependency: an AnswerStream that is closed with the request, however it ends."""
    stream = AnswerStream()
    try:
        yield stream
    finally:
        await stream.close()


async def _run(ask: Ask, events: asyncio.Queue[ServerSentEvent | None]) -> None:
    loop = asyncio.get_running_loop()

    def on_stage(name: str) -> None:
        # Called in the worker thread; after a shutdown the loop is closed and there is nobody left to tell.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(events.put_nowait, _stage(name))

    try:
        answer = await anyio.to_thread.run_sync(ask, on_stage, abandon_on_cancel=True)
        for piece in pieces(answer.text):
            events.put_nowait(_event("delta", {"text": piece}))
        events.put_nowait(_event("done", answer.as_json()))
    except Exception as error:
        events.put_nowait(_event("error", problem_of(error).model_dump(exclude_none=True)))
    finally:
        events.put_nowait(None)


def pieces(text: str) -> list[str]:
    """The text cut at blank lines; joined they are the text again."""
    parts = text.split("\n\n")
    return [part + "\n\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _stage(name: str) -> ServerSentEvent:
    return _event("stage", {"name": name, "label": STAGE_LABELS.get(name, OTHER_STAGE)})


def _event(name: str, data: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(event=name, raw_data=json.dumps(data, ensure_ascii=False))
