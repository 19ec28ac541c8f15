"""Due work of loyalty."""

from typing import TYPE_CHECKING

from . import actions, queries
from .errors import NoDefinition
from .models import RegularDefinition

if TYPE_CHECKING:
    from joren.foundation.jobs.running import RunningJob


def factors(job: "RunningJob") -> None:
    """Look for the reasons of the definition whose number is the subject; of the official one without a subject."""
    definition = _definition(job.subject)
    if definition is not None:
        actions.keep_finding(definition=definition, progress=job.progress)


def _definition(subject: str) -> RegularDefinition | None:
    if subject:
        return RegularDefinition.objects.filter(pk=int(subject)).first()
    try:
        return queries.official()
    except NoDefinition:
        return None
