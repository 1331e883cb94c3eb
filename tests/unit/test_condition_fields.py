"""The vocabulary of conditions: the file is whole, and every shipped rule keeps to it."""

from collections.abc import Iterator
from typing import Any

import pytest

from knowledge_base.condition_fields import (
    ConditionFields,
    FieldKind,
    InvalidConditionFields,
    leaves_of,
    read_condition_fields,
    starter_condition_fields,
)
from knowledge_base.conditions import Condition, Outcome, Verdict, evaluate
from knowledge_base.fields import GuideFields, PolicyFields, read_fields
from knowledge_base.starter import starter_changes
from tests.samples import TODAY

AGE = {"label": "年龄", "meaning": "周岁", "unit": "周岁", "kind": "number", "ask": "多大？", "said": ["六十五岁"]}
HOME = {
    "label": "户籍", "meaning": "户口在哪", "kind": "choice", "ask": "哪里户籍？", "choices": ["沪籍", "外地户籍"],
    "said": {"沪籍": ["上海户口"], "外地户籍": []},
}  # fmt: skip
WORK = {
    "label": "在职",
    "meaning": "有单位",
    "kind": "yes_no",
    "ask": "有单位吗？",
    "said": {"是": ["有单位"], "否": []},
}


@pytest.fixture(scope="module")
def fields() -> ConditionFields:
    return starter_condition_fields()


def conditions() -> Iterator[tuple[str, Condition]]:
    """Every condition of the starter knowledge with the entry it stands in."""
    for change in starter_changes():
        read = read_fields(change.entry.kind, change.content.fields)
        if isinstance(read, GuideFields):
            yield from ((change.entry.id, r.condition) for r in read.need_rules if r.condition)
        if isinstance(read, PolicyFields) and read.condition:
            yield change.entry.id, read.condition


def test_every_shipped_rule_uses_fields_units_and_values_of_the_vocabulary(fields: ConditionFields) -> None:
    faults = [(entry, fault) for entry, condition in conditions() for fault in fields.faults_of(condition)]
    assert faults == []


def test_no_field_is_left_that_no_rule_uses(fields: ConditionFields) -> None:
    used = {leaf.field for _, condition in conditions() for leaf in leaves_of(condition)}
    assert {f.name for f in fields} - used == set()


def test_lay_words_stand_for_values_that_rules_compare(fields: ConditionFields) -> None:
    for field in fields:
        for word, value in field.lay_words():
            assert word and field.allows(value), (field.name, word)
    assert ("上海户口", "沪籍") in list(fields["hukou"].lay_words())
    assert ("裸辞", False) in list(fields["involuntary_unemployment"].lay_words())
    assert list(fields["age_years"].lay_words()) == []


def test_a_truth_value_is_no_number(fields: ConditionFields) -> None:
    assert fields["age_years"].allows(65) and not fields["age_years"].allows(True)
    assert fields["reemployed"].allows(False) and not fields["reemployed"].allows("是")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ([], "条件字段表"),
        ({"a": None}, "字段 a 没有内容"),
        ({"a": {**AGE, "label": " "}}, "缺少 label"),
        ({"a": {**AGE, "kind": "text"}}, "kind 应为"),
        ({"a": {**AGE, "unit": "斤"}}, "单位“斤”不对"),
        ({"a": {**WORK, "unit": "年"}}, "单位“年”不对"),
        ({"a": {**HOME, "choices": []}}, "choices 不对"),
        ({"a": {**HOME, "choices": ["沪籍", "沪籍"]}}, "choices 不对"),
        ({"a": {**HOME, "said": {"港籍": []}}}, "港籍"),
        ({"a": {**WORK, "said": {True: []}}}, "True"),
        ({"a": {**AGE, "said": {"数": []}}}, "说法的列表"),
        ({"a": {**AGE, "choice": ["x"]}}, "choice"),
    ],
)
def test_a_wrong_row_is_named_in_chinese(raw: Any, said: str) -> None:
    with pytest.raises(InvalidConditionFields, match=said):
        read_condition_fields(raw)


@pytest.mark.parametrize(
    ("leaf", "fault"),
    [
        ({"field": "weight", "op": ">", "value": 1}, "没有“weight”"),
        ({"field": "age", "op": ">", "value": 1, "unit": "年"}, "单位应为“周岁”"),
        ({"field": "age", "op": ">", "value": "六十"}, "不能和“六十”比较"),
        ({"field": "home", "op": "in", "value": ["沪籍", "港籍"]}, "不能和“港籍”比较"),
        ({"field": "work", "op": "=", "value": "是"}, "不能和“是”比较"),
    ],
)
def test_a_rule_that_leaves_the_vocabulary_is_named(leaf: dict[str, Any], fault: str) -> None:
    small = read_condition_fields({"age": AGE, "home": HOME, "work": WORK})
    faults = small.faults_of(Condition.model_validate({"all": [{"not": {"any": [leaf]}}]}))
    assert any(fault in f for f in faults)


def test_asking_for_a_field_that_is_not_there_says_which(fields: ConditionFields) -> None:
    assert fields.get("weight") is None
    with pytest.raises(InvalidConditionFields, match="weight"):
        fields["weight"]
    assert fields["gross_mass_kg"].kind is FieldKind.NUMBER


@pytest.mark.parametrize(
    ("op", "value", "actual"),
    [
        (">", 60, "六十"), ("≤", 60, [60]), ("between", [1, 5], "3"), ("in", ["名称"], True), ("in", ["名称"], 3),
        ("≠", "沪籍", 7), ("=", True, "是"), ("≥", 1, True), ("within_days", 30, 5), ("within_days", 30, "上个月"),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_unknown_and_raises_nothing(op: str, value: Any, actual: Any) -> None:
    leaf = Condition.model_validate({"field": "f", "op": op, "value": value, "explain": "说明"})
    assert evaluate(leaf, {"f": actual}, TODAY) == Outcome(Verdict.UNKNOWN, ("说明",), ("f",))
