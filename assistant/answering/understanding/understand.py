"""Understanding without a model: which matter, which aspect, what sort of question — from names, lexicon and patterns."""

import re
from dataclasses import dataclass

from assistant.answering.matters import Matter, Matters
from assistant.answering.understanding.aspects import Aspect, aspects_of, without_aspects
from assistant.answering.understanding.exits import Intent, intent_of
from assistant.answering.understanding.mentions import mentions
from assistant.answering.understanding.regions import other_region
from assistant.answering.understanding.standalone import Kind, standalone
from assistant.answering.understanding.talk import Standalone
from assistant.answering.understanding.turns import Context as Context
from knowledge_base.lexicon import Lexicon, LexiconRow
from knowledge_base.similarity import bigrams

FOLLOW_UP = re.compile(r"^(那|那么|还有|另外|然后|这个|它|这)|呢[？?]?$")


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question, understood. `text` stands alone, also when the citizen leaned on earlier turns (`followed_up`, in the
    way of `kind`); `matters` are in order of mention; `asked_back` is a lay word that needs a choice; `told` are the
    citizen's own words on this matter, newest first."""

    text: str
    matters: tuple[Matter, ...]
    aspects: tuple[Aspect, ...]
    asked_back: LexiconRow | None
    outside: LexiconRow | None
    region: str | None
    intent: Intent | None
    followed_up: bool
    about_nothing: bool
    kind: Kind = Kind.NONE
    told: tuple[str, ...] = ()


def understand(text: str, context: Context, matters: Matters, lexicon: Lexicon) -> Understanding:
    """Understand one normalised, masked question in its conversation."""
    alone = standalone(text, context, matters, lexicon)
    found = mentions(alone.text, matters, lexicon)
    leaned = alone.kind is not Kind.NONE
    meant = tuple(known for i in alone.matters if (known := matters.get(i)) is not None) or found.matters
    return Understanding(
        text=alone.text,
        matters=meant,
        aspects=alone.aspects if leaned else aspects_of(alone.text),
        asked_back=None if meant else found.unclear,
        outside=None if meant else found.outside,
        region=other_region(alone.text),
        intent=_intent(text, alone),
        followed_up=leaned,
        about_nothing=not meant and not found.matched and not content_of(alone.text),
        kind=alone.kind,
        told=alone.told,
    )


def _intent(text: str, alone: Standalone) -> Intent | None:
    """Why the question ends here; harm is looked for in what was written and in what it came to mean."""
    if alone.courtesy:
        return Intent.GREETING
    written = intent_of(text)
    meant = intent_of(alone.text) if alone.kind is not Kind.NONE else written
    if meant is Intent.UNSAFE:
        return meant
    leaned = alone.kind is not Kind.NONE
    if (leaned and written is Intent.GREETING) or (alone.matters and written is Intent.OFF_TOPIC):
        return None  # "能快递到家吗" alone is about anything; after a matter it is about the matter
    return written


def content_of(text: str) -> frozenset[str]:
    """The bigrams that say what a question is about, once the words that only ask an aspect are taken out."""
    return bigrams(FOLLOW_UP.sub("", without_aspects(text)))
