"""Which way of composing fits what was understood and found; the first that has evidence is taken."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering import replies
from assistant.answering.answer import Answer, Choice, Status
from assistant.answering.candidates import Candidate, candidates, confidence
from assistant.answering.compose.beside import beside
from assistant.answering.compose.conditional import conditional_draft, values_for
from assistant.answering.compose.direct import Nearness, ranked_statements
from assistant.answering.compose.draft import Citing, Draft, fits
from assistant.answering.compose.guide import aspect_lines, compose_guide, need_line
from assistant.answering.compose.policy import compose_policy, ended_on
from assistant.answering.compose.quotes import compose_article, compose_faq, compose_quotes
from assistant.answering.evidence import Rarity, plain_quotes, quotable
from assistant.answering.matters import Matter, Matters
from assistant.answering.thresholds import Thresholds
from assistant.answering.understanding.aspects import Aspect
from assistant.answering.understanding.likeness import doubts
from assistant.answering.understanding.understand import Understanding
from assistant.answering.values.said import Said
from knowledge_base.condition_fields import ConditionFields
from knowledge_base.fields import GuideFields, PolicyFields
from knowledge_base.law_names import ARTICLE
from knowledge_base.lexicon import LexiconRow
from knowledge_base.refusals import Likeness
from knowledge_base.retrieval import SearchResults

MOST_MATTERS = 3
MOST_RELATED = 3
YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval brought and what is needed to weigh it."""

    results: SearchResults
    matters: Matters
    rarity: Rarity
    near: Nearness
    fields: ConditionFields
    today: date
    thresholds: Thresholds
    likeness: Likeness = Likeness()

    @property
    def nearest(self) -> float:
        """Cosine of the nearest stored question; 0 where none is near."""
        return self.results.alike[0].cosine if self.results.alike else 0.0


def compose(u: Understanding, found: Found, *, may_ask_back: bool) -> Draft | Answer:
    """A draft from the best evidence there is, a question back, or the honest reply that there is none."""
    articles = [h for h in found.results.kept if h.named]
    if articles:
        return compose_article(articles)
    quotes = plain_quotes(found.results.kept, u, found.thresholds)
    if u.region:  # only a text that names the region may answer for it
        return compose_quotes(u.text, quotes) if quotes else _reply(Status.REFUSED_OTHER_REGION, region=u.region)
    ranked = candidates(
        u.text,
        found.results,
        [m.entry_id for m in u.matters],
        found.matters,
        found.rarity,
        found.today,
        found.thresholds.weights,
    )
    together = _asked_together(u, ranked, found.thresholds.together)
    if len(together) > 1 and (several := _several(together, u.aspects)).lead:
        return several
    if u.followed_up and u.matters:  # the conversation says what it is about
        ranked = sorted(ranked, key=lambda c: c.entry_id != u.matters[0].entry_id)
    return _from_candidates(u, ranked, found, quotes=bool(quotes), may_ask_back=may_ask_back)


def _from_candidates(
    u: Understanding, ranked: Sequence[Candidate], found: Found, *, quotes: bool, may_ask_back: bool
) -> Draft | Answer:
    t = found.thresholds
    of_year = [c for c in ranked[:MOST_RELATED] if set(YEAR.findall(c.title)) & set(YEAR.findall(u.text))]
    if of_year:  # what is named after a year is meant when that year is said
        return _about([of_year[0]], u, found)
    settled, sure = _confidences(ranked, u, found)
    words_only = _words_only(found)
    leads = len(ranked) < 2 or ranked[0].score - ranked[1].score >= t.ahead
    if u.asked_back and may_ask_back and not (settled >= t.settles + t.more_by_words * words_only and leads):
        return _ask_back(u.asked_back)
    if ranked and (sure >= t.sure or (u.followed_up and u.matters)):
        return _about(ranked, u, found)
    if u.outside:
        return _reply(Status.UNANSWERED_NOT_COVERED, outside=u.outside.outside or "")
    plain = plain_quotes(found.results.kept, u, t) if quotes else quotable(found.results.kept[:3], u.text, t)
    if plain:
        return compose_quotes(u.text, plain)
    if ARTICLE.search(u.text):  # an article that we do not hold is not answered by a guide that resembles it
        return _reply(Status.UNANSWERED_NO_EVIDENCE)
    expired = _expired(found)
    if expired:
        return compose_policy(expired, u.aspects, found.today)
    return _unanswered([c for c in ranked if c.score >= t.related][:MOST_RELATED], u)


def _confidences(ranked: Sequence[Candidate], u: Understanding, found: Found) -> tuple[float, float]:
    """Log-odds that the best candidate answers, by what speaks for it alone, and with what is like it and not answered.

    An ambiguous word is settled by the first: that the wording is of what is answered here does not say which.
    """
    if not ranked:
        return -math.inf, -math.inf
    weights, outside, words_only = found.thresholds.confidence, bool(u.outside), _words_only(found)
    against = doubts(found.likeness, found.nearest)
    alone = confidence(ranked[0], u.text, weights, outside=outside, words_only=words_only)
    return alone, confidence(ranked[0], u.text, weights, outside=outside, words_only=words_only, against=against)


def _words_only(found: Found) -> bool:
    return not any(h.dense for h in found.results.kept)


def _asked_together(u: Understanding, ranked: Sequence[Candidate], within: float) -> list[Matter]:
    """The matters that the question names side by side: all of them about as likely as the best."""
    if u.followed_up or not ranked or not ranked[0].mentioned:
        return []
    named = {c.entry_id for c in ranked if c.mentioned and ranked[0].score - c.score <= within}
    return [m for m in u.matters if m.entry_id in named][:MOST_MATTERS]


def _ask_back(row: LexiconRow) -> Answer:
    choices = tuple(Choice(c.label, c.question) for c in row.choices)
    return Answer(Status.CLARIFY_MATTER, row.question or replies.reply(Status.CLARIFY_MATTER), choices=choices)


def _reply(status: Status, **facts: str) -> Answer:
    return Answer(status, replies.reply(status, **facts))


def _unanswered(related: Sequence[Candidate], u: Understanding) -> Answer:
    """Honestly nothing; what comes nearest is offered, since it may be what the citizen means after all."""
    about = u.aspects[0].value if u.aspects else ""
    choices = tuple(Choice(c.title, f"{c.title}{about}" if c.matter else c.title) for c in related)
    text = replies.NEARBY if choices else replies.reply(Status.UNANSWERED_NO_EVIDENCE)
    return Answer(Status.UNANSWERED_NO_EVIDENCE, text, choices=choices)


def _about(ranked: Sequence[Candidate], u: Understanding, found: Found) -> Draft:
    """The answer about the best candidate, and beside it the next one's where the two are close."""
    best = ranked[0]
    draft = _about_one(best, u, found)
    named = best.mentioned and not ranked[1:2][0].mentioned if ranked[1:2] else True
    near = [c for c in ranked[1:2] if best.score - c.score < found.thresholds.close and not named]
    if not near or u.followed_up or draft.choices or draft.status is not Status.ANSWERED_FULL:
        return draft
    return beside(best.title, draft, near[0].title, _about_one(near[0], u, found))


def _about_one(best: Candidate, u: Understanding, found: Found) -> Draft:
    """The answer about one entry; the citizen's own value decides where a rule asks for it."""
    if best.matter is None:
        assert best.hit is not None
        return compose_faq(best.hit, best.alike[0].cosine if best.alike else 0.0)
    ranked = ranked_statements(u.text, best.matter, u.aspects, best.alike, found.near, found.rarity)
    decided = _decided(best.matter, u, found)
    if isinstance(best.matter.fields, PolicyFields):
        return compose_policy(best.matter, u.aspects, found.today, ranked, decided)
    return compose_guide(best.matter, u.aspects, ranked, decided)


def _decided(matter: Matter, u: Understanding, found: Found) -> Draft | None:
    """What the citizen's own values decide about the matter; newer words go before older ones."""
    said: dict[str, tuple[Said, ...]] = {}
    for text in u.told or (u.text,):
        said = {**values_for(matter, text, found.fields, found.today), **said}
    conditional = conditional_draft(matter, u.text, said, found.fields, u.aspects, found.today)
    return replace(conditional.draft, choices=conditional.choices) if conditional else None


def _several(matters: Sequence[Matter], aspects: tuple[Aspect, ...]) -> Draft:
    """One line for each matter: what it is needed for, or the asked aspect of each."""
    citing = Citing()
    lead: list[str] = []
    for matter in matters:
        if not isinstance(matter.fields, GuideFields):
            continue
        asked = [a for a in aspects if a is not Aspect.NEED]
        lines = [f"**{matter.name}**：{line}" for a in asked[:1] for line in aspect_lines(matter, a, citing)[:1]]
        line = lines[0] if lines else need_line(matter, citing)
        if fits(lead, line):
            lead.append(line)
    return Draft(Status.ANSWERED_FULL, tuple(lead), (), tuple(citing.citations), tuple(m.entry_id for m in matters))


def _expired(found: Found) -> Matter | None:
    """A policy that would have answered, had its time not passed."""
    for rejected in found.results.rejected[:3]:
        matter = found.matters.get(rejected.hit.version.entry.id)
        if matter is None or not isinstance(matter.fields, PolicyFields):
            continue
        ended = ended_on(matter.fields, rejected.on)
        if ended and found.today > ended and rejected.hit.coverage >= found.thresholds.expired_coverage:
            return matter
    return None
