"""A circuit breaker: an endpoint that keeps failing is left in peace, then tried with one call."""

import threading
from collections import deque
from collections.abc import Callable


class Circuit:
    """Opens after `failures` within `window_s`; after `rest_s` one probe goes through and decides. Threads share it."""

    def __init__(
        self, clock: Callable[[], float], *, failures: int = 5, window_s: float = 60.0, rest_s: float = 30.0
    ) -> None:
        self._clock = clock
        self._failures, self._window, self._rest = failures, window_s, rest_s
        self._lock = threading.Lock()
        self._failed_at: deque[float] = deque(maxlen=failures)
        self._opened_at: float | None = None
        self._probing = False

    def admits(self) -> bool:
        """True when a call may go out; whoever gets True must say how it ended."""
        with self._lock:
            if self._opened_at is None:
                return True
            if self._probing or self._clock() - self._opened_at < self._rest:
                return False
            self._probing = True
            return True

    def answered(self) -> None:
        """A call came back: the endpoint is well."""
        with self._lock:
            if self._opened_at is not None and not self._probing:
                return  # a straggler from before it opened says nothing about now
            self._failed_at.clear()
            self._opened_at, self._probing = None, False

    def failed(self) -> None:
        """A call failed in a way that speaks against the endpoint."""
        with self._lock:
            now = self._clock()
            if self._opened_at is not None:
                if self._probing:
                    self._opened_at, self._probing = now, False
                return
            self._failed_at.append(now)
            if len(self._failed_at) == self._failures and now - self._failed_at[0] <= self._window:
                self._opened_at = now
                self._failed_at.clear()
