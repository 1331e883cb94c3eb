"""Names: matters, offices, papers, places and kinds of person that a sentence names must stand in its source."""

import re

# Endings that make a name of the characters before them.
ENDINGS = (
    "许可证|证(?![明件据实])|户口本|户口簿|病历|海关|残联|妇联|税务|保障|许可|备案|登记|登记证|合格证|资格证|执业证|准营证|营业执照|执照|证书|证明|证件|凭证|居住证|身份证|结婚证|护照|社保卡|医保卡|公积金|签注|补贴|津贴|补助|奖励|"
    "奖金|资助|贷款|贴息|保险|养老金|失业金|救助|认定|评估|鉴定|核定|审批|核准|检查|检验|检测|验收|提取|过户|转移|变更|注销|移出|歇业|换领|补领|申领|入学|参保|"
    "一件事|套餐|经营|零售|批发|生产|运输|诊疗|招牌|广告|公章|食品|药品|烟草|出版物|旅馆|餐饮|货运|客运|"
    "局|委员会|委办|部门|厅|院|中心|窗口|大队|支队|派出所|事务所|管理所|公安|法院|街道办事处|居委会|村委会|办事处|机关|机构|银行|医院|学校|协会|工会|平台|"
    "公司|企业|工厂|商户|合作社|组织|团体|单位|学生|人员|人士|职工|居民|村民|市民|户籍|军人|家庭"
)
ENDING = re.compile(rf"(?:{ENDINGS})")
# Where looking back for the start of a name ends: verbs and particles that go before names.
BEFORE = re.compile(
    r".*(?:办理|申请|领取|取得|提交|携带|准备|持有|联系|咨询|属于|成为|作为|需要|可以|不用|应当|必须|由|向|到|在|去|凭|和|或|与|及|的|是|有|无|不|办|交|带|领|持|先|再|"
    r"后|把|将|被|为|对|给|从|等|各|该|本|所|请|要|还|也|都|就|才|只|每|新|原|其|了|看|并且|并|且|问|找|年|满|达|已|未|内|外|当场|直接|好|相关|有关|其他|\d)"
)
LOOK_BACK = 6
KINDS = (
    "有限责任公司|股份有限公司|有限公司|公司|合伙企业|个人独资企业|外商投资企业|民营企业|国有企业|中小企业|小微企业|高新技术企业|企业|个体工商户|农民专业合作社|合作社|分支机构|事业单位|"
    "社会组织|社会团体|民办非企业单位|用人单位|单位|个人|自然人|法人|未成年人|成年人|老年人|儿童|新生儿|婴儿|幼儿|学生|大学生|毕业生|残疾人|退役军人|军人|烈属|外国人|港澳台居民|华侨|"
    "本市户籍|外地户籍|外省市户籍|非本市户籍|非沪籍|外地人|本地人|外来人员|来沪人员|失业人员|就业困难人员|灵活就业人员|退休人员|在职职工|职工|居民|农民|村民|孕妇|产妇|夫妻|"
    "父母|父亲|母亲|监护人|子女|配偶|法定代表人|负责人|经营者|经办人|代办人|受托人|委托人|股东|合伙人|房东|业主|承租人|出租人|驾驶员|医师|药师|兽医|厨师|消费者|雇主|雇工|纳税人|"
    "投资人|申请人|当事人|家属|亲属|教师|医生|护士|游客|境外人员|少数民族|低保户|困难家庭|女职工|男职工|女性|男性|妇女"
)
KIND = re.compile(rf"(?:{KINDS})")
PLACE = re.compile(r"[㐀-鿿]{2}(?:街道|省|市|区|县|镇|乡)(?!场|民|分|别|域|政|间|级|内|外)")
CITIES = re.compile(
    "北京|天津|重庆|上海|广州|深圳|杭州|南京|苏州|成都|武汉|西安|浦东|徐汇|长宁|静安|普陀|虹口|杨浦|闵行|宝山|嘉定|金山|松江|青浦|奉贤|崇明|黄浦|江苏|浙江|安徽|广东|香港|澳门|台湾"
)
# Said of anyone and by nobody's leave: who asks, and where everybody may turn.
ANYONE = frozenset({"申请人", "当事人"})
OURS = re.compile(r"区政务服务中心|“?一网通办”?|随申办|人工帮办|市民服务热线|小宝")
CHANNELS = frozenset({"窗口", "部门", "机关", "中心", "平台", "人员", "证件", "证明"})  # unnamed, they are nobody's
# One kind named by a narrower or wider word that never says anything false.
WIDER = {"有限公司": ("有限责任公司", "股份有限公司"), "公司": ("公司",), "申请人": ("申请人", "")}


def missing_names(said: str, told: str) -> str | None:
    """The first name of `said` that does not stand in `told` (both canonical), None when all do."""
    text = OURS.sub("\n", said)
    for pattern in (KIND, PLACE, CITIES):
        for match in pattern.finditer(text):
            if match[0] not in told and match[0] not in ANYONE and not _wider_stands(match[0], told):
                return match[0]
    for match in ENDING.finditer(text):
        name = _name_before(text, match.start()) + match[0]
        if name in CHANNELS:
            continue
        if not _name_stands(name, match[0], told):
            return name
    return None


def _wider_stands(kind: str, told: str) -> bool:
    return any(w and w in told for w in WIDER.get(kind, ()))


def _name_before(text: str, end: int) -> str:
    """The Han characters before an ending that belong to the name."""
    run = re.search(r"[㐀-鿿]*$", text[max(0, end - LOOK_BACK) : end])
    return BEFORE.sub("", run[0]) if run else ""


def _name_stands(name: str, ending: str, told: str) -> bool:
    """True when the whole stands, or every pair of characters of what goes before the ending and the ending itself."""
    if name in told:
        return True
    if name.endswith("许可证") and name[:-1] in told:  # the permit and its paper
        return True
    before = name[: -len(ending)]
    if ending not in told:
        return False
    return all(before[i : i + 2] in told for i in range(len(before) - 1)) and (len(before) != 1 or name in told)
