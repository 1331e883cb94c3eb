"""The words of a handoff: its states, stages and reasons, and the frozen values that travel between the steps.

Times are aware datetimes; seconds are whole unless a name says otherwise. Text of citizens is masked before it gets here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class HandoffState(StrEnum):
    """Where a handoff stands. `WAITING` → `CLAIMED` → `ACTIVE` → `RESOLVED`; the others end it another way."""

    WAITING = "waiting"  # nobody has taken it; `Stage` says who is being asked
    CLAIMED = "claimed"  # a helper took it and has not yet replied
    ACTIVE = "active"  # a helper has replied
    RESOLVED = "resolved"  # the helper closed it
    TICKETED = "ticketed"  # outside service hours: only a call-back ticket was left
    WITHDRAWN = "withdrawn"  # the citizen gave up or deleted the conversation


OPEN_STATES = frozenset({HandoffState.WAITING, HandoffState.CLAIMED, HandoffState.ACTIVE})


class Stage(StrEnum):
    """Who is being asked while a handoff waits; it only ever moves down this list."""

    OFFERED = "offered"  # one helper at a time
    BROADCAST = "broadcast"  # everyone online
    DUTY = "duty"  # everyone online and the duty leader
    BREACHED = "breached"  # the minute is over, and recorded; still open to be taken


class Reason(StrEnum):
    """Why a person is wanted."""

    BUTTON = "button"
    WORDS = "words"
    TWO_FAILURES = "two_failures"
    BAD_RATING = "bad_rating"
    SAME_QUESTION = "same_question"  # 无感帮办
    FORM_ERRORS = "form_errors"  # 无感帮办
    TRANSFER = "transfer"
    WINDOW = "window"  # a window clerk went on with the case


class TimerKind(StrEnum):
    """What happens when a timer is due."""

    REOFFER = "reoffer"  # 15 s: ask the next helper
    BROADCAST = "broadcast"  # 30 s: ask everyone online
    DUTY = "duty"  # 45 s: ask the duty leader too
    BREACH = "breach"  # 60 s: record it once, tell the citizen, leave a ticket
    ABSENT = "absent"  # a helper with open chats went away: give them to others


class Presence(StrEnum):
    """What a helper says of himself; OFFLINE is what his devices say."""

    ONLINE = "online"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"


class Author(StrEnum):
    """Who wrote a line."""

    CITIZEN = "citizen"
    HELPER = "helper"
    SYSTEM = "system"
    NOTE = "note"  # a helper to helpers; never sent to a citizen


class SuggestionUse(StrEnum):
    """What became of a suggested reply."""

    SENT = "sent"
    EDITED = "edited"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class HandoffRequest:
    """What is wanted. `skill` is the matter's entry key, a department or a theme, whatever is most exact; "" = anyone.

    `consent` names what the citizen allows to be passed along, e.g. {"transcript": true, "phone": "138…"}.
    """

    reason: Reason
    matter: str | None = None  # entry id
    matter_title: str = ""
    skill: str = ""
    theme: str = ""  # 主题帮办 queue
    consent: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handoff:
    """One handoff as it stands. `case_number` is what a citizen can read out at a window (线上线下接续)."""

    id: str
    conversation_id: str
    case_number: str
    state: HandoffState
    stage: Stage
    request: HandoffRequest
    opened_at: datetime
    first_response_due: datetime
    offered_to: str | None = None
    helper: str | None = None
    claimed_at: datetime | None = None
    first_response_at: datetime | None = None
    breached_at: datetime | None = None
    closed_at: datetime | None = None
    solved: bool | None = None
    grade: int | None = None  # 好差评, 1 (very bad) to 5 (very good)
    tags: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Somebody still has to do something."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Helper:
    """Who can be asked. `id` is the account's id; `skills` are entry keys, departments or themes; () = everything."""

    id: str
    name: str
    department: str = ""
    skills: tuple[str, ...] = ()
    capacity: int = 3
    leader: bool = False  # may be called at 45 s, and takes 领办 escalations

    def knows(self, request: HandoffRequest) -> bool:
        """The skill, theme or anything at all."""
        wanted = {request.skill, request.theme} - {""}
        return not self.skills or not wanted or bool(wanted & {*self.skills, self.department})


@dataclass(frozen=True, slots=True)
class Timer:
    """One thing due at one moment; (handoff_id, kind) is unique, so setting it again moves it."""

    handoff_id: str
    kind: TimerKind
    due_at: datetime


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to be kept. `client_id` makes a repeated send harmless; `attachment` is an attachment's id."""

    author: Author
    text: str
    client_id: str | None = None
    author_id: str | None = None  # a helper's id
    attachment: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A kept line; `seq` grows by one within a conversation, so a reader knows what it missed."""

    conversation_id: str
    seq: int
    author: Author
    text: str
    at: datetime
    client_id: str | None = None
    author_id: str | None = None
    author_name: str = ""
    attachment: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one handoff, as it is kept and as the screens hear of it."""

    seq: int
    handoff_id: str
    conversation_id: str
    kind: (
        str  # opened, offered, lapsed, broadcast, duty, breached, claimed, released, replied, transferred, escalated, …
    )
    at: datetime
    actor: str | None = None  # a helper's id; None for the clock or the citizen
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A promised call back. `promise` is the sentence that the citizen was told; `contact` only with consent."""

    id: str
    number: str
    handoff_id: str
    conversation_id: str
    promise: str
    promised_day: date
    contact: str | None
    created_at: datetime
    done_at: datetime | None = None
    done_by: str | None = None
