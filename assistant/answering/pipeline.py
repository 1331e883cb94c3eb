"""One question, one answer: guard → understand → clarify → retrieve → compose → ground. The table of contents."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering import replies
from assistant.answering.answer import Answer, Status, Step, Trace
from assistant.answering.aspects import Aspect
from assistant.answering.compose.choose import Found, compose
from assistant.answering.compose.draft import Draft
from assistant.answering.evidence import Rarity, Thresholds
from assistant.answering.ground import ground
from assistant.answering.guard import LONGEST_QUESTION, mask_personal
from assistant.answering.matters import Matters
from assistant.answering.understand import Context, Understanding, understand
from knowledge_base.entries import EntryKind
from knowledge_base.lexicon import Lexicon
from knowledge_base.retrieval import SearchResults
from knowledge_base.text import normalise

CITIZEN_KINDS = (EntryKind.GUIDE, EntryKind.POLICY, EntryKind.FAQ, EntryKind.REGULATION)
RETRIEVED = 10

Search = Callable[[str], SearchResults]
OnStage = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Answering:
    """Reads, never writes. `search` is the library's with the citizen's kinds, `matters` gives the current ones,
    `rarity` how rare a token is in the knowledge."""

    search: Search
    matters: Callable[[], Matters]
    lexicon: Lexicon
    today: Callable[[], date]
    rarity: Rarity
    thresholds: Thresholds = Thresholds()

    def answer(self, question: str, context: Context, on_stage: OnStage = lambda name: None) -> Answer:
        """Answer one question in its conversation; every exit is an Answer with its status."""
        clock = _Stopwatch(on_stage)
        clock.start("guard_input")
        text = mask_personal(normalise(question))
        blocked = _guard_input(text)
        if blocked:
            return _finish(blocked, clock)
        clock.start("understand")
        matters = self.matters()
        understood = understand(text, context, matters, self.lexicon)
        early = _without_knowledge(understood)
        if early:
            return _finish(early, clock, understood)
        clock.start("retrieve")
        results = self.search(_retrieval_text(understood))
        clock.start("compose")
        found = Found(results, matters, self.rarity, self.today(), self.thresholds)
        draft = compose(understood, found, may_ask_back=not context.clarified)
        clock.start("ground")
        answer = _answer_from(draft, understood)
        return _finish(answer, clock, understood, results)


def _guard_input(text: str) -> Answer | None:
    if not text:
        return _reply(Status.REFUSED_EMPTY)
    if len(text) > LONGEST_QUESTION:
        return _reply(Status.REFUSED_TOO_LONG, limit=str(LONGEST_QUESTION))
    return None


def _without_knowledge(u: Understanding) -> Answer | None:
    """Exits that no knowledge could change; the order is by what would harm most."""
    if u.unsafe:
        return _reply(Status.REFUSED_UNSAFE)
    if u.wants_human:
        return _reply(Status.HANDED_OVER_REQUESTED)
    if u.greeting:
        return _reply(Status.ANSWERED_GREETING)
    if u.advice:
        return _reply(Status.REFUSED_ADVICE)
    if u.own_record:
        return _reply(Status.REFUSED_PERSONAL_RECORD)
    if u.about_nothing:
        return _reply(Status.CLARIFY_WHICH)
    return None


def _retrieval_text(u: Understanding) -> str:
    """A follow-up is searched with the matter it silently means."""
    return f"{u.matters[0].name} {u.text}" if u.followed_up and u.matters else u.text


def _answer_from(draft: Draft | Answer, u: Understanding) -> Answer:
    """Ground a draft; when its gist falls, say honestly what is not known."""
    if isinstance(draft, Answer):
        return replace(draft, actions=draft.actions or replies.NEXT_ACTIONS, notice=replies.NOTICE)
    grounded = ground(draft)
    if grounded is None:
        return _not_known(u)
    text, citations = grounded
    return Answer(draft.status, text, citations, actions=(replies.HANDOFF,), notice=replies.NOTICE)


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
