"""The answer that the citizen's own value decides: the rule's words, their value, its source, and what is still asked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.answer import Choice, Status
from assistant.answering.compose.draft import Citing, Draft, fits
from assistant.answering.compose.guide import aspect_lines
from assistant.answering.compose.policy import ended_on
from assistant.answering.matters import Matter
from assistant.answering.understanding.aspects import Aspect
from assistant.answering.values.cues import LOADS
from assistant.answering.values.decide import ASK, Decision, Ruling, decide, leaves_in, wanted_by
from assistant.answering.values.said import Said, points_of, settled, spoken
from knowledge_base import sections
from knowledge_base.condition_fields import ConditionField, ConditionFields, FieldKind, leaves_of
from knowledge_base.conditions import Verdict
from knowledge_base.fields import GuideFields, PolicyFields
from knowledge_base.fields.base import Statement
from knowledge_base.fields.guide import NeedRule
from knowledge_base.sections import sourced_line, with_basis

# The citizen's words stand only inside 「」 after 您说的. Grounding may take this frame out of a sentence; what is left
# stands in the citation word for word. ASKING begins the one line that states nothing and cites nothing.
FRAME = re.compile(r"您说的「[^「」]*」(?:、「[^「」]*」)*，(?:属于|对照的是：|不符合：|符合：)|还要符合：")
ASKING = "还要看："
MOST_VARIANTS = 3  # 两部车, two people: a line for each
MOST_RULES = 3
PLAIN = frozenset(
    {Aspect.MATERIALS, Aspect.FEE, Aspect.PLACE, Aspect.PROGRESS, Aspect.BASIS, Aspect.CONTACT, Aspect.STANDARD}
)
TIME_SAID = re.compile(
    r"\d\s*(?:个?月|日|天|年|小时|个工作日)|期限|来得及|还没到|过了|[一二三四五六七八九十]+(?:日|小时|个月|年)"
)
DECIDED = frozenset({Aspect.NEED, Aspect.CONDITIONS, Aspect.VALIDITY, Aspect.STEPS, Aspect.TIME, Aspect.WINDOW})
TIMED = frozenset({Aspect.VALIDITY, Aspect.TIME, Aspect.STANDARD})
CONFUSED = re.compile(r"当成|当作|算成|不等于|不是")


@dataclass(frozen=True, slots=True)
class ConditionalDraft:
    """A draft, buttons for the value still to be known, and the name of that field."""

    draft: Draft
    choices: tuple[Choice, ...] = ()
    missing: str | None = None


def values_for(matter: Matter, text: str, fields: ConditionFields, today: date) -> dict[str, tuple[Said, ...]]:
    """What a normalised, masked question says of the fields that a matter's rules use."""
    return spoken(text, wanted_by(matter), fields, today)


def conditional_draft(
    matter: Matter,
    question: str,
    said: Mapping[str, tuple[Said, ...]],
    fields: ConditionFields,
    aspects: tuple[Aspect, ...],
    today: date,
) -> ConditionalDraft | None:
    """The decided answer about one matter, None when no value of the citizen bears on its rules or another thing is
    asked. `said` comes from `values_for`, earlier turns' values may be merged under it."""
    policy = matter.fields if isinstance(matter.fields, PolicyFields) else None
    ended = ended_on(policy, matter.version.content.effective_to) if policy else None
    if ended and today > ended:
        return None
    writer = _Writer(matter, question, fields)
    blurred = _between(writer, said, aspects, today)
    if blurred is not None:
        return blurred
    decisions = [(record, d) for record in _records(matter, said, today) if (d := _decide(matter, record, today))]
    decisions = [(r, d) for r, d in decisions if _is_asked(d, r, aspects, fields, matter)]
    if not decisions:
        return _of_load(writer, said, aspects)
    return writer.written(decisions, aspects)


def ask_for(matter: Matter, said: Mapping[str, object], fields: ConditionFields) -> ConditionField | None:
    """The value that decides most and has not been said, first one that parts 要办 from 不用办; None when there is
    nothing to ask."""
    asked = [leaf.field for leaf in leaves_in(matter) if leaf.on_unknown == ASK and leaf.field not in said]
    known = [f for name in dict.fromkeys(asked) if name and (f := fields.get(name))]
    rules = matter.fields.need_rules if isinstance(matter.fields, GuideFields) else ()

    def weight(field: ConditionField) -> tuple[int, int, bool]:
        ends = {r.needed for r in rules if r.condition and field.name in {x.field for x in leaves_of(r.condition)}}
        return len(ends), asked.count(field.name), field.kind is FieldKind.NUMBER

    return max(known, key=weight, default=None)


def _records(matter: Matter, said: Mapping[str, tuple[Said, ...]], today: date) -> Iterator[dict[str, Said]]:
    """One record for each value of the one field that has several; blurred values that a threshold divides are out."""
    leaves = leaves_in(matter)
    single = {
        name: values[0] for name, values in said.items() if len(values) == 1 and settled(values[0], leaves, today)
    }
    several = [(name, values) for name, values in said.items() if len(values) > 1]
    if len(several) != 1:
        yield single
        return
    name, values = several[0]
    for value in values[:MOST_VARIANTS]:
        yield {**single, **({name: value} if settled(value, leaves, today) else {})}


def _decide(matter: Matter, record: Mapping[str, Said], today: date) -> Decision | None:
    return decide(matter, {name: value.value for name, value in record.items()}, today)


def _is_asked(
    d: Decision, record: Mapping[str, Said], aspects: tuple[Aspect, ...], fields: ConditionFields, matter: Matter
) -> bool:
    """What decides belongs into an answer about materials or fees only when the whole matter falls away by it."""
    counted = any(fields[name].kind is FieldKind.NUMBER for name in d.used)
    asked = set(aspects)
    if isinstance(matter.fields, PolicyFields):
        return not asked or not asked <= PLAIN - {Aspect.FEE, Aspect.STANDARD}
    if not asked and counted:
        return True
    if asked == {Aspect.STANDARD} and any(c.isdigit() for m in d.met for c in m.rule.text):
        return counted  # 最长领几个月 is a figure that the rules give
    if asked and asked <= PLAIN:
        return counted and bool(d.met) and not d.met[0].rule.needed
    numbers = any(fields[name].kind is FieldKind.NUMBER for name in record)
    return counted or bool(asked & DECIDED - {Aspect.STEPS}) or (not asked and numbers)


class _Writer:
    """Lines about one matter with their citations."""

    def __init__(self, matter: Matter, question: str, fields: ConditionFields) -> None:
        self.matter = matter
        self.question = question
        self.fields = fields
        self.citing = Citing()
        self._timed = False

    def written(
        self, decisions: Sequence[tuple[Mapping[str, Said], Decision]], aspects: tuple[Aspect, ...]
    ) -> ConditionalDraft:
        """The conclusions, cautions and what is still asked, as one draft."""
        lead: list[str] = []
        for record, decision in decisions:
            lines = (
                self._guide(record, decision, aspects)
                if decision.met or decision.open
                else self._policy(record, decision)
            )
            lead.extend(line for line in lines if line not in lead)
        timed = bool(TIMED & set(aspects))
        missing = next((d.missing[0] for _, d in decisions if d.missing and not (d.met and timed)), None)
        if len(decisions) == 1 or not missing:
            lead.extend(line for line in self._more(aspects) if fits(lead, line) and line not in lead)
        choices: tuple[Choice, ...] = ()
        if missing:
            lead.append(f"{ASKING}{self.fields[missing].ask}")
            choices = self._choices(self.fields[missing])
        return self.draft(lead, choices, missing)

    def draft(self, lead: Sequence[str], choices: tuple[Choice, ...], missing: str | None) -> ConditionalDraft:
        """The lines with their citations."""
        status = Status.ANSWERED_PARTIAL if missing else Status.ANSWERED_FULL
        draft = Draft(status, tuple(lead), (), tuple(self.citing.citations), (self.matter.entry_id,))
        return ConditionalDraft(draft, choices, missing)

    def rule(self, rule: NeedRule) -> str:
        """The mark of a rule, its line as the section shows it quoted."""
        quote = f"{rule.situation}：{rule.text}（{rule.basis}）"
        return self.citing.mark(self.matter.version, sections.NEED, quote, rule.basis)

    def _guide(self, record: Mapping[str, Said], d: Decision, aspects: tuple[Aspect, ...]) -> Iterator[str]:
        if d.open and not (d.met and TIMED & set(aspects)):
            rule = d.open.rule
            yield f"{self._said(record, d.open.used)}，对照的是：{rule.situation}：{rule.text}。{self.rule(rule)}"
        if not d.met:
            return
        for ruling in self._telling(d.met, aspects):
            mark = self.rule(ruling.rule)
            self._timed = self._timed or bool(TIME_SAID.search(ruling.rule.text))
            yield f"{ruling.rule.text}。{mark}{self._said(record, ruling.used)}，属于“{ruling.rule.situation}”。{mark}"
        if d.besides:
            yield f"但{d.besides.situation}：{d.besides.text}。{self.rule(d.besides)}"
        yield from self._cautions(record, d)

    def _telling(self, met: Sequence[Ruling], aspects: tuple[Aspect, ...]) -> list[Ruling]:
        """The conclusion, then rules that another value meets or that give a figure when a length is asked."""
        shown = [met[0]]
        for ruling in met[1:]:
            new = set(ruling.used) - {f for s in shown for f in s.used}
            figure = TIMED & set(aspects) and any(c.isdigit() for c in ruling.rule.text)
            if (new or figure) and len(shown) < MOST_RULES:
                shown.append(ruling)
        return shown

    def _cautions(self, record: Mapping[str, Said], d: Decision) -> Iterator[str]:
        """What is often taken for the value, when the citizen did not name it by its right name."""
        guide = self.matter.fields
        assert isinstance(guide, GuideFields)
        labels = [self.fields[name].label for name in d.used if self.fields[name].kind is FieldKind.NUMBER]
        for caution in guide.cautions:
            text = caution.text
            if any(x in text and x not in self.question for x in labels) and CONFUSED.search(text):
                quote = with_basis(caution)
                yield f"{text.rstrip('。')}。{self.citing.mark(self.matter.version, sections.CAUTIONS, quote, caution.basis)}"

    def _policy(self, record: Mapping[str, Said], d: Decision) -> Iterator[str]:
        own = self._said(record, d.used)
        if d.verdict is Verdict.UNKNOWN:
            if d.agreed:
                yield f"{own}，符合：{self._listed(d.agreed)}。"
            if d.statements:
                yield f"还要符合：{self._listed(d.statements)}。"
        elif d.statements:
            yield f"{own}，{'符合' if d.verdict is Verdict.MET else '不符合'}：{self._listed(d.statements)}。"
        policy = self.matter.fields
        assert isinstance(policy, PolicyFields)
        if d.verdict is not Verdict.UNMET:
            for number in (*policy.standard, *((policy.cap,) if policy.cap else ())):
                mark = self.citing.mark(self.matter.version, sections.STANDARD, sourced_line(number), number.source)
                yield f"{number.text}。{mark}"

    def _listed(self, statements: Sequence[Statement]) -> str:
        marks = (
            (s, self.citing.mark(self.matter.version, sections.CONDITIONS, with_basis(s), s.basis)) for s in statements
        )
        return "；".join(f"{s.text.rstrip('。；')}{mark}" for s, mark in marks)

    def _more(self, aspects: tuple[Aspect, ...]) -> Iterator[str]:
        """What else is asked about a guide (要哪些材料)."""
        if isinstance(self.matter.fields, GuideFields):
            for aspect in aspects:
                if aspect not in DECIDED or (aspect is Aspect.TIME and not self._timed):
                    yield from aspect_lines(self.matter, aspect, self.citing)

    def _said(self, record: Mapping[str, Said], names: Sequence[str]) -> str:
        words = dict.fromkeys(record[name].words for name in names)
        return "您说的" + "、".join(f"「{w}」" for w in words)

    def _choices(self, field: ConditionField) -> tuple[Choice, ...]:
        """Buttons that repeat the question with one value each; a number is typed."""
        if field.kind is FieldKind.CHOICE:
            return tuple(Choice(c, f"{c}，{self.question}") for c in field.choices[:5])
        if field.kind is FieldKind.YES_NO:
            return tuple(Choice(w, f"{field.label}：{w}，{self.question}") for w in ("是", "否"))
        return ()


def _between(
    writer: _Writer, said: Mapping[str, tuple[Said, ...]], aspects: tuple[Aspect, ...], today: date
) -> ConditionalDraft | None:
    """A blurred number over a threshold (四吨多): what holds on each side, and the question for the exact value."""
    matter, leaves = writer.matter, leaves_in(writer.matter)
    open_values = [v[0] for v in said.values() if len(v) == 1 and not settled(v[0], leaves, today)]
    if len(open_values) != 1 or not isinstance(matter.fields, GuideFields) or (aspects and set(aspects) <= PLAIN):
        return None
    value, others = open_values[0], next(_records(matter, said, today))
    rules: list[NeedRule] = []
    for point in points_of(value, leaves):
        d = _decide(matter, {**others, value.field: replace(value, value=point)}, today)
        found = d.met[0].rule if d and d.met else d.open.rule if d and d.open else None
        if found and value.field in (d.used if d else ()) and found not in rules:
            rules.append(found)
    if len(rules) < 2:
        return None
    lead = [f"{r.situation}：{r.text}。{writer.rule(r)}" for r in rules[:MOST_RULES]]
    lead.append(f"{ASKING}{writer.fields[value.field].ask}")
    return writer.draft(lead, (), value.field)


def _of_load(
    writer: _Writer, said: Mapping[str, tuple[Said, ...]], aspects: tuple[Aspect, ...]
) -> ConditionalDraft | None:
    """A load was said where the gross mass decides: both rules, and what to look for."""
    load = re.search(rf"(?:{LOADS})[\d一二两三四五六七八九十.]+(?:吨半?|公斤|千克|kg)", writer.question)
    guide = writer.matter.fields
    if not load or "gross_mass_kg" in said or not isinstance(guide, GuideFields) or set(aspects) & PLAIN:
        return None
    rules = [r for r in guide.need_rules if r.condition and r.condition.field == "gross_mass_kg"]
    if not rules:
        return None
    lead = [f"{r.situation}：{r.text}。{writer.rule(r)}" for r in rules]
    for caution in guide.cautions:
        if CONFUSED.search(caution.text) and writer.fields["gross_mass_kg"].label in caution.text:
            mark = writer.citing.mark(writer.matter.version, sections.CAUTIONS, with_basis(caution), caution.basis)
            lead.append(f"{caution.text.rstrip('。')}。{mark}")
    lead.append(f"{ASKING}{writer.fields['gross_mass_kg'].ask}")
    return writer.draft(lead, (), "gross_mass_kg")
