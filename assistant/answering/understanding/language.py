"""How people say things: the data that understanding reads, put together once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from assistant.answering.understanding.plain_speech import plain, starter_speech
from assistant.answering.understanding.typos import starter_typos
from knowledge_base.condition_fields import ConditionFields, starter_condition_fields
from knowledge_base.lexicon import Lexicon


def unchanged(text: str) -> str:
    """Speech that needs no translation."""
    return text


@dataclass(frozen=True, slots=True)
class Language:
    """`plainly` puts typos right and dialect into plain words; `fields` is the vocabulary of conditions."""

    lexicon: Lexicon
    fields: ConditionFields
    plainly: Callable[[str], str] = unchanged


def starter_language(lexicon: Lexicon, names: Collection[str]) -> Language:
    """The language shipped with the starter knowledge; `names` of matters are never taken for typos or dialect."""
    known = {*lexicon.terms(), *names}
    speech, typos = starter_speech(known), starter_typos(known)
    return Language(lexicon, starter_condition_fields(), lambda text: plain(typos.correct(text), speech))
