"""The table of contents of ingestion: parse → recognise structure → entries and chunks → publish what changed."""

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from ingest.documents import Failure, ParsedDocument
from ingest.entries import ReadDocument, changes_of, read_document
from ingest.report import FileFailure, IngestReport
from ingest.sandbox import Sandbox
from knowledge_base.entries import Document, EntryKind, LegalStatus
from knowledge_base.errors import InvalidFields
from knowledge_base.law_names import law_key
from knowledge_base.library import Library

OnFile = Callable[[str], None]
PUBLISHED_AT_ONCE = 500  # entries a transaction: few commits, and a stop loses at most this much work


@dataclass(frozen=True, slots=True)
class Given:
    """What the operator said on the command line; it wins over what the text says."""

    kind: EntryKind | None = None
    effective_from: date | None = None
    effective_to: date | None = None


class Ingestion:
    """Idempotent: the same files again change nothing; one bad file never stops the rest."""

    def __init__(self, library: Library, new_id: Callable[[], str], now: Callable[[], datetime]) -> None:
        self._library = library
        self._new_id = new_id
        self._now = now

    def files(self, paths: Sequence[Path], given: Given = Given(), on_file: OnFile = lambda name: None) -> IngestReport:
        """Ingest every file, each on its own; words are searchable as soon as a file is done, vectors follow."""
        report = IngestReport()
        with Sandbox() as sandbox:
            for path in paths:
                report += self._file(path, given, sandbox)
                on_file(path.name)
        return report

    def _file(self, path: Path, given: Given, sandbox: Sandbox) -> IngestReport:
        parsed = sandbox.parse(path)
        if isinstance(parsed, Failure):
            return IngestReport(failures=(FileFailure(str(path), parsed.code, parsed.message),))
        digest = _sha256(path)
        report = IngestReport()
        try:
            for some in _groups(parsed):
                report += self.documents(some, path.name, digest, given)
        except InvalidFields as error:  # records that do not fit the kind the operator gave; the other files go on
            report += IngestReport(failures=(FileFailure(str(path), error.code, str(error)),))
        return report

    def documents(
        self, parsed: Sequence[ParsedDocument], source: str, sha256: str, given: Given = Given()
    ) -> IngestReport:
        """Publish parsed documents read from `source`; older versions of a law give way to newer ones."""
        report = IngestReport()
        for document in parsed:
            read = read_document(_told(document, given), source, given.kind)
            report += self.publish(read, sha256)
        self._library.follow_words()
        return report

    def records(self, parsed: Sequence[ParsedDocument], source: str) -> dict[str, str]:
        """Publish many undated one-entry records in one transaction, without a document each; record id → entry id."""
        reads = [(p.record_id or p.title, read_document(p, source, None, dated=False)) for p in parsed]
        changes = [(record_id, changes_of(read, None)[0]) for record_id, read in reads]
        self._library.publish([change for _, change in changes])
        return {record_id: change.entry.id for record_id, change in changes}

    def publish(self, read: ReadDocument, sha256: str) -> IngestReport:
        """Publish one document's entries, retire those it no longer holds, let older versions give way.

        The caller makes the words searchable (`Library.follow_words`) after one or many documents.
        """
        known = self._library.records.document(key=read.key)
        document = Document(
            id=known.id if known else self._new_id(),
            key=read.key,
            title=read.title,
            kind=read.kind,
            sha256=sha256,
            issuer=read.issuer,
            doc_number=read.doc_number,
            effective_from=read.effective_from,
            effective_to=read.effective_to,
            legal_status=read.legal_status,
            superseded_by=known.superseded_by if known else None,
            doubts=read.notes,
            repeals=read.repeals,
        )
        self._library.records.save_document(document, read.law_key, self._now())
        before = set(self._library.records.published_ids(document_id=document.id))
        changes = changes_of(read, document.id)
        changed: list[str] = []
        for start in range(0, len(changes), PUBLISHED_AT_ONCE):
            changed += self._library.publish(changes[start : start + PUBLISHED_AT_ONCE], follow=False)
        present = {c.entry.id for c in changes}
        gone = sorted(before - present)
        if gone:
            self._library.retire(gone, follow=False)
        if known and known.superseded_by:  # an archived version stays archived, with every article it gains
            self._library.supersede(known.id, known.superseded_by, known.effective_to, known.legal_status)
        superseded = self._give_way(read.law_key) + self._end_repealed(document) if read.law_key else 0
        created = len([i for i in changed if i not in before])
        return IngestReport(
            created=created,
            updated=len(changed) - created,
            unchanged=len(changes) - len(changed),
            retired=len(gone),
            superseded=superseded,
            documents=1,
            notes=read.notes,
        )

    def _give_way(self, law_key: str) -> int:
        """Every version of a law but the newest in force is superseded by the next one."""
        versions = [d for d in self._library.records.documents_of_law(law_key) if d.effective_from]
        moved = 0
        for older, newer in itertools.pairwise(versions):
            # Looked at again each time: a version between the two may have come in last.
            known = older.superseded_by == newer.id and older.effective_to == newer.effective_from
            if not known and newer.effective_from != older.effective_from:
                moved += self._library.supersede(older.id, newer.id, newer.effective_from)
        return moved

    def _end_repealed(self, document: Document) -> int:
        """Laws that this one ends, and this one when another ends it; whichever of the two came in first."""
        records = self._library.records
        ended = [(old, document) for name in document.repeals for old in records.documents_of_law(name)]
        by = records.repealing(law_key(document.title))
        if by is not None and by.id != document.id:
            ended.append((document, by))
        moved = 0
        for old, new in ended:
            if old.superseded_by is None and (old.effective_from or date.min) < (new.effective_from or date.max):
                moved += self._library.supersede(old.id, new.id, new.effective_from, LegalStatus.REPEALED)
        return moved


def gather(paths: Iterable[Path]) -> list[Path]:
    """The files named, and every file below the folders named, in a stable order; hidden files are left out."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        found.update(dict.fromkeys(p for p in inside if not p.name.startswith(".")))
    return list(found)


def _told(document: ParsedDocument, given: Given) -> ParsedDocument:
    """The document with what the operator said about it."""
    return replace(
        document,
        kind_hint=given.kind or document.kind_hint,
        effective_from=given.effective_from or document.effective_from,
        effective_to=given.effective_to or document.effective_to,
    )


def _groups(parsed: Iterable[ParsedDocument], size: int = 200) -> Iterator[list[ParsedDocument]]:
    group: list[ParsedDocument] = []
    for document in parsed:
        group.append(document)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
