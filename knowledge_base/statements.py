"""A structured entry as single statements: what one sentence of an answer can say, each with the words to quote."""

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base import sections
from knowledge_base.entries import Content, EntryKind, SourceStatus
from knowledge_base.fields import GuideFields, PolicyFields, read_fields
from knowledge_base.fields.base import Sourced, Statement
from knowledge_base.sections import material_line, sourced_line, with_basis


@dataclass(frozen=True, slots=True)
class Told:
    """One statement. `text` is said, `quote` stands in `section`, `about` says what it is about (never shown). `asked` is
    the question that it answers, without which an answer ("不用。") may say nothing or the wrong thing."""

    section: str
    text: str
    quote: str
    about: str
    basis: str | None = None
    status: SourceStatus = SourceStatus.EXAMPLE
    asked: str = ""

    @property
    def passage(self) -> str:
        """As the embedder reads it."""
        return f"{self.about}：{self.text}"


def statements_of(kind: EntryKind, content: Content) -> tuple[Told, ...]:
    """The statements of a guide or policy; none for kinds whose text is quoted as it stands."""
    fields = read_fields(kind, content.fields) if content.fields else None
    if isinstance(fields, GuideFields):
        return tuple(_guide(fields))
    if isinstance(fields, PolicyFields):
        return tuple(_policy(fields))
    return ()


def _guide(g: GuideFields) -> Iterator[Told]:
    def about(section: str) -> str:
        return f"{g.name} {section}"

    yield _statement(sections.NEED, g.need, about(sections.NEED))
    for rule in g.need_rules:
        said = f"{rule.situation}：{rule.text}"
        reprinted = SourceStatus.REPRINTED  # a rule always names its basis
        yield Told(sections.NEED, said, f"{said}（{rule.basis}）", about(sections.NEED), rule.basis, reprinted)
    for condition in g.conditions:
        yield _statement(sections.CONDITIONS, condition, about(sections.CONDITIONS))
    for material in g.materials:
        line = material_line(material)
        yield Told(sections.MATERIALS, line, line, about(sections.MATERIALS), material.basis)
    for number, step in enumerate(g.steps, 1):
        told = _statement(sections.STEPS, step, about(sections.STEPS))
        yield Told(told.section, told.text, f"{number}. {told.quote}", told.about, told.basis, told.status)
    yield from _numbers(g)
    for row in sorted(g.faqs, key=lambda r: r.order):
        quote = f"{row.answer}（{row.basis}）" if row.basis else row.answer
        yield Told(sections.QUESTIONS, row.answer, quote, f"{g.name} {row.question}", row.basis, asked=row.question)
    for caution in g.cautions:
        yield _statement(sections.CAUTIONS, caution, about(sections.CAUTIONS))
    if g.progress:
        yield _statement(sections.PROGRESS, g.progress, about(sections.PROGRESS))


def _numbers(g: GuideFields) -> Iterator[Told]:
    """Limits, fee and validity, under the labels that their sections use."""
    limits = (("承诺时限", g.promised_limit), ("法定时限", g.statutory_limit))
    yield from (_number(sections.TIME, label, n, g.name) for label, n in limits if n)
    if g.time_note:
        yield Told(sections.TIME, g.time_note, g.time_note, f"{g.name} {sections.TIME}")
    if g.fee.charged:
        said = f"收费：{g.fee.standard}"
        yield Told(sections.FEE, said, f"{said}（{g.fee.basis}）", f"{g.name} {sections.FEE}", g.fee.basis)
    if g.fee.note:
        yield _statement(sections.FEE, g.fee.note, f"{g.name} {sections.FEE}")
    if g.validity:
        yield _number(sections.VALIDITY, "有效期", g.validity, g.name)
    if g.validity_note:
        yield _statement(sections.VALIDITY, g.validity_note, f"{g.name} {sections.VALIDITY}")


def _policy(p: PolicyFields) -> Iterator[Told]:
    for number in (*p.standard, *((p.cap,) if p.cap else ())):
        line = sourced_line(number)
        yield Told(sections.STANDARD, number.text, line, f"{p.name} {sections.STANDARD}", number.source, number.status)
    for condition in p.conditions:
        yield _statement(sections.CONDITIONS, condition, f"{p.name} {sections.CONDITIONS}")
    for material in p.materials:
        yield Told(sections.MATERIALS, material, material, f"{p.name} {sections.MATERIALS}")
    for i, step in enumerate(p.steps, 1):
        told = _statement(sections.STEPS, step, f"{p.name} {sections.STEPS}")
        yield Told(told.section, told.text, f"{i}. {told.quote}", told.about, told.basis, told.status)
    if p.note:
        yield _statement("说明", p.note, f"{p.name} 说明")


def _statement(section: str, statement: Statement, about: str) -> Told:
    return Told(section, statement.text, with_basis(statement), about, statement.basis, statement.status)


def _number(section: str, label: str, number: Sourced, name: str) -> Told:
    said = f"{label}：{number.text}"
    # An example's source is no basis: its figure is shown as 示例.
    basis = None if number.status is SourceStatus.EXAMPLE else number.source
    return Told(section, said, f"{label}：{sourced_line(number)}", f"{name} {section}", basis, number.status)
