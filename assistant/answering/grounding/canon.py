"""One spelling for what is compared: digits for numerals, one word for each unit and for words that mean the same."""

import re
import unicodedata

from knowledge_base.law_names import COUNTRY
from knowledge_base.text import chinese_number, normalise

MARK = re.compile(r"\[(\d+)\]")
NUMERALS = "零〇一二三四五六七八九十百千万亿两"
UNITS = (
    "个工作日|工作日|个自然日|自然日|个月|平方米|平米|平方|千米|公里|厘米|毫米|公斤|千克|小时|分钟|星期|礼拜|周岁|周年|万元|亿元|"
    "元|角|吨|斤|克|米|日|天|周|月|年|岁|人|名|位|份|次|倍|家|户|张|间|辆|套|种|类|级|层|项|件|条|款|章|节|编|部|处|本|页|寸|学期|班|折|楼|%"
)
# Words that only look like a number and its unit.
WORDS = (
    "进一步|百分之|一次告知|一次性|一次办|一网通办|一网办理|一网|一件事|一业一证|一窗|一表|一口|一般|一致|一样|一起|一下|一定|一些|一经|一旦|"
    "一律|一同|一并|一直|一栏|一样|一家人|一体|统一|唯一|同一|之一|万一|二维码|第三方|三方|四至|十分|万事|千万|两者|"
    "二手|一手|其一|其二|九年义务|八十年代"
)
NUMERAL = rf"[{NUMERALS}\d.]*[{NUMERALS}][{NUMERALS}\d.]*"
NUMBERED = re.compile(
    rf"(?P<word>{WORDS})|(?<=第)(?P<order>{NUMERAL})(?=[条款项章节编次届学年周类])|"
    rf"(?P<count>{NUMERAL})(?=(?:多|余|来)?(?:{UNITS}|个(?!体|人|别|性|案)))"
)
MIXED = re.compile(
    r"(\d+(?:\.\d+)?)((?:[十百万亿]|千(?![克米瓦]))+)(?=元|人|平|千?克|吨|米|公|户|家|块|以|的|$|[,。;、)])"
)
PERCENT = re.compile(rf"百分之(?P<n>[{NUMERALS}点\d.]+)")
CALENDAR = re.compile(r"([〇零一二三四五六七八九]{4})(?=年)")
ISO_DAY = re.compile(r"(?<![\d.])((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d.])")
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
HALF_AFTER = re.compile(r"(\d+)(年|个月|吨|小时|千克|公斤|斤)半(?!年)")
LIST_MARK = re.compile(r"^[ \t]*(?:[-•·][ \t]+)?(?:\d{1,2}\.[ \t]+|\d{1,2}、)?", re.M)
BLANKS = re.compile(r"[ \t\u3000]+")
# A number with its unit → the unit's one spelling, and by what the number is multiplied.
SPELLED: dict[str, tuple[str, float]] = {
    "周岁": ("岁", 1), "周年": ("年", 1), "自然日": ("日", 1), "天": ("日", 1), "工作日": ("个工作日", 1), "星期": ("周", 1), "礼拜": ("周", 1),
    "平米": ("平方米", 1), "平方": ("平方米", 1), "㎡": ("平方米", 1), "m2": ("平方米", 1), "块": ("元", 1), "块钱": ("元", 1), "名": ("人", 1), "位": ("人", 1),
    "亿元": ("元", 1e8), "万元": ("元", 1e4), "吨": ("千克", 1000), "公斤": ("千克", 1), "kg": ("千克", 1), "斤": ("千克", 0.5),
    "公里": ("米", 1000), "千米": ("米", 1000),
}  # fmt: skip
SPELLING = re.compile(
    rf"(?<![\d.])(\d+(?:\.\d+)?)个?({'|'.join(sorted(SPELLED, key=len, reverse=True)).replace('平方', '平方(?!米)')})"
)
HALF = re.compile(r"半年(?!度)|半个月")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
# Ways of saying one thing. Each is taken for the other in both directions, so only what is always true stands here.
SAME = (
    ("免费", "不收费"), ("不要钱", "不收费"), ("不收钱", "不收费"), ("不用钱", "不收费"), ("不用交钱", "不收费"), ("免收费", "不收费"), ("不收取费用", "不收费"),
    ("个体户", "个体工商户"), ("老人", "老年人"), ("沪籍", "本市户籍"), ("上海户籍", "本市户籍"), ("上海户口", "本市户籍"), ("本市户口", "本市户籍"),
    ("司机", "驾驶员"), ("本人", "申请人"), ("您", "申请人"), ("小孩", "孩子"), ("户口簿", "户口本"), ("必需", "必须"), ("无须", "无需"), ("不管", "不论"), ("无论", "不论"),
)  # fmt: skip
SAME_WORD = re.compile("|".join(sorted((a for a, _ in SAME), key=len, reverse=True)))
SAME_AS = dict(SAME)


def plain(value: float) -> str:
    """A number without trailing zeros or exponent."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def canon(text: str) -> str:
    """Text as it is compared: marks and layout gone, numerals as digits, units and set words in one spelling."""
    bare = normalise(LIST_MARK.sub("", MARK.sub("", text))).replace("**", "").replace(COUNTRY, "")
    bare = unicodedata.normalize("NFKC", BLANKS.sub("", bare))
    bare = CALENDAR.sub(lambda m: "".join(str("〇一二三四五六七八九".find(c.replace("零", "〇"))) for c in m[1]), bare)
    bare = ISO_DAY.sub(lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日", bare)
    bare = PERCENT.sub(lambda m: f"{_percent(m['n'])}%", bare)
    bare = NUMBERED.sub(_digits, bare)
    bare = MIXED.sub(lambda m: plain(float(m[1]) * _scale(m[2])), bare)
    bare = HALF_AFTER.sub(lambda m: f"{m[1]}.5{m[2]}", bare)
    bare = HALF.sub(lambda m: "6个月" if m[0] == "半年" else "15日", bare)
    bare = SPELLING.sub(_spelled, THOUSANDS.sub("", bare))
    return SAME_WORD.sub(lambda m: SAME_AS[m[0]], bare)


def _digits(match: re.Match[str]) -> str:
    word = match["order"] or match["count"]
    if not word:
        return match[0]
    if word.endswith("千") and match.string[match.end() : match.end() + 1] in ("克", "米"):  # 千克 is the unit
        return f"{_value(word[:-1])}千"
    return _value(word)


def _value(word: str) -> str:
    value = chinese_number(word)
    if value is not None:
        return str(value)
    mixed = re.fullmatch(r"(\d+(?:\.\d+)?)([十百千万亿]+)", word)
    return plain(float(mixed[1]) * _scale(mixed[2])) if mixed else word


def _spelled(match: re.Match[str]) -> str:
    unit, factor = SPELLED[match[2]]
    return f"{match[1] if factor == 1 else plain(float(match[1]) * factor)}{unit}"


def _scale(word: str) -> float:
    total = 1.0
    for c in word:
        total *= SCALES[c]
    return total


def _percent(word: str) -> str:
    whole, _, rest = word.partition("点")
    value = chinese_number(whole)
    head = whole if value is None else str(value)
    tail = "".join(str("〇一二三四五六七八九".find(c)) if c in "〇一二三四五六七八九" else c for c in rest)
    return f"{head}.{tail}" if tail else head
