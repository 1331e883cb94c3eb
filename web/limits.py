"""How much and how fast: a body size limit, and a token bucket per client address."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Lock

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.errors import HTTP_WORDS, TooManyMessages, problem, respond


class BodyLimit:
    """ASGI middleware: a request body above `limit` bytes is 413, also when it is streamed without a length."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; see the class."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _declared_length(scope) > self._limit:
            await respond(problem(413, *HTTP_WORDS[413]))(scope, receive, send)
        else:
            await self._app(scope, self._counting(receive), send)

    def _counting(self, receive: Receive) -> Receive:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._limit:
                # FastAPI lets an HTTPException raised while reading pass; any other would become a 400.
                raise HTTPException(413)
            return message

        return counted


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class MessageRate:
    """A token bucket per address: `per_minute` tokens flow in, `burst` fit; 0 per minute lets everything through.

    `clock` gives monotonic seconds. Full buckets are forgotten, so memory follows the active addresses only.
    """

    FORGET_ABOVE = 10_000

    def __init__(self, per_minute: int, burst: int, clock: Callable[[], float]) -> None:
        self._per_second = per_minute / 60
        self._burst = max(1, burst)
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}
        self._lock = Lock()

    def take(self, address: str) -> None:
        """Use one token of `address`; raises TooManyMessages with the seconds to wait."""
        if self._per_second <= 0:
            return
        with self._lock:
            now = self._clock()
            bucket = self._buckets.setdefault(address, _Bucket(self._burst, now))
            bucket.tokens = self._level(bucket, now)
            bucket.at = now
            if bucket.tokens < 1:
                raise TooManyMessages(ceil((1 - bucket.tokens) / self._per_second))
            bucket.tokens -= 1
            if len(self._buckets) > self.FORGET_ABOVE:
                self._forget(now)

    def _level(self, bucket: _Bucket, now: float) -> float:
        return min(self._burst, bucket.tokens + (now - bucket.at) * self._per_second)

    def _forget(self, now: float) -> None:
        self._buckets = {a: b for a, b in self._buckets.items() if self._level(b, now) < self._burst}
