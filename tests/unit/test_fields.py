"""The fields of each kind: strict, immutable, and storable without loss."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from knowledge_base.entries import EntryKind, SourceStatus
from knowledge_base.errors import InvalidFields
from knowledge_base.fields import FIELDS_OF_KIND, ArticleFields, FaqFields, Sourced, Statement, read_fields
from knowledge_base.starter import starter_changes

SMALLEST: dict[EntryKind, dict[str, Any]] = {
    EntryKind.REGULATION: {"law": "某法"},
    EntryKind.FAQ: {"question": "怎么办？", "answer": {"text": "这样办"}},
    EntryKind.POLICY: {"name": "某政策", "level": "区级", "department": "某局", "delivery": "普通申报"},
    EntryKind.CASE: {"case_no": "1", "item": "某事项", "applicant_type": "个人", "applied_at": "2026-01-01T09:00:00+08:00"},
    EntryKind.CHECKPOINT: {
        "point_id": "p", "item_code": "i", "material": "申请书", "field": "签字", "check_type": "齐全", "data_source": "表单",
        "severity": "退回", "mode": "auto", "fail_message": "没有签字", "fix_hint": "请签字", "owner_dept": "某局",
    },
    EntryKind.GUIDE: next(dict(c.content.fields) for c in starter_changes() if c.entry.kind is EntryKind.GUIDE),
}  # fmt: skip


def test_every_kind_has_a_model() -> None:
    assert set(FIELDS_OF_KIND) == set(SMALLEST) == set(EntryKind)


@pytest.mark.parametrize("kind", EntryKind)
def test_valid_fields_are_read_and_survive_storage(kind: EntryKind) -> None:
    fields = read_fields(kind, SMALLEST[kind])
    assert type(fields) is FIELDS_OF_KIND[kind]
    stored = json.loads(json.dumps(fields.model_dump(mode="json"), ensure_ascii=False))
    assert read_fields(kind, stored) == fields


@pytest.mark.parametrize("kind", EntryKind)
def test_a_typo_is_an_error_that_names_the_field(kind: EntryKind) -> None:
    with pytest.raises(InvalidFields) as error:
        read_fields(kind, {**SMALLEST[kind], "tpyo": 1})
    assert error.value.code == "invalid_fields"
    assert [p.split("：")[0] for p in error.value.problems] == ["tpyo"]
    assert kind.value in str(error.value)


@pytest.mark.parametrize("kind", EntryKind)
def test_a_missing_field_is_named(kind: EntryKind) -> None:
    missing = next(name for name, f in FIELDS_OF_KIND[kind].model_fields.items() if f.is_required())
    with pytest.raises(InvalidFields) as error:
        read_fields(kind, {k: v for k, v in SMALLEST[kind].items() if k != missing})
    assert [p.split("：")[0] for p in error.value.problems] == [missing]


@pytest.mark.parametrize("kind", EntryKind)
def test_fields_cannot_be_changed(kind: EntryKind) -> None:
    fields = read_fields(kind, SMALLEST[kind])
    with pytest.raises(ValidationError):
        setattr(fields, next(iter(type(fields).model_fields)), "x")


def test_a_nested_problem_is_named_by_its_place() -> None:
    with pytest.raises(InvalidFields) as error:
        read_fields(EntryKind.FAQ, {"question": " ", "answer": {"text": "x"}, "details": [{"text": "y"}, {"txt": "z"}]})
    places = {p.split("：")[0] for p in error.value.problems}
    assert places == {"question", "details.1.text", "details.1.txt"}


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        (EntryKind.REGULATION, {"number": 0}), (EntryKind.REGULATION, {"sub_number": -1}),
        (EntryKind.CASE, {"satisfaction": 6}), (EntryKind.CASE, {"prefill_ratio": 1.5}), (EntryKind.CASE, {"return_count": -1}),
        (EntryKind.POLICY, {"delivery": "随便"}), (EntryKind.POLICY, {"estimated_entities": -1}),
        (EntryKind.CHECKPOINT, {"severity": "也许"}), (EntryKind.CHECKPOINT, {"rule": {"field": "f"}}),
        (EntryKind.GUIDE, {"visits": -1}), (EntryKind.GUIDE, {"legal_basis": []}), (EntryKind.GUIDE, {"steps": []}),
    ],
)  # fmt: skip
def test_values_out_of_range_are_refused(kind: EntryKind, bad: dict[str, Any]) -> None:
    with pytest.raises(InvalidFields):
        read_fields(kind, {**SMALLEST[kind], **bad})


def test_blanks_around_text_are_dropped() -> None:
    fields = read_fields(EntryKind.REGULATION, {"law": " 某法 "})
    assert isinstance(fields, ArticleFields)
    assert fields.law == "某法"


def test_nothing_is_verified_unless_it_says_so() -> None:
    assert Statement(text="x").status is SourceStatus.EXAMPLE
    assert Sourced(text="5年", source="某法", seen_at="2026-11-24").status is SourceStatus.EXAMPLE
    with pytest.raises(ValidationError):
        Sourced(text="5年", seen_at="2026-11-24")  # a number without its source
    with pytest.raises(ValidationError):
        FaqFields(question="怎么办", answer={"text": ""})
