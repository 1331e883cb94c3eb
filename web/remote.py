"""A running server seen from a command beside it: the command goes through the server, never around it."""

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx


class RemoteAssistant:
    """Asks and searches over loopback HTTP."""

    def __init__(self, url: str, client: httpx.Client | None = None) -> None:
        self._client = client or httpx.Client(base_url=url, timeout=60, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(self, question: str) -> dict[str, Any]:
        """One question in a new conversation; the answer object, or the problem object of an error."""
        opened = self._client.post("/api/conversations").raise_for_status().json()
        headers = {"Authorization": f"Bearer {opened['token']}"}
        path = f"/api/conversations/{opened['id']}"
        with self._client.stream("POST", f"{path}/messages", json={"text": question}, headers=headers) as response:
            if response.status_code != httpx.codes.OK:
                response.read()
                problem: dict[str, Any] = response.json()
                return problem
            answer = _last_event(response)
        self._client.delete(path, headers=headers)
        return answer

    def search(self, query: str, limit: int, as_of: str | None) -> dict[str, Any]:
        """The search page as JSON."""
        params: Mapping[str, str | int] = {"q": query, "k": limit, **({"as_of": as_of} if as_of else {})}
        found: dict[str, Any] = self._client.get("/api/search", params=params).raise_for_status().json()
        return found

    def status(self) -> dict[str, Any]:
        """Loading progress."""
        found: dict[str, Any] = self._client.get("/api/status").raise_for_status().json()
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
