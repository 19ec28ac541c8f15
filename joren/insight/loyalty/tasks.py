"""Due work of loyalty."""

from typing import TYPE_CHECKING

from joren.segments.mirror.limits import patiently

from . import actions, queries
from .errors import NoDefinition
from .models import RegularDefinition
from .questions import FIRST

if TYPE_CHECKING:
    from joren.foundation.jobs.running import RunningJob


def factors(job: "RunningJob") -> None:
    """Look for the reasons of the definition whose number is the subject; of the official one without a subject."""
    number, _colon, point = job.subject.partition(":")
    definition = _definition(number)
    if definition is not None:
        with patiently():
            actions.keep_finding(definition=definition, point=point or FIRST, progress=job.progress)


def steps(job: "RunningJob") -> None:
    """Work out who lacks which step, for messages that say it."""
    definition = _definition("")
    if definition is not None:
        with patiently():
            actions.work_out_steps(definition=definition)


def _definition(subject: str) -> RegularDefinition | None:
    if subject:
        return RegularDefinition.objects.filter(pk=int(subject)).first()
    try:
        return queries.official()
    except NoDefinition:
        return None
