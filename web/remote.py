"""A running server seen from a command beside it: the command goes through the server, never around it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import httpx

from knowledge_base.errors import KnowledgeBaseError


class ServerRefused(KnowledgeBaseError):
    """Seen by an operator: the server on this home refused a command's request, or does not reply."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class RemoteAssistant:
    """Asks and searches over loopback HTTP; every method raises ServerRefused."""

    def __init__(self, url: str, client: httpx.Client | None = None) -> None:
        self._client = client or httpx.Client(base_url=url, timeout=60, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(self, question: str) -> dict[str, Any]:
        """One question in a conversation of its own, which is deleted; the answer, or the problem object of an error."""
        with _replying():
            opened = _read(self._client.post("/api/conversations"))
            headers = {"Authorization": f"Bearer {opened['token']}"}
            path = f"/api/conversations/{opened['id']}"
            try:
                body = {"text": question}
                with self._client.stream("POST", f"{path}/messages", json=body, headers=headers) as response:
                    if response.status_code == httpx.codes.OK:
                        return _last_event(response)
                    response.read()
                    problem: dict[str, Any] = response.json()
                    return problem
            finally:
                self._client.delete(path, headers=headers)

    def search(self, query: str, limit: int, as_of: str | None) -> dict[str, Any]:
        """The search page as JSON."""
        params: Mapping[str, str | int] = {"q": query, "k": limit, **({"as_of": as_of} if as_of else {})}
        with _replying():
            return _read(self._client.get("/api/search", params=params))

    def status(self) -> dict[str, Any]:
        """Loading progress."""
        with _replying():
            return _read(self._client.get("/api/status"))


@contextmanager
def _replying() -> Iterator[None]:
    try:
        yield
    except httpx.TransportError as error:
        raise ServerRefused("server_silent", "正在运行的服务没有回应，请稍后再试，或者停止它再运行本命令") from error


def _read(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of a good response; a problem becomes ServerRefused with its code and sentence."""
    if not response.is_success:
        try:
            problem = response.json()
        except json.JSONDecodeError:
            problem = {}
        code, detail = problem.get("code", "server_error"), problem.get("detail", "服务没有给出原因")
        raise ServerRefused(code, f"正在运行的服务没有接受：{detail}")
    found: dict[str, Any] = response.json()
    return found


def _last_event(response: httpx.Response) -> dict[str, Any]:
    """The data of the `done` or `error` event of a stream."""
    name, data = "", {}
    for line in response.iter_lines():
        if line.startswith("event:"):
            name = line.removeprefix("event:").strip()
        elif line.startswith("data:") and name in ("done", "error"):
            data = json.loads(line.removeprefix("data:"))
    return data
