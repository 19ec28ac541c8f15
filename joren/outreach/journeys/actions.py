"""Writes of journeys: write a draft, publish, pause, resume, end, take somebody out, do a task."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from joren.foundation.audit import actions as audit
from joren.foundation.jobs.actions import schedule
from joren.foundation.registry import resolve
from joren.foundation.time import clock
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.models import Dispatch

from . import samples
from .checking import problems_of
from .errors import JourneyNameMissing, NothingToUndo, NotReady, StepGone, WrongState
from .flows import flow_of
from .kinds import action, action_keys
from .models import Entry, Journey, Position, Rehearsal, Task, Version
from .reading import start_reading
from .rules import editing
from .rules.definition import read

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Status = Journey.Status
RUN, REHEARSE = "journeys.run", "journeys.rehearse"
UNDO_STEPS = 30
REHEARSED_DAYS = 90
_SUBJECT = "journeys.journey"


@transaction.atomic
def create(*, name: str, by: "Staff | None", sample: str = "", definition: Mapping[str, Any] | None = None) -> Journey:
    """Begin a journey: empty, from a ready-made one (`samples`), or from a definition. Raises `JourneyNameMissing`."""
    if not name.strip():
        raise JourneyNameMissing
    draft = dict(definition) if definition else samples.definition_of(sample, by=by)
    made = Journey.objects.create(name=name.strip()[:200], draft=draft, seed=secrets.token_hex(16), created_by=by)
    audit.record("created", by=by, subject_type=_SUBJECT, subject_id=made.pk, label=made.name)
    return made


@transaction.atomic
def rename(journey: Journey, *, name: str, note: str = "", by: "Staff | None") -> Journey:
    """Give it another name. Raises `JourneyNameMissing`."""
    if not name.strip():
        raise JourneyNameMissing
    journey.name, journey.note = name.strip()[:200], note
    journey.save(update_fields=["name", "note", "changed_at"])
    _told("changed", journey, by)
    return journey


def copy(journey: Journey, *, by: "Staff | None") -> Journey:
    """A new draft with the same steps. Nobody inside goes along."""
    return create(name=_("%(name)s (copy)") % {"name": journey.name}, by=by, definition=journey.draft)


@transaction.atomic
def change_draft(journey: Journey, *, draft: Mapping[str, Any], by: "Staff | None") -> Journey:
    """Keep another definition as the draft; the one before can be taken back (`undo`). Nobody inside notices."""
    held = _locked(journey, Status.DRAFT, Status.LIVE, Status.PAUSED)
    held.undo = [*held.undo[-UNDO_STEPS + 1 :], held.draft]
    held.draft = dict(draft)
    held.save(update_fields=["draft", "undo", "changed_at"])
    return held


def add_step(
    journey: Journey, *, place: str, kind: str, settings: Mapping[str, Any], by: "Staff | None"
) -> tuple[Journey, str]:
    """Put a step into the draft; returns its id. Raises `StepGone` for a place that is no more."""
    beyond = max((editing.last_number(one) for one in journey.versions.values_list("definition", flat=True)), default=0)
    draft, key = _edited(editing.insert, journey.draft, place, kind, settings, beyond)
    return change_draft(journey, draft=draft, by=by), key


def change_step(journey: Journey, *, step: str, settings: Mapping[str, Any], by: "Staff | None") -> Journey:
    """Give a step of the draft other settings. Raises `StepGone`."""
    return change_draft(journey, draft=_edited(editing.change, journey.draft, step, settings), by=by)


def remove_step(journey: Journey, *, step: str, by: "Staff | None") -> Journey:
    """Take a step out of the draft, with everything on its paths. Raises `StepGone`."""
    return change_draft(journey, draft=_edited(editing.remove, journey.draft, step), by=by)


def move_step(journey: Journey, *, step: str, by_places: int, by: "Staff | None") -> Journey:
    """Move a step of the draft up (-1) or down (1) on its path. Raises `StepGone`."""
    return change_draft(journey, draft=_edited(editing.move, journey.draft, step, by_places), by=by)


def _edited(change: Any, *given: Any) -> Any:
    try:
        return change(*given)
    except LookupError:
        raise StepGone from None


@transaction.atomic
def undo(journey: Journey, *, by: "Staff | None") -> Journey:
    """Take the last change of the draft back. Raises `NothingToUndo`."""
    held = _locked(journey, Status.DRAFT, Status.LIVE, Status.PAUSED)
    if not held.undo:
        raise NothingToUndo
    *held.undo, held.draft = held.undo
    held.save(update_fields=["draft", "undo", "changed_at"])
    return held


@transaction.atomic
def publish(journey: Journey, *, inside: Literal["finish", "move"] = "finish", by: "Staff | None") -> Version:
    """Let the draft begin as the next version. Whoever is inside finishes the version they began, or moves to it.

    Raises `NotReady` with everything that stands in the way, and `WrongState` for a journey that was ended.
    """
    held = _locked(journey, Status.DRAFT, Status.LIVE, Status.PAUSED)
    problems = problems_of(held.draft)
    if problems:
        raise NotReady(reasons=" ".join(dict.fromkeys(said for several in problems.values() for said in several)))
    last = held.versions.aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(
        journey=held, number=last + 1, definition=held.draft, published_at=clock.now(), published_by=by
    )
    _freeze(version)
    begins_anew = held.version is None or held.version.definition.get("trigger") != held.draft.get("trigger")
    held.version = version
    if held.status == Status.DRAFT:
        held.status, held.started_at = Status.LIVE, version.published_at
    if begins_anew:
        held.started_at, held.has_baseline = version.published_at, False
        held.watched_on = clock.today() - timedelta(days=1)
        held.watched.all().delete()
    held.problem = ""
    held.save()
    if inside == "move":
        _move_inside(held, version)
    start_reading()
    schedule(RUN, by=by)
    _told("published", held, by, {"version": version.number, "inside": inside})
    return version


def _freeze(version: Version) -> None:
    for step in read(version.definition, action_keys()).nodes.values():
        kind = action(step.type)
        if kind and kind.freeze:
            resolve(kind.freeze)(version, step)


_MOVE = """
UPDATE journeys_position SET version_id = %(new)s, step = %(to)s, due_at = %(now)s, has_moved = true, awaits = '{}',
    arrived_at = CASE WHEN step = %(to)s THEN arrived_at ELSE %(now)s END, attempts = 0, problem = ''
WHERE version_id = %(old)s AND step = %(step)s
"""
_MOVE_ENTRIES = "UPDATE journeys_entry SET version_id = %s WHERE version_id = %s AND ending = ''"


def _move_inside(journey: Journey, version: Version) -> None:
    """Put everybody inside an older version where they go on in the new one; a set of people at a time."""
    now, newer = clock.now(), flow_of(version)
    stands = Position.objects.filter(journey=journey).exclude(version=version).order_by()
    # Locked first: a worker that has one of them in hand finishes by the old version.
    list(stands.select_for_update().values_list("pk", flat=True))
    for old_id, step in stands.values_list("version", "step").distinct():
        to = flow_of(Version.objects.get(pk=old_id)).place_of_removed(step, newer)
        if to is None:
            gone = stands.filter(version=old_id, step=step)
            Entry.objects.filter(position__in=gone).update(ended_at=now, ending=Entry.Ending.REMOVED)
            Position.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).delete()
            continue
        with connection.cursor() as cursor:
            values: dict[str, Any] = {"new": version.pk, "old": old_id, "step": step, "to": to, "now": now}
            cursor.execute(_MOVE, values)
    for old in journey.versions.exclude(pk=version.pk):
        with connection.cursor() as cursor:
            cursor.execute(_MOVE_ENTRIES, [version.pk, old.pk])


@transaction.atomic
def pause(journey: Journey, *, by: "Staff | None") -> Journey:
    """Let nobody in and nobody on, and no message of it go, until it is resumed."""
    held = _locked(journey, Status.LIVE)
    held.positions.update(is_held=True)
    for dispatch in _dispatches(held).filter(state=Dispatch.State.OPEN):
        delivery.pause(origin=dispatch.origin, channel=dispatch.channel, by=by)
    return _turned(held, Status.PAUSED, by)


@transaction.atomic
def resume(journey: Journey, *, by: "Staff | None") -> Journey:
    """Go on after a pause. What happened meanwhile begins nothing; waits that ended meanwhile end now."""
    held = _locked(journey, Status.PAUSED)
    held.positions.update(is_held=False)
    held.started_at = max(clock.now(), held.started_at or clock.now())
    held.has_baseline = False  # of whom a rule became true meanwhile is only noted at the next look
    held.save(update_fields=["started_at", "has_baseline"])
    for dispatch in _dispatches(held).filter(state=Dispatch.State.PAUSED):
        delivery.resume(origin=dispatch.origin, channel=dispatch.channel, by=by)
    schedule(RUN, by=by)
    return _turned(held, Status.LIVE, by)


@transaction.atomic
def stop(journey: Journey, *, by: "Staff | None") -> Journey:
    """End it for good: everybody inside is out, and messages that have not gone do not go."""
    held = _locked(journey, Status.LIVE, Status.PAUSED)
    now = clock.now()
    list(held.positions.select_for_update().values_list("pk", flat=True))
    held.entries.filter(ending="").update(ended_at=now, ending=Entry.Ending.STOPPED)
    held.positions.all().delete()
    for dispatch in _dispatches(held).filter(state__in=[Dispatch.State.OPEN, Dispatch.State.PAUSED]):
        delivery.cancel(origin=dispatch.origin, channel=dispatch.channel, by=by)
    return _turned(held, Status.STOPPED, by)


@transaction.atomic
def delete(journey: Journey, *, by: "Staff | None") -> None:
    """Delete a draft that never began."""
    held = _locked(journey, Status.DRAFT)
    _told("deleted", held, by)
    held.delete()


@transaction.atomic
def take_out(entry: Entry, *, by: "Staff | None") -> Entry:
    """Take one person out of the journey. Raises `WrongState` for somebody who is not inside."""
    # The place before the entry, as whoever lets people go on: neither waits for the other.
    list(Position.objects.select_for_update().filter(entry=entry).values_list("pk", flat=True))
    held = Entry.objects.select_for_update().get(pk=entry.pk)
    if held.ending:
        raise WrongState(state=held.get_ending_display())
    Position.objects.filter(entry=held).delete()
    held.ended_at, held.ending = clock.now(), Entry.Ending.TAKEN_OUT
    held.save(update_fields=["ended_at", "ending"])
    audit.record(
        "changed", by=by, subject_type=_SUBJECT, subject_id=held.journey_id, customer_id=held.customer_id, detail={}
    )
    return held


def rehearse(
    journey: Journey,
    *,
    by: "Staff | None",
    days: int = REHEARSED_DAYS,
    everybody_reacts: bool = False,
    has_todays_consents: bool = False,
    by_worker: bool = True,
) -> Rehearsal:
    """Have the draft played over the last days, with the consents of each day or those of today.

    Without `by_worker` no job is left: the caller plays it (`rehearsing.play`). Raises `NotReady`.
    """
    problems = problems_of(journey.draft)
    if problems:
        raise NotReady(reasons=" ".join(dict.fromkeys(said for several in problems.values() for said in several)))
    now = clock.now()
    with transaction.atomic():
        made = Rehearsal.objects.create(
            journey=journey,
            definition=journey.draft,
            since=now - timedelta(days=days),
            until=now,
            everybody_reacts=everybody_reacts,
            has_todays_consents=has_todays_consents,
            asked_by=by,
        )
        journey.rehearsals.filter(pk__lt=made.pk).exclude(state=Rehearsal.State.RUNNING).delete()
        if by_worker:
            schedule(REHEARSE, subject=str(made.pk), by=by)
    return made


@transaction.atomic
def finish_task(task: Task, *, by: "Staff", done: bool = True) -> Task:
    """Tick a task off, or open it again."""
    task.done_at, task.done_by = (clock.now(), by) if done else (None, None)
    task.save(update_fields=["done_at", "done_by"])
    return task


def _dispatches(journey: Journey) -> Any:
    return Dispatch.objects.filter(origin__startswith=f"journey:{journey.pk}:").order_by("pk")


def _turned(journey: Journey, status: str, by: "Staff | None") -> Journey:
    journey.status = status
    journey.save(update_fields=["status", "changed_at"])
    _told("changed", journey, by, {"status": str(status)})
    return journey


def _told(what: str, journey: Journey, by: "Staff | None", detail: dict[str, Any] | None = None) -> None:
    verb = "changed" if what == "published" else what
    audit.record(verb, by=by, subject_type=_SUBJECT, subject_id=journey.pk, label=journey.name, detail=detail or {})


def _locked(journey: Journey, *states: str) -> Journey:
    """The row as it is now, locked. Raises `WrongState`."""
    found = Journey.objects.select_for_update(of=("self",)).select_related("version").get(pk=journey.pk)
    if found.status not in states:
        raise WrongState(state=found.get_status_display())
    return found
