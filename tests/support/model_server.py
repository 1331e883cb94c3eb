"""An OpenAI-compatible endpoint on loopback that fails in every way that endpoints fail."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DRIP_S = 0.05  # between two bytes: far below any timeout between bytes


class Mode(StrEnum):
    """How one request ends."""

    OK = "ok"
    FENCED = "fenced"  # the right value inside a code block, with words around it
    HANG = "hang"
    DRIP = "drip"
    DRIP_HEADERS = "drip_headers"
    ERROR_500 = "error_500"
    RATE_LIMITED = "rate_limited"
    BAD_REQUEST = "bad_request"
    UNAUTHORIZED = "unauthorized"
    MALFORMED = "malformed"  # the body is not JSON
    HTML = "html"  # a proxy's page with status 200
    NOT_JSON = "not_json"  # a well-formed completion whose text is prose
    TRUNCATED = "truncated"  # a well-formed completion whose text ends in the middle
    BROKEN_OFF = "broken_off"  # the line breaks in the middle of the body
    ENDLESS = "endless"
    WRONG_SCHEMA = "wrong_schema"
    DECLINED = "declined"


@dataclass
class Asked:
    """One request as it came."""

    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """All that the request says, as one string."""
        return json.dumps(self.body, ensure_ascii=False)


@dataclass
class ModelServer:
    """`value` is what a right reply holds; `modes` are taken in turn and the last one stays."""

    value: Mapping[str, Any] = field(default_factory=dict)
    modes: list[Mode] = field(default_factory=lambda: [Mode.OK])
    retry_after: str = ""
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Ends before `/chat/completions`."""
        return f"http://127.0.0.1:{self.port}/v1"

    def next_mode(self) -> Mode:
        """The mode of the request that just came."""
        with self.lock:
            return self.modes.pop(0) if len(self.modes) > 1 else self.modes[0]


def completion(asked: Mapping[str, Any], text: str, refusal: str | None = None) -> bytes:
    """A chat completion that says `text`, as a tool call where the request brought tools."""
    message: dict[str, Any] = {"role": "assistant", "content": None if refusal else text, "refusal": refusal}
    if asked.get("tools") and not refusal:
        call = {"name": asked["tools"][0]["function"]["name"], "arguments": text}
        message |= {"content": None, "tool_calls": [{"id": "call-1", "type": "function", "function": call}]}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    body = {"id": "c", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}
    return json.dumps(body, ensure_ascii=False).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 20  # of an idle connection, so that a forgotten one does not hold up the end of a test
    state: ModelServer

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        asked = json.loads(self.rfile.read(length))
        self.state.asked.append(Asked(dict(self.headers.items()), asked))
        mode = self.state.next_mode()
        try:
            WAYS.get(mode, _completed)(self, mode, asked)
        except OSError:  # the client went away, as it should
            self.close_connection = True

    def say(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


Way = Callable[[_Handler, Mode, dict[str, Any]], None]


def _completed(handler: _Handler, mode: Mode, asked: dict[str, Any]) -> None:
    value = json.dumps(handler.state.value, ensure_ascii=False)
    text = {
        Mode.FENCED: f"好的，结果如下：\n```json\n{value}\n```\n以上。",
        Mode.NOT_JSON: "好的，没有问题",
        Mode.TRUNCATED: value[: len(value) // 2],
        Mode.WRONG_SCHEMA: '{"unexpected": [1, 2]}',
    }.get(mode, value)
    handler.say(200, completion(asked, text, "不能回答" if mode is Mode.DECLINED else None))


def _error(handler: _Handler, mode: Mode, asked: dict[str, Any]) -> None:
    status = {Mode.ERROR_500: 500, Mode.RATE_LIMITED: 429, Mode.BAD_REQUEST: 400, Mode.UNAUTHORIZED: 401}[mode]
    # Real endpoints repeat what they were sent; nobody may log it.
    body = json.dumps({"error": {"message": f"cannot: {asked['messages']}", "type": "x", "code": None}}).encode()
    headers = {"Retry_After": handler.state.retry_after} if handler.state.retry_after else {}
    handler.say(status, body, **headers)


def _garbage(handler: _Handler, mode: Mode, asked: dict[str, Any]) -> None:
    if mode is Mode.HTML:
        handler.say(200, "<html><body>请登录</body></html>".encode(), "text/html")
    else:
        handler.say(200, b'{"id": "c", "choices": [{')


def _broken_off(handler: _Handler, mode: Mode, asked: dict[str, Any]) -> None:
    body = completion(asked, json.dumps(handler.state.value))
    _head(handler, f"Content-Length: {len(body)}")
    handler.wfile.write(body[: len(body) // 2])
    handler.close_connection = True


def _hang(handler: _Handler, mode: Mode, asked: dict[str, Any]) -> None:
    handler.state.stopped.wait()
    handler.close_connection = True


def _drip(handler: _Handler, mode: Mode, asked: dict[str, Any]) -> None:
    if mode is Mode.DRIP:
        _head(handler, "Content-Length: 1000000")
    else:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    handler.close_connection = True
    while not handler.state.stopped.wait(DRIP_S):
        handler.wfile.write(b"1")


def _endless(handler: _Handler, mode: Mode, asked: dict[str, Any]) -> None:
    _head(handler, "Connection: close")
    handler.close_connection = True
    while not handler.state.stopped.is_set():
        handler.wfile.write(b" " * 65536)


def _head(handler: _Handler, line: str) -> None:
    handler.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{line}\r\n\r\n".encode())


WAYS: dict[Mode, Way] = {
    **dict.fromkeys((Mode.ERROR_500, Mode.RATE_LIMITED, Mode.BAD_REQUEST, Mode.UNAUTHORIZED), _error),
    **dict.fromkeys((Mode.MALFORMED, Mode.HTML), _garbage),
    **dict.fromkeys((Mode.DRIP, Mode.DRIP_HEADERS), _drip),
    Mode.BROKEN_OFF: _broken_off,
    Mode.HANG: _hang,
    Mode.ENDLESS: _endless,
}


@contextmanager
def running(**state: Any) -> Iterator[ModelServer]:
    """A server on a free port of loopback; at the end it lets go of whoever still hangs on it."""
    server = ModelServer(**state)
    handler = type("Handler", (_Handler,), {"state": server})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        listening.daemon_threads = False
        server.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            listening.shutdown()
            thread.join()


def closed_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
