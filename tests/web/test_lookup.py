"""Search, entries, starting questions, loading progress, health."""

from datetime import date

from fastapi.testclient import TestClient

from knowledge_base.entries import EntryKind
from tests.web.fakes import ENTRIES, SUGGESTIONS, FakeKnowledge


def test_a_search_gives_hits_with_their_passage_and_validity(client: TestClient) -> None:
    body = client.get("/api/search", params={"q": "食品生产经营许可"}).json()
    first = body["hits"][0]
    assert first["entry_id"] == "food-law-35"
    assert first["effective_from"] == "2021-04-29"
    assert first["legal_status"] == "现行有效"
    assert body["rejected"] == 1


def test_the_filters_reach_the_search(client: TestClient, knowledge: FakeKnowledge) -> None:
    client.get("/api/search?q=许可&k=3&as_of=2020-01-31&kind=guide&kind=faq")
    assert knowledge.searched == [("许可", 3, date(2020, 1, 31), (EntryKind.GUIDE, EntryKind.FAQ))]


def test_a_search_without_filters_asks_for_ten_of_any_kind_today(client: TestClient, knowledge: FakeKnowledge) -> None:
    client.get("/api/search?q=许可")
    assert knowledge.searched == [("许可", 10, None, ())]


def test_an_entry_is_shown_whole_in_the_version_asked_for(client: TestClient) -> None:
    body = client.get("/api/entries/food-law-35?version=1").json()
    assert (body["version"], body["latest_version"]) == (1, 2)
    heading, text = ENTRIES["food-law-35"].sections[0]
    assert body["sections"] == [{"heading": heading, "text": text}]


def test_an_entry_without_a_version_is_the_latest(client: TestClient) -> None:
    assert client.get("/api/entries/food-law-35").json()["version"] == 2


def test_suggestions_are_the_starting_questions(client: TestClient) -> None:
    assert client.get("/api/suggestions").json() == {"questions": list(SUGGESTIONS)}


def test_status_shows_how_far_the_laws_are(client: TestClient, knowledge: FakeKnowledge) -> None:
    knowledge.laws = {"state": "loading", "done": 3, "total": 9}
    body = client.get("/api/status").json()
    assert body["laws"] == {"state": "loading", "done": 3, "total": 9}
    assert body["entries"] == len(ENTRIES)


def test_ready_only_when_knowledge_is(client: TestClient, knowledge: FakeKnowledge) -> None:
    assert client.get("/readyz").status_code == 200
    knowledge.ready = False
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert client.get("/healthz").status_code == 200
