"""A citizen's conversation over HTTP: open, ask, resume, rate, ask for a person, delete."""

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import Opened
from tests.web.fakes import HUMAN_REPLY, NOODLES, FakeConversations
from tests.web.sse import events

QUESTION = {"text": "开个小面馆要办什么证"}


def test_opening_gives_an_id_and_a_token(client: TestClient) -> None:
    answer = client.post("/api/conversations")
    assert answer.status_code == 201
    assert set(answer.json()) == {"id", "token"}


def test_an_answer_streams_stages_then_checked_text_then_the_answer(client: TestClient, opened: Opened) -> None:
    answer = client.post(f"{opened.path}/messages", json=QUESTION, headers=opened.headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = events(answer.text)
    kinds = [kind for kind, _ in found]
    assert kinds == sorted(kinds, key=["stage", "delta", "done"].index)
    assert kinds[-1] == "done"
    assert kinds.count("done") == 1
    assert [data["name"] for kind, data in found if kind == "stage"] == ["received", "understand", "retrieve"]
    assert all(data["label"] for kind, data in found if kind == "stage")


def test_the_deltas_joined_are_the_answer(client: TestClient, opened: Opened) -> None:
    found = events(client.post(f"{opened.path}/messages", json=QUESTION, headers=opened.headers).text)
    assert "".join(data["text"] for kind, data in found if kind == "delta") == NOODLES.text
    assert found[-1][1] == NOODLES.as_json()


def test_a_repeated_client_id_is_answered_once(
    client: TestClient, opened: Opened, conversations: FakeConversations
) -> None:
    for _ in range(2):
        client.post(f"{opened.path}/messages", json={**QUESTION, "client_id": "a-1"}, headers=opened.headers)
    assert conversations.asked == [QUESTION["text"]]


def test_a_conversation_can_be_resumed(client: TestClient, opened: Opened) -> None:
    client.post(f"{opened.path}/messages", json=QUESTION, headers=opened.headers)
    body = client.get(f"{opened.path}/messages", headers=opened.headers).json()
    expected = {"number": 1, "question": QUESTION["text"], "answer": NOODLES.as_json(), "grade": None}
    assert body == {"messages": [expected]}


def test_a_grade_is_kept(client: TestClient, opened: Opened) -> None:
    client.post(f"{opened.path}/messages", json=QUESTION, headers=opened.headers)
    rated = client.post(f"{opened.path}/rating", json={"grade": 5, "message": 1}, headers=opened.headers)
    assert rated.status_code == 204
    assert client.get(f"{opened.path}/messages", headers=opened.headers).json()["messages"][0]["grade"] == 5


def test_asking_for_a_person_gives_the_honest_reply(client: TestClient, opened: Opened) -> None:
    assert client.post(f"{opened.path}/handoff", headers=opened.headers).json() == {"reply": HUMAN_REPLY}


def test_a_deleted_conversation_is_gone(client: TestClient, opened: Opened) -> None:
    assert client.delete(opened.path, headers=opened.headers).status_code == 204
    assert client.get(f"{opened.path}/messages", headers=opened.headers).status_code == 404


ROUTES = [
    ("POST", "/messages", QUESTION),
    ("GET", "/messages", None),
    ("POST", "/rating", {"grade": 5}),
    ("POST", "/handoff", None),
    ("DELETE", "", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_a_wrong_token_and_an_unknown_id_look_the_same(
    client: TestClient, opened: Opened, method: str, path: str, body: dict[str, object] | None
) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    there = client.request(method, f"{opened.path}{path}", json=body, headers=wrong)
    nowhere = client.request(method, f"/api/conversations/c999{path}", json=body, headers=wrong)
    assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)
    assert there.status_code == 404
    assert there.json()["code"] == "unknown_conversation"


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
@pytest.mark.parametrize("header", [None, "Basic abc", "Bearer "])
def test_without_a_token_nothing_is_looked_up(
    client: TestClient, opened: Opened, method: str, path: str, body: dict[str, object] | None, header: str | None
) -> None:
    headers = {"Authorization": header} if header else {}
    there = client.request(method, f"{opened.path}{path}", json=body, headers=headers)
    nowhere = client.request(method, f"/api/conversations/c999{path}", json=body, headers=headers)
    assert there.status_code == 401
    assert there.headers["www-authenticate"] == "Bearer"
    assert there.text == nowhere.text
