"""What a text says of itself and not of others: its own sentences, its number, who issued it."""

import re
from collections.abc import Iterator
from datetime import date

from knowledge_base.text import chinese_number

# "本条例", "本“意见”", a decree ("现予公布，自…起施行"), an order to carry out ("请遵照执行")
OWN = re.compile(
    r"本\s*[“《]?(?:法|条例|办法|规定|若干规定|细则|实施细则|实施办法|决定|通知|意见|方案|措施|政策|公告|规则|规范|标准|制度|指南|决议|暂行\S{2,4})[”》]?"
    r"|现予(?:公布|发布|印发)|现印发给|请(?:认真)?(?:遵照|贯彻)执行|^(?:自|有效期)"
)
CHINESE_YEAR = "零〇○Ｏ一二三四五六七八九"
CHINESE_DATE = re.compile(
    rf"([{CHINESE_YEAR}]{{4}})年([一二三四五六七八九十]{{1,3}})月([一二三四五六七八九十]{{1,3}})日"
)

OWN_NUMBER = re.compile(
    r"^[（(]?([一-鿿]{1,10}(?:规|发|办|函|字|令|通|告|政|公)?[〔\[（(](?:19|20)\d{2}[〕\]）)]\s*\d{1,5}\s*号)[）)]?$",
    re.MULTILINE,
)
DECREE = re.compile(r"((?:[一-鿿]{2,24}?)令(?:第\s*)?\d{1,4}\s*号)(?:公布|发布|颁布|修订|[）)\s]|$)", re.MULTILINE)
BEFORE_AGENCY = re.compile(r"^.*(?:日|根据|经|以|的|[（(，、])(?=[一-鿿]{2,})")

PASSED_BY = re.compile(
    r"日\s*((?:[一-鿿]{2,12}?)人民代表大会(?:常务委员会)?)第[一二三四五六七八九十百\d]+次会议(?:通过|修订|批准)?"
)
TERM = re.compile(r"第[一二三四五六七八九十]+届")
DECREED_BY = re.compile(r"([一-鿿]{2,24}?)令(?:第\s*)?\d{1,4}\s*号")
TITLED = re.compile(
    r"^#?\s*([一-鿿、]{2,30}?(?:政府|办公厅|办公室|委员会|局|厅|部|院|中心|总署|银行|联合会))(?:等\S{1,4}部门)?\s*(?:关于|印发)",
    re.MULTILINE,
)
SIGNATURE = re.compile(
    r"^\s*([一-鿿]{4,24}(?:政府|办公厅|办公室|委员会|局|厅|部|院|中心|总署))\s*\n\s*\d{4}年\d{1,2}月\d{1,2}日\s*$",
    re.MULTILINE,
)


def own_sentences(text: str) -> Iterator[str]:
    """Sentences in which the text speaks of itself; a clause about one of its articles only is not about the whole."""
    for sentence in re.split(r"[。\n]", text):
        bare = sentence.strip()
        if OWN.search(bare) and not re.search(r"本\S{1,6}第[一二三四五六七八九十百\d]+条[^，]{0,20}自", bare):
            yield bare


def with_arabic_dates(text: str) -> str:
    """二○二○年五月一日 → 2020年5月1日."""

    def arabic(match: re.Match[str]) -> str:
        year = "".join(str("零一二三四五六七八九".index(re.sub("[〇○Ｏ]", "零", c))) for c in match[1])
        return f"{year}年{chinese_number(match[2])}月{chinese_number(match[3])}日"

    return CHINESE_DATE.sub(arabic, text)


def day_in(match: re.Match[str] | None) -> date | None:
    """The day of the first three groups that took part in a match; None for no match and for no real day."""
    if match is None:
        return None
    numbers = [g for g in match.groups()[:6] if g is not None][:3]
    try:
        return date(*map(int, numbers))
    except (ValueError, TypeError):
        return None


def days_of(pattern: re.Pattern[str], text: str) -> list[date]:
    """Every real day that a pattern finds."""
    return [day for match in pattern.finditer(text) if (day := day_in(match))]


def doc_number_of(head: str) -> str | None:
    """文号 of the text itself: alone on a line, or the decree that published it; numbers it only mentions are not its own."""
    own = OWN_NUMBER.search(head) or DECREE.search(head)
    if own is None:
        return None
    return re.sub(r"\s", "", BEFORE_AGENCY.sub("", own[1]))


def issuer_of(text: str) -> str | None:
    """发布机关: who passed it, whose decree it is, whose name begins its title, or who signed it."""
    head = text[:1500]
    if passed := PASSED_BY.search(head):
        name = TERM.sub("", passed[1])
        return f"全国{name}" if name.startswith("人民代表大会") else name
    if decreed := DECREED_BY.search(head):
        return BEFORE_AGENCY.sub("", decreed[1]).removeprefix("中华人民共和国") or None
    if titled := TITLED.search(head[:200]):
        return titled[1]
    signed = SIGNATURE.search(text)
    return signed[1] if signed else None
