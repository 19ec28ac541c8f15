"""Job handlers of responses."""

from joren.foundation.jobs.running import RunningJob

from . import intake, learning


def take(job: RunningJob) -> None:
    """Each minute: responses of this machine go into the database and are counted."""
    intake.take_in_and_settle()


def learn(job: RunningJob) -> None:
    """Each night: everybody's best hour and channel anew."""
    learning.learn()
