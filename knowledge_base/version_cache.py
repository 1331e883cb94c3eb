"""Contents of versions kept in memory: a version never changes, so what was read once need not be parsed again."""

import threading
from collections import OrderedDict

from knowledge_base.entries import EntryVersion

KEPT = 5000  # versions; an article is a few hundred characters, a guide some thousands


class VersionCache:
    """The last KEPT versions that were used, by (entry id, version). Safe to share between threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._versions: OrderedDict[tuple[str, int], EntryVersion] = OrderedDict()

    def get(self, entry_id: str, version: int) -> EntryVersion | None:
        """The version as it was put; its entry's own columns may have moved on since."""
        key = (entry_id, version)
        with self._lock:
            found = self._versions.get(key)
            if found is not None:
                self._versions.move_to_end(key)
            return found

    def put(self, version: EntryVersion) -> None:
        """Keep a version; the one used longest ago gives way."""
        with self._lock:
            self._versions[(version.entry.id, version.version)] = version
            if len(self._versions) > self._kept:
                self._versions.popitem(last=False)
