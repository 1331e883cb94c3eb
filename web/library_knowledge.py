"""The Knowledge port over an opened library."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from knowledge_base.entries import EntryKind
from knowledge_base.library import Library
from knowledge_base.retrieval import Hit as FoundHit
from knowledge_base.sections import sections_of
from web.ports import EntryView, Hit, SearchPage

SUGGESTIONS = ("想开个小面馆要办啥证", "3吨多的小货车要办营运证吗", "居住证怎么办，要哪些材料")
SEARCHED = (EntryKind.GUIDE, EntryKind.POLICY, EntryKind.FAQ, EntryKind.REGULATION, EntryKind.CASE)


class LibraryKnowledge:
    """Knowledge as the pages see it; checkpoints are for clerks and only found when asked for by kind."""

    def __init__(self, library: Library, progress: Callable[[], Mapping[str, Any]]) -> None:
        self._library = library
        self._progress = progress

    def search(self, query: str, limit: int, as_of: date | None, kinds: Collection[EntryKind]) -> SearchPage:
        """See Knowledge."""
        results = self._library.search(query, limit=limit, as_of=as_of, kinds=kinds or SEARCHED)
        return SearchPage(tuple(map(_hit, results.kept)), results.ms, len(results.rejected))

    def entry(self, entry_id: str, version: int | None) -> EntryView:
        """See Knowledge."""
        found = self._library.entry(entry_id, version)
        latest = self._library.entry(entry_id)
        content = found.content
        parts = sections_of(found.entry.kind, content.body, content.fields)
        return EntryView(
            title=content.title,
            kind=found.entry.kind.value,
            source=content.source,
            source_status=content.source_status.value,
            legal_status=content.legal_status.value,
            effective_from=content.effective_from,
            effective_to=content.effective_to or found.entry.superseded_on,
            version=found.version,
            latest_version=latest.version,
            sections=tuple((part.name, part.text) for part in parts),
        )

    def suggestions(self) -> tuple[str, ...]:
        """See Knowledge."""
        return SUGGESTIONS

    def status(self) -> dict[str, Any]:
        """See Knowledge."""
        return {**self._library.records.counts(), **self._progress()}


def _hit(hit: FoundHit) -> Hit:
    content = hit.version.content
    return Hit(
        entry_id=hit.version.entry.id,
        version=hit.version.version,
        kind=hit.version.entry.kind.value,
        title=content.title,
        section=hit.chunk.section,
        text=hit.chunk.text,
        score=round(hit.score, 4),
        source=content.source,
        source_status=content.source_status.value,
        effective_from=content.effective_from,
        effective_to=content.effective_to,
        legal_status=content.legal_status.value,
    )
