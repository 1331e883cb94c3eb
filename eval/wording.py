"""Equal things written differently become equal: what a reply says and what a case expects are compared here."""

import re
import unicodedata

from knowledge_base.text import chinese_number, normalise

MARK = re.compile(r"\[\d+\]")
THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
NUMERAL = re.compile(r"[零〇一二三四五六七八九十两][零〇一二三四五六七八九十百千万两]*")
MYRIAD = re.compile(r"(\d+(?:\.\d+)?)万")
TONNES = re.compile(r"(\d+(?:\.\d+)?)吨")
PERCENT = re.compile(r"百分之(\d+(?:\.\d+)?)")
ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
BLANK = re.compile(r"(?<!\d)[ \t]+|[ \t]+(?!\d)")  # a blank between two digits is all that keeps them apart
FIGURE = re.compile(r"\d+(?:\.\d+)?")
# A numeral counts as a figure only before a unit or after 第: 一网通办 and 统一 state no number.
COUNTED = re.compile(
    r"(?<=第)[零〇一二三四五六七八九十百千万两]+"
    r"|(?<=百分之)[零〇一二三四五六七八九十百]+"
    r"|[零〇一二三四五六七八九十两][零〇一二三四五六七八九十百千万两]*"
    r"(?=个?(?:[年月日天周号岁件份元角倍项吨米里%级]|千克|公斤|平方|小时|分钟|工作日))"
)
LAW = re.compile(r"《([^《》]+)》")
COUNTRY = "中华人民共和国"
HOTLINE = "12345"  # where to ask is no fact about a matter


def comparable(text: str) -> str:
    """`text` without marks, bold, blanks and thousands separators; numerals, dates and weights in one way of writing.

    "二十日" = "20 日", "１,０００元" = "1000元", "三万元" = "30000元", "百分之五" = "5%", "4.5吨" = "4500公斤",
    "2021-06-04" = "2021年6月4日".
    """
    return _rewritten(NUMERAL.sub(_digits, _bare(text)))


def stands_in(phrase: str, text: str) -> bool:
    """True when `phrase` stands in `text` (both `comparable`); a figure never matches a part of another figure."""
    before = r"(?<!\d)(?<!\d\.)" if phrase[:1].isdigit() else ""
    after = r"(?!\d|\.\d)" if phrase[-1:].isdigit() else ""
    return bool(phrase) and bool(re.search(f"{before}{re.escape(phrase)}{after}", text))


def figures_in(text: str) -> set[str]:
    """The numbers that `text` states, numerals read as digits; the hotline is none."""
    found = FIGURE.findall(_rewritten(COUNTED.sub(_digits, _bare(text))))
    return {f"{float(f):g}" for f in found if f != HOTLINE}


def laws_in(text: str) -> set[str]:
    """Names in 《》, without the country's name in front."""
    return {name.replace(COUNTRY, "") for name in LAW.findall(normalise(text))}


def _bare(text: str) -> str:
    plain = normalise(THOUSANDS.sub("", MARK.sub("", text).replace("**", "")))
    return unicodedata.normalize("NFKC", BLANK.sub("", plain))


def _rewritten(text: str) -> str:
    digits = MYRIAD.sub(lambda m: f"{float(m[1]) * 10_000:.0f}", text)
    weights = TONNES.sub(lambda m: f"{float(m[1]) * 1000:.0f}千克", digits.replace("公斤", "千克"))
    return ISO_DAY.sub(lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日", PERCENT.sub(r"\1%", weights))


def _digits(match: re.Match[str]) -> str:
    value = chinese_number(match[0])
    return match[0] if value is None else str(value)
