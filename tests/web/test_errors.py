"""Errors leave as problem+json with a stable code and Chinese words, and never with what was typed."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from knowledge_base.errors import InvalidFields
from tests.web.conftest import Opened
from tests.web.fakes import FakeConversations, FakeKnowledge
from web.errors import MissingToken, NotReady, TooManyMessages, problem_of

SECRET = "我的身份证号是310113199001011234"


def assert_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"].endswith(code)
    assert any("一" <= letter <= "鿿" for letter in body["detail"])
    return body


def test_an_unknown_address_is_404(client: TestClient) -> None:
    assert_problem(client.get("/nowhere"), 404, "not_found")


def test_a_wrong_method_is_405_and_names_the_right_ones(client: TestClient) -> None:
    answer = client.put("/api/search")
    assert_problem(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


def test_an_unknown_entry_is_404(client: TestClient) -> None:
    assert_problem(client.get("/api/entries/none"), 404, "unknown_entry")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": SECRET * 100}, "text"),
        ({}, "text"),
        ({"text": None}, "text"),
        ({"text": "好", "client_id": SECRET}, "client_id"),
        ({"text": "好", SECRET: 1}, "请求内容"),
    ],
)
def test_a_bad_message_names_the_field_and_echoes_nothing(
    client: TestClient, opened: Opened, body: dict[str, object], field: str
) -> None:
    answer = client.post(f"{opened.path}/messages", json=body, headers=opened.headers)
    found = assert_problem(answer, 422, "invalid_request")
    assert field in found["errors"][0]["field"]
    assert field in found["detail"]
    assert "310113" not in answer.text


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[]", b'"text"', b'{"text": "\\ud800"}'])
def test_a_body_that_is_not_a_message_is_refused(client: TestClient, opened: Opened, content: bytes) -> None:
    headers = {**opened.headers, "Content-Type": "application/json"}
    answer = client.post(f"{opened.path}/messages", content=content, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/api/search", "检索词（q）：没有填写"),
        ("/api/search?q=", "至少要 1 个字"),
        ("/api/search?q=x&k=101", "不能大于 100"),
        ("/api/search?q=x&k=x", "应当是整数"),
        ("/api/search?q=x&as_of=2026-02-31", "应当是 2026-01-31 这样的日期"),
        ("/api/search?q=x&kind=song", "类别（kind）：只能是 regulation、guide"),
        ("/api/entries/food-law-35?version=0", "不能小于 1"),
    ],
)
def test_a_bad_query_says_what_is_wrong(client: TestClient, address: str, words: str) -> None:
    assert words in assert_problem(client.get(address), 422, "invalid_request")["detail"]


def test_a_fault_is_a_plain_500_and_its_message_is_neither_shown_nor_logged(
    client: TestClient, knowledge: FakeKnowledge, caplog: pytest.LogCaptureFixture
) -> None:
    knowledge.fail_with = RuntimeError(SECRET)
    answer = client.get("/api/suggestions")
    assert_problem(answer, 500, "internal_error")
    assert "nosniff" in answer.headers["x-content-type-options"]
    assert SECRET not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_a_known_error_without_a_row_is_a_500_and_not_shown() -> None:
    found = problem_of(InvalidFields("guide", ["字段"]))
    assert (found.status, found.code) == (500, "internal_error")


@pytest.mark.parametrize(("error", "status"), [(MissingToken(), 401), (TooManyMessages(3), 429), (NotReady(), 503)])
def test_every_error_of_the_edge_has_its_status(error: Exception, status: int) -> None:
    assert problem_of(error).status == status


def test_a_fault_inside_a_route_of_a_conversation_is_a_500(
    client: TestClient, opened: Opened, conversations: FakeConversations
) -> None:
    conversations.fail_with = OSError(SECRET)
    answer = client.post(f"{opened.path}/handoff", headers=opened.headers)
    assert_problem(answer, 500, "internal_error")
    assert SECRET not in answer.text
