"""Names of people, only where the words before say that a name comes: 我叫…, 姓名：…. 王女士 stays, as it names nobody."""

import re
from collections.abc import Iterator, Sequence

from assistant.privacy.chains import Chain
from assistant.privacy.findings import Finding, Kind
from assistant.privacy.folding import View

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎雷龙黎史陶贺毛段郝顾龚邵覃武钱戴严莫孔向汤常温康施文牛樊葛邢安齐易乔"
    "伍庞颜倪庄聂章鲁岳翟申殷詹占欧耿关焦柳左甘祝包宁尚符舒阮纪梅童凌毕裴祁霍成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻"
    "蒲滕饶项单车卜虞诸奚解宗丰祖刁屠盖闻瞿邬桑郁宣柏水窦季俞褚卫朴查危娄阳仇印缪"
)
COMPOUND = "欧阳|上官|司马|诸葛|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|东方|南宫|端木|百里|长孙|宇文|轩辕"
# Words that follow a name and are no part of it.
_NEXT = (
    "今年|现在|现住|想|要|是|在|住|的|手机|电话|身份|我|你|他|她|来|去|户口|户籍|出生|家住|家在|从|这|请|已经|还|没|办|就|也|和|与"
    "|以及|给|了|跟|因|打算|对|将|可以|需要|申请|到|不|女士|先生|小姐|老师|阿姨|师傅|主任|经理|局长|科长|处长|所长|医生|律师|警官|书记|某|有(?:个|没|一|什|点|房|孩|关)"
)
GIVEN = rf"(?:(?!{_NEXT})[㐀-鿿])"
FULL = rf"(?:(?:{COMPOUND}){GIVEN}{{1,2}}|[{SURNAMES}]{GIVEN}{{1,2}}|[㐀-鿿]{{2,8}}(?:·[㐀-鿿]{{1,8}}){{1,3}})"
SPEAKING = r"(?:我|本人|他|她|孩子|宝宝|儿子|女儿|老公|老婆|丈夫|妻子|父亲|母亲|爸爸|妈妈|爸|妈|爷爷|奶奶|外公|外婆|弟弟|妹妹|哥哥|姐姐|名字)"
CALLED = re.compile(rf"{SPEAKING}(?:的名字|大名)?(?:就|名)?叫(?:做|作)?[\s:]?({FULL})")
_FORM = "姓名|名字|真名|联系人|申请人|经办人|代办人|收件人|法定代表人|法人代表|法人|户主|配偶|监护人|户名|持卡人|开户名|患者|委托人|受托人|代理人|投诉人|举报人|业主|房东|租客|收款人|产权人|新生儿姓名"
ON_FORM = re.compile(rf"(?:{_FORM})\s?(?:[:=]|是|为|叫)\s?[“\"]?({FULL})")
IN_LINE = re.compile(rf"姓名\s?({FULL})(?=[,，。;；\s]|性别|身份|证件|电话|手机|$)")
BEFORE_NUMBER = re.compile(
    rf"(?<![㐀-鿿])(?:本人|我是)\s?({FULL})(?=[,，\s(、]{{0,2}}(?:身份证|证件|手机|电话|男|女|今年|户籍))"
)
ENGLISH = re.compile(r"(?i:my name is|i am called|name\s?:)\s{0,2}([A-Z][a-z]{1,19}(?:\s[A-Z][a-z]{1,19}){1,3})")
NOT_NAMES = re.compile(
    r"(?:[㐀-鿿]{0,2}(?:公司|单位|政府|企业|学校|医院|单据|车辆|关于|成年|任何|高中|安全|于是|方面|成为|方便|应当|常住|上海))"
)


def find(view: View, chains: Sequence[Chain]) -> Iterator[Finding]:
    """Names behind a clear cue that begin with a surname or hold a middle dot."""
    for pattern in (CALLED, ON_FORM, IN_LINE, BEFORE_NUMBER, ENGLISH):
        for match in pattern.finditer(view.text):
            if not NOT_NAMES.match(match[1]):
                yield view.finding(Kind.NAME, *match.span(1))
