"""A matter's rules held against the citizen's own values: what is concluded, and what is still to be known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.matters import Matter
from knowledge_base.condition_fields import Value, leaves_of
from knowledge_base.conditions import Condition, Outcome, Verdict, evaluate
from knowledge_base.fields import GuideFields, PolicyFields
from knowledge_base.fields.base import Statement
from knowledge_base.fields.guide import NeedRule
from knowledge_base.similarity import bigrams

ASK = "ask"
# Words that decide alone. Others (what is sold, which paper is lost) say what the question is about, and are too often
# said of something else (跟店招一样吗) to turn an answer.
TELLING = frozenset(
    {
        "hukou", "child_hukou", "nationality", "cargo", "dwelling", "involuntary_unemployment", "reemployed",
        "receiving_pension", "on_unemployment_benefit", "employee_insured", "stable_job", "stable_home", "needs_delay",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule that the values meet (or still may meet), with the citizen's fields that speak for it."""

    rule: NeedRule
    used: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the values decide about a guide or policy.

    `met` are the rules that hold, first the conclusion, none against it; `open` goes before them and may still hold.
    `besides` is an exception that the citizen has not ruled out. `missing` are the fields to ask for, in order. A
    policy has `verdict`, the `statements` that decide it (or that are still to be checked) and those already `agreed`.
    """

    verdict: Verdict
    used: tuple[str, ...]
    missing: tuple[str, ...] = ()
    met: tuple[Ruling, ...] = ()
    open: Ruling | None = None
    besides: NeedRule | None = None
    statements: tuple[Statement, ...] = ()
    agreed: tuple[Statement, ...] = ()


def conditions_of(matter: Matter) -> tuple[Condition, ...]:
    """All conditions of a guide's rules, or a policy's one."""
    if isinstance(matter.fields, GuideFields):
        return tuple(r.condition for r in matter.fields.need_rules if r.condition is not None)
    return (matter.fields.condition,) if matter.fields.condition is not None else ()


def leaves_in(matter: Matter) -> tuple[Condition, ...]:
    """All comparisons that a matter makes."""
    return tuple(leaf for condition in conditions_of(matter) for leaf in leaves_of(condition))


def wanted_by(matter: Matter) -> tuple[str, ...]:
    """The fields that a matter's rules ask for, in the order they are written."""
    return tuple(dict.fromkeys(leaf.field for leaf in leaves_in(matter) if leaf.field))


def decide(matter: Matter, record: Mapping[str, Value], today: date) -> Decision | None:
    """What `record` decides about `matter`; None when none of its values bears on a rule.

    A guide's first rule that is met is the conclusion. Without one, the open rule that most of the values speak for
    says what is missing.
    """
    if isinstance(matter.fields, GuideFields):
        return _by_rules(matter.fields.need_rules, record, today)
    return _by_condition(matter.fields, record, today)


def _by_rules(rules: Sequence[NeedRule], record: Mapping[str, Value], today: date) -> Decision | None:
    judged = [(r, evaluate(r.condition, record, today)) for r in rules if r.condition is not None]
    holding = [Ruling(r, _speaking(r.condition, record, today)) for r, o in judged if o.verdict is Verdict.MET]
    holding = [m for m in holding if m.used]
    met = _weighty(holding, record)
    if not met:
        best = None if holding else _best_chance(judged, record, today)
        return Decision(Verdict.UNKNOWN, best[0].used, best[1], open=best[0]) if best else None
    used = tuple(dict.fromkeys(f for m in met for f in m.used))
    before = judged[: next(i for i, (r, _) in enumerate(judged) if r is met[0].rule)]
    chance = _best_chance([(r, o) for r, o in before if _holds_more(r, met[0], record)], record, today)
    ruling, missing = chance or (None, ())
    return Decision(Verdict.MET, used, missing, _agreeing(met), ruling, _besides(judged, met[0].rule))


def _weighty(holding: Sequence[Ruling], record: Mapping[str, Value]) -> list[Ruling]:
    """The rules that a number or a telling word meets; an earlier one that says the opposite stays before them."""
    first = next((i for i, m in enumerate(holding) if _weighs(m.used, record)), None)
    if first is None:
        return []
    against = [m for m in holding[:first] if m.rule.needed is not holding[first].rule.needed]
    return [*against, *(m for m in holding[first:] if _weighs(m.used, record))]


def _weighs(used: Sequence[str], record: Mapping[str, Value]) -> bool:
    """True when a number of the citizen's, or a word that decides alone, speaks for a rule."""
    return any(f in TELLING or not isinstance(record[f], bool | str) for f in used)


def _holds_more(rule: NeedRule, conclusion: Ruling, record: Mapping[str, Value]) -> bool:
    """True when an open rule asks for all that the conclusion rests on and a number of the citizen's decides in it:
    最长领12个月 says nothing to somebody who may not get it at all."""
    fields = {leaf.field for leaf in leaves_of(rule.condition)} if rule.condition else set()
    counted = any(f in record and not isinstance(record[f], bool | str) for f in fields if f)
    return counted and set(conclusion.used) <= fields


def _best_chance(
    judged: Sequence[tuple[NeedRule, Outcome]], record: Mapping[str, Value], today: date
) -> tuple[Ruling, tuple[str, ...]] | None:
    """The open rule that most of the values speak for, then the one that lacks least; with what to ask."""
    chances = [_chance(r, o, record, today) for r, o in judged if o.verdict is Verdict.UNKNOWN]
    likely = (c for c in chances if c[1] and _weighs(c[0].used, record))
    return max(likely, key=lambda c: (len(c[0].used), -len(c[1])), default=None)


def _chance(
    rule: NeedRule, outcome: Outcome, record: Mapping[str, Value], today: date
) -> tuple[Ruling, tuple[str, ...]]:
    assert rule.condition is not None
    asked = {leaf.field for leaf in leaves_of(rule.condition) if leaf.on_unknown == ASK}
    missing = tuple(dict.fromkeys(m for m in outcome.missing if m in asked))
    return Ruling(rule, _speaking(rule.condition, record, today)), missing


def _speaking(condition: Condition | None, record: Mapping[str, Value], today: date) -> tuple[str, ...]:
    """The citizen's fields whose comparison in this rule holds."""
    leaves = leaves_of(condition) if condition else ()
    held = (leaf.field for leaf in leaves if evaluate(leaf, record, today).verdict is Verdict.MET)
    return tuple(dict.fromkeys(f for f in held if f and f in record))


def _agreeing(met: Sequence[Ruling]) -> tuple[Ruling, ...]:
    """The conclusion and what else holds, as long as it does not say the opposite."""
    return tuple(m for m in met if m.rule.needed is met[0].rule.needed)


def _besides(judged: Sequence[tuple[NeedRule, Outcome]], conclusion: NeedRule) -> NeedRule | None:
    """A rule before the conclusion that would overturn a 不用 and that hangs on something not said (危险货物)."""
    if conclusion.needed:
        return None
    for rule, outcome in judged:
        if rule is conclusion:
            return None
        leaf = rule.condition
        exception = leaf is not None and leaf.field is not None and isinstance(leaf.value, str) and not leaf.on_unknown
        if outcome.verdict is Verdict.UNKNOWN and rule.needed and exception:
            return rule
    return None


def _by_condition(policy: PolicyFields, record: Mapping[str, Value], today: date) -> Decision | None:
    if policy.condition is None:
        return None
    outcome = evaluate(policy.condition, record, today)
    leaves = [leaf for leaf in leaves_of(policy.condition) if leaf.field in record]
    telling = Verdict.UNMET if outcome.verdict is Verdict.UNMET else None
    used = [leaf for leaf in leaves if telling is None or evaluate(leaf, record, today).verdict is telling]
    if not used:
        return None
    askable = {leaf.field for leaf in leaves_of(policy.condition) if leaf.on_unknown == ASK}
    missing = tuple(dict.fromkeys(m for m in outcome.missing if m in askable))
    known = outcome.verdict is not Verdict.UNKNOWN
    lacking = (leaf.explain for leaf in leaves_of(policy.condition) if leaf.field in outcome.missing)
    statements = _statements(outcome.reasons if known else lacking, policy)
    held = [leaf for leaf in leaves if evaluate(leaf, record, today).verdict is Verdict.MET]
    agreed = tuple(s for s in _statements((leaf.explain for leaf in held), policy) if s not in statements)
    fields = tuple(dict.fromkeys(leaf.field for leaf in (used if known else held or used) if leaf.field))
    return Decision(outcome.verdict, fields, missing, statements=statements, agreed=() if known else agreed)


def _statements(explains: Iterable[str | None], policy: PolicyFields) -> tuple[Statement, ...]:
    return tuple(dict.fromkeys(s for e in explains if e and (s := _statement(e, policy.conditions))))


def _statement(explain: str, statements: Sequence[Statement]) -> Statement | None:
    """The condition, as the policy words it, that a leaf explains."""
    words = bigrams(explain)
    best = max(statements, key=lambda s: len(words & bigrams(s.text)), default=None)
    return best if best and len(words & bigrams(best.text)) * 2 >= len(words) else None
