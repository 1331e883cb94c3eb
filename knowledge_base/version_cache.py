"""What belongs to a version, kept in memory: a version never changes, so what was read once need not be read again."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

KEPT = 5000  # versions; an article is a few hundred characters, a guide some thousands

T = TypeVar("T")


class VersionCache(Generic[T]):
    """The last KEPT things that were used, by (entry id, version). Safe to share between threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, int], T] = OrderedDict()

    def get(self, entry_id: str, version: int) -> T | None:
        """What was put for this version."""
        key = (entry_id, version)
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, entry_id: str, version: int, thing: T) -> None:
        """Keep it; what was used longest ago gives way."""
        with self._lock:
            self._held[(entry_id, version)] = thing
            if len(self._held) > self._kept:
                self._held.popitem(last=False)
