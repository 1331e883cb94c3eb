"""Home addresses: from the house number on, as the road alone is needed to say where to go."""

import re
from collections.abc import Iterator, Sequence

from assistant.privacy.chains import Chain
from assistant.privacy.findings import Finding, Kind
from assistant.privacy.folding import View

NUMBER = r"(?:[A-Za-z]?\d{1,5}[A-Za-z]?(?:\s?[-－/之]\s?\d{1,5}){0,2}|[零〇一二三四五六七八九十百千两]{1,7}|[A-Za-z甲乙丙丁东西南北])"
# 号 that counts something else: 号线, 号口, 号窗口, 号文, 号楼 is a house.
HOUSE = r"(?:支弄|弄|巷|号院|号楼|号(?!线|口|门|出口|窗|文|令|公告|通知|柜|厅|馆|机|桌|航)|幢|栋)"
INNER = r"(?:支弄|弄|号楼|号(?!线|口|窗|文|令)|幢|栋|座|单元|门|楼|层|室|户|房)"
PART = rf"{NUMBER}\s?{HOUSE}"
FURTHER = rf"[\s,、的\-]{{0,2}}{NUMBER}\s?{INNER}"
ROOM = r"[\s\-,]{0,2}(?<![0-9A-Za-z])[A-Za-z]?\d{2,5}[A-Za-z]?(?![0-9A-Za-z])(?!\s?[年月日元块万个人平㎡m吨千公弄%.])(?:室|房)?"
ROAD = r"(?:(?<=[路街巷弄坊宅浜桥])|(?<=大道)|(?<=公路)|(?<=胡同))"
BLOCK = r"(?:(?<=[村苑园庭寓城邸湾府里院组队镇乡墅])|(?<=花园)|(?<=小区)|(?<=公寓)|(?<=住在))"
# A road and a house number; a block and at least two numbers; numbers that only a home has (12弄3号401室).
ON_ROAD = re.compile(rf"{ROAD}\s?(?P<first>{PART})(?P<further>(?:{FURTHER}){{0,6}}(?:{ROOM})?)")
HOME = rf"[\s,、的\-]{{0,2}}{NUMBER}\s?(?:室|户|房|单元)"
IN_BLOCK = re.compile(
    rf"{BLOCK}\s?(?:{PART}|{NUMBER}\s?(?:组|队|座|单元))(?:{FURTHER}){{0,5}}(?:(?:{HOME}){{1,2}}(?:{ROOM})?|{ROOM})"
)
ALONE = re.compile(rf"(?<![\d第]){NUMBER}\s?(?:弄|号楼|号|幢|栋)(?:{FURTHER}){{0,4}}\s?{NUMBER}\s?室")
SAID = re.compile(
    r"(?:住在|家住|住址|地址|户籍地|现住|居住在|家在|住|寄到|送到)(?:是|为|在|[:\s])?[^，。,;；!?！？\n〔]{0,25}$"
)
BY_VILLAGE = re.compile(rf"(?<=[村组队])\s?{NUMBER}\s?(?:组|队|号)(?:\s?{NUMBER}\s?(?:号|户))?")
BEYOND_DAYS = re.compile(r"(?:3[2-9]|[4-9]\d|\d{3,4})\s?号")
SAYS_WHEN = re.compile(r"\s?(?:之前|以前|之后|以后|前(?![面门])|后(?![面门])|上午|下午|早上|晚上|开始|截止|当天|那天)")
DAY = re.compile(r"(?:[1-9]|[12]\d|3[01])\s?号")
NO_ROAD = re.compile(r"(?:走|上|下|迷|修|网|线|铁|一|在|问|带|思|楼|电|这|那)[路]$|上街$|逛街$|步行街$")


def find(view: View, chains: Sequence[Chain]) -> Iterator[Finding]:
    """House numbers behind roads and blocks, village groups, and whole flats."""
    text = view.text
    for match in ON_ROAD.finditer(text):
        if match["further"] or not _is_day(text, match):
            yield view.finding(Kind.ADDRESS, match.start("first"), match.end())
    for pattern in (IN_BLOCK, ALONE):
        for match in pattern.finditer(text):
            start, end = _trimmed(text, match.start(), match.end())
            yield view.finding(Kind.ADDRESS, start, end)
    for match in BY_VILLAGE.finditer(text):
        if SAID.search(text[max(0, match.start() - 40) : match.start()]) or BEYOND_DAYS.search(match[0]):
            start, end = _trimmed(text, match.start(), match.end())
            yield view.finding(Kind.ADDRESS, start, end)


def _is_day(text: str, match: re.Match[str]) -> bool:
    """友谊路，30号之前: a date behind a road, or no road at all."""
    if not DAY.fullmatch(match["first"]):
        return False
    before = text[max(0, match.start("first") - 4) : match.start("first")].rstrip()
    return SAYS_WHEN.match(text, match.end()) is not None or NO_ROAD.search(before) is not None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while text[start].isspace():
        start += 1
    return start, end
