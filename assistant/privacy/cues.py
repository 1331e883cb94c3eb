"""What the words before and behind a number say about it."""

import re

from assistant.privacy.chains import Number

LOOK_BACK = 24  # characters: what stands further away says nothing about this number
LOOK_AHEAD = 10
CONNECTING = r"(?:号码|号|编号|证号|的|是|为|就|[:=,;“”\"'‘’(\[【「<\s]|我|您|填|写|留|了|成|叫|分别|如下|no\.?|加|后面|换成?|改成?)"


def cue(words: str) -> re.Pattern[str]:
    """A pattern for `said_before`: one of the words, then at most some connecting ones."""
    return re.compile(rf"(?:{words}){CONNECTING}{{0,6}}$", re.IGNORECASE)


# What names a thing, not a person.
THING = re.compile(
    r"(?:编号|序列号|单号|流水号?|序号|编码|代码|文号|案号|批号|货号|型号|条码|条形码|税号|识别号|登记号|交易号|项目号|设备号"
    r"|车架号|发动机号|查询码|取件码|验证码|邮编|书号|标准号|期号|ISBN|IMEI|SN|"
    r"(?:订单|工单|快递|运单)号?码?|"
    r"(?:发票|合同|执照|许可证?|注册|备案|受理|办件|案件|产权证?|房产证|证书|回执|凭证|业务|票据|收据)的?号码?)[:=\s是为“\"(#]{0,4}$",
    re.IGNORECASE,
)
MEASURED = re.compile(r"\s?(?:元|块|万|亿|千克|公斤|吨|平米|平方|㎡|m2|kg|公里|人民币|美元|美金)")


def said_before(number: Number, pattern: re.Pattern[str]) -> bool:
    """Whether the words just before a number match."""
    if not number.begins_chain:
        return False  # what stands before it is digits
    return pattern.search(number.view.text[max(0, number.start - LOOK_BACK) : number.start]) is not None


def said_behind(number: Number, pattern: re.Pattern[str]) -> bool:
    """Whether the words just behind a number match."""
    return pattern.match(number.view.text[number.end : number.end + LOOK_AHEAD]) is not None


def names_a_thing(number: Number) -> bool:
    """An order, a case, an amount: no person's number, unless its own check digit says otherwise."""
    return said_before(number, THING) or said_behind(number, MEASURED)


def looks_like_date(digits: str) -> bool:
    """20260512."""
    return re.fullmatch(r"(?:19\d|20[0-4])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", digits) is not None
