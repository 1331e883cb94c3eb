"""The shapes that a model must fill; every key is required of it, and forgiven when empty lists are left out."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.answering.understanding.aspects import Aspect


class Intent(StrEnum):
    """What a citizen wants with a message."""

    CONSULT = "consult"
    CHAT = "chat"
    HUMAN = "human"
    OWN_RECORD = "own_record"
    ADVICE = "advice"
    UNSAFE = "unsafe"
    OFF_TOPIC = "off_topic"


class EntityKind(StrEnum):
    """What sort of own circumstance a quote gives."""

    AGE = "age"
    AREA = "area"
    WEIGHT = "weight"
    AMOUNT = "amount"
    DATE = "date"
    HOUSEHOLD = "household"


class _Filled(BaseModel):
    """Strict endpoints want closed objects with every key required; sloppy ones may leave out what is empty."""

    model_config = ConfigDict(
        frozen=True, json_schema_serialization_defaults_required=True, json_schema_extra={"additionalProperties": False}
    )


class WrittenSentence(_Filled):
    """One sentence and the tokens of the passages it rests on."""

    text: str
    sources: list[str] = []


class WrittenAnswer(_Filled):
    """What the model makes of the passages. `choices` are tokens of passages about different matters."""

    status: Literal["answer", "clarify", "not_enough"]
    sentences: list[WrittenSentence] = []
    choices: list[str] = []


class ReadEntity(_Filled):
    """One circumstance in the citizen's own words."""

    kind: EntityKind
    quote: str


class ReadQuestion(_Filled):
    """A question as the model understood it."""

    question: str
    aspects: list[Aspect] = []
    entities: list[ReadEntity] = []
    intent: Intent
