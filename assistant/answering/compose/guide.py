"""From a guide's fields: the asked aspects first, each line with its source; the rest folds into details."""

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.answering.answer import Status
from assistant.answering.compose.direct import Ranked
from assistant.answering.compose.draft import Citing, Detail, Draft, fits
from assistant.answering.matters import Matter
from assistant.answering.understanding.aspects import SECTION_OF, Aspect, aspects_of
from knowledge_base import sections
from knowledge_base.entries import SourceStatus
from knowledge_base.fields import GuideFields, Sourced, Statement
from knowledge_base.sections import sourced_line, with_basis
from knowledge_base.similarity import alike
from knowledge_base.statements import Told

LISTED = 8  # names in a lead; the folded list has them all
Line = Callable[[GuideFields, "Cite"], list[str]]


class Cite:
    """Marks lines of one guide."""

    def __init__(self, citing: Citing, matter: Matter) -> None:
        self._citing = citing
        self._matter = matter

    def __call__(self, section: str, quote: str, source: str | None = None) -> str:
        """ "[n]" for these words of the guide."""
        return self._citing.mark(self._matter.version, section, quote, source)

    def text(self, section: str) -> str:
        """The whole text of one section of the guide."""
        return self._matter.section(section)


def compose_guide(
    matter: Matter, aspects: tuple[Aspect, ...], ranked: Sequence[Ranked], decided: Draft | None = None
) -> Draft:
    """A draft about one guide: what the citizen's own value `decided` or the most direct statement leads, then a line
    for each asked aspect that it leaves open; what else bears on the question folds below."""
    guide = matter.fields
    assert isinstance(guide, GuideFields)
    citing = Citing(list(decided.citations) if decided else [])
    cite = Cite(citing, matter)
    lead, missing = (list(decided.lead), False) if decided else _lead(guide, aspects, ranked, cite)
    status = decided.status if decided else Status.ANSWERED_PARTIAL if missing and lead else Status.ANSWERED_FULL
    details = _details(aspects, ranked, cite)
    choices = decided.choices if decided else ()
    return Draft(status, tuple(lead), details, tuple(citing.citations), (matter.entry_id,), choices)


def _lead(
    guide: GuideFields, aspects: tuple[Aspect, ...], ranked: Sequence[Ranked], cite: "Cite"
) -> tuple[list[str], bool]:
    """The short answer, and whether an asked aspect is not held."""
    lead: list[str] = []
    covered: set[str] = set()
    missing = False
    if _nothing_on(aspects, guide, ranked, cite):
        return [], True
    if ranked:
        if _needs_its_rule(ranked[0], guide):
            lead.extend(_need(guide, cite))
        lead.append(framed(ranked[0].told.asked, ranked[0].as_asked) + _told_line(ranked[0].told, cite))
        covered |= {ranked[0].told.section, *_sections_asked(ranked[0].told)}
    for aspect in aspects:
        if SECTION_OF[aspect] in covered and aspect in ONE_LINE:
            continue
        lines = LINES[aspect](guide, cite)
        missing = missing or (not lines and not ranked)
        lead.extend(line for line in lines if fits(lead, line) and not any(alike(line, said) >= SAME for said in lead))
    for further in ranked[1:MOST_STATEMENTS]:
        if further.told.asked or further.score < ranked[0].score - FURTHER_WITHIN:
            continue  # an answer without its question misleads; it folds below, under its question
        if further.told.section == sections.NEED and EXEMPTS.search(further.told.text):
            continue  # so does the exemption of a situation that is not the citizen's
        if any(alike(further.told.text, said) >= SAME for said in lead):
            continue  # the same in another section's words
        line = _told_line(further.told, cite)
        if fits(lead, line):
            lead.append(line)
    return lead, missing


def _nothing_on(aspects: tuple[Aspect, ...], guide: GuideFields, ranked: Sequence[Ranked], cite: "Cite") -> bool:
    """True when the guide holds nothing on any asked aspect: other statements of it would only change the subject."""
    if not aspects or any(LINES[a](guide, cite) for a in aspects):
        return False
    wanted = {SECTION_OF[a] for a in aspects}
    near = [r.told for r in ranked[:2]]
    return not any(t.section in wanted or _sections_asked(t) & wanted for t in near)


def _sections_asked(told: Told) -> set[str]:
    """Sections that the answer to a guide's own question stands in for."""
    return {SECTION_OF[a] for a in aspects_of(told.about)} if told.section == sections.QUESTIONS else set()


def _needs_its_rule(best: Ranked, guide: GuideFields) -> bool:
    """True where a yes or no to another question, or the rule of one situation, would come first: the general rule with
    both its sides goes before."""
    if best.told.section == sections.NEED:
        return best.told.text != guide.need.text
    return bool(best.told.asked) and best.as_asked < JUST_ASKED and bool(YES_OR_NO.match(best.told.text))


def framed(question: str, as_asked: float) -> str:
    """The stored question in quotation marks, to stand before its answer, unless it is just what was asked."""
    return "" if not question or as_asked >= JUST_ASKED else f"“{question}”"


def _told_line(told: Told, cite: "Cite") -> str:
    text = shown(told.text, told.status, told.basis).rstrip("。")
    return f"{text}。{cite(told.section, told.quote, told.basis)}"


def need_line(matter: Matter, citing: Citing) -> str:
    """One line saying what `matter` is needed for, for answers about several matters."""
    guide = matter.fields
    assert isinstance(guide, GuideFields)
    return f"**{guide.name}**：{_need(guide, Cite(citing, matter))[0]}"


def aspect_lines(matter: Matter, aspect: Aspect, citing: Citing) -> list[str]:
    """The lead lines of one aspect of one guide."""
    guide = matter.fields
    assert isinstance(guide, GuideFields)
    return LINES[aspect](guide, Cite(citing, matter))


def shown(text: str, status: SourceStatus, basis: str | None = None) -> str:
    """Text as a citizen sees it: a figure that no statute backs says so."""
    has_figure = any(c.isdigit() for c in text.replace("12345", ""))
    return f"{text.rstrip('。')}（示例）" if has_figure and status is SourceStatus.EXAMPLE and not basis else text


def _statement(statement: Statement) -> str:
    return shown(statement.text, statement.status, statement.basis)


def _number(number: Sourced) -> str:
    return shown(number.text, number.status)


def _need(g: GuideFields, cite: Cite) -> list[str]:
    return [f"{_statement(g.need).rstrip('。')}。{cite(sections.NEED, with_basis(g.need), g.need.basis)}"]


def _conditions(g: GuideFields, cite: Cite) -> list[str]:
    lines = [f"{g.name}的条件："]
    for i, c in enumerate(g.conditions, 1):
        lines[0] += (
            f"（{_ordinal(i)}）{_statement(c).rstrip('。')}{cite(sections.CONDITIONS, with_basis(c), c.basis)}；"
        )
    return [lines[0].rstrip("；") + "。"]


def _ordinal(i: int) -> str:
    return "一二三四五六七八九十"[i - 1] if i <= 10 else "+"


def _materials(g: GuideFields, cite: Cite) -> list[str]:
    if not g.materials:
        return []
    names = [m.name + (f"（{m.condition}）" if m.condition else "") for m in g.materials]
    listed = "、".join(names[:LISTED]) + ("等" if len(names) > LISTED else "")
    quote = cite.text(sections.MATERIALS)
    return [f"要准备：{listed}。{cite(sections.MATERIALS, quote)}"]


def _time(g: GuideFields, cite: Cite) -> list[str]:
    lines = []
    if g.promised_limit:
        quote = f"承诺时限：{sourced_line(g.promised_limit)}"
        lines.append(f"承诺时限：{_number(g.promised_limit)}。{cite(sections.TIME, quote, g.promised_limit.source)}")
    if g.statutory_limit:
        quote = f"法定时限：{sourced_line(g.statutory_limit)}"
        lines.append(f"法定时限：{_number(g.statutory_limit)}。{cite(sections.TIME, quote, g.statutory_limit.source)}")
    if not lines and g.time_note:
        lines.append(f"{g.time_note.rstrip('。')}。{cite(sections.TIME, g.time_note)}")
    return lines


def _fee(g: GuideFields, cite: Cite) -> list[str]:
    if g.fee.charged:
        quote = f"收费：{g.fee.standard}（{g.fee.basis}）"
        return [f"要收费：{g.fee.standard}。{cite(sections.FEE, quote, g.fee.basis)}"]
    if g.fee.note:
        quote = with_basis(g.fee.note)
        return [f"{_statement(g.fee.note).rstrip('。')}。{cite(sections.FEE, quote, g.fee.note.basis)}"]
    return [f"不收费。{cite(sections.FEE, '不收费', g.fee.basis)}"]


def _validity(g: GuideFields, cite: Cite) -> list[str]:
    lines = []
    if g.validity:
        quote = f"有效期：{sourced_line(g.validity)}"
        lines.append(
            f"有效期{_number(g.validity).removeprefix('有效期')}。{cite(sections.VALIDITY, quote, g.validity.source)}"
        )
    if g.validity_note:
        quote = with_basis(g.validity_note)
        lines.append(
            f"{_statement(g.validity_note).rstrip('。')}。{cite(sections.VALIDITY, quote, g.validity_note.basis)}"
        )
    return lines


def _place(g: GuideFields, cite: Cite) -> list[str]:
    lines = []
    if g.online_address:
        quote = f"网上：{g.online_address}"
        lines.append(f"网上：{g.online_address.rstrip('。')}。{cite(sections.PLACE, quote)}")
    lines.append(f"现场：{g.location.rstrip('。')}。{cite(sections.PLACE, f'现场：{g.location}')}")
    visits = f"到现场次数：{g.visits}" + (f"（{g.visit_reason}）" if g.visit_reason else "")
    if g.visits == 0:
        lines.append(f"全程网上办，不用跑现场。{cite(sections.PLACE, visits)}")
    return lines


def _steps(g: GuideFields, cite: Cite) -> list[str]:
    texts = [_statement(s).rstrip("。；") for s in g.steps]
    quote = cite.text(sections.STEPS)
    return [f"{' → '.join(texts)}。{cite(sections.STEPS, quote)}"]


def _basis(g: GuideFields, cite: Cite) -> list[str]:
    return [
        f"依据《{b.law}》{b.article}。{cite(sections.BASIS, f'《{b.law}》{b.article}：{b.text}', f'《{b.law}》{b.article}')}"
        for b in g.legal_basis[:3]
    ]


def _progress(g: GuideFields, cite: Cite) -> list[str]:
    if g.progress is None:
        return []
    return [
        f"{_statement(g.progress).rstrip('。')}。{cite(sections.PROGRESS, with_basis(g.progress), g.progress.basis)}"
    ]


def _contact(g: GuideFields, cite: Cite) -> list[str]:
    return [
        f"咨询：{g.consult}。{cite(sections.CONTACT, f'咨询：{g.consult}')}",
        f"监督投诉：{g.complaint}。{cite(sections.CONTACT, f'监督投诉：{g.complaint}')}",
        f"{g.review.rstrip('。')}。{cite(sections.CONTACT, f'复议和诉讼：{g.review}')}",
    ]


def _result(g: GuideFields, cite: Cite) -> list[str]:
    if not g.result.name:
        return []
    return [f"办好后拿到{g.result.name}。{cite(sections.RESULT, f'办理结果：{g.result.name}')}"]


def _reissue(g: GuideFields, cite: Cite) -> list[str]:
    """The steps of a guide that is about replacing; those of a first application are no answer to a lost paper."""
    return _steps(g, cite) if any("补" in name for name in (g.name, *g.common_names)) else []


def _none(g: GuideFields, cite: Cite) -> list[str]:
    return []


LINES: Mapping[Aspect, Line] = {
    Aspect.NEED: _need,
    Aspect.CONDITIONS: _conditions,
    Aspect.MATERIALS: _materials,
    Aspect.TIME: _time,
    Aspect.FEE: _fee,
    Aspect.VALIDITY: _validity,
    Aspect.PLACE: _place,
    Aspect.STEPS: _steps,
    Aspect.BASIS: _basis,
    Aspect.PROGRESS: _progress,
    Aspect.STANDARD: _none,
    Aspect.WINDOW: _none,
    Aspect.CONTACT: _contact,
    Aspect.RESULT: _result,
    Aspect.REISSUE: _reissue,
}


IN_GENERAL = (sections.MATERIALS, sections.STEPS, sections.TIME, sections.BASIS)  # what one wants next
FOLDED = frozenset(
    {sections.NEED, sections.CONDITIONS, sections.MATERIALS, sections.STEPS, sections.TIME, sections.PLACE}
    | {sections.FEE, sections.VALIDITY, sections.BASIS}
)
ONE_LINE = frozenset({Aspect.NEED, Aspect.TIME, Aspect.FEE, Aspect.VALIDITY, Aspect.PROGRESS})
MOST_STATEMENTS = 4
EXEMPTS = re.compile(r"不用|不需要|无需|不必|免于")
YES_OR_NO = re.compile(r"不用|不需要|不必|不能|不可以|不行|不会|不是|不算|没有|能|可以|行|会|要|得|是|算|有|一般")
JUST_ASKED = 0.955  # cosine of two questions from which they ask the same
FURTHER_WITHIN = 2.5  # of the most direct statement's score
SAME = 0.6  # `alike` from which two lines say the same
FOLDED_STATEMENTS = 10  # whose sections fold below, so that what is asked is never far
MOST_QUESTIONS = 3


def _details(aspects: tuple[Aspect, ...], ranked: Sequence[Ranked], cite: Cite) -> tuple[Detail, ...]:
    """The asked sections in full, those that the nearest statements stand in, stored questions, the law behind them."""
    asked = [SECTION_OF[a] for a in aspects if SECTION_OF[a] in FOLDED]
    near = [r.told.section for r in ranked[:FOLDED_STATEMENTS] if r.told.section in FOLDED]
    names = [*asked, *near, sections.BASIS] if asked or near else list(IN_GENERAL)
    made: list[Detail] = []
    questions = [r.told for r in ranked[:FOLDED_STATEMENTS] if r.told.asked][:MOST_QUESTIONS]
    made.extend(Detail(told.asked, (_told_line(told, cite),)) for told in questions)
    for name in dict.fromkeys(names):
        text = cite.text(name)
        if text:
            made.append(Detail(name, tuple(_listed(line, cite(name, text)) for line in text.split("\n"))))
    return tuple(made)


def _listed(line: str, mark: str) -> str:
    numbered = line[:1].isdigit() and line[1:3] == ". "
    return f"{line}{mark}" if numbered else f"- {line}{mark}"
