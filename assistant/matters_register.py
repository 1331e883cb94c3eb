"""Keeps the matters in step with the published guides and policies, without reading them for every question."""

import threading

from assistant.answering.matters import MATTER_KINDS, Matters, matter_from
from knowledge_base.library import Library


class MattersRegister:
    """`current()` is cheap: it reads again only when some guide or policy was published or retired."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._seen: tuple[tuple[str, int], ...] | None = None
        self._matters = Matters(())

    def current(self) -> Matters:
        """The matters as of now."""
        published = tuple(p for kind in MATTER_KINDS for p in self._library.records.published_versions(kind))
        with self._lock:
            if published != self._seen:
                versions = self._library.records.published([entry_id for entry_id, _ in published])
                known = [v for v in versions.values() if v.content.fields]
                self._matters = Matters([matter_from(v) for v in known])
                self._seen = published
            return self._matters
