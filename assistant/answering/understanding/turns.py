"""What a conversation has said so far, as far as the next question may lean on it."""

from dataclasses import dataclass

from assistant.answering.answer import Choice, Status

# Turns of this kind are about no matter: the next question leans on what was said before them.
ABOUT_NOTHING = frozenset(
    {
        Status.ANSWERED_GREETING,
        Status.REFUSED_ADVICE,
        Status.REFUSED_EMPTY,
        Status.REFUSED_INSTRUCTION,
        Status.REFUSED_SECRECY,
        Status.REFUSED_OFF_TOPIC,
        Status.REFUSED_PERSONAL_RECORD,
        Status.REFUSED_TOO_LONG,
        Status.REFUSED_UNSAFE,
        Status.HANDED_OVER_REQUESTED,
        Status.ERROR_INTERNAL,
    }
)
MOST_TURNS = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question (masked) and how it ended; `matters` are entry ids, `aspects` the words citizens see."""

    question: str
    status: Status
    matters: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def answered_about(self) -> tuple[str, ...]:
        """The matters that the reply was really about; a refusal names none, though the question may have."""
        told = self.status.group == "answered" or self.status is Status.UNANSWERED_ASPECT_UNKNOWN
        return self.matters if told else ()


@dataclass(frozen=True, slots=True)
class Context:
    """The last turns of a conversation that were about something, oldest first, at most MOST_TURNS."""

    turns: tuple[Turn, ...] = ()

    @property
    def clarified(self) -> bool:
        """True when the last turn asked the citizen which matter is meant."""
        return bool(self.turns) and self.turns[-1].status is Status.CLARIFY_MATTER

    @property
    def asked_last(self) -> tuple[str, ...]:
        """The labels that the last turn offered for choice; empty when it asked nothing back."""
        return tuple(c.label for c in self.turns[-1].choices) if self.clarified else ()


def recent(turns: tuple[Turn, ...]) -> Context:
    """The context that turns make, oldest first; thanks and refusals do not push older matters out."""
    return Context(tuple(t for t in turns if t.status not in ABOUT_NOTHING)[-MOST_TURNS:])
