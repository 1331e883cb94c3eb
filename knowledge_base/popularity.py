"""How often each law is the answer: laws whose articles answered many real questions are a little likelier to again."""

import math
import threading
from collections.abc import Callable, Mapping


class LawPopularity:
    """ln(1 + answered questions) of each law; counted again after the knowledge changed."""

    def __init__(self, count: Callable[[], Mapping[str, int]]) -> None:
        self._count = count
        self._lock = threading.Lock()
        self._known: dict[str, float] | None = None

    def forget(self) -> None:
        """The knowledge changed: count again when next needed."""
        with self._lock:
            self._known = None

    def of_laws(self) -> Mapping[str, float]:
        """By law key; a law without answered questions is absent."""
        with self._lock:
            if self._known is None:
                self._known = {law: math.log1p(n) for law, n in self._count().items()}
            return self._known
