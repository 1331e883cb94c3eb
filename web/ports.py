"""What the web needs of the floors below: conversations and knowledge, as small Protocols with plain values."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from assistant.answering.answer import Answer
from assistant.conversations import Message as Message
from assistant.conversations import Opened as Opened
from knowledge_base.entries import EntryKind


class Talk(Protocol):
    """The talk itself. Every method is called from a worker thread and may block.

    All but `open` raise assistant.errors.UnknownConversation for an unknown id and for a wrong token alike.
    """

    def open(self) -> Opened:
        """Start a conversation."""

    def ask(
        self, conversation_id: str, token: str, text: str, client_id: str | None, on_stage: Callable[[str], None]
    ) -> Answer:
        """Answer `text` and keep both. `on_stage` gets each pipeline step's name as it starts.

        The same `client_id` again returns the same answer and keeps nothing twice.
        """

    def messages(self, conversation_id: str, token: str) -> list[Message]:
        """Everything said so far, oldest first."""

    def delete(self, conversation_id: str, token: str) -> None:
        """Forget the conversation with all that was said."""


class Admission(Protocol):
    """Who may speak in a conversation."""

    def check(self, conversation_id: str, token: str) -> None:
        """Raises UnknownConversation like `Talk`; reads nothing that was said."""


class FollowUp(Protocol):
    """What a citizen may do after an answer. Raises UnknownConversation like `Talk`."""

    def rate(self, conversation_id: str, token: str, message: int | None, grade: int, comment: str | None) -> None:
        """Grade (1–5) message number `message`, or the latest one when None."""

    def request_human(self, conversation_id: str, token: str) -> str:
        """Ask for a person; returns the honest reply to show."""


class Conversations(Admission, Talk, FollowUp, Protocol):
    """All of it, as one object that the web is given."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One found entry with its best passage; `score` as the retrieval fused it, larger is better."""

    entry_id: str
    version: int
    kind: str
    title: str
    section: str
    text: str
    score: float
    source: str
    source_status: str
    effective_from: date | None
    effective_to: date | None
    legal_status: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Hits, best first; `rejected` counts those found but not valid on the day asked about."""

    hits: tuple[Hit, ...]
    total_ms: float
    rejected: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """A whole entry in one version, as a citation points to it; `sections` are (heading, text) in order."""

    title: str
    kind: str
    source: str
    source_status: str
    legal_status: str
    effective_from: date | None
    effective_to: date | None
    version: int
    latest_version: int
    sections: tuple[tuple[str, str], ...]


class Knowledge(Protocol):
    """What is known, to search and to read. Every method is called from a worker thread and may block."""

    def search(self, query: str, limit: int, as_of: date | None, kinds: Collection[EntryKind]) -> SearchPage:
        """At most `limit` hits valid on `as_of` (None = today), of `kinds` (empty = all)."""

    def entry(self, entry_id: str, version: int | None) -> EntryView:
        """One entry, its latest version when None; raises knowledge_base.errors.UnknownEntry."""

    def suggestions(self) -> tuple[str, ...]:
        """Three questions to start with."""

    def status(self) -> dict[str, Any]:
        """How far loading is; keys as in web.schemas.StatusOut."""
