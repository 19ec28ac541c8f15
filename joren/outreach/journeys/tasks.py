"""Due work of journeys."""

from joren.foundation.jobs.running import RunningJob

from .advancing import advance_all
from .calling import call_due
from .reading import read_events, read_spells
from .rehearsing import play
from .watching import watch_days


def run(job: RunningJob) -> None:
    """Each minute: read what happened, let people in and on, until nothing is left to do."""
    turn(job)


def turn(job: RunningJob | None = None) -> None:
    """One round of everything. Who is due goes on before what happened is read: so nobody is overtaken."""

    def should_stop() -> bool:
        return job is not None and job.should_stop()

    advance_all(should_stop=should_stop)
    watch_days()
    more = True
    while more and not should_stop():
        more = read_events()
        advance_all(should_stop=should_stop)
    more = True
    while more and not should_stop():
        more = read_spells()
        advance_all(should_stop=should_stop)


def call(job: RunningJob) -> None:
    """Each minute: make the calls to other systems that are due."""
    while not job.should_stop() and call_due():
        job.renew()


def rehearse(job: RunningJob) -> None:
    """Play a journey over days that are over."""
    play(int(job.subject), job)
