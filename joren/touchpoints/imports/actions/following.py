"""What other apps do after the last row: an importer that goes on with their steps when its own are done."""

from typing import Final

from joren.foundation.importing import Counts, Importer, ImportFollowUp, Plan
from joren.foundation.registry import entries, resolve

_OWN: Final = "="
_SEPARATOR: Final = "|"


class Followed:
    """An importer and its followers as one. A position is ``=<own>`` or ``<follower's key>|<its own>``."""

    def __init__(self, importer: Importer, kind: str, plan: Plan) -> None:
        self._importer, self._plan = importer, plan
        self.parse, self.write = importer.parse, importer.write
        following = (entry for entry in entries(ImportFollowUp) if entry.after == kind)
        self._followers = sorted(following, key=lambda entry: (entry.order, entry.key))

    def settle(self, position: str) -> tuple[Counts, str | None]:
        """One step of the importer, then of each follower in turn."""
        if not position or position.startswith(_OWN):
            counts, then = self._importer.settle(position.removeprefix(_OWN))
            return counts, f"{_OWN}{then}" if then is not None else self._first_after("")
        key, _separator, own = position.partition(_SEPARATOR)
        follower = next((entry for entry in self._followers if entry.key == key), None)
        if follower is None:  # the app that began this step is no longer there
            return Counts(), self._first_after(key)
        step: tuple[Counts, str | None] = resolve(follower.run)(self._plan, own)
        counts, then = step
        return counts, self._first_after(key) if then is None else f"{key}{_SEPARATOR}{then}"

    def _first_after(self, key: str) -> str | None:
        keys = [entry.key for entry in self._followers]
        rest = keys[keys.index(key) + 1 :] if key in keys else keys if not key else []
        return f"{rest[0]}{_SEPARATOR}" if rest else None
