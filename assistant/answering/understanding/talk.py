"""A conversation as the next message may lean on it: each earlier turn as the question that it really was."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.answering.answer import Choice
from assistant.answering.matters import Matters
from assistant.answering.understanding import follow_up_words as words
from assistant.answering.understanding.aspects import Aspect, aspects_of
from assistant.answering.understanding.choosing import Offered, offered
from assistant.answering.understanding.mentions import Mentions, mentions
from assistant.answering.understanding.turns import Turn
from knowledge_base.lexicon import Lexicon


class Kind(StrEnum):
    """How a message leans on the conversation."""

    NONE = "none"
    ASPECT = "aspect"
    SUBJECT = "subject"
    CHOICE = "choice"
    CORRECTION = "correction"
    PRONOUN = "pronoun"
    VALUE = "value"
    BACK_REFERENCE = "back_reference"


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that stands alone. `matters` (entry ids) and `aspects` hold for every kind but NONE, where the text
    speaks for itself; `told` are the citizen's own words on this matter, newest first: of two values of one kind the
    first found is the one that holds."""

    text: str
    matters: tuple[str, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    kind: Kind = Kind.NONE
    told: tuple[str, ...] = ()
    courtesy: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier turn as the question that it was."""

    turn: Turn
    text: str
    matters: tuple[str, ...]
    aspects: tuple[Aspect, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """The earlier turns, oldest first, and what is needed to read a message in their light."""

    said: tuple[Said, ...]
    matters: Matters
    lexicon: Lexicon

    @property
    def last(self) -> Said:
        """The turn that a message leans on first; there must be one."""
        return self.said[-1]

    def names(self, ids: tuple[str, ...]) -> str:
        """The official names of matters, as one text."""
        return "、".join(m.name for i in ids if (m := self.matters.get(i)) is not None)

    def mentions(self, text: str) -> Mentions:
        """What a text mentions by itself."""
        return mentions(text, self.matters, self.lexicon)

    def about(self) -> str:
        """The name of what was last spoken of; when no matter was found, the citizen's own words for it."""
        return self.names(self.last.matters) or words.bare_subject(self.last.text)

    def everything(self) -> str:
        """All text of the matters last spoken of, and the question itself."""
        texts = [m.everything for i in self.last.matters if (m := self.matters.get(i)) is not None]
        return " ".join((*texts, self.last.text))

    def offers(self, turn: Turn) -> list[Offered]:
        """The choices of a turn that asked back."""
        return offered(turn.choices, self.matters, self.lexicon)

    def open_choices(self) -> list[Offered]:
        """What the citizen may choose from now: what he was asked last, or what his last, unclear words may mean."""
        turn = self.last.turn
        if turn.status.group == "clarify" and turn.choices:
            return self.offers(turn)
        row = self.mentions(self.last.text).unclear
        options = offered([Choice(c.label, c.question) for c in row.choices] if row else [], self.matters, self.lexicon)
        # Cases of the one matter that was answered about may still be told apart; other matters are settled by then.
        return options if not self.last.matters or {o.matter for o in options} <= set(self.last.matters) else []

    def recent(self) -> tuple[str, ...]:
        """Matters of the recent turns, newest first, those offered for choice among them."""
        found: dict[str, None] = {}
        for said in reversed(self.said):
            found |= dict.fromkeys(said.matters)
            found |= dict.fromkeys(o.matter for o in self.offers(said.turn) if o.matter)
        return tuple(found)

    def with_reply(self, turn: Turn, alone: Standalone) -> Said:
        """A turn with the question it asked; "is it this one?" with one matter on offer is about that matter."""
        about = turn.answered_about
        if turn.status.group == "clarify":
            on_offer = {o.matter for o in self.offers(turn)}
            about = tuple(i for i in on_offer if i) if len(on_offer) == 1 else ()
        known = tuple(i for i in about if self.matters.get(i) is not None)
        asked = tuple(a for a in Aspect if a.value in turn.aspects)
        return Said(turn, alone.text, known, asked or alone.aspects or aspects_of(alone.text), alone.told)
