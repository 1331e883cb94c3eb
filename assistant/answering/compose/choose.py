"""Which way of composing fits what was understood and found; the first that has evidence is taken."""

from collections.abc import Sequence
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
from assistant.answering.evidence import Rarity, Thresholds, faq_entry, matter_evidence, quotable, stored_answer
from assistant.answering.matters import Matter, Matters
from assistant.answering.understand import Understanding
from knowledge_base.fields import GuideFields, PolicyFields
from knowledge_base.law_names import ARTICLE
from knowledge_base.retrieval import SearchResults

MOST_MATTERS = 3


def compose(
    u: Understanding, results: SearchResults, matters: Matters, rarity: Rarity, today: date, thresholds: Thresholds
) -> Draft | Answer:
    """A draft from the best evidence there is, or the honest reply that there is none."""
    articles = [h for h in results.kept if h.named]
    if articles:
        return compose_article(articles)
    stored = stored_answer(candidates(u, matters), u.text, rarity, thresholds.stored_alike)
    faq = faq_entry(u.text, results.kept, rarity, thresholds.stored_alike)
    if faq and stored is None:
        return compose_faq(faq)
    if stored:
        return compose_guide(stored.matter, u.aspects, stored.row)
    if u.matters:
        return _about(u.matters[:MOST_MATTERS], u, today)
    if ARTICLE.search(u.text):  # an article that we do not hold is not answered by a guide that resembles it
        return Answer(Status.UNANSWERED_NO_EVIDENCE, replies.reply(Status.UNANSWERED_NO_EVIDENCE))
    return _suggested(u, results, matters, rarity, today, thresholds)


def candidates(u: Understanding, matters: Matters) -> list[Matter]:
    """The matters that were named and those that an ambiguous word may mean."""
    row = u.asked_back
    meant = (*row.matters, *(c.matter for c in row.choices if c.matter)) if row else ()
    known = [m for i in meant if (m := matters.get(i)) is not None]
    return list({m.entry_id: m for m in (*u.matters, *known)}.values())


def _suggested(
    u: Understanding, results: SearchResults, matters: Matters, rarity: Rarity, today: date, thresholds: Thresholds
) -> Draft | Answer:
    """No matter was named: what retrieval suggests, by how much speaks for it."""
    suggested = matter_evidence(results.kept, matters, u.text, rarity)
    if suggested and suggested[0][0] >= thresholds.matter_sure:
        matter = suggested[0][1]
        stored = stored_answer([matter], u.text, rarity, thresholds.stored_alike)
        return compose_guide(matter, u.aspects, stored.row) if stored else _about([matter], u, today)
    expired = _expired(results, matters, today, thresholds)
    if expired:
        return compose_policy(expired, u.aspects, today)
    quotes = quotable(results.kept, thresholds)
    if quotes:
        return compose_quotes(u.text, quotes)
    likely = [matter for score, matter in suggested if score >= thresholds.matter_likely]
    if likely:
        return _ask_which(likely, u)
    return Answer(Status.UNANSWERED_NO_EVIDENCE, replies.reply(Status.UNANSWERED_NO_EVIDENCE))


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


def _expired(results: SearchResults, matters: Matters, today: date, thresholds: Thresholds) -> Matter | None:
    """A policy that would have answered, had its time not passed."""
    for rejected in results.rejected[:3]:
        matter = matters.get(rejected.hit.version.entry.id)
        if matter is None or not isinstance(matter.fields, PolicyFields):
            continue
        ended = ended_on(matter.fields, rejected.on)
        if ended and today > ended and rejected.hit.coverage >= thresholds.expired_coverage:
            return matter
    return None
