"""Wrong answers made from right ones: one number, one negation or one name changed, by lists of its own."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

NUMBER, NEGATION, SUBJECT = "number", "negation", "subject"
DIGITS = "〇一二三四五六七八九"
UNIT = "个工作日|工作日|个月|周岁|平方米|千克|公斤|万元|小时|日|天|周|年|岁|元|吨|人|名|份|次|倍|项|家|米|%"
FIGURE = re.compile(rf"(?<![\d.\[第])(\d+(?:\.\d+)?)({UNIT})(?![\d\]])")
NUMERAL = re.compile(
    rf"(?<![第一二三四五六七八九十百千万])([二三四五六七八九]|十[一二三四五六七八九]?|[二三四五六七八九]十[一二三四五六七八九]?)(?={UNIT})"
)
ARTICLE = re.compile(r"第([一二三四五六七八九十百]+|\d+)条")
OWN_WORDS = re.compile(r"「[^」]*」")
MARK = re.compile(r"\[\d+\]")
OTHER_UNITS = {
    "个工作日": ("日", "个月", "年"), "工作日": ("日", "年"), "日": ("个工作日", "个月", "年"), "天": ("个工作日", "个月", "年"),
    "个月": ("年", "日", "个工作日"), "年": ("个月", "日", "个工作日"), "周": ("个月", "年"), "周岁": ("个月",), "岁": ("个月",), "元": ("万元",),
    "万元": ("元",), "千克": ("吨", "克"), "公斤": ("吨", "克"), "吨": ("千克",), "平方米": ("亩",), "小时": ("日", "个工作日"), "%": ("倍",),
}  # fmt: skip
FLIPS = (
    ("以上", "以下"), ("以下", "以上"), ("以内", "以上"), ("日内", "日后"), ("月内", "月后"), ("不超过", "超过"), ("超过", "不超过"), ("不少于", "少于"),
    ("不低于", "低于"), ("不满", "满"), ("年满", "不满"), ("不足", "超过"), ("日前", "日后"), ("至少", "最多"), ("最多", "至少"), ("最长", "最短"), ("最高", "最低"),
)  # fmt: skip
# (what stands, what is put there); the look-arounds keep to places where the result says the opposite.
OPPOSITES = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"不收费", "收费"), (r"(?<!不)收费(?!：|标准|依据)", "不收费"), (r"(?<!收)不收(?!费|到)", "要收"), (r"要收费", "不收费"),
        (r"(?:都)?不用办", "要办"), (r"(?<![不主需必重])要办", "不用办"), (r"不用(?!办)", "要"), (r"不必", "必须"), (r"无需", "需要"), (r"不需要", "需要"),
        (r"(?<!不)需要(?!的|求)", "不需要"), (r"(?<!不)可以(?!不)", "不可以"), (r"(?<!不)可以(?!不)", "不得"), (r"不可以", "可以"), (r"不得(?!不)", "可以"),
        (r"(?<!能)不能(?!够?不)", "可以"), (r"(?<!不)应当", "不得"), (r"(?<!不)应当", "无需"), (r"(?<!不)必须", "不用"), (r"不再", "还要"), (r"(?<!有)没有", "有"), (r"免于提交", "必须提交"),
        (r"免交", "要交"), (r"禁止", "允许"), (r"不予", "准予"), (r"(?<!符)不符合", "符合"), (r"(?<!不)(?<!符不)符合", "不符合"), (r"不适用", "适用"), (r"(?<!不)适用", "不适用"),
        (r"(?<![只可功智性职不节才])能(?![力源够不])(?<!不能)", "不能"), (r"不影响", "影响"), (r"(?<![不否])属于", "不属于"),
        (r"(?<![不可以需])(?=领取|提交|申请|办理|受理|延长|代办|参加|提供|填写|上传|申报|缴纳)", "不"),
    )
)  # fmt: skip
PERSONS = (
    "有限责任公司", "个体工商户", "合伙企业", "农民专业合作社", "事业单位", "未成年人", "残疾人", "退役军人", "高校毕业生", "失业人员", "新生儿", "外国人",
    "退休人员", "老年人", "企业", "股东", "监护人", "经营者", "法定代表人", "用人单位", "驾驶员", "沪籍", "孕妇", "村民",
)  # fmt: skip
OFFICES = (
    "市场监督管理局", "市场监管部门", "市场监管局", "公安机关", "公安局", "派出所", "税务局", "民政局", "卫生健康委员会", "烟草专卖局", "人民法院", "街道办事处",
    "社区事务受理服务中心", "人力资源和社会保障局", "医疗保障局", "消防救援机构", "教育局", "房屋管理局", "文化和旅游局", "农业农村委员会", "海关", "残联",
)  # fmt: skip
PAPERS = (
    "食品经营许可证", "药品经营许可证", "营业执照", "卫生许可证", "烟草专卖零售许可证", "出版物经营许可证", "特种行业许可证", "动物诊疗许可证", "道路运输经营许可证",
    "车辆营运证", "居住证", "身份证", "结婚证", "社保卡", "残疾人证", "户口簿", "护照", "驾驶证", "行驶证", "出生医学证明", "健康证明", "不动产权证书",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """A line with one thing changed; `said` is the changed clause without marks, `how` names the change."""

    kind: str
    how: str
    line: str
    said: str


def number_mutants(line: str, random: Random) -> Iterator[Mutant]:
    """Each figure, unit, article number and comparator of `line` changed in one way or several."""
    for m in FIGURE.finditer(line):
        value = float(m[1])
        near = value + random.choice([1, 2, 5, -1]) if value > 1 else value + random.randint(1, 5)
        for how, number in (("value", near), ("ten times", value * 10)):
            yield _mutant(NUMBER, how, line, m.start(1), m.end(1), f"{number:g}" if number < 1e6 else f"{number:.0f}")
        for unit in OTHER_UNITS.get(m[2], ()):
            yield _mutant(NUMBER, "unit", line, m.start(2), m.end(2), unit)
        if value == int(value) and 2 < value < 90:
            yield _mutant(NUMBER, "as numeral", line, m.start(1), m.end(1), _numeral(int(value) + random.randint(1, 8)))
    for m in NUMERAL.finditer(line):
        other = random.choice([d for d in "二三四五六七八九" if d != m[1]])
        yield _mutant(NUMBER, "numeral", line, m.start(1), m.end(1), other)
    for m in ARTICLE.finditer(line):
        other = _numeral(random.randint(2, 98))
        if other != m[1]:
            yield _mutant(NUMBER, "article", line, m.start(1), m.end(1), other)
    for right, wrong in FLIPS:
        for m in re.finditer(rf"(?<!不){right}" if right == "超过" else right, line):
            if re.search(r"[\d一二三四五六七八九十]", line[max(0, m.start() - 8) : m.end() + 5]):
                yield _mutant(NUMBER, "comparator", line, m.start(), m.end(), wrong)


def negation_mutants(line: str, random: Random) -> Iterator[Mutant]:
    """Each place of `line` where a polarity word can be turned round."""
    for pattern, form in OPPOSITES:
        for m in pattern.finditer(line):
            yield _mutant(NEGATION, f"{m[0]}→{form}", line, m.start(), m.end(), form)


def subject_mutants(names: Sequence[Sequence[str]]) -> Callable[[str, Random], Iterator[Mutant]]:
    """Swaps a name that stands in a line for another of its list; `names` are lists of matters, offices, papers …"""

    def mutants(line: str, random: Random) -> Iterator[Mutant]:
        for known in names:
            for name in known:
                at = line.find(name)
                if at < 0 or line[at + len(name) :][:1] in ("明", "件"):  # 身份证 in 身份证明 is another word
                    continue
                others = [o for o in known if o not in name and name not in o]
                for other in random.sample(others, min(2, len(others))):
                    yield _mutant(SUBJECT, f"{name}→{other}", line, at, at + len(name), other)

    return mutants


def _numeral(value: int) -> str:
    tens, ones = divmod(value, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")


def of_the_answer(mutant: Mutant, right: str) -> bool:
    """False when only the citizen's own words, which an answer repeats inside 「」, were changed."""
    return OWN_WORDS.sub("", mutant.line) != OWN_WORDS.sub("", right)


def _mutant(kind: str, how: str, line: str, begin: int, end: int, form: str) -> Mutant:
    changed = line[:begin] + form + line[end:]
    stops = [m.start() for m in re.finditer(r"[，。；：、（）“”→\[\]\s]", changed)]
    first = max((s + 1 for s in stops if s < begin), default=0)
    last = min((s for s in stops if s >= begin + len(form)), default=len(changed))
    return Mutant(kind, how, changed, MARK.sub("", changed[first:last]))
