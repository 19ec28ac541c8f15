"""The engine: sends what is due of one dispatch. Safe beside itself, safe to kill at any line.

The main thread owns the database, the lines own the connections. Each turn is one transaction that records every
outcome that came in and takes as many messages as there is room for; only after its commit are those handed over.
The room is small and grows while the lines are faster than the commits, so that one commit covers more of them; what
was taken but not yet handed over when a process is killed is told apart by its journal.
"""

import time
from threading import Event

from django.db import transaction

from joren.foundation.jobs.running import RunningJob

from . import claiming, ledger, queries
from .actions import finish_if_done, pause_for_problem
from .channels import Handover, Line, Outcome, Sender
from .journal import Journal
from .lines import Lines, Result
from .models import Dispatch
from .recording import keep
from .rules import REFUSALS_IN_A_ROW, Pace

_LEAST, _MOST = 4, 64
"""Begun messages a line: one at the server, the others ready, so that a line need not wait for a commit."""
_INLINE = 200
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
        self._unrecorded: list[Result] = []
        self._stopping = self._exhausted = False
        self._accepted = self._refused_in_a_row = 0
        self._beaten = float("-inf")
        self._gate = claiming.gate_of(dispatch)
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
        finally:
            claiming.ACTIVE.discard(self.worker)
        ended = getattr(self.sender, "ended", None)
        if ended is not None:  # a channel of several accounts keeps which of them were refused
            ended()
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
            while self._goes_on(lines):
                for delivery in self._turn(self._room_now(lines)):
                    lines.hand_over(delivery)
                self._beat()
                self._unrecorded += lines.collect(wait=_DOZE)
                self._rest(lines)
        finally:
            self.problem = self.problem or lines.problem
            self._unrecorded += lines.close()
            self._turn(0)

    def _inline(self, line: Line) -> None:
        """Hand over and record within one transaction: for a channel that writes only to our own database."""
        while not (self._stopping or self._exhausted):
            with transaction.atomic():
                taken = self._take(_INLINE)
                keep([(row, line.send(row)) for row in taken], worker=self.worker, sender=self.sender)
            self._done += len(taken)
            self._beat()

    def _goes_on(self, lines: Lines) -> bool:
        """Whether anything is still to be done, begun or recorded."""
        if self.problem:
            lines.halted.set()
        self._stopping = self._stopping or lines.halted.is_set()
        return bool(lines.in_flight or self._unrecorded) or not (self._stopping or self._exhausted)

    def _room_now(self, lines: Lines) -> int:
        """How many more messages may begin now, by room and by pace."""
        room = self._room - lines.in_flight
        if self._stopping or self._exhausted or lines.halted.is_set() or room <= 0:
            return 0
        return self._pace.allowed(time.monotonic(), room)

    def _turn(self, room: int) -> list[Handover]:
        """Record what came in and take up to `room` messages, in one transaction; return those to hand over."""
        if not room and not self._unrecorded:
            return []
        with transaction.atomic():
            keep(self._unrecorded, worker=self.worker, sender=self.sender)
            taken = self._take(room)
            turn = ledger.next_turn() if taken else 0
        ledger.take_back(row for row, outcome in self._unrecorded if outcome.kind in ledger.NOT_TAKEN)
        if taken:
            ledger.note(turn, taken)
        self._count()
        self._adapt(len(self._unrecorded))
        self._unrecorded = []
        return taken

    def _take(self, room: int) -> list[Handover]:
        if not room:
            return []
        taken = claiming.take(self.dispatch, worker=self.worker, limit=room, gate=self._gate)
        if taken is None:  # paused or cancelled meanwhile
            self._stopping = True
        # Fewer than asked for can also mean that others hold some; only none at all means the end.
        self._exhausted = taken == []
        return taken or []

    def _adapt(self, came_in: int) -> None:
        """Make more room when most of it came back during one turn, less when hardly any did."""
        least, most = self.sender.lines * _LEAST, self.sender.lines * _MOST
        if came_in * 2 >= self._room and self._accepted:
            self._room = min(most, self._room * 2)
        elif came_in * 8 < self._room:
            self._room = max(least, self._room // 2)

    def _count(self) -> None:
        """Keep account of what came in; many refusals and not one acceptance mean that the fault is ours."""
        self._done += len(self._unrecorded)
        for _, outcome in self._unrecorded:
            self._accepted += outcome.kind == "sent"
            self._refused_in_a_row = self._refused_in_a_row + 1 if outcome.kind in _REFUSED else 0
            if self._refused_in_a_row >= REFUSALS_IN_A_ROW and not self._accepted and not self.problem:
                self.problem = Outcome(kind="failed", code=outcome.code, text=outcome.text, halts="for_good")

    def _beat(self) -> None:
        """Every few seconds: say how far the work is, keep the leases, read the policy anew, see whether to stop."""
        if time.monotonic() - self._beaten < _BEAT:
            return
        self._beaten = time.monotonic()
        self.job.progress(min(self._done, self._total), self._total)
        claiming.renew(self.worker)
        self._gate = claiming.gate_of(self.dispatch)
        self._stopping = self._stopping or self.job.should_stop()

    def _rest(self, lines: Lines) -> None:
        """Wait for the pace when nothing else is to be done."""
        if not (lines.in_flight or self._unrecorded or self._stopping or self._exhausted):
            Event().wait(min(self._pace.wait(time.monotonic()), _DOZE))
