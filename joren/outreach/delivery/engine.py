"""The engine: sends what is due of one dispatch. Safe beside itself, safe to kill at any line.

The main thread owns the database, the lines own the connections. Each turn is one transaction that records every
outcome that came in and begins as many messages as there is room for; only after its commit are those handed over.
The room is small and grows while the lines are faster than the commits, so that one commit covers more of them; what was
begun but not yet handed over when a process is killed is told apart by its journal.
"""

import time
from collections import deque
from threading import Event

from django.db import transaction

from joren.foundation.jobs.running import RunningJob

from . import claiming, queries
from .actions import finish_if_done, pause_for_problem
from .channels import Line, Outcome, Sender
from .journal import Journal
from .lines import Lines, Result
from .models import Delivery, Dispatch
from .recording import keep
from .rules import REFUSALS_IN_A_ROW, Pace

_LEAST, _MOST = 2, 64
"""Begun messages a line: one at the server, the others ready, so that a line need not wait for a commit."""
_CLAIM = 200
_BEAT = 2.0
"""Seconds between two reports of progress, looks at the stop switch and renewals of the lease."""
_DOZE = 0.5
_REFUSED = ("failed", "bounced")


class Run:
    """One worker's run over one dispatch."""

    def __init__(self, dispatch: Dispatch, sender: Sender, job: RunningJob) -> None:
        self.dispatch = dispatch
        self.sender = sender
        self.job = job
        self.worker = claiming.new_worker()
        self.problem: Outcome | None = None
        self._pace = Pace(sender.per_minute)
        self._room = sender.lines * _LEAST
        self._held: deque[Delivery] = deque()
        self._unrecorded: list[Result] = []
        self._stopping = False
        self._accepted = self._refused_in_a_row = 0
        self._beaten = float("-inf")
        counts = queries.counts_by_state(dispatch.origin, dispatch.channel)
        self._total = sum(counts.values())
        self._done = self._total - counts["due"] - counts["claimed"]

    def go(self) -> None:
        """Send until nothing is due, the dispatch is no longer open, or somebody asked the job to stop.

        Afterwards `problem` says whether the other side was the reason.
        """
        claiming.ACTIVE.add(self.worker)
        try:
            if self.sender.lines:
                self._journaled()
            else:
                self._inline(self.sender.open())
            claiming.release(self.worker)
        finally:
            claiming.ACTIVE.discard(self.worker)
        if self.problem and self.problem.halts == "for_good":
            pause_for_problem(self.dispatch, f"{self.problem.code} {self.problem.text}".strip())
        finish_if_done(self.dispatch)
        self.job.progress(self._done, self._total)

    def _journaled(self) -> None:
        """Send with a journal beside it; it is thrown away once everything in it has been recorded."""
        journal = Journal(self.worker)
        try:
            self._with_lines(Lines(self.sender.open, self.sender.lines, journal))
        finally:
            if not self._unrecorded:
                journal.close()

    def _with_lines(self, lines: Lines) -> None:
        try:
            while not self._over(lines):
                self._top_up()
                for delivery in self._turn(self._next(lines)):
                    lines.hand_over(delivery)
                self._beat()
                self._unrecorded += lines.collect(wait=_DOZE)
                self._rest(lines)
        finally:
            self.problem = self.problem or lines.problem
            self._unrecorded += lines.close()
            self._turn([])

    def _inline(self, line: Line) -> None:
        """Hand over and record within one transaction: for a channel that writes only to our own database."""
        while not self._stopping:
            self._top_up()
            rows = list(self._held)
            self._held.clear()
            if not rows:
                return
            with transaction.atomic():
                begun = self._begin(rows)
                keep([(row, line.send(row)) for row in begun], worker=self.worker, sender=self.sender)
            self._done += len(rows)
            self._beat()

    def _over(self, lines: Lines) -> bool:
        if self.problem:
            lines.halted.set()
        if lines.halted.is_set():
            self._stopping = True
        return not lines.in_flight and not self._unrecorded and (self._stopping or not (self._held or self._top_up()))

    def _top_up(self) -> int:
        """Claim more when little is held; return how many are held now."""
        if not self._stopping and len(self._held) < _CLAIM // 4:
            self._held.extend(claiming.claim(self.dispatch, worker=self.worker, limit=_CLAIM))
        return len(self._held)

    def _next(self, lines: Lines) -> list[Delivery]:
        """As many of the held messages as there is room and time for."""
        room = self._room - lines.in_flight
        if self._stopping or lines.halted.is_set() or room <= 0 or not self._held:
            return []
        number = self._pace.allowed(time.monotonic(), min(room, len(self._held)))
        return [self._held.popleft() for _ in range(number)]

    def _turn(self, rows: list[Delivery]) -> list[Delivery]:
        """Record what came in and begin `rows`, in one transaction; return those that may be handed over."""
        if not rows and not self._unrecorded:
            return []
        with transaction.atomic():
            keep(self._unrecorded, worker=self.worker, sender=self.sender)
            begun = self._begin(rows)
        self._count(len(self._unrecorded) + len(rows) - len(begun))
        self._adapt(len(self._unrecorded))
        self._unrecorded = []
        return begun

    def _adapt(self, came_in: int) -> None:
        """Make more room when most of it came back during one turn, less when hardly any did."""
        least, most = self.sender.lines * _LEAST, self.sender.lines * _MOST
        if came_in * 2 >= self._room and self._accepted:
            self._room = min(most, self._room * 2)
        elif came_in * 8 < self._room:
            self._room = max(least, self._room // 2)

    def _begin(self, rows: list[Delivery]) -> list[Delivery]:
        begun = claiming.begin(self.dispatch, rows, worker=self.worker)
        if begun is None:  # paused or cancelled meanwhile
            self._stopping = True
            return []
        return begun

    def _count(self, done: int) -> None:
        self._done += done
        for _, outcome in self._unrecorded:
            self._accepted += outcome.kind == "sent"
            self._refused_in_a_row = self._refused_in_a_row + 1 if outcome.kind in _REFUSED else 0
            if self._refused_in_a_row >= REFUSALS_IN_A_ROW and not self._accepted and not self.problem:
                self.problem = Outcome(kind="failed", code=outcome.code, text=outcome.text, halts="for_good")
                self._stopping = True

    def _beat(self) -> None:
        """Every few seconds: say how far the work is, keep the leases, see whether to stop."""
        if time.monotonic() - self._beaten < _BEAT:
            return
        self._beaten = time.monotonic()
        self.job.progress(min(self._done, self._total), self._total)
        claiming.renew(self.worker)
        self._stopping = self._stopping or self.job.should_stop()

    def _rest(self, lines: Lines) -> None:
        """Wait for the pace when nothing else is to be done."""
        if self._held and not lines.in_flight and not self._unrecorded and not self._stopping:
            Event().wait(min(self._pace.wait(time.monotonic()), _DOZE))
