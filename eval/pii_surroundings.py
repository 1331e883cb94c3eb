"""Words that vary around the numbers of a generated sentence and are nobody's data."""

from collections.abc import Callable, Mapping
from random import Random

ROADS = (
    "友谊路",
    "牡丹江路",
    "共富新村路",
    "同济支路",
    "沪太路",
    "长江西路",
    "蕰川公路",
    "水产路",
    "宝杨路",
    "塘后支路",
    "真大路",
    "罗新路",
)
BLOCKS = (
    "大华公寓",
    "共康小区",
    "淞南新村",
    "宝林家园",
    "通河新村",
    "顾村馨佳园",
    "保利叶之林小区",
    "经纬花园",
    "海江新村",
)
SURROUNDINGS: Mapping[str, Callable[[Random], str]] = {
    "road": lambda rng: rng.choice(ROADS),
    "block": lambda rng: rng.choice(BLOCKS),
    "name_form": lambda rng: rng.choice(("", "本人", "就是我")),
    "name_tail": lambda rng: rng.choice(("是我本人，", "和", "")),
}
