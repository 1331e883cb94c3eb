"""Dates and status, read where they stand in a file's name and text; what is doubtful becomes a note, not a guess."""

import re
from dataclasses import dataclass
from datetime import date

from knowledge_base.entries import LegalStatus

DAY = r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
IN_NAME = re.compile(r"[（(](\d{4})[-.年](\d{1,2})[-.月](\d{1,2})日?[）)]")
FROM = re.compile(rf"自\s*{DAY}\s*起(?:正式)?(?:施行|实施|执行|生效)")
UNTIL = re.compile(rf"有效期(?:限)?(?:截至|截止|至|到|自[^，。；]{{0,20}}至)\s*{DAY}")
YEARS = re.compile(r"有效期(?:为|是)?\s*([一二三四五六七八九十\d]+)\s*年")
AT_ONCE = re.compile(r"自(?:公布|发布|印发)之日起(?:施行|实施|执行|生效)")
ISSUED = re.compile(rf"{DAY}\s*(?:[^，。；\n]{{0,40}}?)(?:公布|发布|印发|通过)")
NUMBER = re.compile(
    r"[一-鿿]{1,12}(?:发|办|规|令|字|函|规范)?〔\d{4}〕\s*\d+\s*号|(?:国务院|[一-鿿]{2,12})令第\s*\d+\s*号"
)
REPEALS = re.compile(r"《([^》]{4,60})》(?:[^。；]{0,40})同时废止")
SELF_REPEALED = re.compile(r"(?:本(?:办法|规定|条例|通知)|该文件)(?:已|现已|现予)(?:经)?废止")
NAME_REPEALED = re.compile(r"[（(【\[](?:已)?(?:废止|失效)[）)】\]]")
HEAD, TAIL = 1500, 2500  # where a text speaks of its own validity


@dataclass(frozen=True, slots=True)
class Validity:
    """`effective_from` is the later of the version date in the name and the 施行 date; `repeals` names laws it ends."""

    effective_from: date | None = None
    effective_to: date | None = None
    legal_status: LegalStatus = LegalStatus.IN_FORCE
    doc_number: str | None = None
    issuer: str | None = None
    repeals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_validity(file_name: str, text: str) -> Validity:
    """What a file's name and its first and last pages say about its validity."""
    ends = text if len(text) <= HEAD + TAIL else f"{text[:HEAD]}\n{text[-TAIL:]}"
    notes: list[str] = []
    named = _day(IN_NAME.search(file_name))
    begins = _begins(ends, notes)
    if named and begins and begins.year - named.year > 2:
        notes.append(f"{file_name}：文件名日期 {named} 与正文施行日期 {begins} 相差较大，请核对")
    ends_on = _day(UNTIL.search(ends))
    if ends_on is None and YEARS.search(ends) and not begins:
        notes.append(f"{file_name}：写了有效期年数，但没有找到起算日期，请用 --effective-to 写明")
    repealed = bool(SELF_REPEALED.search(ends[:HEAD]) or NAME_REPEALED.search(file_name))
    number = NUMBER.search(ends[:HEAD])
    return Validity(
        # An amended law still names its first 施行 date; a new one begins after the day it was passed.
        effective_from=max((d for d in (named, begins) if d), default=None),
        effective_to=ends_on,
        legal_status=LegalStatus.REPEALED if repealed else LegalStatus.IN_FORCE,
        doc_number=re.sub(r"\s", "", number[0]) if number else None,
        repeals=tuple(dict.fromkeys(REPEALS.findall(ends))),
        notes=tuple(notes),
    )


def _begins(text: str, notes: list[str]) -> date | None:
    """The 施行 date of the text itself: its last 自…起施行; 自公布之日起 needs a 公布 date."""
    days = [d for m in FROM.finditer(text) if (d := _day(m))]
    if days:
        return days[-1]
    if AT_ONCE.search(text):
        issued = [d for m in ISSUED.finditer(text) if (d := _day(m))]
        if issued:
            return max(issued)
        notes.append("正文写“自公布之日起施行”，但没有找到公布日期，请用 --effective-from 写明")
    return None


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
