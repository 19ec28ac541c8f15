"""What can be judged: campaigns, journeys, months of the global control group. Each says in SQL who was to get what.

`subject("campaign:12")`, `subject("journey:3")`, `subject("control:2026-04")` give the same `Subject`, so that
everything else in this room knows no difference. A further kind of experiment is a module here with `subject` and
`running`, and a line in `_KINDS`.
"""

from typing import TYPE_CHECKING, Final

from joren.measurement.experiments.errors import NoSuchExperiment

from . import campaigns, control, journeys
from .subjects import Assigned, Kind, Subject

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

__all__ = ["Assigned", "Kind", "Subject", "as_subject", "running", "subject"]

_KINDS: Final = {Kind.CAMPAIGN: campaigns, Kind.JOURNEY: journeys, Kind.CONTROL: control}
as_subject = campaigns.of_campaign


def subject(key: str | int, staff: "Staff | None" = None) -> Subject:
    """The experiment of that key; a number alone is a campaign's. `staff` must be allowed to see what it is about.

    Raises `NoSuchExperiment` or what the app of its kind raises.
    """
    kind, _, reference = str(key).partition(":") if ":" in str(key) else ("campaign", "", str(key))
    if kind not in _KINDS:
        raise NoSuchExperiment(key=key)
    found: Subject = _KINDS[Kind(kind)].subject(reference, staff)
    return found


def running() -> list[Subject]:
    """Everything that was begun and has no verdict yet, the next to end first."""
    found = [one for module in _KINDS.values() for one in module.running()]
    return sorted(found, key=lambda one: (one.is_rolling, one.window.end if one.window else None, one.key))
