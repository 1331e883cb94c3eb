"""The citizen's own values: how they are said, which field they belong to, and what stays unknown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.values.said import Said, settled, spoken, values_in
from knowledge_base.condition_fields import ConditionFields, Value, starter_condition_fields
from knowledge_base.conditions import Condition

TODAY = date(2026, 11, 24)
FIELDS = starter_condition_fields()


def said(text: str, *wanted: str) -> dict[str, Value]:
    return values_in(text, wanted, FIELDS, TODAY)


def interval(text: str, field: str) -> tuple[float, float]:
    (only,) = spoken(text, [field], FIELDS, TODAY)[field]
    return only.low, only.high


@pytest.mark.parametrize(
    ("text", "kilograms"),
    [
        ("总质量3吨的车", 3000), ("总质量三吨半", 3500), ("车子3吨8", 3800), ("四吨二的车", 4200), ("总质量4.4吨", 4400),
        ("总质量4495公斤", 4495), ("4495kg的蓝牌", 4495), ("总质量九千斤", 4500), ("三点八吨的货车", 3800), ("3.5t蓝牌", 3500),
        ("行驶证上总质量4495，要办吗", 4495),
    ],
)  # fmt: skip
def test_masses_are_kilograms_however_they_are_said(text: str, kilograms: int) -> None:
    assert said(text, "gross_mass_kg") == {"gross_mass_kg": kilograms}


@pytest.mark.parametrize(
    "text",
    [
        "核载1495公斤",
        "载重3吨",
        "能装一吨半",
        "自重2吨",
        "一次拉10吨货",
        "花了3万块",
        "路长3公里",
        "住友谊路15号",
        "我有3辆车",
    ],
)
def test_what_is_no_gross_mass_stays_unknown(text: str) -> None:
    assert said(text, "gross_mass_kg") == {}


def test_the_named_mass_wins_over_the_others() -> None:
    assert said("车长4.2米，核载1495公斤，总质量4.4吨，买来9万块", "gross_mass_kg") == {"gross_mass_kg": 4400}


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("我今年66", 66), ("六十五周岁", 65), ("老头子七十三了", 73), ("刚满65岁", 65), ("1959年5月生的", 67), ("59年5月生", 67),
        ("1961年11月24日出生", 65), ("1961年11月25日出生", 64), ("42岁下岗，现在七十了", 70), ("周岁才64，虚岁66", 64),
        ("我儿子40岁，我66", 66), ("我今年整60，听说六十五岁就能领", 60),
    ],
)  # fmt: skip
def test_ages_are_full_years_of_the_person_asked_about(text: str, age: int) -> None:
    assert said(text, "age_years") == {"age_years": age}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("还差两个月满65周岁", 64, 65), ("快65岁了", 60, 65), ("没有到65岁", 30, 65), ("下个月满65岁", 64, 65), ("我64岁半", 64, 65),
        ("虚岁65", 63, 64), ("六十多岁", 60, 70), ("六十六、七岁", 66, 67), ("六七十岁", 60, 79), ("1968年生人", 57, 58),
    ],
)  # fmt: skip
def test_a_blurred_age_is_an_interval_that_keeps_to_its_side(text: str, low: float, high: float) -> None:
    least, most = interval(text, "age_years")
    assert low <= least <= most <= high
    assert most < 65 or text in ("六十多岁", "六十六、七岁", "六七十岁")


def test_only_of_the_wanted_fields_anything_is_said() -> None:
    assert said("我66岁，上海户口，总质量3吨", "hukou") == {"hukou": "沪籍"}
    assert said("我66岁，上海户口", "no_such_field") == {}


def test_two_people_or_two_cars_are_two_values_and_no_single_one() -> None:
    both = spoken("我67老伴63，都是上海户口", ["age_years", "hukou"], FIELDS, TODAY)
    assert [s.value for s in both["age_years"]] == [67, 63]
    assert said("我67老伴63", "age_years") == {}
    cars = spoken("总质量一部3吨8一部7吨6", ["gross_mass_kg"], FIELDS, TODAY)
    assert [s.value for s in cars["gross_mass_kg"]] == [3800, 7600]


@pytest.mark.parametrize(
    ("text", "field", "low", "high"),
    [
        ("三个礼拜前刚到上海", "residence_months", 0.6, 0.8), ("来上海一年半了", "residence_months", 18, 18),
        ("住了五个多月了", "residence_months", 5, 6), ("今年三月来上海的", "residence_months", 7.7, 8.9),
        ("宝宝上个月8号生的", "days_since_birth", 47, 47), ("宝宝都两个月大了", "days_since_birth", 58, 62),
        ("小孩10月20号出生的", "days_since_birth", 35, 35), ("居住证过期三天了", "days_to_expiry", -3, -3),
        ("还有20天就满一年了", "days_to_expiry", 20, 20), ("2027年3月1日到期", "days_to_expiry", 97, 97),
        ("12月底到期", "days_to_expiry", 31, 37), ("还有40个工作日到期", "working_days_to_expiry", 40, 40),
        ("还有两个月到期", "working_days_to_expiry", 30, 46), ("交了十年零两个月失业保险", "unemployment_insurance_months", 122, 122),
        ("还差一年满十五年社保", "pension_insurance_years", 14, 14), ("去年6月毕业", "graduation_years", 1.3, 1.5),
        ("前年被罚的", "years_since_penalty", 1.8, 3), ("公司办了快五年", "business_age_months", 54, 60),
        ("想歇业一年半", "planned_suspension_years", 1.5, 1.5), ("歇业歇了两年", "suspended_years", 2, 2),
        ("先交3年后来交2年，失业保险一共交了5年", "unemployment_insurance_months", 60, 60),
        ("60个人一起做股东", "shareholder_count", 60, 60), ("股东就我一个", "shareholder_count", 1, 1),
    ],
)  # fmt: skip
def test_spans_of_time_and_counts_come_in_the_fields_unit(text: str, field: str, low: float, high: float) -> None:
    least, most = interval(text, field)
    assert low <= least <= most <= high


def test_each_number_goes_to_the_field_named_beside_it() -> None:
    text = "大学毕业一年半，店开了14个月，给1个员工交了7个月社保"
    wanted = ("graduation_years", "business_age_months", "insured_people", "social_insurance_months")
    assert said(text, *wanted) == dict(zip(wanted, (1.5, 14, 1, 7), strict=True))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("失业金能拿24个月吧", "unemployment_insurance_months"), ("工龄20年，失业金怎么领", "unemployment_insurance_months"),
        ("医院住了5天", "days_since_birth"), ("先在苏州做了九年，后来到宝山又做了十一年，社保没断过", "pension_insurance_years"),
        ("失业保险交了3年，后来又交了2年", "unemployment_insurance_months"), ("几天内去办", "days_since_change"), ("是不是满65岁才能领", "age_years"),
        ("换身份证是十年还是二十年", "age_years"), ("下个月15号来拿证", "days_since_birth"),
    ],
)  # fmt: skip
def test_a_number_of_the_rule_or_of_something_else_is_not_the_citizens(text: str, field: str) -> None:
    assert said(text, field) == {}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("户口在宝山", "hukou", "沪籍"), ("不是上海户口", "hukou", "外地户籍"), ("户口在安徽老家", "hukou", "外地户籍"),
        ("河南户口", "hukou", "外地户籍"), ("送液化气罐的", "cargo", "危险货物"), ("不是危险品", "cargo", "普通货物"),
        ("公司把我裁了", "involuntary_unemployment", True), ("自己辞职的", "involuntary_unemployment", False),
        ("没有劳动合同", "stable_job", False), ("失业登记也做了，登记办好了", "unemployment_registered", True),
        ("住在儿子家", "dwelling", "借住"), ("换地址，股东会刚定的", "changed_item", "住所"),
        ("就业困难人员：否", "employment_difficulty", False),
    ],
)  # fmt: skip
def test_choices_and_yes_or_no_are_read_from_lay_words(text: str, field: str, value: Value) -> None:
    assert said(text, field) == {field: value}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("到退休年龄了没有我不知道", "reached_retirement_age"), ("有没有居住证要紧吗", "has_residence_permit"),
        ("卖卷烟也卖电子烟", "goods"), ("是不是上海户口都行", "hukou"), ("股东会开过了", "changed_item"), ("证书丢了", "goods"),
    ],
)  # fmt: skip
def test_a_question_or_two_values_at_once_say_nothing(text: str, field: str) -> None:
    assert said(text, field) == {}


def test_a_threshold_inside_the_interval_leaves_it_open() -> None:
    leaf = Condition.model_validate({"field": "gross_mass_kg", "op": "≤", "value": 4500})
    assert settled(Said("gross_mass_kg", "3吨多", 3500, 3000.1, 3999.9), [leaf], TODAY)
    assert not settled(Said("gross_mass_kg", "四吨多", 4500, 4000.1, 4999.9), [leaf], TODAY)
    between = Condition.model_validate({"field": "d", "op": "between", "value": [15, 90]})
    assert not settled(Said("d", "很多天", 50, 5, 100), [between], TODAY)


@given(
    st.text(
        "一二三四五六七八九十百千万零半两多个几年月日天岁吨斤差满不没到过快虚上下去今0123456789.，的了生还", max_size=40
    )
)
def test_no_wording_breaks_reading_and_words_always_stand_in_the_text(text: str) -> None:
    wanted = [f.name for f in FIELDS]
    for values in spoken(text, wanted, FIELDS, TODAY).values():
        for value in values:
            assert value.words and value.words in text
            assert value.low <= value.high


def test_fields_are_given_not_global() -> None:
    assert values_in("我66岁", ["age_years"], ConditionFields({}), TODAY) == {}
