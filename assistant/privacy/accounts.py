"""E-mail addresses, and 微信, QQ or 支付宝 names behind those words."""

import re
from collections.abc import Iterator, Sequence

from assistant.privacy.chains import Chain
from assistant.privacy.findings import Finding, Kind
from assistant.privacy.folding import View

AT = re.compile(r"\s?(?:@|\(at\)|\[at\]|艾特|#(?=(?:qq|163|126|gmail|sina|foxmail|139|189|outlook|hotmail)\.))\s?")
LOCAL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}$")
DOMAIN = re.compile(r"[A-Za-z0-9\-]{1,63}(?:\s?(?:\.|点|\(dot\))\s?[A-Za-z0-9\-]{1,63}){1,4}")
LONGEST_LOCAL = 64
NAMED = re.compile(
    r"(?:微信|薇信|威信|weixin|wechat|(?<![A-Za-z0-9])v信|(?<![A-Za-z0-9])vx|(?<![A-Za-z0-9])wx|支付宝|抖音|微博|whatsapp|telegram)"
    r"(?P<said>(?:号码?|账号|帐号|id|名|是|为|也是|同号?|我|加|[:=\s“\"(]){0,6})(?P<name>[A-Za-z][A-Za-z0-9_\-]{5,31})",
    re.IGNORECASE,
)
QQ = re.compile(
    r"(?:(?<![A-Za-z0-9])qq|扣扣|企鹅号|微信号|支付宝账号)(?:号码?|是|为|加|我|[:=\s“\"(]){0,6}([1-9]\d{4,11})(?![\d@A-Za-z.])",
    re.IGNORECASE,
)
BRANDS = {"weixin", "wechat", "alipay", "whatsapp", "telegram", "applet", "official", "miniprogram"}


def find(view: View, chains: Sequence[Chain]) -> Iterator[Finding]:
    """Addresses around an at sign; account names only where a word names the network."""
    for at in AT.finditer(view.text):
        before = LOCAL.search(view.text[max(0, at.start() - LONGEST_LOCAL) : at.start()])
        behind = DOMAIN.match(view.text, at.end())
        if before and behind:
            yield view.finding(Kind.EMAIL, at.start() - len(before[0]), behind.end())
    for match in NAMED.finditer(view.text):
        sure = bool(match["said"].strip()) or any(c.isdigit() or c in "_-" for c in match["name"])
        if sure and match["name"].lower() not in BRANDS:
            yield view.finding(Kind.ACCOUNT, *match.span("name"))
    for match in QQ.finditer(view.text):
        yield view.finding(Kind.ACCOUNT, *match.span(1))
