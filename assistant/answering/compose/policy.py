"""From a policy's fields: what it gives, to whom, until when; an expired one is named as expired with its date."""

from collections.abc import Sequence
from datetime import date

from assistant.answering.answer import Status
from assistant.answering.compose.direct import Ranked
from assistant.answering.compose.draft import Citing, Detail, Draft, fits
from assistant.answering.compose.guide import shown
from assistant.answering.matters import Matter
from assistant.answering.understanding.aspects import Aspect
from knowledge_base import sections
from knowledge_base.fields import PolicyFields
from knowledge_base.sections import sourced_line, with_basis

DEFAULT = (Aspect.STANDARD, Aspect.CONDITIONS, Aspect.WINDOW)
AS_POLICY = {
    Aspect.FEE: Aspect.STANDARD,
    Aspect.NEED: Aspect.CONDITIONS,
    Aspect.VALIDITY: Aspect.WINDOW,
    Aspect.TIME: Aspect.WINDOW,
}
DETAILS = (sections.STANDARD, sections.CONDITIONS, sections.MATERIALS, sections.STEPS, "说明")


def ended_on(policy: PolicyFields, effective_to: date | None) -> date | None:
    """The last day on which the policy could be applied for, as far as it is known."""
    return min((d for d in (policy.window_to, policy.valid_to, effective_to) if d), default=None)


def compose_policy(
    matter: Matter,
    aspects: tuple[Aspect, ...],
    today: date,
    ranked: Sequence[Ranked] = (),
    decided: Draft | None = None,
) -> Draft:
    """A draft about one policy; after its last day only that it has ended. What the citizen's own value `decided` or
    the most direct statement leads."""
    policy = matter.fields
    assert isinstance(policy, PolicyFields)
    citing = Citing(list(decided.citations) if decided else [])
    ended = ended_on(policy, matter.version.content.effective_to)
    if ended and today > ended:
        return _expired(matter, policy, ended, citing)
    lead: list[str] = list(decided.lead) if decided else _direct(ranked, matter, citing)
    wanted = tuple(dict.fromkeys(AS_POLICY.get(a, a) for a in aspects)) or DEFAULT
    missing = False
    for aspect in wanted:
        lines = _lines(matter, policy, aspect, citing)
        missing = missing or (not lines and aspect in aspects and not ranked)
        lead.extend(line for line in lines if fits(lead, line))
    if not lead:
        lead.extend(_lines(matter, policy, Aspect.STANDARD, citing))
    details = []
    for name in DETAILS:
        text = matter.section(name)
        if text:
            mark = citing.mark(matter.version, name, text)
            details.append(Detail(name, tuple(f"- {line}{mark}" for line in text.split("\n"))))
    status = decided.status if decided else Status.ANSWERED_PARTIAL if missing else Status.ANSWERED_FULL
    choices = decided.choices if decided else ()
    return Draft(status, tuple(lead), tuple(details), tuple(citing.citations), (matter.entry_id,), choices)


def _direct(ranked: Sequence[Ranked], matter: Matter, citing: Citing) -> list[str]:
    return [
        f"{shown(r.told.text, r.told.status, r.told.basis).rstrip('。')}。"
        + citing.mark(matter.version, r.told.section, r.told.quote, r.told.basis)
        for r in ranked[:1]
    ]


def _lines(matter: Matter, policy: PolicyFields, aspect: Aspect, citing: Citing) -> list[str]:
    version = matter.version
    if aspect is Aspect.STANDARD:
        return [
            f"{policy.name}：{shown(n.text, n.status).rstrip('。')}。{citing.mark(version, sections.STANDARD, sourced_line(n), n.source)}"
            for n in policy.standard
        ]
    if aspect is Aspect.CONDITIONS and policy.conditions:
        parts = [
            shown(c.text, c.status, c.basis).rstrip("。；")
            + citing.mark(version, sections.CONDITIONS, with_basis(c), c.basis)
            for c in policy.conditions
        ]
        return [f"条件：{'；'.join(parts)}。"]
    if aspect is Aspect.WINDOW:
        text = matter.section(sections.WINDOW)
        return [f"{text.replace(chr(10), '；')}。{citing.mark(version, sections.WINDOW, text)}"] if text else []
    if aspect is Aspect.STEPS and policy.steps:
        text = matter.section(sections.STEPS)
        return [
            f"{' → '.join(s.text.rstrip('。；') for s in policy.steps)}。{citing.mark(version, sections.STEPS, text)}"
        ]
    if aspect is Aspect.MATERIALS and policy.materials:
        text = matter.section(sections.MATERIALS)
        return [f"要准备：{'、'.join(policy.materials)}。{citing.mark(version, sections.MATERIALS, text)}"]
    return []


def _expired(matter: Matter, policy: PolicyFields, ended: date, citing: Citing) -> Draft:
    window = matter.section(sections.WINDOW)
    mark = citing.mark(matter.version, sections.WINDOW, window)
    span = f"申请期是 {policy.window_from} 至 {policy.window_to}，" if policy.window_from and policy.window_to else ""
    line = f"不能了，“{policy.name}”{span}已于 {ended} 截止。{mark}现行规定请看当年的通知，也可以转人工或者拨打12345帮您查。"
    return Draft(Status.ANSWERED_EXPIRED, (line,), (), tuple(citing.citations), (matter.entry_id,))
