"""An entry as named sections of plain text: what the source view shows, what chunks are cut from, what quotes cite."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge_base.entries import EntryKind
from knowledge_base.fields import FaqFields, GuideFields, PolicyFields, read_fields
from knowledge_base.fields.base import Sourced, Statement
from knowledge_base.fields.guide import Material

NEED, CONDITIONS, MATERIALS, STEPS, TIME, FEE = "要不要办", "受理条件", "申请材料", "办理流程", "办理时限", "收费"
VALIDITY, PLACE, BASIS, QUESTIONS, CAUTIONS, PROGRESS = (
    "有效期", "办理地点和方式", "设定依据", "常见问题", "常见退回原因", "进度查询",
)  # fmt: skip
APPLICANTS, RESULT, CONTACT, OVERVIEW = "服务对象", "办理结果", "咨询和投诉", "概况"
STANDARD, WINDOW = "补贴标准", "申请期限"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an entry. `heading` is the path below the title; `lines` are its sentences or rows."""

    name: str
    lines: tuple[str, ...]
    heading: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The lines, one below the other."""
        return "\n".join(self.lines)


def sections_of(kind: EntryKind, body: str, fields: Mapping[str, Any]) -> tuple[Section, ...]:
    """All sections of an entry; kinds without structured text fall back to the headings in `body`."""
    parsed = read_fields(kind, fields) if fields else None
    if isinstance(parsed, GuideFields):
        return tuple(s for s in _guide(parsed) if s.lines)
    if isinstance(parsed, PolicyFields) and parsed.conditions:
        return tuple(s for s in _policy(parsed) if s.lines)
    if isinstance(parsed, FaqFields):
        return (Section(QUESTIONS, (parsed.question, parsed.answer.text, *(d.text for d in parsed.details))),)
    return tuple(_headed(body))


def with_basis(statement: Statement) -> str:
    """The sentence and, in brackets, what it rests on."""
    return f"{statement.text}（{statement.basis}）" if statement.basis else statement.text


def sourced_line(number: Sourced) -> str:
    """The number as shown and where it comes from."""
    return f"{number.text}（{number.source}）"


def _guide(g: GuideFields) -> Iterator[Section]:
    yield Section(OVERVIEW, (f"{g.name}，由{g.authority}办理。日常也叫：{'、'.join(g.common_names)}。",))
    yield Section(NEED, (with_basis(g.need), *(f"{r.situation}：{r.text}（{r.basis}）" for r in g.need_rules)))
    yield Section(CONDITIONS, (f"服务对象：{'、'.join(g.applicants)}", *map(with_basis, g.conditions)))
    yield Section(MATERIALS, tuple(map(material_line, g.materials)))
    yield Section(STEPS, tuple(f"{i}. {with_basis(s)}" for i, s in enumerate(g.steps, 1)))
    yield Section(TIME, tuple(_guide_time(g)))
    yield Section(FEE, tuple(_guide_fee(g)))
    yield Section(VALIDITY, tuple(_guide_validity(g)))
    yield Section(PLACE, tuple(_guide_place(g)))
    yield Section(RESULT, (f"办理结果：{g.result.name}",) if g.result.name else ())
    for row in sorted(g.faqs, key=lambda r: r.order):
        answer = f"{row.answer}（{row.basis}）" if row.basis else row.answer
        also = (f"也这样问：{'；'.join(row.variants)}",) if row.variants else ()
        yield Section(QUESTIONS, (row.question, answer, *also))
    yield Section(CAUTIONS, tuple(map(with_basis, g.cautions)))
    yield Section(PROGRESS, (with_basis(g.progress),) if g.progress else ())
    yield Section(CONTACT, (f"咨询：{g.consult}", f"监督投诉：{g.complaint}", f"复议和诉讼：{g.review}"))
    yield Section(BASIS, tuple(f"《{b.law}》{b.article}：{b.text}" for b in g.legal_basis))


def material_line(m: Material) -> str:
    """One row of the material list as shown."""
    when = f"（{m.condition}）" if m.condition else ""
    return f"{m.name}{when}：{m.type}，{m.form}，{m.copies}份；{m.acceptance_standard}" + (
        f"；{m.filling_notes}" if m.filling_notes else ""
    )


def _guide_time(g: GuideFields) -> Iterator[str]:
    if g.promised_limit:
        yield f"承诺时限：{sourced_line(g.promised_limit)}"
    if g.statutory_limit:
        yield f"法定时限：{sourced_line(g.statutory_limit)}"
    if g.time_note:
        yield g.time_note
    yield f"办件类型：{g.case_type}"


def _guide_fee(g: GuideFields) -> Iterator[str]:
    if g.fee.charged:
        yield f"收费：{g.fee.standard}（{g.fee.basis}）"
    if g.fee.note:
        yield with_basis(g.fee.note)
    elif not g.fee.charged:
        yield "不收费"


def _guide_validity(g: GuideFields) -> Iterator[str]:
    if g.validity:
        yield f"有效期：{sourced_line(g.validity)}"
    if g.validity_note:
        yield with_basis(g.validity_note)


def _guide_place(g: GuideFields) -> Iterator[str]:
    yield f"办理方式：{'、'.join(g.forms)}（{g.online_depth}）"
    if g.online_address:
        yield f"网上：{g.online_address}"
    yield f"现场：{g.location}"
    yield f"时间：{g.hours}"
    yield f"到现场次数：{g.visits}" + (f"（{g.visit_reason}）" if g.visit_reason else "")
    yield f"通办范围：{g.coverage}"


def _policy(p: PolicyFields) -> Iterator[Section]:
    yield Section(OVERVIEW, (f"{p.name}，{p.level}政策，由{p.department}负责，兑现方式：{p.delivery}。",))
    yield Section(STANDARD, tuple(map(sourced_line, (*p.standard, *((p.cap,) if p.cap else ())))))
    yield Section(
        CONDITIONS, (f"对象：{'、'.join(p.audience)}",) * bool(p.audience) + tuple(map(with_basis, p.conditions))
    )
    yield Section(WINDOW, tuple(_policy_window(p)))
    yield Section(MATERIALS, p.materials)
    yield Section(STEPS, tuple(f"{i}. {with_basis(s)}" for i, s in enumerate(p.steps, 1)))
    yield Section("说明", (with_basis(p.note),) if p.note else ())


def _policy_window(p: PolicyFields) -> Iterator[str]:
    if p.window_from or p.window_to:
        yield f"申请期：{p.window_from or '未写明'} 至 {p.window_to or '未写明'}"
    if p.valid_from or p.valid_to:
        yield f"有效期：{p.valid_from or '未写明'} 至 {p.valid_to or '未写明'}"


def _headed(body: str) -> Iterator[Section]:
    """Body text in light Markdown: `#` lines open a section, their depth gives the path."""
    path: list[str] = []
    lines: list[str] = []
    for line in body.splitlines():
        if not line.startswith("#"):
            if line.strip():
                lines.append(line.strip())
            continue
        if lines:
            yield Section(path[-1] if path else "", tuple(lines), tuple(path))
        lines = []
        depth = len(line) - len(line.lstrip("#"))
        path = [*path[: depth - 1], line.lstrip("#").strip()]
    if lines:
        yield Section(path[-1] if path else "", tuple(lines), tuple(path))
