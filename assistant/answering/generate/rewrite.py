"""rewritten: a draft that stands without the model, said by the model from the same evidence; never a way past refusal."""

from collections.abc import Sequence
from datetime import date

from assistant.answering.answer import Answer, Citation, Status
from assistant.answering.compose.draft import Draft
from assistant.answering.generate.passages import passages_of
from assistant.answering.generate.write import Generated, generate
from assistant.answering.grounding.check import MARK
from assistant.answering.matters import Matters
from assistant.answering.understanding.aspects import Aspect
from assistant.models.chat_model import ChatModel
from knowledge_base.retrieval import Hit

# An expired policy is told in words of ours: there is nothing to add, and much to get wrong.
REWRITTEN = frozenset({Status.ANSWERED_FULL, Status.ANSWERED_PARTIAL})
NO_MODEL = Generated(None, "no_model", "")
NOT_ASKED = Generated(None, "not_asked", "")


def rewritten(
    draft: Draft | Answer, question: str, aspects: Sequence[Aspect], matters: Matters, hits: Sequence[Hit],
    today: date, model: ChatModel | None, deadline: float,
) -> Generated:  # fmt: skip
    """What the model makes of the evidence that the draft rests on: its entries and no others.

    A refusal or a question back is never put to the model: whether the evidence answers is not its to decide.
    """
    if model is None:
        return NO_MODEL
    if isinstance(draft, Answer) or draft.status not in REWRITTEN:
        return NOT_ASKED
    used = {c.entry_id for c in draft.citations} | set(draft.matters)
    meant = [m for i in dict.fromkeys((*draft.matters, *used)) if (m := matters.get(i)) is not None]
    found = [h for h in hits if h.version.entry.id in used]
    passages = passages_of(meant, aspects, found, _led_by(draft))
    return generate(question, passages, today, model, deadline, draft)


def gist_stands(draft: Draft, text: str) -> bool:
    """True when the first sentence of `draft` is still the first of its grounded text: without it, it is no answer."""
    first, grounded = MARK.sub("", draft.lead[0]), MARK.sub("", text)
    return grounded.startswith(first)


def _led_by(draft: Draft) -> list[Citation]:
    """The citations of the lead, in order: the best evidence there is."""
    numbers = dict.fromkeys(int(n) for line in draft.lead for n in MARK.findall(line))
    by_n = {c.n: c for c in draft.citations}
    return [by_n[n] for n in numbers if n in by_n]
