"""The words by which a message leans on what was said before: thanks, corrections, pronouns, values, "that one too"."""

import re

from assistant.answering.understanding.aspects import Aspect, aspects_of, without_aspects
from knowledge_base.similarity import bigrams

_POLITE = (
    r"谢谢你?(侬|您|啊|了|小宝)*|多谢(你|您|侬|了|啊)*|感谢(你|您)?|辛苦了?|不好意思|抱歉|对不起|好的呀?|好吧|好嘞|好(?=[，,。！!])|嗯+|哦+|噢+|喔+|行(?=[，,。！!])"
    r"|(我)?(明白|知道|晓得|了解|清楚|懂)了?(?=$|[，,。！!～~谢多好呀啊那])|收到|你好|您好|侬好|早上好|下午好|晚上好|请问(一下|下)?|小宝(?!山)|在吗|哈喽|ok"
)
_SOFT = r"对了|另外(再)?(问(一)?[句下个])?|还有(个|一个|件|一件)?(事|问题)|再问(一)?[下句个]|再请教(一)?下|顺便(再)?问(一)?[下句]?|我再问问?|那个啥"
HARD_CHANGE = re.compile(
    r"^(先)?(换(个|一个)(话题|问题|事)|不(说|问|谈|聊|管)(这个|那个|这事|这)了?|(先)?放一放|这个先不(说|管)|问(个|点)别的|说(个|点)别的)"
    r"(吧)?[，,。！!、 ]*"
)
_COURTESY = re.compile(rf"^(?:{_POLITE}|{_SOFT}|[，,。！!、～~ ])+", re.IGNORECASE)
_TAIL = re.compile(r"^[了呀啊哦哈吧的呢哈嘛侬您你，,。！!？?～~ ]*$")

QUESTION = re.compile(
    r"吗|么|呢|嘛|伐|怎|什么|啥|咋|哪|多少|多久|多长|几(?!乎)|如何|谁|[能行可要有是会用](?:不|没)[能行可要有是会用]|[?？]"
)
NUMBER = r"(?:\d+(?:\.\d+)?|[零一二两三四五六七八九十百]+)"
_MORE = r"(?:多|来|出头|不到|左右)?"
# Values that exchange one another: a new tonnage takes the old one's place, never an age's.
VALUES: tuple[re.Pattern[str], ...] = (
    re.compile(rf"{NUMBER}{_MORE}(?:吨{NUMBER}?|公斤|千克|kg){_MORE}", re.IGNORECASE),
    re.compile(
        rf"{NUMBER}{_MORE}周?岁{_MORE}|(?:(?<=今年)|(?<=周岁是)|(?<=周岁)|(?<=年龄)|(?<=我老娘)|(?<=我妈)|(?<=我爸)){NUMBER}(?![吨年月天日个岁\d.])"
        r"|(?<![\d.〔])[1-9]\d(?![\d.]|多?[吨年月天日平个元块万人号斤岁周%分次])"
    ),
    re.compile(rf"{NUMBER}{_MORE}(?:个半?工作日|个半?月|个半?星期|天|日|周(?!岁)|年)半?{_MORE}"),
    re.compile(rf"{NUMBER}{_MORE}(?:平方米|平米|平方|㎡|平)"),
    re.compile(r"非?沪籍|(?:非)?(?:上海|本地|本市|外地|外省|外省市|农村|城镇|外国|沪)(?:的)?(?:户口|户籍|人(?!才))"),
)
APPLICANT = re.compile(r"个体工商户|个体户|有限责任公司|有限公司|分公司|公司|合伙企业|企业|个人|单位")
PERSON = re.compile(
    r"我?(老妈|老爸|老娘|爸妈|爸爸|妈妈|妈|爸|爷爷|奶奶|外公|外婆|爱人|老公|老婆|孩子|小孩|儿子|女儿|朋友|妹妹|弟弟|哥哥|姐姐|老人|别人|亲戚|大人|成年人|学生|外国人|配偶|父母|家人|员工|双胞胎)"
)
LEANS = re.compile(
    r"^(那|还|也|要是|如果|假如|万一|而且|但)|也(要|能|可以|得|行|算)|(可以|行|能|好)(吗|么|不|嘛|伐)[？?。]*$"
    r"|^(要|需要)[^，。？?]{1,6}(吗|么|不|嘛|伐)[？?。]*$"
)
# A question whose verb lacks its object: "没有工作可以吗", "这个月来得及吗".
ELLIPTIC = re.compile(
    r"(可以|能|行|能不能|可不可以|好)(也)?(办|申请|申领|开|领|弄|享受|补|换|取|提|报|代办|参加|做)?(吗|么|不|嘛|伐)[？?。]*$"
    r"|来得?及(吗|么|不)?[？?。]*$"
)
# A question about a part that every matter has: "材料要原件还是复印件".
OF_ANY_MATTER = re.compile(
    r"^(那)?(材料|资料|照片|费用|地址|地点|窗口|时限|时间|条件|流程|手续|有效期|证书|表格|申请表|原件|复印件|电话|结果)"
    r"|^(那|还|也)*(要不要|需不需要|用不用|要|需要|用|得)[^，。？?]{1,8}(吗|么|不|嘛|伐)[？?。]*$|^(那)?(会)?(不会)?(被)?(罚|处罚)"
)
ASKS_NEED = re.compile(r"(要|用|需要|必须)(去)?(办|申请|登记|备案|报)?(吗|么|不|嘛|伐)[？?。]*$")
CONDITIONAL = re.compile(r"要是|如果|假如|假使|若是|万一")
SUBJECT_LEAD = re.compile(
    r"^(那么?|这么|然后|还有|另外)?(换成|换作|换做|改成|换|要是|如果|假如|若是|万一)?(说)?(?!个|种)"
)
SUBJECT_TAIL = re.compile(r"(的话)?(呢|怎么样|怎么说|咋样|又怎样|嘞|的嘞)?[呀啊]?[？?。！!]*$")
SUBJECT = re.compile(r"^(那么?|要是|如果|换成|换作|换做|改成).|.(呢|嘞|的话)[呀啊]?[？?。！!]*$")
PRONOUN = re.compile(
    r"它们?|((这|该)(个|张|项|份|本)?|那(个|张|项|份|本))(许可证|备案证|登记证|证件|证书|许可|备案|登记|补贴|津贴|证(?!明|监)|执照)"
    r"|那(许可证|证)(?!的|呢|明)"
    r"|(这|那)(件|个|桩)?事情?|(这|那)(个|项)(?=(要|到|去|在|能|可以|怎|有|是|多|得|需|收|办|几|的话|该|不)|[，,？?]|$)"
)
KIND_OF_MATTER = re.compile(r"备案|许可|登记|补贴|津贴|补领|换领|注销|变更|认定|奖励|签注|执照|证明|证")
BACK = re.compile(
    r"(回到|再说|再问)?(刚才|刚刚|刚|前面|前头|先前|之前|上面|一开始|开头|最开始|最早|开始|上次)"
    r"((我)?(说|讲|问|提|聊|谈)(到|过|起)?的?(那个|那件|那项|这个)?|的?那个|的?那项)"
)
FIRST_SAID = re.compile(r"一开始|开头|最开始|最早|^开始")
_WRONG = r"(?:我)?(?:不是|不对|错了|搞错了?|打错了?|弄错了?|说错了?|问错了?|记错了?|看错了?|看岔了?|讲错了?|写错了?|搞混了?|不不+)"
WRONG = re.compile(rf"^(?:(?:啊|哎|诶|呀|哦|噢)?{_WRONG}(?:我|[，,。！!、 ]+|(?={_WRONG})))+")
SAYS_AGAIN = re.compile(r"^(?:我)?(?:其实|本来)?(?:说|问|指|讲|要问|想问|要办|想办)的(?:其实)?(?:不)?是")
MEANT = re.compile(
    r"^(?:我)?(?:其实|本来)?(?:(?:说|问|指|讲|要问|想问|要办|想办)的?(?:其实)?是|是(?:说|问|指|想问|要问|想|要)?)(?!不是|否)"
)
DENIES = re.compile(r"^(?:都|也)?(?:不是|不对|没有|错了)(?:的|呀|啊|这个|这件|它)*[。！!]*$")
AFFIRMS = re.compile(r"^(?:是|对|嗯|就是|没错|正是|对对)(?:的|呀|啊|呢|这个|这件|它|嗯|对|是|就是|[，, ])*[。！!]*$")
NOT_THAT = re.compile(r"^(?:我)?(?:(?:说|问|指|讲|要办|想办)的)?不是([^，,。！!]{1,12})[，,。！!](?=(?:我|是|而是|要))")
BUT_NOT = re.compile(r"[，,]?(?:而)?不是([^，,。？?]{1,8})(?=[，,。]|$)")

# Each phrase is read as its own aspect again.
ASK: dict[Aspect, str] = {
    Aspect.NEED: "需不需要办",
    Aspect.CONDITIONS: "要什么条件",
    Aspect.MATERIALS: "要什么材料",
    Aspect.TIME: "要多久",
    Aspect.FEE: "要多少钱",
    Aspect.VALIDITY: "有效期几年",
    Aspect.PLACE: "去哪里办",
    Aspect.STEPS: "怎么办",
    Aspect.BASIS: "法律依据",
    Aspect.PROGRESS: "进度怎么查",
    Aspect.STANDARD: "标准是多少",
    Aspect.WINDOW: "什么时候截止",
    Aspect.CONTACT: "咨询电话",
    Aspect.RESULT: "拿到的是什么",
    Aspect.REISSUE: "丢了怎么补办",
}
# Words of a message that name no matter: they may be said of any.
_FUNCTION = re.compile(
    r"谢谢|那么|那要|那|还有|另外|然后|这个|它|请问|一下|到底|大概|一共|总共|一般|最快|最多|最长|最少|交上去|递上去|以后|之后|后来|之前"
    r"|给办|办得?(好|完|下来|成)|批(下来|好|准)?|才|拿得?到|能拿|下来|出来|等|忘了|忘记|会?怎么?样|会?怎样|后果|行不行|好不好|钞票|收不收|收|伐|呢|吗|么|嘛|啊|呀|吧"
    r"|过期|到期|逾期|超期|被?退回|没通过|交多少|一年|每年|每月|一个月|工作日|上班|下班|开门|周末|今天|明天|现在|几|多少|什么|哪|怎么?|谁"
    r"|要是|如果|的话|我|你|咱|也|还|要|能|可以|得|是|有|的|了|会|就|都|在|去|到|办|个|些|点|具体|另|再|呃|嗯|一定|必须|需要|应该"
)


_NEEDED = re.compile(
    r"^那|需不需要|要不要|用不用|需要|必须|一定|要|用|交|带|提供|提交|办理?|申请|登记|备案|吗|么|嘛|伐|不"
)
_DANGLING = re.compile(r"([，, ]*(需要|可以|要|办|交|带|去|在|想|能|有|的|得|该|请问|什么|哪些))+$")


def without_courtesy(text: str) -> str:
    """The text without the thanks, greetings and "by the way" it begins with; empty when nothing else is said."""
    rest = _COURTESY.sub("", text)
    return "" if _TAIL.match(rest) else rest


def own_content(text: str) -> frozenset[str]:
    """Bigrams that a message has of its own, beyond asking an aspect; a single character when nothing else is said."""
    found = bigrams(_FUNCTION.sub(" ", without_aspects(text)))
    return found if not aspects_of(text) else frozenset(b for b in found if len(b) > 1)


def values_in(text: str) -> list[tuple[int, str]]:
    """The values that stand in the text as (index into VALUES, words)."""
    return [(i, m[0]) for i, pattern in enumerate(VALUES) for m in pattern.finditer(text)]


def exchange(earlier: str, said: str) -> str | None:
    """The earlier question with its values replaced by those of the same kind in what is said now; None when none is."""
    changed = earlier
    for pattern in (*VALUES, APPLICANT):
        new, old = pattern.search(said), pattern.search(changed)
        if new and old:
            changed = changed[: old.start()] + new[0] + changed[old.end() :]
    return changed if changed != earlier else None


def impersonal(text: str) -> str:
    """The text without persons, kinds of applicant and values."""
    for pattern in (*VALUES, PERSON, APPLICANT):
        text = pattern.sub("", text)
    return text


def bare_subject(question: str) -> str:
    """What a question is about, without asking anything of it."""
    bare = " ".join(without_aspects(question).split()).strip("？?。，,！! ")
    return _DANGLING.sub("", bare)


def asked_in(text: str) -> tuple[Aspect, ...]:
    """The aspects that a short message asks; "要办吗" asks the need, though it names nothing."""
    return aspects_of(text) or ((Aspect.NEED,) if ASKS_NEED.search(text) else ())


def needed_thing(text: str) -> str:
    """What "需要照片吗" says is needed; empty when it is the matter itself."""
    return _NEEDED.sub("", text).strip("，,。？? ")


def subject_of(text: str) -> str:
    """What "那…呢", "换成…" and "…的话" put in the place of what was asked about."""
    bare = SUBJECT_TAIL.sub("", text)
    return SUBJECT_LEAD.sub("", bare).strip("，,。 ") or bare
