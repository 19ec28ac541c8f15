"""Due work of goals: looking each morning where they are going."""

from joren.foundation.errors import JorenError
from joren.foundation.jobs.running import RunningJob

from . import actions
from .models import Goal


def look(job: RunningJob) -> None:
    """Look at the course of every open goal; one that cannot be measured any more is left as it was."""
    for goal in Goal.objects.filter(closed_at=None):
        if job.should_stop():
            return
        try:
            actions.look(goal)
        except JorenError:
            continue
