"""What a sentence may say of its source, kind by kind: figures, polarity, names, and the words around them."""

import pytest

from assistant.answering.answer import Citation, Status
from assistant.answering.compose import conditional
from assistant.answering.compose.draft import Draft
from assistant.answering.grounding import frames
from assistant.answering.grounding.check import drop_unsupported, ground, unsupported

TIME = "办理时限\n自受理之日起20日内审查完毕，可以延长10日（《道路运输条例》第二十四条）"
TRUCK = "道路普通货物运输经营许可\n总质量4500千克及以下的普通货车，许可证和营运证都不用办；超过4500千克的要办。"
FEE = "食品经营许可：不收费（《行政许可法》第五十八条）"
AGENT = "居住证\n行动不便的老年人，可以由近亲属代办。未满16周岁的由监护人代办。签注不可以代办。"
SUBSIDY = "创业场地房租补贴\n每人每年不超过3000元，租期不少于6个月，补助比例5%，申请期：2021-05-24 至 2021-06-04"
WHO = "个体工商户设立登记\n个体工商户向经营场所所在地的市场监管部门申请登记，领取营业执照。"
AGE = "老年综合津贴\n本市户籍、年满65周岁的老年人可以申领。"

SAME = [
    (TIME, "二十日内审查完毕"),
    (TIME, "20天内审查完毕"),
    (TIME, "自受理之日起20日内审查完毕，依据《中华人民共和国道路运输条例》第24条"),
    (TRUCK, "4.5吨及以下的普通货车，许可证和营运证都不用办"),
    (TRUCK, "总质量不超过4500公斤的普通货车，许可证和营运证都不用办"),
    (SUBSIDY, "每人每年不超过三千元"),
    (SUBSIDY, "每人每年最高0.3万元"),
    (SUBSIDY, "租期至少半年"),
    (SUBSIDY, "补助比例百分之五"),
    (SUBSIDY, "申请期到2021年6月4日"),
    (SUBSIDY, "申请期到二〇二一年六月四日"),
    (SUBSIDY, "申请期到6月4日"),
    (FEE, "办食品经营许可免费"),
    (AGENT, "老年人行动不便的，可以由近亲属代办"),
    (WHO, "个体户向市场监管部门申请登记"),
    (AGE, "沪籍、年满65岁的老人可以申领"),
    (WHO, "请到窗口办理"),
    (WHO, "有疑问可以打12345"),
]  # fmt: skip
NUMBERS = [
    (TIME, "20个工作日内审查完毕"),
    (TIME, "20个月内审查完毕"),
    (TIME, "10日内审查完毕"),
    (TIME, "20日后审查完毕"),
    (TIME, "依据《道路运输条例》第二十五条"),
    (TIME, "依据《食品安全法》第二十四条"),
    (TRUCK, "4.5吨以上的普通货车，许可证和营运证都不用办"),
    (TRUCK, "45吨及以下的普通货车，许可证和营运证都不用办"),
    (SUBSIDY, "每人每年超过3000元"),
    (SUBSIDY, "每人每月不超过3000元"),
    (SUBSIDY, "每人每年不超过3万元"),
    (SUBSIDY, "租期不超过6个月"),
    (SUBSIDY, "申请期到2021年6月5日"),
    (SUBSIDY, "补助比例百分之五十"),
    (AGE, "未满65周岁的老年人可以申领"),
    (AGENT, "咨询电话56785678"),
    (WHO, "在 www.example.cn 申请登记"),
    (TIME, "依据宝府办〔2024〕24号，20日内审查完毕"),
]  # fmt: skip
POLARITY = [
    ("申请和审查不收费；证件工本费可以收取", "收费"),
    ("申请和审查不收费；证件工本费可以收取", "不是不收费"),
    ("申请和审查不收费；证件工本费可以收取", "证件工本费不收取"),
    ("能。电子证照和纸质证照一样有效", "不能。电子证照和纸质证照一样有效"),
    (FEE, "收费"),
    (FEE, "食品经营许可要收费"),
    (TRUCK, "4500千克及以下的普通货车，许可证和营运证都要办"),
    (TRUCK, "超过4500千克的不用办"),
    (AGENT, "行动不便的老年人，不可以由近亲属代办"),
    (AGENT, "签注可以代办"),
    (AGENT, "行动不便的老年人，必须由近亲属代办"),
    (AGENT, "未满16周岁的不得由监护人代办"),
    (WHO, "个体工商户不用申请登记"),
    (WHO, "申请登记不收费"),
    (AGE, "年满65周岁的老年人不得申领"),
    (TIME, "不得延长10日"),
]  # fmt: skip
SUBJECTS = [
    (FEE, "药品经营许可不收费"),
    (WHO, "有限责任公司向市场监管部门申请登记"),
    (WHO, "个体工商户向公安局申请登记"),
    (WHO, "领取卫生许可证"),
    (AGE, "外地户籍、年满65周岁的老年人可以申领"),
    (AGE, "年满65周岁的残疾人可以申领"),
    (WHO, "个体工商户向浦东新区的市场监管部门申请登记"),
    (WHO, "最低生活保障在这里申请"),
]  # fmt: skip


@pytest.mark.parametrize(("evidence", "sentence"), SAME)
def test_the_same_in_other_words_is_supported(evidence: str, sentence: str) -> None:
    assert unsupported(sentence, evidence) is None


@pytest.mark.parametrize(("evidence", "sentence"), NUMBERS)
def test_another_figure_date_law_or_link_is_caught(evidence: str, sentence: str) -> None:
    assert unsupported(sentence, evidence) is not None


@pytest.mark.parametrize(("evidence", "sentence"), POLARITY)
def test_the_opposite_is_caught(evidence: str, sentence: str) -> None:
    assert unsupported(sentence, evidence) is not None


@pytest.mark.parametrize(("evidence", "sentence"), SUBJECTS)
def test_another_subject_is_caught(evidence: str, sentence: str) -> None:
    assert unsupported(sentence, evidence) is not None


def test_a_law_and_an_article_of_another_law_are_no_pair() -> None:
    evidence = "《甲法》第三条规定要登记，《乙法》第五条规定要备案。"
    assert unsupported("依据《甲法》第三条", evidence) is None
    assert unsupported("依据《甲法》第五条", evidence) is not None


def test_words_that_stand_nowhere_need_somebody_who_vouches_for_them() -> None:
    sentence = "楼梯很陡，雨天路滑，慢慢走"
    assert unsupported(sentence, WHO) is not None
    assert unsupported("领好执照，登记完毕", WHO, similar=lambda said, told: 0.9) is None


# --- lines of several sentences --------------------------------------------------------------------------------------


def test_each_sentence_is_held_against_its_own_mark() -> None:
    line = "不收费。[1]20日内审查完毕。[2]"
    assert drop_unsupported([line], {1: FEE, 2: TIME}) == [line]
    assert drop_unsupported([line], {1: TIME, 2: FEE}) == []


def test_a_sentence_without_a_mark_rests_on_the_next_one() -> None:
    line = "自受理之日起20日内审查完毕。可以延长10日。[1]"
    assert drop_unsupported([line], {1: TIME}) == [line]
    assert drop_unsupported(["自受理之日起20日内审查完毕。可以延长30日。[1]"], {1: TIME}) == [
        "自受理之日起20日内审查完毕。[1]"
    ]


def test_when_the_first_sentence_falls_the_line_falls() -> None:
    assert drop_unsupported(["30日内审查完毕。可以延长10日。[1]"], {1: TIME}) == []


def test_when_a_limit_falls_so_does_what_it_limits() -> None:
    assert drop_unsupported(["许可证和营运证都不用办。[1]危险货物除外。[1]"], {1: TRUCK.split("；")[0]}) == []


def test_two_citations_back_one_sentence_together() -> None:
    line = "食品经营许可不收费，个体工商户向市场监管部门申请登记。[1][2]"
    assert drop_unsupported([line], {1: FEE, 2: WHO}) == [line]


@pytest.mark.parametrize(
    "line", ["收费300元。", "不用办许可证。", "电话是56785678。", "依据《甲法》。", "2021年6月4日截止。"]
)
def test_a_fact_without_a_source_is_dropped(line: str) -> None:
    assert drop_unsupported([line], {1: FEE}) == []


def test_a_caught_lead_line_does_not_take_the_others_with_it() -> None:
    assert drop_unsupported(["不收费[1]", "收费[1]"], {1: FEE}) == ["不收费[1]"]


# --- the frames around a decided rule --------------------------------------------------------------------------------


def test_frames_are_those_that_composing_uses() -> None:
    assert (conditional.FRAME.pattern, conditional.ASKING) == (frames.FRAME, frames.ASKING)


def test_the_citizens_own_words_in_their_frame_need_no_source() -> None:
    line = "许可证和营运证都不用办。[1]您说的「3吨多」，属于“总质量4500千克及以下的普通货车”。[1]"
    assert drop_unsupported([line], {1: TRUCK}) == [line]
    other = line.replace("及以下", "以上")
    assert drop_unsupported([other], {1: TRUCK}) != [other]


def test_a_question_back_states_nothing() -> None:
    line = "还要看：行驶证上的总质量是多少千克？"
    assert drop_unsupported([line], {}) == [line]


def test_a_figure_of_the_citizens_may_be_repeated_to_them_alone() -> None:
    cited = Citation(1, "allowance", 1, "guide", "老年综合津贴", "受理条件", AGE, "")
    said = Draft(Status.ANSWERED_FULL, ("您66岁，可以申领。[1]",), (), (cited,))
    assert ground(said) is None
    assert ground(said, said="我66岁了") is not None
    changed = Draft(Status.ANSWERED_FULL, ("年满66周岁的老年人可以申领。[1]",), (), (cited,))
    assert ground(changed, said="我66岁了") is None


def test_a_section_name_is_no_statement() -> None:
    cited = Citation(1, "permit", 1, "guide", "食品经营许可", "收费", "不收费", "")
    assert ground(Draft(Status.ANSWERED_FULL, ("收费。[1]",), (), (cited,))) is None
    assert ground(Draft(Status.ANSWERED_FULL, ("食品经营许可不收费。[1]",), (), (cited,))) is not None
