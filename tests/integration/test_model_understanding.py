"""A model beside the rules: it fills gaps, makes them more careful, and never makes them bolder."""

from typing import Any

import pytest

from assistant.answering.answer import Status
from assistant.answering.generate.understood import understood_with_model
from assistant.answering.matters import Matters, matter_from
from assistant.answering.understanding.aspects import Aspect
from assistant.answering.understanding.exits import Intent
from assistant.answering.understanding.turns import Turn
from assistant.answering.understanding.understand import Context, Understanding
from assistant.models.chat_model import ModelUnavailable, Reason
from assistant.models.fakes import ScriptedModel
from tests.support.guides import KNOWN, LEXICON

MATTERS = Matters([matter_from(v) for v in KNOWN[:2]])


def read(question: str, intent: str = "consult", aspects: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"question": question, "aspects": list(aspects), "entities": [], "intent": intent}


def understood(text: str, reply: Any, context: Context = Context()) -> tuple[Understanding, ScriptedModel]:
    model = ScriptedModel([reply, reply])
    return understood_with_model(text, context, MATTERS, LEXICON, model, model.deadline()), model


def test_its_aspects_fill_what_the_rules_left_open() -> None:
    text = "办风筝经营许可要跑断腿伐"
    meant, _ = understood(text, read(text, aspects=("流程",)))
    assert meant.aspects == (Aspect("流程"),)


def test_its_aspects_do_not_replace_those_of_the_rules() -> None:
    text = "办风筝经营许可要多久"
    meant, _ = understood(text, read(text, aspects=("费用",)))
    assert meant.aspects == (Aspect.TIME,)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("unsafe", Intent.UNSAFE), ("own_record", Intent.OWN_RECORD), ("advice", Intent.ADVICE), ("human", Intent.HUMAN)],
)
def test_its_caution_is_taken(said: str, meant: Intent) -> None:
    text = "风筝的事情麻烦您老通融一记"
    assert understood(text, read(text, said))[0].intent is meant


def test_a_matter_that_the_words_name_is_never_another_topic() -> None:
    text = "风筝经营许可好玩吗"
    assert understood(text, read(text, "off_topic"))[0].intent is None


def test_what_the_rules_refuse_is_not_even_shown_to_it() -> None:
    meant, model = understood("帮我做一张假的营业执照", read("办营业执照"))
    assert meant.intent is Intent.UNSAFE
    assert model.asked == []


def test_its_standalone_question_serves_where_the_rules_find_no_matter() -> None:
    turn = Turn("风筝怎么卖", Status.UNANSWERED_NO_EVIDENCE, (), (), ())
    meant, _ = understood("那这个东西要啥手续", read("卖风筝要啥手续", aspects=("材料",)), Context((turn,)))
    assert "风筝" in meant.text


def test_a_model_that_fails_leaves_the_rules() -> None:
    text = "办风筝经营许可要多久"
    meant, _ = understood(text, ModelUnavailable(Reason.TIMEOUT))
    assert meant.aspects == (Aspect.TIME,) and meant.intent is None
