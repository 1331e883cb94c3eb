"""Keeps the matters in step with the published guides and policies, without reading them for every question."""

import threading

from assistant.answering.matters import MATTER_KINDS, Matters, matter_from
from knowledge_base.library import Library


class MattersRegister:
    """`current()` is cheap: it reads again only when some guide or policy was published, retired, archived or superseded."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._seen: object = None
        self._matters = Matters(())

    def current(self) -> Matters:
        """The matters as of now."""
        standing = self._library.records.standing(MATTER_KINDS)
        with self._lock:
            if standing != self._seen:
                versions = self._library.records.published([entry_id for entry_id, *_ in standing])
                known = [v for v in versions.values() if v.content.fields]
                self._matters = Matters([matter_from(v) for v in known])
                self._seen = standing
            return self._matters
