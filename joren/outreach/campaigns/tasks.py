"""Job handlers of campaigns."""

from joren.foundation.jobs.running import RunningJob

from . import repeating, sending, settling


def prepare(job: RunningJob) -> None:
    """Freeze a campaign's audience and let its messages go."""
    sending.prepare(job)


def settle(job: RunningJob) -> None:
    """Each minute: decide tests that are due; campaigns whose last message has gone are sent."""
    settling.settle()


def repeat(job: RunningJob) -> None:
    """Every ten minutes: campaigns for birthdays and anniversaries, each day once."""
    repeating.run_all()
