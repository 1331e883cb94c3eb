"""HTTP that ends in time: a deadline over the whole exchange, a largest reply, no proxy, and few headers."""

import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore2
import httpx2

LARGEST_REPLY = 512 * 1024  # bytes
LEAST_S = 0.001  # a socket takes zero for "do not wait at all"
HEADERS = frozenset({b"host", b"accept", b"authorization", b"content-length", b"content-type", b"user-agent"})


class ReplyTooLarge(Exception):
    """The reply went on beyond LARGEST_REPLY."""


class _Stream(httpcore2.NetworkStream):
    """A connection whose every wait is cut to what is left of the exchange: a reply that drips never ends else."""

    def __init__(self, inner: httpcore2.NetworkStream, left: Callable[[], float]) -> None:
        self._inner, self._left = inner, left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._left()), self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    """Opens such connections."""

    def __init__(self, left: Callable[[], float]) -> None:
        self._plain, self._left = httpcore2.SyncBackend(), left

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        plain = self._plain.connect_tcp(host, port, self._left(), local_address, socket_options)
        return _Stream(plain, self._left)


class DeadlineTransport(httpx2.BaseTransport):
    """Reads each reply whole, within the seconds that the request's read timeout gives for all of it.

    Only looking up a host's name is outside the deadline: the system's resolver knows none. Raises
    httpx2.TimeoutException, httpx2.ConnectError, httpx2.TransportError and ReplyTooLarge.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._exchange = threading.local()  # one thread carries one exchange from beginning to end
        self._pool = httpcore2.ConnectionPool(
            max_connections=None,
            max_keepalive_connections=4,
            keepalive_expiry=20.0,
            network_backend=_Backend(self._left),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """One exchange."""
        self._exchange.ends = self._clock() + request.extensions["timeout"]["read"]
        asked = httpcore2.Request(
            method=request.method,
            url=str(request.url),
            headers=[(k, v) for k, v in request.headers.raw if k.lower() in HEADERS],
            content=request.read(),
            extensions=request.extensions,
        )
        try:
            reply = self._pool.handle_request(asked)
            try:
                body = self._body(reply)
            finally:
                reply.close()
        except httpcore2.TimeoutException as error:
            raise httpx2.ReadTimeout("deadline", request=request) from error
        except httpcore2.ConnectError as error:
            raise httpx2.ConnectError("connect", request=request) from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise httpx2.RemoteProtocolError("broken", request=request) from error
        return httpx2.Response(reply.status, headers=reply.headers, content=body, request=request)

    def close(self) -> None:
        """Close the connections that are kept."""
        self._pool.close()

    def _body(self, reply: httpcore2.Response) -> bytes:
        body = bytearray()
        for part in reply.iter_stream():
            body += part
            if len(body) > LARGEST_REPLY:
                raise ReplyTooLarge
            self._left()  # bytes that keep coming never wait, so the clock is read here too
        return bytes(body)

    def _left(self) -> float:
        left: float = self._exchange.ends - self._clock()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return max(left, LEAST_S)
