"""One question, one answer: guard → understand → clarify → retrieve → compose → ground. The table of contents."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering import replies
from assistant.answering.answer import Answer, Status, Step, Trace
from assistant.answering.compose.choose import Found, compose
from assistant.answering.compose.direct import Nearness
from assistant.answering.compose.draft import Draft
from assistant.answering.evidence import Rarity
from assistant.answering.generate.rewrite import NO_MODEL, gist_stands, rewritten
from assistant.answering.generate.understood import understood_with_model
from assistant.answering.generate.write import Generated
from assistant.answering.grounding.check import ground
from assistant.answering.guard.attacks import AttackKind, attack, hidden_characters
from assistant.answering.guard.limits import LONGEST_QUESTION, MOST_READ
from assistant.answering.matters import Matters
from assistant.answering.thresholds import Thresholds
from assistant.answering.understanding.aspects import Aspect
from assistant.answering.understanding.exits import Intent
from assistant.answering.understanding.language import Language
from assistant.answering.understanding.likeness import intent_like
from assistant.answering.understanding.understand import Context, Understanding, understand
from assistant.models.chat_model import ChatModel
from assistant.privacy.masking import mask_personal
from knowledge_base.entries import EntryKind
from knowledge_base.refusals import Likeness
from knowledge_base.retrieval import SearchResults
from knowledge_base.text import normalise

CITIZEN_KINDS = (EntryKind.GUIDE, EntryKind.POLICY, EntryKind.FAQ, EntryKind.REGULATION)
RETRIEVED = 20


ATTACKED = {
    AttackKind.HARM: Status.REFUSED_UNSAFE,
    AttackKind.INJECTION: Status.REFUSED_INSTRUCTION,
    AttackKind.LEAK: Status.REFUSED_INSTRUCTION,
    AttackKind.SECRET: Status.REFUSED_SECRECY,
}
EXITS = {
    Intent.UNSAFE: Status.REFUSED_UNSAFE,
    Intent.HUMAN: Status.HANDED_OVER_REQUESTED,
    Intent.GREETING: Status.ANSWERED_GREETING,
    Intent.ADVICE: Status.REFUSED_ADVICE,
    Intent.PROMISE: Status.REFUSED_ADVICE,
    Intent.OWN_RECORD: Status.REFUSED_PERSONAL_RECORD,
    Intent.OFF_TOPIC: Status.REFUSED_OFF_TOPIC,
}

SAME_QUESTION = 0.955  # cosine from which two questions ask the same

Search = Callable[[str], SearchResults]
OnStage = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Answering:
    """Reads, never writes. `search` is the library's with the citizen's kinds, `matters` gives the current ones,
    `rarity` how rare a token is in the knowledge, `near` how near a question is to passages."""

    search: Search
    matters: Callable[[], Matters]
    language: Language
    today: Callable[[], date]
    rarity: Rarity
    near: Nearness
    likeness: Callable[[str], Likeness] = lambda question: Likeness()
    thresholds: Thresholds = Thresholds()
    model: ChatModel | None = None

    def answer(self, question: str, context: Context, on_stage: OnStage = lambda name: None) -> Answer:
        """Answer one question in its conversation; every exit is an Answer with its status."""
        clock = _Stopwatch(on_stage)
        clock.start("guard_input")
        masked = mask_personal(normalise(hidden_characters(question[:MOST_READ])))
        blocked = _guard_input(question, masked)
        if blocked:
            return _finish(blocked, clock)
        clock.start("understand")
        text = self.language.plainly(masked)
        matters = self.matters()
        deadline = self.model.deadline() if self.model else 0.0
        understood = self._understood(text, context, matters, deadline)
        early = _without_knowledge(understood)
        if early:
            return _finish(early, clock, understood)
        clock.start("retrieve")
        results = self.search(understood.text)
        likeness = self.likeness(understood.text)
        refused = _refused_unless_known(understood, results, likeness)
        if refused:
            return _finish(refused, clock, understood, results)
        clock.start("compose")
        found = Found(
            results, matters, self.rarity, self.near, self.language.fields, self.today(), self.thresholds, likeness
        )
        draft = compose(understood, found, may_ask_back=not context.clarified)
        made = NO_MODEL
        if self.model:
            clock.start("write")
            made = rewritten(
                draft, understood.text, understood.aspects, matters, results.kept, self.today(), self.model, deadline
            )
        clock.start("ground")
        written = _written(made, self.model)
        answer = written or _answer_from(draft, understood)
        answer = replace(answer, trace=replace(answer.trace, model=made.trace(used=written is not None)))
        return _finish(answer, clock, understood, results)

    def _understood(self, text: str, context: Context, matters: Matters, deadline: float) -> Understanding:
        lexicon = self.language.lexicon
        if self.model is None:
            return understand(text, context, matters, lexicon)
        return understood_with_model(text, context, matters, lexicon, self.model, deadline)


def _guard_input(question: str, masked: str) -> Answer | None:
    """Exits before anything is understood; attacks are looked for in what was sent, whose disguises tell."""
    if not masked:
        return _reply(Status.REFUSED_EMPTY)
    if len(masked) > LONGEST_QUESTION:
        return _reply(Status.REFUSED_TOO_LONG, limit=str(LONGEST_QUESTION))
    kind = attack(question)
    return _reply(ATTACKED[kind]) if kind else None


def _without_knowledge(u: Understanding) -> Answer | None:
    """Exits that no knowledge could change."""
    if u.intent in (Intent.GREETING, Intent.HUMAN):
        return _reply(EXITS[u.intent])
    if u.about_nothing and u.intent is None and Aspect.PROGRESS not in u.aspects:
        return _reply(Status.CLARIFY_WHICH)
    return None


def _refused_unless_known(u: Understanding, results: SearchResults, likeness: Likeness) -> Answer | None:
    """Signs of what is not answered here yield to a stored question that asks the same (假证能用吗: 不能)."""
    nearest = results.alike[0].cosine if results.alike else 0.0
    intent = u.intent or (None if u.followed_up else intent_like(likeness, nearest))
    if intent is None or (nearest >= SAME_QUESTION and intent is not Intent.PROMISE):
        return None
    return _reply(EXITS[intent])


def _answer_from(draft: Draft | Answer, u: Understanding) -> Answer:
    """Ground a draft; when its gist falls, say honestly what is not known."""
    if isinstance(draft, Answer):
        return replace(draft, actions=draft.actions or replies.NEXT_ACTIONS, notice=replies.NOTICE)
    grounded = ground(draft)
    if grounded is None:
        return _not_known(u)
    text, citations = grounded
    return Answer(draft.status, text, citations, draft.choices, (replies.HANDOFF,), replies.NOTICE)


def _written(made: Generated, model: ChatModel | None) -> Answer | None:
    """The model's answer where it stands in grounding, its first sentence first; None otherwise."""
    if model is None or made.draft is None:
        return None
    notice = replies.model_notice(model.name, model.filing_number)
    if isinstance(made.draft, Answer):
        return replace(made.draft, actions=replies.NEXT_ACTIONS, notice=notice)
    grounded = ground(made.draft)
    if grounded is None or not gist_stands(made.draft, grounded[0]):
        return None
    return Answer(made.draft.status, *grounded, actions=(replies.HANDOFF,), notice=notice)


def _not_known(u: Understanding) -> Answer:
    if u.matters:
        aspect: Sequence[Aspect] = u.aspects or (Aspect.NEED,)
        return _reply(Status.UNANSWERED_ASPECT_UNKNOWN, matter=u.matters[0].name, aspect=aspect[0].value)
    return _reply(Status.UNANSWERED_NO_EVIDENCE)


def _reply(status: Status, **facts: str) -> Answer:
    text = replies.reply(status, **facts)
    return Answer(status, text, actions=replies.NEXT_ACTIONS, notice=replies.NOTICE)


def _finish(
    answer: Answer, clock: "_Stopwatch", u: Understanding | None = None, results: SearchResults | None = None
) -> Answer:
    trace = Trace(
        model=answer.trace.model,
        steps=clock.steps(),
        kept=len(results.kept) if results else 0,
        rejected=len(results.rejected) if results else 0,
        matters=tuple(m.entry_id for m in u.matters) if u else (),
        aspects=tuple(a.value for a in u.aspects) if u else (),
    )
    if answer.trace.matters:  # composing found the matter that understanding did not
        trace = replace(trace, matters=answer.trace.matters)
    return replace(answer, trace=trace)


class _Stopwatch:
    """Names each step when it begins and keeps how long it took."""

    def __init__(self, on_stage: OnStage) -> None:
        self._on_stage = on_stage
        self._begun: list[tuple[str, float]] = []

    def start(self, name: str) -> None:
        self._begun.append((name, time.perf_counter()))
        self._on_stage(name)

    def steps(self) -> tuple[Step, ...]:
        ends = [begin for _, begin in self._begun[1:]] + [time.perf_counter()]
        return tuple(Step(n, (end - begin) * 1000) for (n, begin), end in zip(self._begun, ends, strict=True))
