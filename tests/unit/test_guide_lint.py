"""Guide lint: each rule fails on a planted fault, and every starter guide passes all of them."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from knowledge_base.entries import EntryKind
from knowledge_base.fields import GuideFields, read_fields
from knowledge_base.guide_lint import RULES, lint_guide
from knowledge_base.records import Change
from knowledge_base.starter import starter_changes

GUIDES = [c for c in starter_changes() if c.entry.kind is EntryKind.GUIDE]
CLEAN = next(c.content.fields for c in GUIDES if c.entry.id == "food-business-license")
PROMISE = {"text": "当场办结", "source": "示例", "seen_at": "2026-11-24"}


def planted(fault: Callable[[dict[str, Any]], object]) -> GuideFields:
    """A clean guide with one fault."""
    raw = copy.deepcopy(dict(CLEAN))
    fault(raw)
    guide = read_fields(EntryKind.GUIDE, raw)
    assert isinstance(guide, GuideFields)
    return guide


FAULTS: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("instant", lambda g: g.update(promised_limit=PROMISE)),
    ("instant", lambda g: g.update(case_type="即办件", promised_limit={**PROMISE, "text": "5个工作日"})),
    ("instant", lambda g: g.update(case_type="即办件", promised_limit=None)),
    ("visits", lambda g: g.update(online_depth="全程网办", visits=1)),
    ("visits", lambda g: g.update(visits=2, visit_reason=None)),
    ("fee", lambda g: g.update(fee={"charged": True, "standard": "10元"})),
    ("fee", lambda g: g.update(fee={"charged": True, "basis": "《某办法》"})),
    ("phones", lambda g: g.update(complaint=g["consult"])),
    ("result", lambda g: g["result"].update(sample=None)),
    ("catch_all", lambda g: g["conditions"].append({"text": "法律法规规定的其他条件"})),
    ("catch_all", lambda g: g["materials"][0].update(name="身份证等相关材料")),
    ("catch_all", lambda g: g["materials"][0].update(name="其他材料")),
    ("standard", lambda g: g["materials"][0].update(online_standard="与窗口不同的标准")),
    ("checkpoint", lambda g: g["materials"][1].update(checkpoints=[])),
]


@pytest.mark.parametrize(("rule", "fault"), FAULTS)
def test_each_rule_finds_its_fault_and_only_that(rule: str, fault: Callable[[dict[str, Any]], object]) -> None:
    findings = lint_guide(planted(fault))
    assert [f.rule for f in findings] == [rule]
    assert any("一" <= c <= "鿿" for c in findings[0].message)


def test_every_rule_has_a_planted_fault() -> None:
    assert len({rule for rule, _ in FAULTS}) == len(RULES)


@pytest.mark.parametrize(
    "change",
    [
        lambda g: g.update(case_type="即办件", promised_limit=PROMISE),
        lambda g: g.update(online_depth="全程网办", visits=0, visit_reason=None),
        lambda g: g.update(fee={"charged": True, "basis": "《某办法》", "standard": "10元"}),
        lambda g: g.update(result={"name": None}),
        lambda g: g["materials"][0].update(online_standard=g["materials"][0]["acceptance_standard"]),
    ],
)
def test_what_is_in_order_passes(change: Callable[[dict[str, Any]], object]) -> None:
    assert lint_guide(planted(change)) == []


def test_the_starter_has_its_guides() -> None:
    assert len(GUIDES) >= 39


@pytest.mark.parametrize("guide", GUIDES, ids=lambda c: c.entry.id)
def test_every_starter_guide_passes(guide: Change) -> None:
    fields = read_fields(EntryKind.GUIDE, guide.content.fields)
    assert isinstance(fields, GuideFields)
    assert lint_guide(fields) == []
