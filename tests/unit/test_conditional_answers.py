"""Answers that the citizen's own value decides: the rule's words, the value, the source; or what is still asked."""

import re
from datetime import date

import pytest

from assistant.answering.answer import Status
from assistant.answering.compose.conditional import (
    ASKING,
    FRAME,
    ConditionalDraft,
    ask_for,
    conditional_draft,
    values_for,
)
from assistant.answering.matters import Matter, matter_from
from assistant.answering.understanding.aspects import Aspect, aspects_of
from assistant.answering.values.decide import decide, wanted_by
from knowledge_base import sections
from knowledge_base.condition_fields import starter_condition_fields
from knowledge_base.conditions import Verdict
from knowledge_base.entries import EntryKind, EntryVersion, VersionState
from knowledge_base.starter import starter_changes
from tests.samples import NOW

TODAY = date(2026, 11, 24)
FIELDS = starter_condition_fields()
MARK = re.compile(r"\[(\d+)\]")


def _matters() -> dict[str, Matter]:
    changes = [c for c in starter_changes() if c.entry.kind in (EntryKind.GUIDE, EntryKind.POLICY)]
    versions = [EntryVersion(c.entry, 1, VersionState.PUBLISHED, c.content, NOW) for c in changes]
    return {v.entry.id: matter_from(v) for v in versions}


MATTERS = _matters()


def ask(matter: str, question: str) -> ConditionalDraft | None:
    said = values_for(MATTERS[matter], question, FIELDS, TODAY)
    return conditional_draft(MATTERS[matter], question, said, FIELDS, aspects_of(question), TODAY)


def told(matter: str, question: str) -> str:
    draft = ask(matter, question)
    assert draft is not None
    return "\n".join(draft.draft.lead)


FREE, LICENSED = "不用办道路运输经营许可证", "要办道路运输经营许可证"


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("3吨多的货车要不要办营运证", FREE), ("总质量4500公斤整，要办吗", FREE), ("总质量九千斤，要办吗", FREE),
        ("总质量4501公斤，要办吗", LICENSED), ("总质量十二吨的车要办营运证吗", LICENSED),
        ("总质量才3吨，专门送液化气罐，也不用办吧", "不适用“不用办”"), ("请的司机62岁，可以伐", "驾驶员不符合条件"),
    ],
)  # fmt: skip
def test_the_gross_mass_decides_whether_a_truck_needs_a_licence(question: str, first: str) -> None:
    answer = told("road-freight-license", question)
    assert answer.startswith(first)
    assert (LICENSED in answer) is (first == LICENSED) and (FREE in answer) is (first == FREE)


def test_the_answer_shows_the_citizens_words_and_the_threshold() -> None:
    line = told("road-freight-license", "总质量四吨半的车要办营运证吗").split("\n")[0]
    assert "「总质量四吨半」" in line and "总质量4500千克及以下" in line


def test_a_value_that_may_mean_the_load_comes_with_the_guides_caution() -> None:
    assert "把载重量当成总质量" in told("road-freight-license", "3吨的货车要办营运证吗")
    assert "把载重量当成总质量" not in told("road-freight-license", "总质量3吨的货车要办营运证吗")


def test_a_not_needed_names_the_exception_that_was_not_ruled_out() -> None:
    assert "但拉危险货物" in told("road-freight-license", "总质量3吨的货车要办营运证吗")
    assert "危险货物" not in told("road-freight-license", "总质量3吨的货车拉建材，要办营运证吗")


@pytest.mark.parametrize(
    "question", ["四吨多的车要办营运证吗", "大概4吨半左右要办吗", "核定载质量一吨半，要办营运证吗"]
)
def test_a_blurred_value_over_the_threshold_gets_both_sides_and_a_question(question: str) -> None:
    draft = ask("road-freight-license", question)
    assert draft is not None and draft.missing == "gross_mass_kg"
    assert draft.draft.status is Status.ANSWERED_PARTIAL
    answer = "\n".join(draft.draft.lead)
    assert f"普通货物：{FREE}" in answer and f"普通货物：{LICENSED}" in answer
    assert draft.draft.lead[-1] == f"{ASKING}行驶证上的总质量是多少？"


def test_two_values_get_a_line_each() -> None:
    lines = told("elderly-allowance", "我67老伴63，都是上海户口，老年综合津贴能领吗").split("\n")
    assert lines[0].startswith("可以申领") and "「我67」" in lines[0]
    assert lines[1].startswith("还不能领") and "「老伴63」" in lines[1]


def test_one_value_missing_is_asked_with_buttons_that_settle_it() -> None:
    question = "我妈68岁了能领老年综合津贴吗"
    draft = ask("elderly-allowance", question)
    assert draft is not None and draft.missing == "hukou" and draft.draft.status is Status.ANSWERED_PARTIAL
    assert [c.label for c in draft.choices] == ["沪籍", "外地户籍"]
    local, other = (told("elderly-allowance", c.question) for c in draft.choices)
    assert local.startswith("可以申领") and other.startswith("不能领")


def test_yes_or_no_buttons_settle_it_too() -> None:
    draft = ask("first-startup-subsidy", "沪籍，毕业五年才第一次创业，首次创业一次性补贴有没有份")
    assert draft is not None and draft.missing == "employment_difficulty"
    assert draft.draft.status is Status.ANSWERED_PARTIAL
    yes, no = (told("first-startup-subsidy", c.question) for c in draft.choices)
    assert "不符合" not in yes and "不符合：毕业不超过2年，或者属于就业困难人员" in no


@pytest.mark.parametrize(
    ("matter", "question", "holds", "never"),
    [
        ("elderly-allowance", "我没有到65岁，上海户口能领吗", "还不能领", "可以申领"),
        ("elderly-allowance", "66岁沪籍能领吗", "可以申领", "不能领"),
        ("residence-permit", "到上海四个月，在厂里上班，居住证办得出来吗", "居住要半年以上", "达到国家规定"),
        ("residence-permit", "我上海户口住宝山，要办居住证吗", "不用办", "达到国家规定"),
        ("id-card-renewal", "我45岁换身份证，管几年", "有效期20年", "长期有效"),
        ("id-card-renewal", "今年整四十六，换身份证是不是长期的", "长期有效", "有效期20年"),
        ("unemployment-benefit", "失业保险交了十一个月被裁，能领失业金吗", "要缴满一年", "可以申领"),
        ("unemployment-benefit", "缴了整五年失业保险，被辞退，最长给多少个月", "最长领18个月", "12个月"),
        ("unemployment-benefit", "交了11年，自己辞职的，能领失业金吗", "不符合“非因本人意愿中断就业”", "24个月"),
        ("food-business-license", "食品经营许可证只剩5个工作日到期，能延续吗", "过了申请延续的时间", "现在就可以"),
        ("tobacco-retail-license", "烟证过期十天了还能延续吗", "过了一般在到期30日前", "还来得及"),
        ("birth-registration", "我们都是外国籍，宝宝出生40天了，要报户口吗", "不报户口", "尽快去补报"),
        ("business-suspension-filing", "公司想歇业4年", "不能按3年以上备案", "上限以内"),
        ("compulsory-education-enrolment", "小囡五岁半，今年能上小学吗", "还没到入学的年龄", "应当送其入学"),
        ("startup-rent-subsidy", "公司成立20个月，场地租了三个月", "不符合：租赁经营场地，租期不少于6个月", "成立不超过3年"),
    ],
)  # fmt: skip
def test_the_value_decides(matter: str, question: str, holds: str, never: str) -> None:
    answer = told(matter, question)
    assert holds in answer and never not in answer


def test_how_long_is_no_promise_that_it_is_paid_at_all() -> None:
    answer = told("unemployment-benefit", "失业保险交了3年能领失业金吗")
    assert answer.startswith("您说的「交了3年」，对照的是：缴费满一年，非因本人意愿失业")
    assert answer.endswith(FIELDS["involuntary_unemployment"].ask)


def test_every_line_cites_words_that_stand_in_its_section() -> None:
    asked = {
        "road-freight-license": "3吨的货车要办营运证吗", "elderly-allowance": "我妈68岁能领吗",
        "first-startup-subsidy": "沪籍，毕业一年，第一次创业，开了14个月，给1个员工交了7个月社保",
    }  # fmt: skip
    for matter, question in asked.items():
        draft = ask(matter, question)
        assert draft is not None
        quotes = {c.n: c for c in draft.draft.citations}
        for c in quotes.values():
            assert c.quote in MATTERS[matter].section(c.section).split("\n")
            assert c.section in (sections.NEED, sections.CONDITIONS, sections.STANDARD, sections.CAUTIONS)
        for line in draft.draft.lead:
            assert line.startswith(ASKING) or (all(int(n) in quotes for n in MARK.findall(line)) and MARK.search(line))


def test_without_the_frame_only_cited_words_are_left() -> None:
    """What grounding relies on: the citizen's numbers stand nowhere but in 您说的「…」."""
    draft = ask("road-freight-license", "总质量4495公斤的车拉建材，要办营运证吗")
    assert draft is not None
    (line,) = draft.draft.lead
    assert "4495" in line and "4495" not in FRAME.sub("", line)
    cited = draft.draft.citations[0].quote
    for part in MARK.sub("|", FRAME.sub("", line)).split("|"):
        assert part.strip("。“”") in cited


@pytest.mark.parametrize(
    ("matter", "question"),
    [
        ("road-freight-license", "买了个货车，营运证要不要办"), ("elderly-allowance", "66岁沪籍老年津贴要带什么材料"),
        ("elderly-allowance", "我66岁上海户口，去哪里办"), ("hightech-reward-2020", "我们有发明专利，能申报吗"),
        ("id-card-renewal", "身份证丢了怎么补"),
        ("publication-retail-license", "文具铺子里搭着摆几本漫画周刊卖，要另外领证伐"),
        ("outdoor-signboard-filing", "楼顶想竖很大的广告屏，跟普通门店的店招一样备个案就可以了吗"),
        ("retirement-approval", "先在苏州做了九年，后来到宝山又做了十一年，社保没断过，能领养老金吗"),
    ],
)  # fmt: skip
def test_what_no_value_decides_or_is_not_asked_is_left_to_the_others(matter: str, question: str) -> None:
    assert ask(matter, question) is None


def test_materials_are_no_answer_to_who_needs_nothing() -> None:
    assert told("road-freight-license", "3吨的货车办营运证要带什么材料").startswith(FREE)


def test_another_asked_aspect_follows_the_conclusion() -> None:
    lines = told("road-freight-license", "总质量8吨的货车要不要办营运证，要多少钱").split("\n")
    assert lines[0].startswith(LICENSED) and any("收" in line for line in lines[1:])


def test_values_of_an_earlier_turn_can_be_merged_under_the_new_ones() -> None:
    matter = MATTERS["elderly-allowance"]
    before = values_for(matter, "我妈68岁了", FIELDS, TODAY)
    now = values_for(matter, "上海户口呢", FIELDS, TODAY)
    draft = conditional_draft(matter, "上海户口呢", {**before, **now}, FIELDS, (Aspect.CONDITIONS,), TODAY)
    assert draft is not None and draft.draft.lead[0].startswith("可以申领")


def test_what_to_ask_is_the_value_that_decides_most() -> None:
    for matter, field in (("road-freight-license", "gross_mass_kg"), ("elderly-allowance", "age_years")):
        asked = ask_for(MATTERS[matter], {}, FIELDS)
        assert asked is not None and asked.name == field
    assert ask_for(MATTERS["social-security-card-replacement"], {}, FIELDS) is None


def test_nothing_is_decided_without_a_value_of_the_citizens() -> None:
    assert all(decide(m, {}, TODAY) is None for m in MATTERS.values())
    assert decide(MATTERS["road-freight-license"], {"hukou": "沪籍"}, TODAY) is None


def test_a_policy_is_met_unmet_or_open() -> None:
    policy = MATTERS["startup-rent-subsidy"]
    assert wanted_by(policy) == ("business_age_months", "lease_months")
    decisions = [
        decide(policy, {"business_age_months": months, **rest}, TODAY)
        for months, rest in ((36, {"lease_months": 6}), (37, {}), (10, {}))
    ]
    assert [d.verdict for d in decisions if d] == [Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN]
    assert decisions[2] is not None and decisions[2].missing == ("lease_months",)
