"""What ties a spoken amount or word to a field: the words near it, the words that forbid it, and how time runs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Runs(StrEnum):
    """Where a span of time lies; only then may a date stand for it."""

    LENGTH = "长度"  # how long something lasts or was paid for: a date says nothing
    SINCE = "过了多久"
    UNTIL = "还有多久"
    BIRTH = "出生"


@dataclass(frozen=True, slots=True)
class Cue:
    """`near` stands close to the field's amounts; `before` ending at or `after` starting at an amount forbids it.

    A field that is not `required` to have its cue takes the only amount of its kind that stands alone.
    """

    near: re.Pattern[str]
    runs: Runs = Runs.LENGTH
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    required: bool = True


def _cue(near: str, runs: Runs = Runs.LENGTH, before: str = "", after: str = "", *, required: bool = True) -> Cue:
    def compiled(pattern: str, form: str) -> re.Pattern[str] | None:
        return re.compile(form.format(pattern)) if pattern else None

    return Cue(re.compile(near), runs, compiled(before, "(?:{})$"), compiled(after, "^(?:{})"), required)


LOADS = r"(?:载重量?|核载|核定载质?量?|载质量|载货|能装|能拉|可以装|可以拉|装|拉|运|送|自重|整备质量|皮重|空车|载|限载)[^，,。；;总]{0,5}"
PAST = r"的?(?:时候|那年|那时|那会)|时(?!候)|下岗|开刀|结婚|进厂|当兵|就(?!能|可以|行)|[的]?女儿|的?儿子"
NOT_PAID = (
    r"工龄[^，,]{0,3}|试用期[^，,]{0,3}|合同[^，,]{0,3}|失业[^，,保险金]{0,3}|(?:能|可以|最多|最长)(?:拿|领|领取)?"
)
PAID = r"失业保险|失业险|社保|养老保险|养老|缴|交(?!易|通)"
CHILD = r"孩子|小孩|小囡|儿子|女儿|宝宝|娃|囡囡|小朋友|外孙|孙子|孙女|小的"

CUES: Mapping[str, Cue] = {
    "age_years": _cue(r"今年|现在|我|姆妈|老伴|爸|妈|年纪", Runs.BIRTH, after=PAST, required=False),
    "child_age_years": _cue(CHILD, Runs.BIRTH, after=r"的?(?:时候|那年|那时)", required=False),
    "driver_age_years": _cue(r"司机|驾驶员|师傅|开车|驾龄", Runs.BIRTH, before="驾龄.{0,3}", required=False),
    "offence_age_years": _cue(r"那年|那时|时候|犯|当时|未成年", Runs.BIRTH),
    "sentence_years": _cue(r"判", before="缓刑了?"),
    "residence_months": _cue(
        r"来(?!得及)|到上海|到宝山|到沪|住|在上海|在宝山|在沪|打工",
        Runs.SINCE, before=r"还有|再过|还剩|离|就满|再|每", after=r"[^，,。]{0,2}(?:到期|过期)",
    ),
    "stay_days": _cue(r"住|待|呆|玩|逗留|来"),
    "days_since_birth": _cue(
        r"出生|生下来|生的|刚生|大|孩子|宝宝|小囡|娃|今天是第", Runs.SINCE, before=r"住了?|住院.{0,2}|还有|再过|请了?",
    ),
    "days_since_change": _cue(r"决定|决议|股东会|董事会|定的|作出|变更|搬|换了?|改了?", Runs.SINCE, before=r"还有|再过"),
    "days_since_notice_end": _cue(r"公示[^，,。]{0,12}(?:结束|完|期满|满|到期)|公示期", Runs.SINCE),
    "days_since_opening": _cue(r"营业|开张|开业|开了|开的|开店|开门", Runs.SINCE, before=r"还有|再过"),
    "days_to_expiry": _cue(r"到期|届满|过期|期限|就?满一年|签注|有效期|还有|还剩|再过|期满", Runs.UNTIL, before="就|离|满", after="有效期"),
    "working_days_to_expiry": _cue(r"到期|届满|过期|有效期|还有|还剩|再过|只剩|期满", Runs.UNTIL, after="有效期"),
    "idle_months": _cue(r"停业|停了|关门|关了|没开|不开|大门", before=r"(?:想|打算|准备|要|先)[^，,。]{0,3}"),
    "suspended_years": _cue(r"歇业(?:已经|了)|歇了|已经歇|累计|歇业(?=满|[一二两三四五半\d]{1,2}年?半?多?了)|歇业歇了", before=r"想|打算|准备|先歇业?|想歇业?|再|延|再延"),
    "planned_suspension_years": _cue(r"想|打算|准备|先停|先歇|计划|备案", before=r"已经[^，,]{0,4}|歇了|停了|关了"),
    "years_since_penalty": _cue(r"罚|注销|吊销", Runs.SINCE, before=r"等|再过"),
    "unemployment_insurance_months": _cue(PAID, before=NOT_PAID),
    "unemployed_years": _cue(r"失业|没工作|没上班|不上班"),
    "pension_insurance_years": _cue(PAID, before=NOT_PAID),
    "graduation_years": _cue(r"毕业", Runs.SINCE),
    "business_age_months": _cue(
        r"开了|开的|开张|开业|成立|注册|办了|店开|店才开|创办|创业|公司(?=办|开)|开店|执照", Runs.SINCE, before="毕业.{0,2}",
    ),
    "social_insurance_months": _cue(r"社保|社会保险|缴|交(?!易|通)"),
    "lease_months": _cue(r"租|签|合同"),
    "capital_term_years": _cue(r"出资|认缴|缴清|缴足|交清|交足|实缴|章程|写"),
    "shareholder_count": _cue(r"股东|合伙|入股|凑份子|一起|[开办]公司"),
    "insured_people": _cue(r"员工|社保|工人|伙计|店员|招|雇", before=r"按"),
    "gross_mass_kg": _cue(r"总质量|总重|行驶证", before=LOADS, after=r"的?(?:货(?!车|运)|菜|沙|水泥|砖|建材|东西|蔬菜|水果)", required=False),
}  # fmt: skip
# A number that is asked about, or that a rule is said to have, is not the citizen's own.
RULES_BEFORE = re.compile(
    r"(?:听人?讲|听说|规定|都说|是不是|必须|需要|要|一定要)(?:年?满|到|过)?$|(?:能|可以)(?:拿|领|领取|补|用|管)[^，,。]{0,3}$|有效期[^，,。]{0,2}$"
)
RULES_AFTER = re.compile(
    r"^(?:就能|就可以|就行|才能|才可以|才行|才好|的规定|的期限|的有效期|的上限|还是[\d一二三四五六七八九十])"
)
OVERDUE = re.compile(r"过期(?:了|已经|都)*$|(?:超期|逾期|过了|晚了|迟了|拖了|超了)[^，,。；;]{0,6}$")
OVERDUE_AFTER = re.compile(r"^前?(?:就|已经)?过期|^前.{0,4}到期")
STILL = re.compile(r"还有|还剩|再过|再有|只剩|剩下|离")
EXPIRED = re.compile(r"(?:已经?|都|早)(?:过期|逾期|到期)|(?<![没不未])(?:过期|逾期)了|没来得及签注|忘了?(?:去)?签注")
JUST_ME = re.compile(r"(?:就|只有|只|光)我(?:自己)?一个人?(?!月)|就我自己|股东就我|我一个人")
# Names that hold a cue without meaning it.
NAMES = re.compile(
    r"居住证|居住登记|歇业备案|社保卡|变更登记|失业保险金|失业金|失业登记|养老金|简易注销|注销登记|入学登记|出生登记|社保补贴|社会保险补贴|租房补贴|房租补贴|首次创业|营业执照|创业场地|临时备案|不来得及|来得及|要多久"
)
PLACES = (
    "北京|天津|河北|山西|内蒙古?|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|"
    "青海|宁夏|新疆|苏北|老家|外地|外省|外省市|乡下|农村"
)
KIN = "表弟|表哥|表妹|表姐|亲戚|爸妈|父母|爸爸|妈妈|爹|娘|弟弟|妹妹|哥哥|姐姐|同学|朋友|老乡|侄子|外甥|公婆|岳父|岳母|婆婆|公公"
DISTRICTS = "宝山|崇明|浦东|黄浦|徐汇|长宁|静安|普陀|虹口|杨浦|闵行|嘉定|金山|松江|青浦|奉贤"
HUKOU: Mapping[str | bool, str] = {
    "沪籍": rf"(?:上海|本地|本市|沪|{DISTRICTS})(?:区|的)?(?:户口|户籍)|沪籍|上海人|本地人|户口(?:也|就|都|是|报)*(?:在|是)(?:上海|本地|本市|{DISTRICTS})",
    "外地户籍": rf"(?:{PLACES})(?:的)?(?:户口|户籍|人(?![家员民]))|户口(?:还|也|是|都)*(?:在|是)(?:{PLACES})(?:老家)?|老家的?(?:{KIN})|(?:{KIN}|我们?|他们?|她)(?:都?是)?外地(?:来)?的|非沪籍|(?:不是|没有)(?:上海|本地|沪)(?:户口|户籍|籍|人)|来沪人员",
}
# More ways of saying a value than the vocabulary lists: field → value → pattern.
_WORDINGS: Mapping[str, Mapping[str | bool, str]] = {
    "hukou": HUKOU,
    "child_hukou": HUKOU,
    "nationality": {"外国": r"外国籍|外国人|老外|外籍|(?:美国|英国|日本|韩国|法国|德国|加拿大|澳大利亚|俄罗斯|印度)(?:人|籍|的?(?:同学|朋友|客人|同事))|外国护照"},
    "dwelling": {"旅店": r"酒店|宾馆|旅馆|旅店", "借住": r"(?:儿子|女儿|亲戚|朋友|同学|我|哥哥|姐姐|表哥|老乡)(?:家|这边)里?", "租住": r"租房|租的"},
    "parent_in_shanghai": {True: r"(?:我|爸妈|我们|父母)(?:都)?(?:在|住)(?:上海|宝山|本市)[^，,。]{0,3}(?:上班|工作|打工|住)?"},
    "involuntary_unemployment": {
        True: r"(?:被|把我)裁(?:了|掉)?|被?裁(?:员|了|掉)|辞退|被炒|开除|优化掉|被优化|(?:厂子?|公司|单位)(?:关|倒闭|关门|破产|黄)了?|倒闭|不续(?:签|了|约)?|没续",
        False: r"自己(?:提的?)?(?:辞|离|走)|(?:主动|自愿)(?:辞职|离职)|不想干|裸辞",
    },
    "unemployment_registered": {True: r"登记(?:也|都)?(?:做|办|好)(?:了|好)|(?:做|办)(?:了|过)(?:失业)?登记"},
    "seeking_job": {True: r"在?找工作|想再找|求职"},
    "reached_retirement_age": {
        True: r"(?:到|够)(?:了)?(?:法定)?退休年龄|退休年龄(?:也|都|已经)?到|(?:到|够)(?:了)?年[龄纪]|年[纪龄](?:也|都|已经)?到",
    },
    "stable_job": {
        True: r"工作(?:稳定|找好|也有)|(?:有)?正式工作|稳定(?:的)?工作|在(?:一家)?(?:公司|厂里?|单位|企业|工厂)[^，,。]{0,2}(?:干|上班|工作)|合同也签|劳动合同",
        False: r"没有?(?:正式|稳定)?(?:的)?工作",
    },
    "stable_home": {True: r"租房合同|租赁合同|自己?买的?房|买了房"},
    "continuous_study": {True: r"在上海(?:读书|上学|念书)|来上海(?:读书|上学|念书)|念大学"},
    "has_id_card": {True: r"(?:换|补)(?:办|领|新|个|张|一张)*身份证|身份证(?:到期|过期|丢了?|坏了|快到期)", False: r"第一次(?:办|领)|还没(?:办过?|领过?)?(?:身份证|那张证|这张证)"},
    "has_residence_permit": {True: r"居住证(?=还有|忘|快|离|要|过期|到期|逾期|过了|签注)|(?:没有?|没来得及|忘了|忘记|还没|未|不)?(?:去|做|办|续)?签注|(?:有|办过|拿过|持)(?:了|着)?居住证"},
    "certificate_state": {"丢失": r"丢了|弄丢|丢失|遗失|找不到|被偷|掉了", "到期": r"(?:过|到)期|快到期"},
    "cargo": {"危险货物": r"液化气|煤气罐?|汽油|柴油|烟花|爆竹|化学品|危险品|危险货物|危化品|氧气瓶|农药"},
    "withdraw_reason": {"家庭严重困难": r"家里?(?:很|特别)?困难|揭不开锅|低保|大病|生活困难", "租房": r"租房|房租"},
    "first_time_founder": {True: r"(?<!不是)(?:(?:头一次|第一次)(?:开店|创业|开公司|办公司|做老板|开饭店)|首次(?:开店|开公司|办公司))", False: r"(?:以前|之前|原来|早年)(?:已经)?(?:开|办|搞|弄|创)过|第[二三四五六2-9]次(?:开|创|办)|不是(?:第一次|头一次|首次)"},
    "venue_type": {"公共浴室": r"浴室|澡堂|浴场"},
    "changed_item": {"住所": r"(?:换|改|搬)(?:了)?(?:地址|地方|住所)|搬家", "法定代表人": r"换法人|法定代表人|法人"},
    "stops_for_good": {True: r"不(?:想)?(?:干|开|做|经营)了|再也不开", False: r"以后还(?:想|要)?(?:再)?开|先停一阵|暂时"},
    "treats_animals": {True: r"(?:给|帮)(?:猫|狗|宠物|动物)[^，,。]{0,2}看病|打疫苗|绝育", False: r"不看病|只(?:做)?(?:洗澡|寄养|美容|剪毛)"},
    "fixed_site": {True: r"有(?:固定)?(?:店面|门面)|租了?(?:个)?(?:店面|门面)", False: r"摆摊|推车|流动摊|没有?(?:固定)?(?:店面|门面)"},
}  # fmt: skip
WORDINGS: Mapping[str, Mapping[str | bool, re.Pattern[str]]] = {
    field: {value: re.compile(pattern) for value, pattern in ways.items()} for field, ways in _WORDINGS.items()
}
NOT_FOLLOWED = {"股东": "会", "经营者": "", "住所": "证"}
