"""The use case of a conversation: answer (reading only), then write question and answer in one transaction."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    RowMapping,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from assistant.answering import replies
from assistant.answering.answer import Answer, Status, answer_from_json
from assistant.answering.matters import MATTER_KINDS
from assistant.answering.pipeline import Answering, OnStage
from assistant.answering.understanding.turns import Context, Turn, recent
from assistant.errors import UnknownConversation
from assistant.privacy.masking import mask_personal
from assistant.tables import ConversationRow, MessageRow
from knowledge_base.database import transaction
from knowledge_base.text import normalise

RIVALS = 5  # tries to take the next number when several messages of one conversation end at once
LONGEST_KEPT = 2000  # characters of a question
LOOKED_BACK = 8  # turns read again for the next question


@dataclass(frozen=True, slots=True)
class Opened:
    """A new conversation; `token` is shown once and kept only as a hash."""

    id: str
    token: str


@dataclass(frozen=True, slots=True)
class Message:
    """One question, masked, with its answer as JSON."""

    number: int
    question: str
    answer: Mapping[str, Any]
    grade: int | None = None


class Conversations:
    """Conversations in SQL. No transaction is open while an answer is being made."""

    def __init__(
        self, engine: Engine, answering: Answering, new_id: Callable[[], str], new_token: Callable[[], str],
        now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._engine = engine
        self._answering = answering
        self._new_id = new_id
        self._new_token = new_token
        self._now = now

    def open(self) -> Opened:
        """Begin a conversation."""
        opened = Opened(self._new_id(), self._new_token())
        with transaction(self._engine) as connection:
            connection.execute(
                insert(ConversationRow).values(id=opened.id, token_hash=_hash(opened.token), created_at=self._now())
            )
        return opened

    def check(self, conversation_id: str, token: str) -> None:
        """Raises UnknownConversation for an unknown id and for a wrong token alike; reads nothing that was said."""
        with self._engine.connect() as connection:
            self._check(connection, conversation_id, token)

    def ask(
        self, conversation_id: str, token: str, text: str, client_id: str | None = None,
        on_stage: OnStage = lambda name: None,
    ) -> Answer:  # fmt: skip
        """Answer and remember; the same `client_id` again gives the remembered answer. Raises UnknownConversation."""
        with self._engine.connect() as connection:
            self._check(connection, conversation_id, token)
            earlier = _latest(connection, conversation_id)
            known = _by_client_id(connection, conversation_id, client_id)
        if known is not None:
            return answer_from_json(known)
        answer = self._answering.answer(text, _context(earlier), on_stage)
        return self._remember(conversation_id, client_id, mask_personal(normalise(text)), answer)

    def _remember(self, conversation_id: str, client_id: str | None, question: str, answer: Answer) -> Answer:
        """Keep a turn under the next number; a rival with the same client id wins, one with the same number waits."""
        for _ in range(RIVALS):
            try:
                with transaction(self._engine) as connection:
                    connection.execute(
                        insert(MessageRow).values(
                            conversation_id=conversation_id,
                            number=_next_number(connection, conversation_id),
                            client_id=client_id,
                            question=question[:LONGEST_KEPT],
                            answer=answer.as_json(),
                            status=answer.status.value,
                            created_at=self._now(),
                        )
                    )
                return answer
            except IntegrityError:
                with self._engine.connect() as connection:
                    known = _by_client_id(connection, conversation_id, client_id)
                    if known is not None:
                        return answer_from_json(known)
                    if (
                        connection.scalar(select(ConversationRow.id).where(ConversationRow.id == conversation_id))
                        is None
                    ):
                        raise UnknownConversation from None  # deleted while the answer was being made
        raise UnknownConversation

    def messages(self, conversation_id: str, token: str) -> list[Message]:
        """All turns, oldest first."""
        query = select(MessageRow.__table__).where(MessageRow.conversation_id == conversation_id)
        with self._engine.connect() as connection:
            self._check(connection, conversation_id, token)
            rows = connection.execute(query.order_by(MessageRow.number)).mappings().all()
        return [Message(r["number"], r["question"], r["answer"], r["grade"]) for r in rows]

    def rate(self, conversation_id: str, token: str, message: int | None, grade: int, comment: str | None) -> None:
        """Keep a grade (1–5) for a turn (the last one when not named)."""
        with transaction(self._engine) as connection:
            self._check(connection, conversation_id, token)
            number = message or connection.scalar(
                select(func.max(MessageRow.number)).where(MessageRow.conversation_id == conversation_id)
            )
            connection.execute(
                update(MessageRow)
                .where(MessageRow.conversation_id == conversation_id, MessageRow.number == number)
                .values(grade=grade, comment=mask_personal(normalise(comment)) if comment else None)
            )

    def delete(self, conversation_id: str, token: str) -> None:
        """删除我的对话: nothing of it stays."""
        with transaction(self._engine) as connection:
            self._check(connection, conversation_id, token)
            connection.execute(delete(MessageRow).where(MessageRow.conversation_id == conversation_id))
            connection.execute(delete(ConversationRow).where(ConversationRow.id == conversation_id))

    def request_human(self, conversation_id: str, token: str) -> str:
        """What is honestly possible today when a person is wanted."""
        self.check(conversation_id, token)
        return replies.reply(Status.HANDED_OVER_REQUESTED)

    @staticmethod
    def _check(connection: Connection, conversation_id: str, token: str) -> None:
        known = connection.scalar(select(ConversationRow.token_hash).where(ConversationRow.id == conversation_id))
        if known is None or not hmac.compare_digest(known, _hash(token)):
            raise UnknownConversation


def _next_number(connection: Connection, conversation_id: str) -> int:
    query = select(func.coalesce(func.max(MessageRow.number), 0) + 1).where(
        MessageRow.conversation_id == conversation_id
    )
    return connection.scalar(query) or 1


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _latest(connection: Connection, conversation_id: str) -> Sequence[RowMapping]:
    """The latest turns, newest first: enough to find those that a question may lean on between thanks."""
    query = select(MessageRow.__table__).where(MessageRow.conversation_id == conversation_id)
    return connection.execute(query.order_by(MessageRow.number.desc()).limit(LOOKED_BACK)).mappings().all()


def _by_client_id(connection: Connection, conversation_id: str, client_id: str | None) -> dict[str, Any] | None:
    if client_id is None:
        return None
    query = select(MessageRow.answer).where(
        MessageRow.conversation_id == conversation_id, MessageRow.client_id == client_id
    )
    return connection.scalar(query)


def _context(latest: Sequence[RowMapping]) -> Context:
    """What the next question may lean on, from stored rows, newest first; nothing is kept for it."""
    return recent(tuple(_turn(row["question"], answer_from_json(row["answer"])) for row in reversed(latest)))


def _turn(question: str, answer: Answer) -> Turn:
    """An answer that names no matter in its trace was still about what it cites first."""
    cited = tuple(c.entry_id for c in answer.citations[:1] if c.kind in MATTER_KINDS)
    return Turn(question, answer.status, answer.trace.matters or cited, answer.trace.aspects, answer.choices)
