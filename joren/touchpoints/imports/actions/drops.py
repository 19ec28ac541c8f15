"""Files that were dropped together: taken in one after the other, shops and products, then people, then sales.

A purchase finds its customer only when the customer is there. So a started file waits while one that goes before it
is started and not done; whoever ends starts the next in the same transaction.
"""

from typing import Final

from joren.foundation.jobs import actions as jobs
from joren.touchpoints.imports.kinds_known import kinds
from joren.touchpoints.imports.models import Import

from .matching import match_custom

JOB: Final = "imports.run"
_ORDER: Final = (
    *("shops", "products", "tags", "custom_fields", "customers"),
    *("contacts", "addresses", "external_ids", "consents", "purchases"),
)
"""What a kind refers to goes before it; the kinds between are tables of an export of everything."""
_AT_WORK: Final = (Import.State.QUEUED, Import.State.RUNNING)


def place_of(kind: str) -> int:
    """Where a kind stands in the order of a drop; kinds nobody named come last."""
    others = [entry.key for entry in kinds() if entry.key not in _ORDER]
    names = [*_ORDER, *others]
    return names.index(kind) if kind in names else len(names)


def in_order(records: list[Import]) -> list[Import]:
    """Files of a drop in the order in which they are taken in."""
    return sorted(records, key=lambda record: (place_of(record.kind), record.pk))


def is_waiting_for_another(record: Import) -> bool:
    """Whether a file that goes before this one is started and not done."""
    return any(place_of(other.kind) < place_of(record.kind) for other in _others(record).filter(state__in=_AT_WORK))


def go_on_with_drop(record: Import) -> None:
    """This file is in: start those that waited for it, and let the tries of the others be made again."""
    _match_new_fields(record)
    others = list(_others(record).filter(state=Import.State.QUEUED))
    first = min((place_of(other.kind) for other in others), default=0)
    running = _others(record).filter(state=Import.State.RUNNING)
    if not any(place_of(other.kind) < first for other in running):
        for other in others:
            if place_of(other.kind) == first:
                jobs.schedule(JOB, subject=str(other.pk), by=other.staff)
    later = [other.pk for other in _others(record) if place_of(other.kind) > place_of(record.kind)]
    Import.objects.filter(pk__in=later, state=Import.State.UPLOADED).update(preview={})


def _match_new_fields(record: Import) -> None:
    """The tables of an export of everything came before their custom fields were here: now their columns are known."""
    waiting = _others(record).filter(state__in=[Import.State.UPLOADED, Import.State.QUEUED], options__whole=True)
    for other in waiting if record.options.get("whole") else ():
        known = len(other.columns)
        match_custom(other)
        if len(other.columns) > known:
            other.save(update_fields=["columns", "matches"])


def release_waiting(record: Import) -> None:
    """This file stopped: those that waited for it go back to where they can be looked at."""
    for other in _others(record).filter(state=Import.State.QUEUED, rows_done=0):
        if place_of(other.kind) > place_of(record.kind):
            other.state = Import.State.UPLOADED
            other.save(update_fields=["state"])


def _others(record: Import):  # type: ignore[no-untyped-def]
    found = Import.objects.filter(drop=record.drop).exclude(pk=record.pk)
    return found if record.drop else found.none()
