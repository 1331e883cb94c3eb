"""Entries as named sections: what is shown, cut into chunks and quoted."""

from typing import Any

from knowledge_base.entries import EntryKind
from knowledge_base.fields import read_fields
from knowledge_base.records import Change
from knowledge_base.sections import Section, sections_of, with_basis
from knowledge_base.starter import starter_changes

STARTER = {c.entry.id: c for c in starter_changes()}
GUIDE = STARTER["food-business-license"]


def sections(change: Change, **fields: Any) -> dict[str, Section]:
    made = sections_of(change.entry.kind, change.content.body, {**change.content.fields, **fields})
    return {s.name: s for s in made}


def test_a_guide_has_its_sections_in_reading_order() -> None:
    names = list(sections(GUIDE))
    assert names == [
        "概况", "要不要办", "受理条件", "申请材料", "办理流程", "办理时限", "收费", "有效期", "办理地点和方式", "办理结果",
        "常见问题", "常见退回原因", "进度查询", "咨询和投诉", "设定依据",
    ]  # fmt: skip


def test_every_material_is_one_line_with_its_standard() -> None:
    lines = sections(GUIDE)["申请材料"].lines
    materials = GUIDE.content.fields["materials"]
    assert len(lines) == len(materials)
    for line, material in zip(lines, materials, strict=True):
        assert line.startswith(material["name"])
        assert material["acceptance_standard"] in line


def test_numbers_carry_their_source_and_sentences_their_basis() -> None:
    made = sections(GUIDE)
    limit = GUIDE.content.fields["statutory_limit"]
    assert f"法定时限：{limit['text']}（{limit['source']}）" in made["办理时限"].lines
    assert made["收费"].lines == (
        "行政许可除法律、行政法规另有规定外不收费，申请书格式文本也不收费（《中华人民共和国行政许可法》第五十八条）",
    )


def test_a_charge_shows_standard_and_basis() -> None:
    made = sections(GUIDE, fee={"charged": True, "standard": "每本10元", "basis": "《某办法》"})
    assert made["收费"].lines == ("收费：每本10元（《某办法》）",)
    assert sections(GUIDE, fee={"charged": False})["收费"].lines == ("不收费",)


def test_sections_without_lines_are_left_out() -> None:
    made = sections(
        GUIDE, validity=None, validity_note=None, cautions=[], faqs=[], progress=None, result={"name": None}
    )
    assert not {"有效期", "常见退回原因", "常见问题", "进度查询", "办理结果"} & set(made)


def test_questions_of_a_guide_stand_in_their_order() -> None:
    fields = {
        **GUIDE.content.fields,
        "faqs": [
            {"question": "二？", "answer": "乙", "order": 2},
            {"question": "一？", "answer": "甲", "order": 1, "basis": "《法》"},
        ],
    }
    rows = [s.lines for s in sections_of(EntryKind.GUIDE, "", fields) if s.name == "常见问题"]
    assert rows == [("一？", "甲（《法》）"), ("二？", "乙")]


def test_a_policy_states_its_window() -> None:
    made = sections(STARTER["hightech-reward-2020"])
    assert made["申请期限"].lines == ("申请期：2021-05-24 至 2021-06-04", "有效期：未写明 至 2021-06-04")
    assert "说明" in made


def test_a_faq_is_one_section() -> None:
    (only,) = sections(STARTER["faq-one-time-notice"]).values()
    fields = STARTER["faq-one-time-notice"].content.fields
    assert only.lines[:2] == (fields["question"], fields["answer"]["text"])
    assert len(only.lines) == 2 + len(fields["details"])


def test_plain_text_is_cut_at_its_headings() -> None:
    body = "前言\n\n# 第一章\n一\n## 第一节\n二\n\n三\n# 第二章\n## 空节\n# 第三章\n四"
    assert sections_of(EntryKind.REGULATION, body, {}) == (
        Section("", ("前言",), ()),
        Section("第一章", ("一",), ("第一章",)),
        Section("第一节", ("二", "三"), ("第一章", "第一节")),
        Section("第三章", ("四",), ("第三章",)),
    )
    assert sections_of(EntryKind.REGULATION, "", {}) == ()


def test_no_line_of_any_starter_entry_is_empty() -> None:
    for change in STARTER.values():
        made = sections_of(change.entry.kind, change.content.body, change.content.fields)
        assert made, change.entry.id
        assert all(line.strip() for section in made for line in section.lines), change.entry.id
        assert all(section.text == "\n".join(section.lines) for section in made)


def test_a_statement_shows_its_basis_in_brackets() -> None:
    faq = read_fields(EntryKind.FAQ, {"question": "？", "answer": {"text": "甲", "basis": "《法》第一条"}})
    assert with_basis(faq.answer) == "甲（《法》第一条）"
