"""Tables of handoffs: the truth about every deadline, line and ticket. Text of citizens is stored masked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import AwareDateTime, Base

OF_CONVERSATION = "conversations.id"
OF_HANDOFF = "handoffs.id"


class HelperRow(Base):
    """A helper's desk profile; `id` is the account's id."""

    __tablename__ = "helpers"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    department: Mapped[str] = mapped_column(String(80))
    skills: Mapped[list[str]] = mapped_column(JSON)
    capacity: Mapped[int]
    leader: Mapped[bool]


class DutyRow(Base):
    """Which leader is on duty on a day in China; without a row every online leader is called."""

    __tablename__ = "duties"

    day: Mapped[date] = mapped_column(primary_key=True)
    helper_id: Mapped[str] = mapped_column(ForeignKey("helpers.id", ondelete="CASCADE"), primary_key=True)


class HandoffRow(Base):
    """One request for a person, as it stands now."""

    __tablename__ = "handoffs"
    __table_args__ = (
        Index(None, "state", "opened_at"),
        Index(None, "helper_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(OF_CONVERSATION, ondelete="CASCADE"), index=True)
    case_number: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(24))
    matter: Mapped[str | None] = mapped_column(String(64))
    matter_title: Mapped[str] = mapped_column(String(200))
    skill: Mapped[str] = mapped_column(String(200))
    theme: Mapped[str] = mapped_column(String(80))
    consent: Mapped[dict[str, Any]] = mapped_column(JSON)
    opened_at: Mapped[datetime] = mapped_column(AwareDateTime)
    queued_at: Mapped[datetime] = mapped_column(AwareDateTime)  # opened, or given back to the queue
    first_response_due: Mapped[datetime] = mapped_column(AwareDateTime)
    offered_to: Mapped[str | None] = mapped_column(String(64))
    asked: Mapped[list[str]] = mapped_column(JSON)  # helpers whose offer lapsed or who declined
    helper_id: Mapped[str | None] = mapped_column(String(64))
    claimed_at: Mapped[datetime | None] = mapped_column(AwareDateTime)
    first_response_at: Mapped[datetime | None] = mapped_column(AwareDateTime)
    breached_at: Mapped[datetime | None] = mapped_column(AwareDateTime)
    breach_reason: Mapped[str | None] = mapped_column(String(40))
    closed_at: Mapped[datetime | None] = mapped_column(AwareDateTime)
    solved: Mapped[bool | None]
    grade: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(JSON)


class TimerRow(Base):
    """What is due when; deleted in the transaction that acts on it, so it acts once."""

    __tablename__ = "handoff_timers"

    handoff_id: Mapped[str] = mapped_column(ForeignKey(OF_HANDOFF, ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(AwareDateTime, index=True)


class HandoffEventRow(Base):
    """Everything that happened, in order: the audit of a handoff. Holds no text of a citizen."""

    __tablename__ = "handoff_events"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    handoff_id: Mapped[str] = mapped_column(ForeignKey(OF_HANDOFF, ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(24), index=True)
    at: Mapped[datetime] = mapped_column(AwareDateTime, index=True)
    actor: Mapped[str | None] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class AttachmentRow(Base):
    """An image or PDF that a citizen or helper sent; the bytes lie in the home under its id."""

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(OF_CONVERSATION, ondelete="CASCADE"), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(AwareDateTime)


class LineRow(Base):
    """One line between citizen, helper and system; `seq` grows by one within a conversation."""

    __tablename__ = "chat_lines"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey(OF_CONVERSATION, ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[str | None] = mapped_column(ForeignKey(OF_HANDOFF, ondelete="CASCADE"), index=True)
    author: Mapped[str] = mapped_column(String(16))
    author_id: Mapped[str | None] = mapped_column(String(64))
    author_name: Mapped[str] = mapped_column(String(80))
    client_id: Mapped[str | None] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    attachment_id: Mapped[str | None] = mapped_column(ForeignKey("attachments.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(AwareDateTime)


class ReadRow(Base):
    """How far each side of a conversation has read."""

    __tablename__ = "chat_reads"

    conversation_id: Mapped[str] = mapped_column(ForeignKey(OF_CONVERSATION, ondelete="CASCADE"), primary_key=True)
    side: Mapped[str] = mapped_column(String(16), primary_key=True)  # citizen | helper
    seq: Mapped[int]


class SuggestionRow(Base):
    """A suggested reply to a line and what became of it; sent against suggested feeds the curation of knowledge."""

    __tablename__ = "suggestions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    handoff_id: Mapped[str] = mapped_column(ForeignKey(OF_HANDOFF, ondelete="CASCADE"), index=True)
    line_seq: Mapped[int]
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    use: Mapped[str | None] = mapped_column(String(16))
    sent: Mapped[str | None] = mapped_column(Text)
    similarity: Mapped[float | None]
    created_at: Mapped[datetime] = mapped_column(AwareDateTime)
    used_at: Mapped[datetime | None] = mapped_column(AwareDateTime)


class TicketRow(Base):
    """A promised call back."""

    __tablename__ = "tickets"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    handoff_id: Mapped[str] = mapped_column(ForeignKey(OF_HANDOFF, ondelete="CASCADE"), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(OF_CONVERSATION, ondelete="CASCADE"), index=True)
    promise: Mapped[str] = mapped_column(Text)
    promised_day: Mapped[date]
    contact: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(AwareDateTime, index=True)
    done_at: Mapped[datetime | None] = mapped_column(AwareDateTime)
    done_by: Mapped[str | None] = mapped_column(String(64))
