"""What counts as the same statement, and what must not."""

import pytest

from eval.wording import comparable, figures_in, laws_in, stands_in


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("20日", "自受理之日起二十日内[2]"),
        ("20日", "２０ 日"),
        ("1000元", "罚款1,000元"),
        ("30000元", "最多三万元"),
        ("30000元", "最多3万元"),
        ("3万元", "最多30,000元"),
        ("5%", "不超过百分之五"),
        ("2021年6月4日", "已于 2021-06-04 截止"),
        ("有效期5年", "**有效期**五年"),
        ("第132条", "《民法典》第一百三十二条"),
        ("两年", "满2年"),
        ("4500千克", "总质量 4.5 吨"),
        ("4.5吨", "4500公斤"),
        ("一网通办", "在“一网通办”申请"),
        ("(示例)", "金额（示例）"),
    ],
)
def test_the_same_statement_is_found_however_it_is_written(expected: str, said: str) -> None:
    assert stands_in(comparable(expected), comparable(said))


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("5年", "15年"),
        ("5年", "0.5年"),
        ("5年", "十五年"),
        ("10", "100元"),
        ("4", "4.5吨"),
        ("20日", "20个工作日"),
        ("免费", "要收费"),
        ("12", "第1条 2份"),
        ("", "什么都行"),
    ],
)
def test_another_figure_is_not_taken_for_the_expected_one(expected: str, said: str) -> None:
    assert not stands_in(comparable(expected), comparable(said))


def test_figures_are_numbers_with_a_unit_or_digits_and_never_the_hotline() -> None:
    assert figures_in("二十日内到一网通办申请，统一收3万元，拨打12345") == {"20", "30000"}
    assert figures_in("一次告知，唯一的窗口") == set()
    assert figures_in("《民法典》第五条，百分之三，4.5吨[7]") == {"5", "3", "4500"}


def test_law_names_are_the_same_with_and_without_the_country() -> None:
    assert laws_in("《中华人民共和国食品安全法》") == laws_in("《食品安全法》") == {"食品安全法"}
