"""understand_with_model: what the rules read from names and patterns, read by a model, and held against the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answering.generate.schemas import EntityKind, Intent, ReadQuestion
from assistant.answering.grounding.check import unsupported_numbers
from assistant.answering.guard.limits import LONGEST_QUESTION
from assistant.answering.understanding.aspects import MOST_ASPECTS, Aspect
from assistant.answering.understanding.regions import other_region
from assistant.models.chat_model import ChatModel, Message, ModelUnavailable, Role
from assistant.models.prompts import read_prompt
from assistant.privacy.masking import mask_personal
from knowledge_base.similarity import bigrams, coverage
from knowledge_base.text import normalise

PROMPT = Path(__file__).parent / "prompts" / "understand.md"
LAST_TURNS = 6  # messages of the conversation that are read again
LONGEST_TURN = 400  # characters of each
LEAST_SHARED = 0.5  # of the standalone question's bigrams that must have been said


@dataclass(frozen=True, slots=True)
class Entity:
    """A circumstance in the citizen's own words: `quote` stands in the conversation as it is."""

    kind: EntityKind
    quote: str


@dataclass(frozen=True, slots=True)
class ModelUnderstanding:
    """A message, understood. `standalone` says nothing that was not said; it is the text itself when in doubt."""

    standalone: str
    aspects: tuple[Aspect, ...]
    entities: tuple[Entity, ...]
    intent: Intent


def understand_with_model(
    text: str, history: Sequence[Message], model: ChatModel, deadline: float
) -> ModelUnderstanding | None:
    """Understand one message after `history` (oldest first, masked); None where the rules must do."""
    asked = mask_personal(normalise(text))  # the caller masks; a slip there must not leave the house
    told = [Message(m.role, mask_personal(normalise(m.text))[:LONGEST_TURN]) for m in history[-LAST_TURNS:]]
    try:
        read = model.structured(_messages(asked, told), ReadQuestion, deadline)
    except ModelUnavailable:
        return None
    said = "\n".join((*(m.text for m in told), asked))
    own = "\n".join((*(m.text for m in told if m.role is Role.USER), asked))
    entities = tuple(Entity(e.kind, quote) for e in read.entities if (quote := normalise(e.quote)) and quote in own)
    standalone = normalise(read.question)
    return ModelUnderstanding(
        standalone=standalone if _was_said(standalone, said) else asked,
        aspects=tuple(dict.fromkeys(read.aspects))[:MOST_ASPECTS],
        entities=entities,
        intent=read.intent,
    )


def _messages(asked: str, told: Sequence[Message]) -> tuple[Message, ...]:
    prompt = read_prompt(PROMPT).text.replace("〔方面〕", "、".join(a.value for a in Aspect))
    speakers = {Role.USER: "市民", Role.ASSISTANT: "小宝"}
    turns = "\n".join(f"{speakers.get(m.role, '小宝')}：{_inert(m.text)}" for m in told)
    before = f"<对话>\n{turns}\n</对话>\n\n" if turns else ""
    return Message(Role.SYSTEM, prompt), Message(Role.USER, f"{before}<问题>\n{_inert(asked)}\n</问题>")


def _inert(text: str) -> str:
    return text.replace("<", "＜").replace(">", "＞").replace("\n", " ")


def _was_said(standalone: str, said: str) -> bool:
    """No figure, law or region that was not said, and most of its words were."""
    if not standalone or len(standalone) > LONGEST_QUESTION or unsupported_numbers(standalone, said):
        return False
    if other_region(standalone) != other_region(said):
        return False
    return coverage(bigrams(standalone), said) >= LEAST_SHARED
