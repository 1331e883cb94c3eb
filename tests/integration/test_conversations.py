"""A conversation in the database: secret, idempotent, masked, and gone without a trace when its owner says so."""

import itertools
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.answering.answer import Status
from assistant.conversations import Conversations
from assistant.errors import UnknownConversation
from knowledge_base.home import Home
from tests.support.guides import PERMIT, Shelf, answering, guide_version, hit

ID_CARD = "310113199001011234"


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def talk(engine: Engine, shelf: Shelf, now: Callable[[], datetime]) -> Conversations:
    ids, tokens = itertools.count(1), itertools.count(1)
    return Conversations(engine, answering(shelf), lambda: f"c{next(ids)}", lambda: f"geheim-token-{next(tokens)}", now)


def everything_in(folder: Path) -> str:
    """Every value of every table, and the log that SQLite keeps beside the file."""
    path = Path(Home(folder).database_url.removeprefix("sqlite:///"))
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = "\n".join(str(row) for table in tables for row in connection.execute(f'SELECT * FROM "{table}"'))
    connection.close()
    return found


def test_the_token_is_shown_once_and_kept_only_as_a_hash(talk: Conversations, tmp_path: Path) -> None:
    opened = talk.open()
    stored = everything_in(tmp_path)
    assert opened.id in stored
    assert opened.token not in stored


@pytest.mark.parametrize("wrong", ["", "geheim-token-2", "geheim-token-1 ", "GEHEIM-TOKEN-1"])
def test_a_wrong_token_is_an_unknown_conversation_in_every_use(talk: Conversations, wrong: str) -> None:
    opened, _ = talk.open(), talk.open()
    talk.ask(opened.id, opened.token, "风筝经营许可要什么材料")
    uses: list[Callable[[], object]] = [
        lambda: talk.ask(opened.id, wrong, "你好"),
        lambda: talk.messages(opened.id, wrong),
        lambda: talk.rate(opened.id, wrong, None, 1, None),
        lambda: talk.request_human(opened.id, wrong),
        lambda: talk.delete(opened.id, wrong),
    ]
    for use in uses:
        with pytest.raises(UnknownConversation) as caught:
            use()
        assert str(caught.value) == str(UnknownConversation())  # the same words as for an id that never was
    assert len(talk.messages(opened.id, opened.token)) == 1


def test_an_unknown_id_is_an_unknown_conversation(talk: Conversations) -> None:
    opened = talk.open()
    with pytest.raises(UnknownConversation):
        talk.ask("nobody", opened.token, "你好")


def test_the_same_client_id_is_answered_once(talk: Conversations, shelf: Shelf) -> None:
    opened = talk.open()
    first = talk.ask(opened.id, opened.token, "风筝经营许可要什么材料", "m1")
    again = talk.ask(opened.id, opened.token, "风筝经营许可要什么材料", "m1")
    assert again.as_json() == first.as_json()
    assert len(shelf.asked) == 1
    assert len(talk.messages(opened.id, opened.token)) == 1
    talk.ask(opened.id, opened.token, "风筝经营许可要什么材料", "m2")
    assert len(talk.messages(opened.id, opened.token)) == 2


def test_the_same_client_id_in_another_conversation_is_another_message(talk: Conversations, shelf: Shelf) -> None:
    for opened in (talk.open(), talk.open()):
        talk.ask(opened.id, opened.token, "风筝经营许可要什么材料", "m1")
    assert len(shelf.asked) == 2


def test_the_remembered_answer_is_the_first_as_json(talk: Conversations) -> None:
    opened = talk.open()
    said = [
        talk.ask(opened.id, opened.token, q).as_json()
        for q in ("玩具店要办什么证", "风筝经营许可要几天", "2020年风筝奖励怎么申请")
    ]
    remembered = talk.messages(opened.id, opened.token)
    assert [m.number for m in remembered] == [1, 2, 3]
    assert [m.answer for m in remembered] == said


def test_personal_numbers_never_reach_the_database_or_the_search(
    talk: Conversations, shelf: Shelf, tmp_path: Path
) -> None:
    opened = talk.open()
    talk.ask(opened.id, opened.token, f"风筝经营许可怎么办，我是{ID_CARD}，电话13812345678")
    talk.rate(opened.id, opened.token, None, 2, "打13812345678找我")
    stored = everything_in(tmp_path)
    for secret in (ID_CARD, "13812345678"):
        assert secret not in stored and secret not in shelf.asked[0]
    assert "〔身份证号〕" in talk.messages(opened.id, opened.token)[0].question


def test_deleting_leaves_nothing_in_any_table(talk: Conversations, tmp_path: Path) -> None:
    stays, goes = talk.open(), talk.open()
    talk.ask(stays.id, stays.token, "陀螺备案怎么办")
    empty = everything_in(tmp_path)
    talk.delete(goes.id, goes.token)
    goes = talk.open()
    talk.ask(goes.id, goes.token, "风筝经营许可要什么材料，紫藤园", "m1")
    talk.rate(goes.id, goes.token, None, 5, "紫藤很好")
    assert "紫藤" in everything_in(tmp_path)
    talk.delete(goes.id, goes.token)
    after = everything_in(tmp_path)
    assert "紫藤" not in after and goes.id not in after
    assert len(after.splitlines()) == len(empty.splitlines()) - 1  # the first `goes`, deleted without a message
    assert len(talk.messages(stays.id, stays.token)) == 1
    with pytest.raises(UnknownConversation):
        talk.messages(goes.id, goes.token)


def test_a_follow_up_uses_what_was_last_spoken_of(talk: Conversations) -> None:
    opened = talk.open()
    talk.ask(opened.id, opened.token, "陀螺备案怎么办")
    talk.ask(opened.id, opened.token, "风筝经营许可怎么办")
    assert talk.ask(opened.id, opened.token, "那要几天？").trace.matters == ("permit",)


def test_thanks_in_between_do_not_lose_what_was_spoken_of(talk: Conversations) -> None:
    opened = talk.open()
    talk.ask(opened.id, opened.token, "风筝经营许可怎么办")
    for thanks in ("谢谢", "好的", "明白了", "多谢"):
        assert talk.ask(opened.id, opened.token, thanks).status is Status.ANSWERED_GREETING
    answer = talk.ask(opened.id, opened.token, "那有效期几年？")
    assert answer.trace.matters == ("permit",)
    assert "5年" in answer.text


def test_a_choice_typed_in_the_citizens_own_words_is_taken(talk: Conversations) -> None:
    opened = talk.open()
    assert talk.ask(opened.id, opened.token, "玩具店要办什么证").choices
    assert talk.ask(opened.id, opened.token, "卖陀螺的").trace.matters == ("filing",)


def test_a_matter_that_only_the_citation_names_is_remembered(talk: Conversations, shelf: Shelf) -> None:
    shelf.kept = [hit(guide_version("permit", PERMIT))]
    opened = talk.open()
    first = talk.ask(opened.id, opened.token, "固定的经营场所和风筝师")
    assert [c.entry_id for c in first.citations[:1]] == ["permit"]
    shelf.kept = ()
    assert talk.ask(opened.id, opened.token, "那有效期几年？").trace.matters == ("permit",)


def test_a_new_topic_leans_on_nothing(talk: Conversations) -> None:
    opened = talk.open()
    talk.ask(opened.id, opened.token, "风筝经营许可怎么办")
    assert talk.ask(opened.id, opened.token, "今天天气怎么样").trace.matters == ()
    assert talk.ask(opened.id, opened.token, "气球多少钱").status is Status.UNANSWERED_NOT_COVERED
    assert talk.ask(opened.id, opened.token, "那要多久").status is Status.UNANSWERED_NOT_COVERED


def test_a_follow_up_is_stored_and_traced_as_it_was_written(talk: Conversations) -> None:
    opened = talk.open()
    talk.ask(opened.id, opened.token, f"风筝经营许可怎么办，我是{ID_CARD}")
    answer = talk.ask(opened.id, opened.token, "那要几天？")
    assert talk.messages(opened.id, opened.token)[1].question == "那要几天？"
    assert "风筝" not in str(answer.as_json()["trace"]) and "几天" not in str(answer.as_json()["trace"])


def test_one_is_asked_back_once_in_a_conversation(talk: Conversations) -> None:
    opened = talk.open()
    first = talk.ask(opened.id, opened.token, "玩具店要办什么证")
    second = talk.ask(opened.id, opened.token, "玩具店要办什么证")
    assert first.status.group == "clarify" and second.status.group != "clarify"


def test_a_grade_is_kept_with_its_message(talk: Conversations) -> None:
    opened = talk.open()
    for question in ("你好", "风筝经营许可要几天"):
        talk.ask(opened.id, opened.token, question)
    talk.rate(opened.id, opened.token, 1, 5, None)
    talk.rate(opened.id, opened.token, None, 2, None)
    assert [m.grade for m in talk.messages(opened.id, opened.token)] == [5, 2]


def test_wanting_a_person_is_answered_honestly(talk: Conversations) -> None:
    opened = talk.open()
    assert "12345" in talk.request_human(opened.id, opened.token)
