"""Dates and status, read where they stand in a file's name and text; what is doubtful becomes a note, not a guess."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.own_words import day_in, days_of, doc_number_of, issuer_of, own_sentences, with_arabic_dates
from knowledge_base.entries import LegalStatus
from knowledge_base.law_names import law_key
from knowledge_base.text import chinese_number

__all__ = ["Found", "Validity", "law_key", "read_validity"]

DAY = r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
IN_NAME = re.compile(
    r"[（(](\d{4})[-.年](\d{1,2})[-.月](\d{1,2})日?(?:修正|修订|公布|施行)?[）)]|(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])"
)
BEGINS = r"(?:开始|正式|起)?(?:施行|实施|执行|生效)"
FROM = re.compile(rf"(?:自|于|从)?\s*{DAY}\s*(?:零时)?起?{BEGINS}")
DATED_LINE = re.compile(rf"^{DAY}\s*(?:起)?施行\s*$", re.MULTILINE)
AT_ONCE = re.compile(rf"自(?:公布|发布|印发|下发|颁布)之日(?:起)?(?:([一二三四五六七八九十\d]+)日后)?起?{BEGINS}")
ISSUED = re.compile(rf"{DAY}\s*(?:(?!\d{{4}}年)[^，。；\n]){{0,40}}?(?:公布|发布|印发|颁布)")
PASSED = re.compile(rf"{DAY}\s*(?:(?!\d{{4}}年)[^。；\n]){{0,60}}?(?:通过|修正|修订|修改|批准)")
SIGNED = re.compile(rf"^\s*{DAY}\s*$", re.MULTILINE)
UNTIL = re.compile(
    rf"(?:有效期(?:限)?|执行期限?)(?:为|是)?(?:截至|截止|至|到|延长至|(?:自|从)[^，。；]{{0,24}}?(?:至|到))\s*{DAY}"
)
YEARS = re.compile(r"有效期(?:限)?(?:为|是)?\s*([一二两三四五六七八九十\d]+)\s*年")
SENTENCE = re.compile(r"[^。\n]*(?:同时废止|同时停止执行|同时失效|予以废止|即行废止|停止执行)")
NAMED = re.compile(r"《((?:[^《》]|《[^《》]*》){3,80})》")
# a law that is applied is not a law that ends
CAUSE = re.compile(r"(?:依照|依据|根据|按照|参照|经)[^，。；]{0,6}《[^》]+》")
SELF_REPEALED = re.compile(
    r"(?:本(?:办法|规定|条例|通知|细则|意见)|(?:该|本|此)文件)(?:已|现已|现予)(?:经)?(?:废止|失效)"
)
NAME_REPEALED = re.compile(r"[（(【\[](?:已)?(?:废止|失效|全文失效)[）)】\]]")
HEAD, TAIL = 1500, 2500  # characters where a text speaks of its own validity


@dataclass(frozen=True, slots=True)
class Found:
    """Where a value was read: the field's name, 文件名 or 正文, and the words."""

    field: str
    where: str
    words: str


@dataclass(frozen=True, slots=True)
class Validity:
    """What a file says about when it holds.

    `effective_from` orders the versions of a law: the later of `stated_from` (施行 as the text says) and
    `version_date` (this version was passed, amended or published). Only when `exact` is it a 施行 date; an amended
    law still states its first one. `repeals` names the laws that this one ends.
    """

    effective_from: date | None = None
    effective_to: date | None = None
    legal_status: LegalStatus = LegalStatus.IN_FORCE
    doc_number: str | None = None
    issuer: str | None = None
    repeals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    stated_from: date | None = None
    version_date: date | None = None
    found: tuple[Found, ...] = ()

    @property
    def exact(self) -> bool:
        """True when `effective_from` is the 施行 date of this very version."""
        return self.stated_from is not None and self.effective_from == self.stated_from


def read_validity(file_name: str, text: str) -> Validity:
    """What a file's name and its first and last pages say about its validity."""
    reading = _Reading(file_name, with_arabic_dates(_ends(text)))
    version_date = reading.version_date()
    stated = reading.stated_from()
    begins = max((d for d in (version_date, stated) if d), default=None)
    reading.compare(version_date, stated)
    return Validity(
        effective_from=begins,
        effective_to=reading.ends_on(stated),
        legal_status=LegalStatus.REPEALED if reading.says_repealed() else LegalStatus.IN_FORCE,
        doc_number=reading.keep("doc_number", doc_number_of(reading.head)),
        issuer=reading.keep("issuer", issuer_of(reading.text)),
        repeals=tuple(dict.fromkeys(_repeals(reading.text))),
        notes=tuple(reading.notes),
        stated_from=stated,
        version_date=version_date,
        found=tuple(reading.found),
    )


class _Reading:
    """One file being read; collects where each value was found and what is doubtful."""

    def __init__(self, file_name: str, text: str) -> None:
        self.file_name = file_name
        self.text = text
        self.head = text[:HEAD]
        self.preamble = re.split(r"^#*\s*第一(?:条|章|编)", self.head, maxsplit=1, flags=re.MULTILINE)[0]
        self.notes: list[str] = []
        self.found: list[Found] = []

    def keep(self, field: str, value: str | None) -> str | None:
        if value:
            self.found.append(Found(field, "正文", value))
        return value

    def version_date(self) -> date | None:
        """The day in the file's name, else the latest 通过, 修正 or 公布 above the first article."""
        named = IN_NAME.search(self.file_name)
        if day := day_in(named):
            self._found("version_date", "文件名", named)
            return day
        if self.preamble == self.head:  # not a statute: dates at its beginning may be anything's
            return None
        matches = [m for p in (PASSED, ISSUED) for m in p.finditer(self.preamble) if day_in(m)]
        latest = max(matches, key=lambda m: day_in(m) or date.min, default=None)
        self._found("version_date", "正文", latest)
        return day_in(latest)

    def stated_from(self) -> date | None:
        """施行 in the text's own words; 自公布之日起 needs a day of publication."""
        own = list(own_sentences(self.text))
        dated = [m for s in own for m in FROM.finditer(s) if day_in(m)] or [
            m for m in DATED_LINE.finditer(self.preamble) if day_in(m)
        ]
        if dated:
            self._found("effective_from", "正文", dated[-1])
            return day_in(dated[-1])
        at_once = next((m for s in own for m in [AT_ONCE.search(s)] if m), None)
        if at_once is None:
            return None
        self._found("effective_from", "正文", at_once)
        issued = max(days_of(ISSUED, self.head), default=None) or max(days_of(SIGNED, self.text), default=None)
        if issued is None:
            self.notes.append(f"{self.file_name}：正文写“{at_once[0]}”，但没有找到公布日期，请用 --effective-from 写明")
            return None
        return issued + timedelta(days=chinese_number(at_once[1]) or 0) if at_once[1] else issued

    def ends_on(self, begins: date | None) -> date | None:
        """The last day: written, or counted in years from 施行."""
        until = next((m for s in own_sentences(self.text) for m in UNTIL.finditer(s) if day_in(m)), None)
        if until is not None:
            self._found("effective_to", "正文", until)
            return day_in(until)
        years = next((m for s in own_sentences(self.text) for m in [YEARS.search(s)] if m), None)
        count = chinese_number(years[1]) if years else None
        if years is None or not count:
            return None
        if begins is None:
            self.notes.append(f"{self.file_name}：写了有效期年数，但没有找到起算日期，请用 --effective-to 写明")
            return None
        self._found("effective_to", "正文", years)
        return _years_later(begins, count) - timedelta(days=1)

    def compare(self, version_date: date | None, stated: date | None) -> None:
        """Notes where the day of the version and the 施行 date do not go together."""
        if version_date is None or stated is None:
            return
        if stated.year - version_date.year > 2:
            self.notes.append(f"{self.file_name}：版本日期 {version_date} 与正文施行日期 {stated} 相差较大，请核对")
        elif version_date > stated:
            self.notes.append(
                f"{self.file_name}：{version_date} 修正的版本，正文只写首次施行日期 {stated}，修正后的施行日期请核对"
            )

    def says_repealed(self) -> bool:
        said = NAME_REPEALED.search(self.file_name) or SELF_REPEALED.search(self.head)
        self._found("legal_status", "文件名或正文", said)
        return said is not None

    def _found(self, field: str, where: str, match: re.Match[str] | None) -> None:
        if match is not None:
            self.found.append(Found(field, where, match[0].strip()))


def _repeals(text: str) -> Iterator[str]:
    for sentence in SENTENCE.finditer(text):
        for named in NAMED.finditer(CAUSE.sub("", sentence[0])):
            yield named[1]


def _ends(text: str) -> str:
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]}\n{text[-TAIL:]}"


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
