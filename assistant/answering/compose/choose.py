"""Which way of composing fits what was understood and found; the first that has evidence is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering import replies
from assistant.answering.answer import Answer, Choice, Status
from assistant.answering.aspects import Aspect
from assistant.answering.compose.draft import Citing, Draft, fits
from assistant.answering.compose.guide import aspect_lines, compose_guide, need_line
from assistant.answering.compose.policy import compose_policy, ended_on
from assistant.answering.compose.quotes import (
    compose_article,
    compose_faq,
    compose_quotes,
)
from assistant.answering.evidence import (
    Rarity,
    Thresholds,
    faq_entry,
    matter_evidence,
    plain_quotes,
    quotable,
    stored_answer,
)
from assistant.answering.matters import Matter, Matters
from assistant.answering.understand import Understanding
from knowledge_base.fields import GuideFields, PolicyFields
from knowledge_base.law_names import ARTICLE
from knowledge_base.lexicon import LexiconRow
from knowledge_base.retrieval import SearchResults

MOST_MATTERS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval brought and what is needed to weigh it."""

    results: SearchResults
    matters: Matters
    rarity: Rarity
    today: date
    thresholds: Thresholds


def compose(u: Understanding, found: Found, *, may_ask_back: bool) -> Draft | Answer:
    """A draft from the best evidence there is, a question back, or the honest reply that there is none."""
    articles = [h for h in found.results.kept if h.named]
    if articles:
        return compose_article(articles)
    quotes = plain_quotes(found.results.kept, u, found.thresholds)
    if u.region:  # only a text that names the region may answer for it
        return compose_quotes(u.text, quotes) if quotes else _reply(Status.REFUSED_OTHER_REGION, region=u.region)
    stored = stored_answer(candidates(u, found.matters), u.text, found.rarity, found.thresholds.stored_alike)
    faq = faq_entry(u.text, found.results.kept, found.rarity, found.thresholds.stored_alike)
    if faq and stored is None:
        return compose_faq(faq)
    if stored:
        return compose_guide(stored.matter, u.aspects, stored.row)
    about = _about(u.matters[:MOST_MATTERS], u, found.today) if u.matters else None
    if about and (about.lead or not quotes):
        return about
    if quotes:
        return compose_quotes(u.text, quotes)
    if u.asked_back and may_ask_back:
        return _ask_back(u.asked_back)
    if u.outside:
        return _reply(Status.UNANSWERED_NOT_COVERED, outside=u.outside.outside or "")
    if ARTICLE.search(u.text):  # an article that we do not hold is not answered by a guide that resembles it
        return _reply(Status.UNANSWERED_NO_EVIDENCE)
    return _suggested(u, found)


def _ask_back(row: LexiconRow) -> Answer:
    choices = tuple(Choice(c.label, c.question) for c in row.choices)
    return Answer(Status.CLARIFY_MATTER, row.question or replies.reply(Status.CLARIFY_MATTER), choices=choices)


def _reply(status: Status, **facts: str) -> Answer:
    return Answer(status, replies.reply(status, **facts))


def candidates(u: Understanding, matters: Matters) -> list[Matter]:
    """The matters that were named and those that an ambiguous word may mean."""
    row = u.asked_back
    meant = (*row.matters, *(c.matter for c in row.choices if c.matter)) if row else ()
    known = [m for i in meant if (m := matters.get(i)) is not None]
    return list({m.entry_id: m for m in (*u.matters, *known)}.values())


def _suggested(u: Understanding, found: Found) -> Draft | Answer:
    """No matter was named: what retrieval suggests, by how much speaks for it."""
    suggested = matter_evidence(found.results.kept, found.matters, u.text, found.rarity)
    if suggested and suggested[0][0] >= found.thresholds.matter_sure:
        matter = suggested[0][1]
        stored = stored_answer([matter], u.text, found.rarity, found.thresholds.stored_alike)
        return compose_guide(matter, u.aspects, stored.row) if stored else _about([matter], u, found.today)
    expired = _expired(found)
    if expired:
        return compose_policy(expired, u.aspects, found.today)
    quotes = quotable(found.results.kept[:3], u.text, found.thresholds)
    if quotes:
        return compose_quotes(u.text, quotes)
    likely = [matter for score, matter in suggested if score >= found.thresholds.matter_likely]
    return _ask_which(likely, u) if likely else _reply(Status.UNANSWERED_NO_EVIDENCE)


def _ask_which(likely: Sequence[Matter], u: Understanding) -> Answer:
    """Not sure enough to answer, too likely to refuse: name what it may be and let the citizen choose."""
    about = u.aspects[0].value if u.aspects else ""
    choices = tuple(Choice(m.name, f"{m.name}{about}") for m in likely)
    return Answer(Status.CLARIFY_MATTER, replies.UNSURE, choices=choices)


def _about(matters: Sequence[Matter], u: Understanding, today: date) -> Draft:
    if len(matters) > 1:
        return _several(matters, u.aspects)
    matter = matters[0]
    if isinstance(matter.fields, PolicyFields):
        return compose_policy(matter, u.aspects, today)
    return compose_guide(matter, u.aspects, None)


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
