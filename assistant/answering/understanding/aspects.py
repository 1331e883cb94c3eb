"""What about a matter is asked: 条件/材料/时限/费用/地点/流程/有效期/是否需要办/依据/进度/标准."""

import re
from enum import StrEnum

from knowledge_base import sections


class Aspect(StrEnum):
    """An aspect by the word that citizens see."""

    NEED = "是否需要办"
    CONDITIONS = "条件"
    MATERIALS = "材料"
    TIME = "时限"
    FEE = "费用"
    VALIDITY = "有效期"
    PLACE = "地点"
    STEPS = "流程"
    BASIS = "依据"
    PROGRESS = "进度"
    STANDARD = "标准"
    WINDOW = "申请期限"
    CONTACT = "咨询投诉"
    RESULT = "结果"
    REISSUE = "补办"


PATTERNS: tuple[tuple[Aspect, re.Pattern[str]], ...] = tuple(
    (aspect, re.compile(pattern))
    for aspect, pattern in (
        (Aspect.REISSUE, r"丢了|丢失|遗失|弄丢|补办|补发|找不到了|损坏|弄坏|破损"),
        (Aspect.PROGRESS, r"进度|办到哪|办到什么|审到哪|到哪一?步了|有没有办好|办好了(没|吗)|查.{0,4}(结果|办件)"),
        (
            Aspect.MATERIALS,
            r"材料|资料|(要|需要?|得)(带|交|备|准备|拿|提供|提交)(些|点)?(什么|啥|哪些|哪几样)|带(些|点)?(什么|啥|哪些)|准备(些|点)?(什么|啥|哪些)"
            r"|(什么|啥|哪些)(证件|证明|文件|东西)|(要不要|用不用|需不需要)(交|带|提供)|照片.{0,4}(要|几)",
        ),
        (
            Aspect.TIME,
            r"多久(?!.{0,2}(过期|到期|有效))|几天|多少天|多长时间|几个?工作日|时限|什么时候(能|可以)?(办好|办完|拿到|下来|出来|出证|批)|快不快"
            r"|当天(能|可以)|当场(能|可以)|等多(久|长)|多快",
        ),
        (
            Aspect.FEE,
            r"多少钱|要不要(钱|交钱|付钱|花钱|收费)|收费|费用|收不收钱|要钱|花钱|要(交|付|缴)(多少)?(钱|费)|免费|工本费|手续费|几块钱|贵不贵|(什么|啥)价",
        ),
        (
            Aspect.VALIDITY,
            r"有效期|(管|能用|可以用)(多久|几年|多少年)|几年(有效|一换|到期|过期)|(多久|什么时候)(过期|到期|有效|要换|一换)|(快|要)到期|延续|续(期|证|办|签)|签注|有效(多久|几年)|管几年",
        ),
        (
            Aspect.PLACE,
            r"在哪(里|儿|个|办)?|去哪(里|儿|个)?|到哪(里|儿)|哪里(能|可以)?(办|领|申请|交)|地址(在|是)?(哪|什么|多少)|地点|哪个(窗口|部门|地方|单位)|什么(地方|部门)|网上(能|可以|怎么)?(办|申请|弄|搞|提交)"
            r"|(能|可以|能不能|可不可以)(在)?(网上|手机|线上|随申办)|跑(几|多少)趟|要不要(去|跑)|用不用跑|现场|上班时间|几点|周末|星期六|周六|异地|代办|别人(替|帮)",
        ),
        (
            Aspect.CONDITIONS,
            r"条件|资格|要求|(符合|满足)(什么|啥|哪些)|哪些人|什么人|谁(能|可以)|(能|可以)(申请|办|领|享受|报|提取?|参加|补|换|注销|变更)(吗|么|不)|能不能|可不可以|(能|可以)[^，。？?]{0,10}(吗|么|不[？?]?$)|够不够|门槛|多大(年纪|岁数)|几岁|多少岁|满多少",
        ),
        (
            Aspect.NEED,
            r"要不要(?!钱|交|付|花|收|去|跑|带)|用不用(?!钱|交|付|花|跑|去|带)|需不需要|需要.{0,14}(吗|么|不)|(要|得)办(个|张|一张)?(什么|啥|哪些|哪个|几个)|什么(证|许可|手续|执照)|啥(证|手续|许可|执照)"
            r"|哪些(证|许可|手续|执照)|要.{0,10}(证|许可|备案|登记|执照)(吗|么|不)|必须.{0,10}(吗|么)|不办.{0,8}(行|可以|会|怎)|几(张|个|样)证|算不算",
        ),
        (
            Aspect.STANDARD,
            r"(能|可以)?(领|拿|补|给|发|得)(到)?多少|补贴多少|多少(补贴|补助|津贴)|标准|金额|每(月|年|个月)多少|一(个月|年)(多少|几)",
        ),
        (
            Aspect.WINDOW,
            r"截止|还(能|可以|来得及)(申请|领|报|办)|什么时候(开始|截止|申请|报名)|申请(期|时间)|过了(没|吗)|报名时间",
        ),
        (
            Aspect.BASIS,
            r"依据|哪(条|部|个)(法|规定|法律|法规)|法律规定|什么(法律|法规|规定|文件)|根据(什么|哪)|第几条|法条",
        ),
        (Aspect.CONTACT, r"投诉|举报|咨询电话|电话(是|号|多少)|不服|复议|起诉|找谁"),
        (Aspect.RESULT, r"拿到(的是)?什么|发(什么|个什么|啥)证|电子证照|(长|是)什么样"),
        (
            Aspect.STEPS,
            r"怎么(办|弄|搞|申请|领|走|登记|注册|报|查|补|换|开|取|提|参|买|交|续|移|过|处理|操作|做|上|注销|变更|改)|如何|流程|步骤|程序|咋(办|弄|整|搞)|手续|先办|第一步|顺序",
        ),
    )
)

SECTION_OF: dict[Aspect, str] = {
    Aspect.NEED: sections.NEED,
    Aspect.CONDITIONS: sections.CONDITIONS,
    Aspect.MATERIALS: sections.MATERIALS,
    Aspect.TIME: sections.TIME,
    Aspect.FEE: sections.FEE,
    Aspect.VALIDITY: sections.VALIDITY,
    Aspect.PLACE: sections.PLACE,
    Aspect.STEPS: sections.STEPS,
    Aspect.BASIS: sections.BASIS,
    Aspect.PROGRESS: sections.PROGRESS,
    Aspect.STANDARD: sections.STANDARD,
    Aspect.WINDOW: sections.WINDOW,
    Aspect.CONTACT: sections.CONTACT,
    Aspect.RESULT: sections.RESULT,
    Aspect.REISSUE: sections.STEPS,
}

MOST_ASPECTS = 3  # more at once would be a wall of text; the rest is in the folded details


def aspects_of(text: str) -> tuple[Aspect, ...]:
    """Aspects that normalised text asks about, in order of appearance, at most MOST_ASPECTS; empty when none shows."""
    found: list[tuple[int, Aspect]] = []
    taken: list[tuple[int, int]] = []
    for aspect, pattern in PATTERNS:
        match = next((m for m in pattern.finditer(text) if not _inside(m.span(), taken)), None)
        if match:
            found.append((match.start(), aspect))
            taken.append(match.span())
    ordered = [aspect for _, aspect in sorted(found, key=lambda pair: pair[0])]
    if len(ordered) > 1 and Aspect.STEPS in ordered:  # "怎么办" beside a precise aspect only says "tell me"
        ordered.remove(Aspect.STEPS)
    return tuple(ordered[:MOST_ASPECTS])


def _inside(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    """True when words already read as another aspect are most of `span` (网上能办吗 is a place, not a condition)."""
    shared = max((min(span[1], end) - max(span[0], start) for start, end in taken), default=0)
    return shared * 2 > span[1] - span[0]


def without_aspects(text: str) -> str:
    """The text without the words that ask an aspect."""
    for _, pattern in PATTERNS:
        text = pattern.sub(" ", text)
    return text
