"""Conditions: three-valued logic against its truth tables, and what each comparison says."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge_base.conditions import Condition, Outcome, Verdict, evaluate
from tests.samples import TODAY

FIELDS = ("a", "b", "c")
LEVEL = {Verdict.UNMET: 0, Verdict.UNKNOWN: 1, Verdict.MET: 2}
leaves = st.sampled_from(FIELDS).map(lambda f: {"field": f, "op": "=", "value": True})
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda c: {"all": c}),
        st.lists(inner, min_size=1, max_size=3).map(lambda c: {"any": c}),
        inner.map(lambda c: {"not": c}),
    ),
    max_leaves=8,
)


def assignments(values: tuple[bool | None, ...]) -> Iterator[dict[str, bool]]:
    """Every record over FIELDS; None leaves a field out."""
    for row in product(values, repeat=len(FIELDS)):
        yield {f: v for f, v in zip(FIELDS, row, strict=True) if v is not None}


def level(tree: Mapping[str, Any], record: Mapping[str, bool]) -> int:
    """Kleene's strong logic by its tables: and is the least, or the greatest, not the mirror."""
    if "all" in tree:
        return min(level(c, record) for c in tree["all"])
    if "any" in tree:
        return max(level(c, record) for c in tree["any"])
    if "not" in tree:
        return 2 - level(tree["not"], record)
    return 1 if tree["field"] not in record else 2 * record[tree["field"]]


def judge(raw: Mapping[str, Any], record: Mapping[str, Any]) -> Outcome:
    return evaluate(Condition.model_validate(raw), record, TODAY)


@given(trees)
def test_every_tree_agrees_with_the_truth_table(tree: dict[str, Any]) -> None:
    condition = Condition.model_validate(tree)
    for record in assignments((True, False, None)):
        assert LEVEL[evaluate(condition, record, TODAY).verdict] == level(tree, record)


@given(trees)
def test_a_verdict_never_changes_when_missing_values_arrive(tree: dict[str, Any]) -> None:
    condition = Condition.model_validate(tree)
    for record in assignments((True, False, None)):
        outcome = evaluate(condition, record, TODAY)
        if outcome.verdict is Verdict.UNKNOWN:
            assert outcome.missing and set(outcome.missing).isdisjoint(record)
            continue
        assert outcome.missing == ()
        for completion in assignments((True, False)):
            assert evaluate(condition, {**completion, **record}, TODAY).verdict is outcome.verdict


@given(trees)
def test_a_condition_survives_being_stored(tree: dict[str, Any]) -> None:
    condition = Condition.model_validate(tree)
    assert Condition.model_validate(condition.model_dump(mode="json")) == condition


@pytest.mark.parametrize(
    ("op", "value", "met", "unmet"),
    [
        ("=", "餐饮", "餐饮", "旅馆"), ("≠", "餐饮", "旅馆", "餐饮"),
        ("≥", 300, 300, 299), ("≤", 300, 300, 301), (">", 300, 301, 300), ("<", 300, 299, 300),
        ("in", ["甲", "乙"], "乙", "丙"), ("between", [2, 4], 4, 5), ("between", [2, 4], 2, 1),
        ("exists", True, "x", None), ("exists", None, "x", None), ("exists", False, None, "x"),
        ("within_days", 30, TODAY - timedelta(days=30), TODAY - timedelta(days=31)),
        ("within_days", 30, TODAY, TODAY + timedelta(days=1)),
        ("within_days", 30, TODAY.isoformat(), "2020-01-01"),
        ("within_days", 30, datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_each_comparison(op: str, value: Any, met: Any, unmet: Any) -> None:
    leaf = {"field": "f", "op": op, "value": value, "explain": "说明"}
    assert judge(leaf, {"f": met}) == Outcome(Verdict.MET, ("说明",))
    assert judge(leaf, {"f": unmet}) == Outcome(Verdict.UNMET, ("说明",))
    assert judge(leaf, {}) == Outcome(Verdict.UNKNOWN, ("说明",), ("f",))


@pytest.mark.parametrize("op", ["=", "≠", "≥", "in", "between", "within_days"])
def test_a_value_of_none_is_unknown_never_a_guess(op: str) -> None:
    value = [1, 2] if op in ("in", "between") else 1
    assert judge({"field": "f", "op": op, "value": value}, {"f": None}).verdict is Verdict.UNKNOWN


def test_only_the_deciding_leaves_explain() -> None:
    tree = {
        "all": [
            {"field": "staff", "op": "≤", "value": 300, "explain": "职工不超过300人"},
            {"field": "founded", "op": "≥", "value": 2020, "explain": "2020年后成立"},
            {"field": "area", "op": "=", "value": "宝山", "explain": "注册在宝山"},
        ]
    }
    assert judge(tree, {"staff": 500, "founded": 2010}) == Outcome(Verdict.UNMET, ("职工不超过300人", "2020年后成立"))
    assert judge(tree, {"staff": 5}) == Outcome(Verdict.UNKNOWN, ("2020年后成立", "注册在宝山"), ("founded", "area"))
    everything = {"staff": 5, "founded": 2021, "area": "宝山"}
    assert judge(tree, everything) == Outcome(Verdict.MET, ("职工不超过300人", "2020年后成立", "注册在宝山"))


def test_an_empty_group_is_settled() -> None:
    assert judge({"all": []}, {}).verdict is Verdict.MET
    assert judge({"any": []}, {}).verdict is Verdict.UNMET


@pytest.mark.parametrize(
    "raw",
    [
        {}, {"field": "f"}, {"op": "="}, {"field": "f", "op": "~", "value": 1},
        {"all": [], "any": []}, {"all": [], "field": "f", "op": "="},
        {"field": "f", "op": "between", "value": [1]}, {"field": "f", "op": "between", "value": 3},
        {"field": "f", "op": "=", "value": 1, "vlaue": 2},
    ],
)  # fmt: skip
def test_a_malformed_condition_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate(raw)


def test_not_may_be_written_either_way() -> None:
    inner = {"field": "f", "op": "=", "value": 1}
    assert Condition.model_validate({"not": inner}) == Condition.model_validate({"not_": inner})
    assert judge({"not": inner}, {"f": date(2020, 1, 1)}).verdict is Verdict.MET
