"""From a guide's fields: the asked aspects first, each line with its source; the rest folds into details."""

from collections.abc import Callable, Mapping

from assistant.answering.answer import Status
from assistant.answering.aspects import SECTION_OF, Aspect, aspects_of
from assistant.answering.compose.draft import Citing, Detail, Draft, fits
from assistant.answering.matters import Matter
from knowledge_base import sections
from knowledge_base.entries import SourceStatus
from knowledge_base.fields import GuideFields, Sourced, Statement
from knowledge_base.fields.guide import GuideQuestion
from knowledge_base.sections import sourced_line, with_basis

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


def compose_guide(matter: Matter, aspects: tuple[Aspect, ...], faq: GuideQuestion | None) -> Draft:
    """A draft about one guide; a fitting FAQ row leads, then the asked aspects (what to do, when none is asked)."""
    guide = matter.fields
    assert isinstance(guide, GuideFields)
    citing = Citing()
    cite = Cite(citing, matter)
    lead = [_faq_line(faq, cite)] if faq else []
    missing: list[Aspect] = []
    said = aspects_of(faq.question) if faq else ()
    for aspect in [a for a in aspects if a not in said] or (() if faq else (Aspect.NEED,)):
        lines = LINES[aspect](guide, cite)
        if not lines:
            missing.append(aspect)
        for line in lines:
            if fits(lead, line) and not (faq and aspect is Aspect.NEED):
                lead.append(line)
    if not aspects and not faq:
        lead.extend(line for line in _in_short(guide, cite) if fits(lead, line))
    status = Status.ANSWERED_PARTIAL if missing and lead else Status.ANSWERED_FULL
    return Draft(status, tuple(lead), _details(aspects, cite), tuple(citing.citations), (matter.entry_id,))


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


def _faq_line(row: GuideQuestion, cite: Cite) -> str:
    quote = f"{row.answer}（{row.basis}）" if row.basis else row.answer
    answer = shown(row.answer, SourceStatus.EXAMPLE, row.basis)
    return f"{answer.rstrip('。')}。{cite(sections.QUESTIONS, quote, row.basis)}"


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


def _in_short(g: GuideFields, cite: Cite) -> list[str]:
    """When nothing precise is asked: fee and place in one line each; the rest is folded."""
    return [*_fee(g, cite), *_time(g, cite)[:1]]


IN_GENERAL = (sections.MATERIALS, sections.STEPS, sections.TIME, sections.BASIS)  # what one wants next
FOLDED = frozenset(
    {sections.CONDITIONS, sections.MATERIALS, sections.STEPS, sections.TIME, sections.PLACE, sections.BASIS}
)


def _details(aspects: tuple[Aspect, ...], cite: Cite) -> tuple[Detail, ...]:
    """The asked sections in full and the law behind them; what one usually wants next when little was asked."""
    asked = [SECTION_OF[a] for a in aspects if SECTION_OF[a] in FOLDED]
    names = [*asked, sections.BASIS] if asked else IN_GENERAL
    made = []
    for name in dict.fromkeys(names):
        text = cite.text(name)
        if text:
            made.append(Detail(name, tuple(_listed(line, cite(name, text)) for line in text.split("\n"))))
    return tuple(made)


def _listed(line: str, mark: str) -> str:
    numbered = line[:1].isdigit() and line[1:3] == ". "
    return f"{line}{mark}" if numbered else f"- {line}{mark}"
