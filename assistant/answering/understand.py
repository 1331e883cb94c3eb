"""Understanding without a model: which matter, which aspect, what sort of question — from names, lexicon and patterns."""

import re
from dataclasses import dataclass

from assistant.answering.aspects import Aspect, aspects_of, without_aspects
from assistant.answering.matters import Matter, Matters, Named
from assistant.answering.regions import other_region
from knowledge_base.lexicon import Lexicon, LexiconMatch, LexiconRow
from knowledge_base.similarity import bigrams

GREETING = re.compile(
    r"^(你好|您好|嗨|哈喽|hello|hi|在吗|在不在|早上好|下午好|晚上好|谢谢|多谢|感谢|再见|拜拜|好的|嗯+|你是谁|您是谁|你叫什么|你是什么|你能(做|干|帮我?做)什么"
    r"|你会什么|你有什么用)[\w，,。.！!？?~～呀啊吗呢的了小宝]{0,8}$",
    re.IGNORECASE,
)
WANTS_HUMAN = re.compile(
    r"转人工|(找|要|叫|换)(个|一个)?(人工|真人|活人)|人工(客服|服务|帮办|座席)|真人客服|活人|^人工$|有没有人"
)
OWN_RECORD = re.compile(
    r"(帮我?|给我|替我)?(查|看)(一?下|一查|查)?我(的)?.{0,12}(进度|办件|余额|积分|缴费|记录|账户|结果|社保|公积金|档案)|我的.{0,10}(办到哪|办好了?(没|吗)|审(批|核)(通过|好|完)?了?(没|吗)|余额|还有多少|是多少)"
    r"|我(公积金|社保|医保)(账户)?(里)?(还)?(有|剩)多少"
)
UNSAFE = re.compile(
    r"(假|伪造|仿造|造假?|PS|ps|p一张|刻假).{0,6}(证|章|合同|执照|材料|证明|发票|公章|签名)|(证|章|合同|执照|材料|证明|发票)[^，。]{0,4}(造假|作假|伪造)|(贿赂|行贿|塞(点)?(钱|红包)|送(点)?(礼|红包)|走后门|找关系)|(骗|套)(取)?(补贴|社保|医保|公积金|低保|保险)"
    r"|(不让|躲|逃|避)(开|过)?(检查|监管|执法)|毒品|枪支|炸(药|弹)|洗钱|赌博(网站|平台)?怎么|翻墙|攻击(网站|系统)"
)
ADVICE = re.compile(
    r"(保证|担保|确保|百分之百|肯定)[^，。？?]{0,10}(批|办下来|办成|办好|通过|拿到)|一定(能|会)(批|通过|办下来|拿到)|(会|能)(判|赔)(多少|几年)|打官司(能)?赢|胜诉|(买|炒)(什么|哪只|哪个)?(股|基金|币)|吃什么药|什么药|怎么治"
)
FOLLOW_UP = re.compile(r"^(那|那么|还有|另外|然后|这个|它|这)|呢[？?]?$")


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation so far is about: entry ids of the last answer's matters, and the question last asked back."""

    matters: tuple[str, ...] = ()
    clarified: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question, understood. `matters` are in order of mention; `asked_back` is a lay word that needs a choice."""

    text: str
    matters: tuple[Matter, ...]
    aspects: tuple[Aspect, ...]
    asked_back: LexiconRow | None
    outside: LexiconRow | None
    region: str | None
    greeting: bool
    wants_human: bool
    own_record: bool
    unsafe: bool
    advice: bool
    followed_up: bool
    about_nothing: bool


def understand(text: str, context: Context, matters: Matters, lexicon: Lexicon) -> Understanding:
    """Understand one normalised, masked question in its conversation."""
    matched = lexicon.matches(text)
    named = [n for n in matters.named_in(text) if not any(_covers(m, n) for m in matched)]
    found: dict[str, tuple[int, Matter]] = {}
    for n in named:
        found.setdefault(n.matter.entry_id, (n.start, n.matter))
    settled_rows = [m for m in matched if not m.row.ask]
    for m in settled_rows:
        if any(n.start <= m.start and n.start + len(n.name) >= m.start + len(m.word) for n in named):
            continue  # the lay word is only a part of a name that is already understood
        for entry_id in m.row.matters:
            matter = matters.get(entry_id)
            if matter:
                found.setdefault(entry_id, (m.start, matter))
    ordered = tuple(matter for _, matter in sorted(found.values(), key=lambda pair: pair[0]))
    aspects = aspects_of(text)
    follow_up = (
        not ordered and bool(context.matters) and (bool(FOLLOW_UP.search(text)) or bool(aspects)) and len(text) <= 20
    )
    if follow_up:
        ordered = tuple(known for i in context.matters if (known := matters.get(i)) is not None)
    ask_rows = [m.row for m in matched if m.row.ask and m.row.choices]
    outside_rows = [m.row for m in matched if m.row.outside and not m.row.matters]
    return Understanding(
        text=text,
        matters=ordered,
        aspects=aspects,
        asked_back=ask_rows[0] if ask_rows and not named and not settled_rows else None,
        outside=outside_rows[0] if outside_rows and not ordered else None,
        region=other_region(text),
        greeting=bool(GREETING.match(text)),
        wants_human=bool(WANTS_HUMAN.search(text)),
        own_record=bool(OWN_RECORD.search(text)),
        unsafe=bool(UNSAFE.search(text)),
        advice=bool(ADVICE.search(text)),
        followed_up=follow_up,
        about_nothing=not ordered and not matched and not content_of(text),
    )


def _covers(match: LexiconMatch, named: Named) -> bool:
    """True when a lay word takes a matter's name away: it is longer (个体户注销 is not about 个体户), or the same and
    must be asked back about, or names something not collected."""
    inside = match.start <= named.start and named.start + len(named.name) <= match.start + len(match.word)
    unclear = match.row.ask or (match.row.outside and not match.row.matters)
    return inside and (bool(unclear) or len(match.word) > len(named.name))


def content_of(text: str) -> frozenset[str]:
    """The bigrams that say what a question is about, once the words that only ask an aspect are taken out."""
    return bigrams(FOLLOW_UP.sub("", without_aspects(text)))
