"""Accounts at work: each with its limits, its signature and what its messages look like; and which one takes the next.

Several lines (threads) share one `Pool`. A line asks it for a station that has room, hands the message in over its own
connection to it, and tells what happened. A station that fails rests, and the others go on; a message the failed one
had not taken is handed to the next one at once, which the outcome allows ("retry" and "not begun" promise that).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Final

from joren.foundation.time import clock
from joren.outreach.delivery.channels import Outcome

from .adapters.handing import Connection
from .composing import Composer
from .rules.dkim import Signer
from .rules.limits import Meter, next_turn

_PATIENCE: Final = 20.0
"""Seconds a line waits for an account's minute to have room before it gives the message back."""
_STEP: Final = 0.25
_REST: Final = 30.0
"""Seconds an account rests after its server went away."""


@dataclass
class Station:
    """One account at work. `composers` by variant; `limits` are its own meter and, shared, that of its provider."""

    account_id: int
    name: str
    weight: int
    connect: Callable[[], Connection]
    composers: dict[str, Composer]
    return_address: Callable[[str], str]
    signers: Sequence[Signer] = ()
    limits: Sequence[Meter] = ()
    taken: int = 0
    rests_until: float = float("-inf")
    problem: Outcome | None = None
    sent: dict[int, None] = field(default_factory=dict)

    def signed(self, raw: bytes) -> bytes:
        """The message with a signature of each key before it."""
        at = int(clock.now().timestamp())
        return b"".join([*(signer.header(raw, at) for signer in self.signers), raw])


class Pool:
    """The stations of one sending. Safe to use from several threads."""

    def __init__(self, stations: Sequence[Station]) -> None:
        self.stations = list(stations)
        self._lock = Lock()
        self._woken = Event()

    def take(self, *, without: set[int]) -> Station | Outcome:
        """A station for the next message, waiting for the pace if need be; otherwise why there is none."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            with self._lock:
                usable = [one for one in self._usable() if one.account_id not in without]
                if not usable:
                    return self._none_left()
                ready = [one for one in usable if not self._wait(one)]
                if ready:
                    return self._taken(ready[next_turn([(one.taken, one.weight) for one in ready])])
                pause = min(self._wait(one) for one in usable)
            if time.monotonic() + pause > deadline:
                return Outcome(kind="not_begun", text="pace", halts="for_now")
            self._woken.wait(min(pause, _STEP))

    def likely(self) -> Station | None:
        """Whose turn it will probably be, for composing ahead; None when nobody has room."""
        with self._lock:
            usable = self._usable()
            return usable[next_turn([(one.taken, one.weight) for one in usable])] if usable else None

    def gone(self, station: Station, delivery_id: int) -> None:
        """The message was taken: remembered until it is recorded."""
        with self._lock:
            station.sent[delivery_id] = None

    def failed(self, station: Station, outcome: Outcome) -> None:
        """The account did not take it: given back to its limits; it rests, for good when its log-in was refused."""
        with self._lock:
            hour, day = _now()
            for meter in station.limits:
                meter.give_back(hour, day)
            if outcome.halts == "for_good":
                station.problem = outcome
            elif outcome.halts == "for_now":
                station.rests_until = time.monotonic() + _REST
                station.problem = None

    def others(self, station: Station) -> bool:
        """Whether another station could still take messages."""
        with self._lock:
            return any(one is not station for one in self._usable())

    def account_of(self, delivery_id: int) -> int | None:
        """The account that took a message, told once."""
        with self._lock:
            for station in self.stations:
                if delivery_id in station.sent:
                    del station.sent[delivery_id]
                    return station.account_id
        return None

    def _usable(self) -> list[Station]:
        now, (hour, day) = time.monotonic(), _now()
        return [
            one
            for one in self.stations
            if one.problem is None and one.rests_until <= now and all(meter.room(hour, day) for meter in one.limits)
        ]

    def _wait(self, station: Station) -> float:
        now = time.monotonic()
        return max((meter.wait(now) for meter in station.limits), default=0.0)

    def _taken(self, station: Station) -> Station:
        now, (hour, day) = time.monotonic(), _now()
        for meter in station.limits:
            meter.take(now, hour, day)
        station.taken += 1
        return station

    def _none_left(self) -> Outcome:
        """Everything refused for good: somebody must look. Otherwise the run ends and comes back within a minute."""
        refused = [one.problem for one in self.stations if one.problem is not None]
        if len(refused) == len(self.stations):
            last = refused[-1]
            return Outcome(kind="not_begun", code=last.code, text=last.text, halts="for_good")
        return Outcome(kind="not_begun", code="limit", text="no account has room at this moment", halts="for_now")


def _now() -> tuple[object, object]:
    """The hour and the day that limits are counted in."""
    now = clock.now()
    return now.replace(minute=0, second=0, microsecond=0), clock.today()
