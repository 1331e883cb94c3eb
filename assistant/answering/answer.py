"""What answering returns: a status, the checked text, its citations, choices and actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """How a question ended. The prefix is the group that dashboards count by."""

    ANSWERED_FULL = "answered_full"
    ANSWERED_PARTIAL = "answered_partial"
    ANSWERED_EXPIRED = "answered_expired"
    ANSWERED_GREETING = "answered_greeting"
    CLARIFY_MATTER = "clarify_matter"
    CLARIFY_WHICH = "clarify_which"
    REFUSED_OFF_TOPIC = "refused_off_topic"
    REFUSED_OTHER_REGION = "refused_other_region"
    REFUSED_PERSONAL_RECORD = "refused_personal_record"
    REFUSED_ADVICE = "refused_advice"
    REFUSED_UNSAFE = "refused_unsafe"
    REFUSED_INSTRUCTION = "refused_instruction"
    REFUSED_SECRECY = "refused_secrecy"
    REFUSED_TOO_LONG = "refused_too_long"
    REFUSED_EMPTY = "refused_empty"
    UNANSWERED_NOT_COVERED = "unanswered_not_covered"
    UNANSWERED_NO_EVIDENCE = "unanswered_no_evidence"
    UNANSWERED_ASPECT_UNKNOWN = "unanswered_aspect_unknown"
    HANDED_OVER_REQUESTED = "handed_over_requested"
    ERROR_INTERNAL = "error_internal"

    @property
    def group(self) -> str:
        """answered | clarify | refused | unanswered | handed_over | error."""
        return "handed_over" if self.value.startswith("handed_over") else self.value.split("_", 1)[0]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a numbered sentence comes from: one entry in one version, and the words in it."""

    n: int
    entry_id: str
    version: int
    kind: str
    title: str
    section: str
    quote: str
    source: str
    effective_from: date | None = None
    effective_to: date | None = None
    source_status: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a clarifying question; `question` is what is asked when it is pressed."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something the page offers besides text: {"type": "handoff"}, {"type": "call", "label": …, "target": "12345"}."""

    type: str
    label: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the pipeline as it ran."""

    name: str
    ms: float


@dataclass(frozen=True, slots=True)
class Trace:
    """For diagnosis: no question text, only counts, ids and milliseconds."""

    model: str = "extractive"
    steps: tuple[Step, ...] = ()
    kept: int = 0
    rejected: int = 0
    matters: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer as a value; `as_json` is the contract of the CLI and of the chat API's `done` event.

    `text` is one paragraph that answers, then blank-line separated details; a detail block begins with `### 标题`,
    which pages fold away. Numbers in square brackets refer to `citations`.
    """

    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    actions: tuple[Action, ...] = ()
    notice: str = ""
    trace: Trace = field(default_factory=Trace)

    def as_json(self) -> dict[str, Any]:
        """A JSON-ready dict; dates are ISO strings."""
        return {
            "status": self.status.value,
            "answer": self.text,
            "citations": [_citation_json(c) for c in self.citations],
            "choices": [{"label": c.label, "question": c.question} for c in self.choices],
            "actions": [_action_json(a) for a in self.actions],
            "notice": self.notice,
            "trace": _trace_json(self.trace),
        }


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "entry_id": citation.entry_id,
        "version": citation.version,
        "kind": citation.kind,
        "title": citation.title,
        "section": citation.section,
        "quote": citation.quote,
        "source": citation.source,
        "source_status": citation.source_status,
        "effective_from": citation.effective_from.isoformat() if citation.effective_from else None,
        "effective_to": citation.effective_to.isoformat() if citation.effective_to else None,
    }


def _action_json(action: Action) -> dict[str, str]:
    return {
        key: value
        for key, value in (("type", action.type), ("label", action.label), ("target", action.target))
        if value
    }


def _trace_json(trace: Trace) -> dict[str, Any]:
    return {
        "model": trace.model,
        "steps": [{"name": s.name, "ms": round(s.ms, 2)} for s in trace.steps],
        "kept": trace.kept,
        "rejected": trace.rejected,
        "matters": list(trace.matters),
        "aspects": list(trace.aspects),
    }


def answer_from_json(stored: Mapping[str, Any]) -> Answer:
    """The value again from what `as_json` made of it."""
    trace = dict(stored["trace"])
    steps = tuple(Step(**s) for s in trace.pop("steps"))
    matters, aspects = tuple(trace.pop("matters")), tuple(trace.pop("aspects"))
    return Answer(
        Status(stored["status"]),
        stored["answer"],
        tuple(_citation_from(c) for c in stored["citations"]),
        tuple(Choice(**c) for c in stored["choices"]),
        tuple(Action(**a) for a in stored["actions"]),
        stored["notice"],
        Trace(**trace, steps=steps, matters=matters, aspects=aspects),
    )


def _citation_from(stored: Mapping[str, Any]) -> Citation:
    days = {k: date.fromisoformat(stored[k]) if stored[k] else None for k in ("effective_from", "effective_to")}
    return Citation(**{**stored, **days})
