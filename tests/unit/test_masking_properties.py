"""Masking any text at all: safe, steady, and in time that grows with its length only."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.privacy.chains import chains_of
from assistant.privacy.folding import written_views
from assistant.privacy.masking import find_personal, mask_personal
from knowledge_base.text import normalise

PIECES = st.sampled_from(
    ["身份证", "电话", "卡号", "我叫", "张三", "路", "号", "室", "一", "三八", "的", "，", "-", " ", "\n", "\u200b", "①", "⑩", "X", "E",
     "沪A", "@", "qq.com", "微信号", "2024", "310113", "19900101", "1381234", "5678", "6222", "（", "+86", "〔", "㎡", "\ud800"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join)
LONG = 100_000  # characters


@given(TEXTS)
def test_findings_are_in_order_and_apart_and_inside_the_text(text: str) -> None:
    findings = find_personal(text)
    places = [place for f in findings for place in (f.start, f.end)]
    assert places == sorted(places) and all(f.start < f.end for f in findings)
    assert not places or places[-1] <= len(text)


@given(TEXTS)
def test_only_what_was_found_is_changed(text: str) -> None:
    kept = list(text)
    for finding in reversed(find_personal(text)):
        kept[finding.start : finding.end] = finding.kind.token
    assert mask_personal(text) == "".join(kept)


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["{}", "喂{}啊", "（{}）", "a：{}。", "1. {}", "号{}"]),
)
def test_no_mobile_gets_through_in_any_surroundings_and_normalising_first_changes_nothing(
    number: str, frame: str
) -> None:
    text = frame.format(number)
    assert number not in mask_personal(text)
    assert mask_personal(normalise(text)) == normalise(mask_personal(text))


@given(TEXTS)
def test_what_is_masked_stays_as_it_is_when_masked_again(text: str) -> None:
    masked = mask_personal(text)
    assert mask_personal(masked) == masked


DENSE = [
    "1",
    "1-",
    "1的",
    "138 1234 567 ",
    "6222 ",
    "021-",
    "a@",
    "a.",
    "路1号",
    "室1",
    "村 一",
    "我叫张",
    "·张",
    "身份证",
    "①",
    "\u0301",
]


@pytest.mark.parametrize(
    ("unit", "length"), [*((unit, 20_000) for unit in DENSE), ("1 ", LONG), ("a", LONG), ("一，", LONG)]
)
def test_a_very_long_text_is_read_to_its_end(unit: str, length: int) -> None:
    masked = mask_personal(unit * (length // len(unit)) + "。\n手机：13812345678")
    assert masked.endswith("〔手机号〕")


def test_the_numbers_looked_at_grow_no_faster_than_the_text() -> None:
    looked = Counter[int]()

    def fits(size: int) -> int:
        (chain,) = chains_of(written_views("1 " * size)[0])
        seen = list(chain.numbers((11, 15, 18), lambda digits: looked.update([size])))
        assert seen == []  # nothing fits: update gives None
        return looked[size]

    assert fits(4000) <= 2 * fits(2000) + 60
