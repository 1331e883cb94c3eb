"""Understanding with a model beside the rules: it fills what they leave open and may only make them more careful."""

from dataclasses import replace

from assistant.answering.generate import schemas
from assistant.answering.generate.read import understand_with_model
from assistant.answering.matters import Matters
from assistant.answering.understanding.exits import Intent
from assistant.answering.understanding.understand import (
    Context,
    Understanding,
    understand,
)
from assistant.models.chat_model import ChatModel, Message, Role
from knowledge_base.lexicon import Lexicon

CAREFUL = {
    schemas.Intent.UNSAFE: Intent.UNSAFE,
    schemas.Intent.OWN_RECORD: Intent.OWN_RECORD,
    schemas.Intent.ADVICE: Intent.ADVICE,
    schemas.Intent.HUMAN: Intent.HUMAN,
    schemas.Intent.OFF_TOPIC: Intent.OFF_TOPIC,
}


def understood_with_model(
    text: str, context: Context, matters: Matters, lexicon: Lexicon, model: ChatModel, deadline: float
) -> Understanding:
    """By rules; the model's standalone question where they find no matter in a conversation, its aspects where they
    find none, and its reason not to answer where they find none. Whatever fails leaves the rules as they are."""
    rules = understand(text, context, matters, lexicon)
    if rules.intent is not None:
        return rules
    said = [Message(Role.USER, turn.question) for turn in context.turns]
    read = understand_with_model(text, said, model, deadline)
    if read is None:
        return rules
    merged = rules
    if context.turns and not rules.matters and read.standalone != rules.text:
        merged = understand(read.standalone, context, matters, lexicon)
    intent = merged.intent or CAREFUL.get(read.intent)
    if intent is Intent.OFF_TOPIC and merged.matters:
        intent = None  # a matter that the words name is never another topic
    return replace(merged, aspects=merged.aspects or read.aspects, intent=intent)
