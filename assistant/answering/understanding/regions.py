"""Places other than Shanghai: a rule of one city must never be given as the answer for another."""

import re

PROVINCES = (
    "北京 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 "
    "内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾"
)
CITIES = (
    "石家庄 唐山 保定 邯郸 太原 大同 呼和浩特 包头 沈阳 大连 鞍山 长春 哈尔滨 大庆 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 "
    "宿迁 昆山 太仓 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 合肥 芜湖 蚌埠 马鞍山 安庆 阜阳 福州 厦门 泉州 漳州 莆田 南昌 九江 "
    "赣州 济南 青岛 淄博 烟台 潍坊 济宁 临沂 威海 郑州 洛阳 开封 南阳 武汉 宜昌 襄阳 长沙 株洲 岳阳 广州 深圳 珠海 汕头 佛山 东莞 中山 惠州 南宁 桂林 "
    "柳州 海口 三亚 成都 绵阳 贵阳 遵义 昆明 大理 拉萨 西安 咸阳 兰州 西宁 银川 乌鲁木齐"
)
ABROAD = "美国 日本 韩国 英国 法国 德国 加拿大 澳大利亚 新西兰 新加坡 泰国 欧盟 申根"
NAMES = tuple(f"{PROVINCES} {CITIES}".split())
REGION = re.compile("|".join(sorted(NAMES, key=len, reverse=True)))
# A country is where somebody comes from or goes to; only its own papers and offices are its own matter.
FOREIGN_PAPERS = re.compile(
    rf"(美|日|韩|英|法|德|加拿大|澳洲|新西兰|泰国|申根)(国)?签证?(?=$|[^发])"
    rf"|({ABROAD.replace(' ', '|')})(的)?(签证|旅游签|留学签|工作签|绿卡|居留|永居|移民|入籍|驾照|大使馆|领事馆|免签|入境|海关)"
)
# "北京路", "苏州河", "南京西路的店", "浙江人", "户口在安徽", "从杭州来", "青岛啤酒" name a street, a person's origin
# or a thing in Shanghai, not a region whose rules are asked for.
NOT_A_REGION = re.compile(
    r"^(东|西|南|北|中)?(路|河|街|人|籍|户口|户籍|的?身份证|来|过来|老家|啤酒|大学|银行|饭店|面馆|拉面|小笼|菜|小吃|包子|烧饼|老乡|女婿|媳妇|迁)"
)
ORIGIN = re.compile(r"(户口|户籍|老家|从|来自|我是|我家在|籍贯|出生)(地)?(是|在|于)?$")
HERE = re.compile(r"上海|宝山|本市|沪")


def other_region(text: str) -> str | None:
    """The region whose rules the question asks for, when that is not Shanghai; None otherwise."""
    papers = FOREIGN_PAPERS.search(text)
    if papers:
        country = papers[1] or papers[3]
        return f"{country}国" if len(country) == 1 else country
    if HERE.search(text):
        return None
    for match in REGION.finditer(text):
        if NOT_A_REGION.match(text[match.end() :]) or ORIGIN.search(text[: match.start()]):
            continue
        return match[0]
    return None
