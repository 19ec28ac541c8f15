"""The journeys people can enter now."""

from dataclasses import dataclass

from .flows import flow_of
from .kinds import Trigger, trigger
from .models import Journey
from .rules.definition import BadDefinition
from .rules.flow import Flow


@dataclass(frozen=True, slots=True)
class Running:
    """A running journey with its flow and the way it begins (None where no app declares that any more)."""

    journey: Journey
    flow: Flow
    kind: Trigger | None


def running() -> list[Running]:
    """Every journey that is running; one whose definition can no longer be read lets nobody in."""
    found = []
    rows = Journey.objects.filter(status=Journey.Status.LIVE, version__isnull=False)
    for journey in rows.select_related("version").order_by("pk"):
        try:
            flow = flow_of(journey.version)  # type: ignore[arg-type]
        except BadDefinition:
            continue
        found.append(Running(journey, flow, trigger(flow.trigger)))
    return found
