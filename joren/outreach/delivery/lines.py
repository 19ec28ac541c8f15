"""The threads that hand messages over: one connection each, no database.

A line that can (`Ahead`) composes its next message while the server is busy with one, so that it is at hand when the
answer comes. Threads of one interpreter take turns; while lines are at work the turns are short, or a line with an
answer would wait for whoever computes.
"""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Final

from .channels import Ahead, Handover, Line, Outcome
from .journal import Journal

logger = logging.getLogger(__name__)

_LINGER: Final = 0.01
_LINGERS: Final = 15
_TURN: Final = 0.0003
"""Seconds a thread may compute while another waits for its turn (Python's own: 0.005)."""
Result = tuple[Handover, Outcome]


class _ShortTurns:
    """Shortens the turns of threads while any lines are at work."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = 0
        self._before = sys.getswitchinterval()

    def begin(self) -> None:
        with self._lock:
            if not self._users:
                self._before = sys.getswitchinterval()
                sys.setswitchinterval(min(self._before, _TURN))
            self._users += 1

    def end(self) -> None:
        with self._lock:
            self._users -= 1
            if not self._users:
                sys.setswitchinterval(self._before)


_short_turns: Final = _ShortTurns()


class Lines:
    """Hands deliveries to `number` lines at once and gives back their outcomes, in the order they come in.

    Once a line reports that the other side is gone, what was not started on comes back as ``not_begun``.
    """

    def __init__(self, opener: Callable[[], Line], number: int, journal: Journal) -> None:
        self._opener = opener
        self._journal = journal
        self._inbox: SimpleQueue[Handover | None] = SimpleQueue()
        self._outbox: SimpleQueue[Result] = SimpleQueue()
        self._threads = [Thread(target=self._work, daemon=True, name=f"line-{i}") for i in range(number)]
        self.in_flight = 0
        self.halted = Event()
        self.problem: Outcome | None = None
        _short_turns.begin()
        for thread in self._threads:
            thread.start()

    def hand_over(self, delivery: Handover) -> None:
        """Queue one message that has begun."""
        self.in_flight += 1
        self._inbox.put(delivery)

    def collect(self, wait: float = 0.0) -> list[Result]:
        """Outcomes that are there, waiting up to `wait` seconds for the first when there is none.

        Lingers after the first while every line still has messages waiting, at most until half of them have ended: one
        commit then covers many, and no line waits for it.
        """
        found: list[Result] = []
        try:
            if wait and self.in_flight:
                found.append(self._outbox.get(timeout=wait))
                self._linger()
            while True:
                found.append(self._outbox.get_nowait())
        except Empty:
            pass
        self.in_flight -= len(found)
        return found

    def _linger(self) -> None:
        for _ in range(_LINGERS):
            left = self.in_flight - self._outbox.qsize()
            if left <= 2 * len(self._threads) or self._outbox.qsize() * 2 >= self.in_flight or self.halted.is_set():
                return
            time.sleep(_LINGER)

    def close(self) -> list[Result]:
        """Let the lines finish what they are at, and return the last outcomes; what was only queued is not begun."""
        self.halted.set()
        for _ in self._threads:
            self._inbox.put(None)
        for thread in self._threads:
            thread.join()
        _short_turns.end()
        return self.collect()

    def _work(self) -> None:
        line = self._opener()
        try:
            for delivery in _Following(self._inbox, line):
                self._outbox.put((delivery, self._send(line, delivery)))
        finally:
            line.close()

    def _send(self, line: Line, delivery: Handover) -> Outcome:
        if self.halted.is_set():
            return Outcome(kind="not_begun")
        self._journal.handing_over(delivery.id)
        try:
            outcome = line.send(delivery)
        except Exception as problem:
            # A fault of ours in the middle: whether the message left is not known, so say so.
            logger.exception("delivery %s failed in an unforeseen way", delivery.id)
            outcome = Outcome(kind="uncertain", text=f"{type(problem).__name__}: {problem}", halts="for_good")
        self._journal.ended(delivery.id, outcome)
        if outcome.halts:
            self.problem = outcome
            self.halted.set()
        return outcome


class _Following:
    """What one line sends, in order; the next one is composed, where the line can, while one is at the server."""

    def __init__(self, inbox: "SimpleQueue[Handover | None]", line: Line) -> None:
        self._inbox = inbox
        self._fetched: list[Handover | None] = []
        self._line = line if isinstance(line, Ahead) else None
        if self._line is not None:
            self._line.meanwhile = self._compose_next

    def __iter__(self) -> Iterator[Handover]:
        while (delivery := self._fetched.pop() if self._fetched else self._inbox.get()) is not None:
            yield delivery

    def _compose_next(self) -> None:
        """What goes wrong here goes wrong again, and is told, when the line sends the message."""
        if self._line is None or self._fetched:
            return
        with suppress(Empty):
            self._fetched.append(self._inbox.get_nowait())
        if self._fetched and self._fetched[0] is not None:
            with suppress(Exception):
                self._line.prepare(self._fetched[0])
