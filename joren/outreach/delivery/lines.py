"""The threads that hand messages over: one connection each, no database."""

import logging
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event, Thread

from .channels import Handover, Line, Outcome
from .journal import Journal

logger = logging.getLogger(__name__)

_LINGER = 0.02
Result = tuple[Handover, Outcome]


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
        for thread in self._threads:
            thread.start()

    def hand_over(self, delivery: Handover) -> None:
        """Queue one message that has begun."""
        self.in_flight += 1
        self._inbox.put(delivery)

    def collect(self, wait: float = 0.0) -> list[Result]:
        """Outcomes that are there, waiting up to `wait` seconds for the first when there is none.

        Lingers a moment after the first while every line still has a message waiting: one commit then covers several.
        """
        found: list[Result] = []
        try:
            if wait and self.in_flight:
                found.append(self._outbox.get(timeout=wait))
                if self.in_flight > 2 * len(self._threads):
                    time.sleep(_LINGER)
            while True:
                found.append(self._outbox.get_nowait())
        except Empty:
            pass
        self.in_flight -= len(found)
        return found

    def close(self) -> list[Result]:
        """Let the lines finish what they are at, and return the last outcomes; what was only queued is not begun."""
        self.halted.set()
        for _ in self._threads:
            self._inbox.put(None)
        for thread in self._threads:
            thread.join()
        return self.collect()

    def _work(self) -> None:
        line = self._opener()
        try:
            while (delivery := self._inbox.get()) is not None:
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
