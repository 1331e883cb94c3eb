"""The vocabulary of conditions: every field a rule may ask about, its unit, its choices and how people say it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from knowledge_base.conditions import Condition
from knowledge_base.errors import KnowledgeBaseError

FILE = Path(__file__).parent / "starter" / "condition_fields.yaml"
YES, NO = "是", "否"
UNITS = frozenset({"周岁", "年", "月", "日", "工作日", "千克", "人"})
KEYS = frozenset({"label", "meaning", "unit", "kind", "ask", "choices", "said"})

Value = int | float | str | bool


class InvalidConditionFields(KnowledgeBaseError):
    """The vocabulary, or a rule that uses it, is wrong; the message says where, for an editor."""


class FieldKind(StrEnum):
    """What a field's value is."""

    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class ConditionField:
    """One field. `said` gives lay words by value (数 for numbers); yes_no values are 是 and 否, True and False."""

    name: str
    label: str
    meaning: str
    kind: FieldKind
    ask: str
    unit: str | None
    choices: tuple[str, ...]
    said: Mapping[str, tuple[str, ...]]

    def allows(self, value: Any) -> bool:
        """True when a rule may compare this field with `value`."""
        if self.kind is FieldKind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        return isinstance(value, bool) if self.kind is FieldKind.YES_NO else value in self.choices

    def lay_words(self) -> Iterator[tuple[str, Value]]:
        """Every lay word of a choice or yes_no field with the value it stands for."""
        for choice in self.choices:
            yield choice, choice
        for spoken, words in self.said.items():
            value: Value = spoken == YES if self.kind is FieldKind.YES_NO else spoken
            for word in words if self.kind is not FieldKind.NUMBER else ():
                yield word, value


@dataclass(frozen=True, slots=True)
class ConditionFields:
    """All fields by name."""

    by_name: Mapping[str, ConditionField]

    def __getitem__(self, name: str) -> ConditionField:
        """The field; raises InvalidConditionFields when the vocabulary does not have it."""
        if name not in self.by_name:
            raise InvalidConditionFields(f"条件字段表里没有“{name}”")
        return self.by_name[name]

    def get(self, name: str) -> ConditionField | None:
        """The field, None when the vocabulary does not have it."""
        return self.by_name.get(name)

    def __iter__(self) -> Iterator[ConditionField]:
        return iter(self.by_name.values())

    def __len__(self) -> int:
        return len(self.by_name)

    def faults_of(self, condition: Condition) -> list[str]:
        """What is wrong with a rule's leaves, in Chinese: unknown field, other unit, value that cannot be compared."""
        return [fault for leaf in leaves_of(condition) for fault in self._leaf_faults(leaf)]

    def _leaf_faults(self, leaf: Condition) -> Iterator[str]:
        known = self.by_name.get(leaf.field or "")
        if known is None:
            yield f"条件字段表里没有“{leaf.field}”"
            return
        if leaf.unit != known.unit:
            yield f"{known.name} 的单位应为“{known.unit}”，规则里写的是“{leaf.unit}”"
        values = leaf.value if isinstance(leaf.value, list | tuple) else (leaf.value,)
        for value in values:
            if not known.allows(value):
                yield f"{known.name} 不能和“{value}”比较"


def leaves_of(condition: Condition) -> Iterator[Condition]:
    """The leaves of a condition, in the order they are written."""
    for child in (*(condition.all or ()), *(condition.any or ()), *((condition.not_,) if condition.not_ else ())):
        yield from leaves_of(child)
    if condition.field is not None:
        yield condition


def read_condition_fields(raw: Any) -> ConditionFields:
    """The vocabulary from its file's rows; raises InvalidConditionFields naming the row and what is wrong."""
    if not isinstance(raw, Mapping):
        raise InvalidConditionFields("条件字段表应当是“字段名: 内容”的列表")
    return ConditionFields(MappingProxyType({str(name): _field(str(name), row) for name, row in raw.items()}))


def starter_condition_fields() -> ConditionFields:
    """The vocabulary shipped with the starter knowledge."""
    return read_condition_fields(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def _field(name: str, row: Any) -> ConditionField:
    if not isinstance(row, Mapping):
        raise InvalidConditionFields(f"字段 {name} 没有内容")
    if unknown := sorted(set(row) - KEYS):
        raise InvalidConditionFields(f"字段 {name} 有不认识的项：{'、'.join(map(str, unknown))}")
    for key in ("label", "meaning", "ask"):
        if not str(row.get(key) or "").strip():
            raise InvalidConditionFields(f"字段 {name} 缺少 {key}")
    if row.get("kind") not in set(FieldKind):
        raise InvalidConditionFields(f"字段 {name} 的 kind 应为 number、choice 或 yes_no，现在是“{row.get('kind')}”")
    kind, unit = FieldKind(row["kind"]), row.get("unit")
    choices = tuple(map(str, row.get("choices") or ()))
    if (kind is FieldKind.NUMBER) is not (unit in UNITS):
        raise InvalidConditionFields(
            f"字段 {name} 的单位“{unit}”不对：数值要有单位（{'、'.join(sorted(UNITS))}），其他不写"
        )
    if (kind is FieldKind.CHOICE) is not bool(choices) or len(set(choices)) != len(choices):
        raise InvalidConditionFields(f"字段 {name} 的 choices 不对：只有 choice 要写，且不能重复")
    said = _said(name, kind, choices, row.get("said"))
    return ConditionField(name, str(row["label"]), str(row["meaning"]), kind, str(row["ask"]), unit, choices, said)


def _said(name: str, kind: FieldKind, choices: tuple[str, ...], raw: Any) -> Mapping[str, tuple[str, ...]]:
    if kind is FieldKind.NUMBER:
        if not isinstance(raw, list):
            raise InvalidConditionFields(f"字段 {name} 的 said 应当是说法的列表")
        return MappingProxyType({"数": tuple(map(str, raw))})
    if not isinstance(raw, Mapping):
        raise InvalidConditionFields(f"字段 {name} 的 said 应当按取值写说法")
    allowed = {YES, NO} if kind is FieldKind.YES_NO else set(choices)
    # YAML 1.1 reads a bare yes/no as a truth value, not these Chinese words; what is left over is a slip.
    if extra := sorted(map(str, set(raw) - allowed)):
        raise InvalidConditionFields(f"字段 {name} 的 said 有 choices 里没有的取值：{'、'.join(extra)}")
    return MappingProxyType({str(value): tuple(map(str, words or ())) for value, words in raw.items()})
