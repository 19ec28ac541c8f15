"""Whoever guesses addresses of messages is not answered any more for a while.

Counted in the process, not in the shared cache: a good pixel must not cost a question to the database.
"""

from collections import OrderedDict
from threading import Lock
from time import monotonic
from typing import Final

MOST: Final = 60
_SECONDS: Final = 60.0
_MOST_ADDRESSES: Final = 10_000


class Guesses:
    """Bounded memory of bad addresses asked for, by who asked; shared by the threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wrong(self, caller: str) -> None:
        """Note a bad guess."""
        now = monotonic()
        with self._lock:
            count, until = self._counts.pop(caller, (0, 0.0))
            fresh = until < now
            self._counts[caller] = (1, now + _SECONDS) if fresh else (count + 1, until)
            while len(self._counts) > _MOST_ADDRESSES:
                self._counts.popitem(last=False)

    def too_many(self, caller: str) -> bool:
        """Whether the caller guessed too often within the last minute."""
        if not self._counts:
            return False
        with self._lock:
            count, until = self._counts.get(caller, (0, 0.0))
        return count > MOST and until >= monotonic()

    def clear(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._counts.clear()
