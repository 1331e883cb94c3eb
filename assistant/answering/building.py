"""Answering over a library: the one place where its parts are put together."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from assistant.answering.pipeline import CITIZEN_KINDS, RETRIEVED, Answering
from assistant.answering.understanding.language import starter_language
from assistant.matters_register import MattersRegister
from assistant.models.chat_model import ChatModel
from knowledge_base.china_time import china_day
from knowledge_base.lexicon import Lexicon
from knowledge_base.library import Library


def answering_over(
    library: Library, lexicon: Lexicon, now: Callable[[], datetime], model: ChatModel | None = None
) -> Answering:
    """Answering from what `library` has published; without a model it quotes and composes."""
    matters = MattersRegister(library).current
    names = [name for matter in matters() for name in (matter.name, *matter.names)]
    return Answering(
        search=partial(library.search, limit=RETRIEVED, kinds=CITIZEN_KINDS),
        matters=matters,
        language=starter_language(lexicon, names),
        today=lambda: china_day(now()),
        rarity=library.words.rarity,
        near=library.nearness,
        likeness=library.likeness,
        model=model,
    )
