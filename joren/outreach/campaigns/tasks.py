"""Job handlers of campaigns."""

from joren.foundation.jobs.running import RunningJob

from . import actions, freezing


def prepare(job: RunningJob) -> None:
    """Freeze a campaign's audience and let its mails go."""
    freezing.prepare(job)


def settle(job: RunningJob) -> None:
    """Each minute: campaigns whose last mail has gone are sent."""
    actions.settle()
