"""Writes of post: put pieces on print runs, close, post or throw them away; what came back; printers."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce

from joren.foundation.audit import actions as audit
from joren.foundation.time import clock
from joren.outreach.content.models import Content
from joren.outreach.delivery import policy
from joren.outreach.delivery.models import Delivery, Dispatch
from joren.record.timeline.actions import NewEvent, append_many
from joren.record.timeline.models import Event

from . import queries
from .errors import BadPostage, BadPostingDay, NothingOnRun, PostedForSure, RunState, RunStillFills
from .models import Piece, Printer, PrintRun

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

State = PrintRun.State
_BATCH: Final = 1_000
_NOON: Final = time(12)
_MOST_YEN: Final = Decimal(999_999)
SENT: Final = "post.sent"
SETTINGS: Final = ("name", "layout", "start_at", "left", "top", "has_frame", "has_square", "is_joint", "printer")


@transaction.atomic
def put_on_run(*, origin: str, delivery_ids: Sequence[int]) -> int:
    """Put messages on the run of their origin that gathers, beginning one where there is none; returns how many.

    A message that is on a run already stays there: it is one piece for good.
    """
    on_one = set(Piece.objects.filter(delivery__in=delivery_ids).values_list("delivery_id", flat=True))
    new = [one for one in delivery_ids if one not in on_one]
    if not new:
        return 0
    run, _created = PrintRun.objects.get_or_create(
        origin=origin, state=State.GATHERING, defaults={"name": _name_of(origin)}
    )
    run = PrintRun.objects.select_for_update().get(pk=run.pk)
    if run.state != State.GATHERING:  # closed this very moment: the next one takes them
        return put_on_run(origin=origin, delivery_ids=new)
    rows = queries.to_be_put(new)
    others = queries.living_with([row[1] for row in rows], new)
    last = run.pieces.aggregate(last=Max("number"))["last"] or 0
    pieces = [_piece(run, number, row, others.get(row[1], [])) for number, row in enumerate(rows, last + 1)]
    Piece.objects.bulk_create(pieces, batch_size=_BATCH)
    return len(pieces)


def _piece(run: PrintRun, number: int, row: tuple[Any, ...], others: list[tuple[str, str, str]]) -> Piece:
    delivery_id, customer_id, postal_code, address, company, family, given, honorific, line = row
    people = [(family, given, honorific), *others] if family or given else others
    return Piece(
        run=run,
        number=number,
        delivery_id=delivery_id,
        customer_id=customer_id,
        postal_code=postal_code or "",
        address=[part or "" for part in address] if postal_code is not None else [line],
        company=company or "",
        people=[list(person) for person in people],
    )


def _name_of(origin: str) -> str:
    content = Content.objects.filter(origin=origin, channel=queries.CHANNEL).select_related("message").first()
    return (content.message.name if content and content.message else "") or origin


@transaction.atomic
def close(run: PrintRun, *, by: "Staff | None") -> PrintRun:
    """Let nothing more come, so that it can be printed. Whoever came to want no letters is taken out.

    Raises `RunState`, `RunStillFills`, `NothingOnRun`.
    """
    run = _held(run, State.GATHERING)
    if waiting := queries.waiting_for(run):
        raise RunStillFills(number=waiting)
    _leave_out_unwanted(run)
    if not queries.pieces_of(run).exists():
        raise NothingOnRun
    return _turned(run, State.READY, by)


@transaction.atomic
def close_labels(*, origin: str) -> None:
    """Close the run of labels for a segment once the last label has come; others are closed by a person."""
    if not origin.startswith(queries.LABELS):
        return
    run = PrintRun.objects.select_for_update().filter(origin=origin, state=State.GATHERING).first()
    if run and not queries.waiting_for(run) and queries.pieces_of(run).exists():
        _leave_out_unwanted(run)
        _turned(run, State.READY, None)


def _leave_out_unwanted(run: PrintRun) -> None:
    for reason, pieces in queries.unwanted(run).items():
        Piece.objects.filter(pk__in=[piece.pk for piece in pieces]).update(is_left_out=True)
        not_sent([piece.delivery_id for piece in pieces], reason)


@transaction.atomic
def arrange(run: PrintRun, *, by: "Staff | None", **chosen: Any) -> PrintRun:
    """Choose what it is printed on and how (`SETTINGS`). Raises `RunState` once it was thrown away."""
    run = _held(run, State.GATHERING, State.READY, State.POSTED)
    for name, value in chosen.items():
        if name in SETTINGS:
            setattr(run, name, value)
    run.save(update_fields=[name for name in chosen if name in SETTINGS])
    return run


@transaction.atomic
def mark_posted(run: PrintRun, *, posted_on: date, cost_each: Decimal, by: "Staff | None") -> PrintRun:
    """A person posted it: the timeline of everybody on it hears of it, once; the messages bear that day and cost.

    Raises `RunState`, `BadPostingDay`, `BadPostage`.
    """
    run = _held(run, State.READY)
    if not cost_each.is_finite() or not 0 <= cost_each <= _MOST_YEN:
        raise BadPostage(field="cost_each")
    if not run.created_at.astimezone(clock.TOKYO).date() <= posted_on <= clock.today():
        raise BadPostingDay(day=posted_on.isoformat())
    at = _moment(posted_on)
    pieces = list(queries.pieces_of(run))
    ids = [piece.delivery_id for piece in pieces]
    Delivery.objects.filter(pk__in=ids).update(sent_at=at, cost=cost_each)
    append_many([_posted(piece, at) for piece in pieces])
    run.posted_on, run.cost_each, run.posted_by = posted_on, cost_each, by
    return _turned(run, State.POSTED, by, "posted_on", "cost_each", "posted_by")


@transaction.atomic
def take_back_posted(run: PrintRun, *, by: "Staff | None") -> PrintRun:
    """It was not posted after all: nobody's timeline says so any more, and it can be printed and posted.

    Raises `RunState`, and `PostedForSure` once a piece was answered to or came back.
    """
    run = _held(run, State.POSTED)
    figures = queries.figures_of(run)
    if sure := figures["answered"] + figures["returned"]:
        raise PostedForSure(number=sure)
    ids = list(queries.pieces_of(run).values_list("delivery_id", flat=True))
    Event.objects.filter(key=SENT, subject__in=ids).delete()
    # As the engine left them: on their way since they were put on the run, at what a piece usually costs.
    Delivery.objects.filter(pk__in=ids).update(sent_at=Coalesce("begun_at", "due_at"), cost=policy.yen(queries.CHANNEL))
    run.posted_on, run.cost_each, run.posted_by = None, None, None
    return _turned(run, State.READY, by, "posted_on", "cost_each", "posted_by")


def _posted(piece: Piece, at: datetime) -> NewEvent:
    return NewEvent(
        customer_id=piece.customer_id,
        key=SENT,
        occurred_at=at,
        subject=piece.delivery_id,
        channel=queries.CHANNEL,
        origin=piece.delivery.origin,
        data={"address": piece.delivery.address, "run": piece.run_id},
    )


def _moment(day: date) -> datetime:
    """Now for today, noon for a day before."""
    return clock.now() if day == clock.today() else datetime.combine(day, _NOON, tzinfo=clock.TOKYO)


@transaction.atomic
def leave_out(piece: Piece, *, by: "Staff | None") -> None:
    """Take a piece out before it is posted: its message counts as not sent. Raises `RunState`."""
    run = _held(piece.run, State.GATHERING, State.READY)
    Piece.objects.filter(pk=piece.pk).update(is_left_out=True)
    not_sent([piece.delivery_id], "left_out")
    audit.record(
        "changed", by=by, subject_type="post.piece", subject_id=piece.pk, customer_id=piece.customer_id, label=run.name
    )


@transaction.atomic
def discard(run: PrintRun, *, by: "Staff | None") -> PrintRun:
    """Throw a run away that was never posted: its messages count as not sent. Raises `RunState`."""
    run = _held(run, State.GATHERING, State.READY)
    not_sent(list(run.pieces.values_list("delivery_id", flat=True)), "discarded")
    waiting = Dispatch.objects.filter(origin=run.origin, channel=queries.CHANNEL, state=Dispatch.State.OPEN)
    if run.origin.startswith(queries.LABELS):
        waiting.update(state=Dispatch.State.CANCELLED)
        Delivery.objects.filter(origin=run.origin, channel=queries.CHANNEL, state=Delivery.State.DUE).update(
            state=Delivery.State.CANCELLED, reason="discarded"
        )
    return _turned(run, State.DISCARDED, by)


def not_sent(delivery_ids: list[int], reason: str) -> None:
    """Their letters will not be posted."""
    Delivery.objects.filter(pk__in=delivery_ids, state=Delivery.State.SENT).update(
        state=Delivery.State.CANCELLED, reason=reason, sent_at=None, cost=0
    )


def _held(run: PrintRun, *states: str) -> PrintRun:
    """The run for the caller alone. Raises `RunState` in any other state."""
    held = PrintRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if held.state not in states:
        raise RunState(state=held.get_state_display())
    return held


def _turned(run: PrintRun, state: str, by: "Staff | None", *fields: str) -> PrintRun:
    run.state = state
    run.save(update_fields=["state", *fields])
    detail = {"state": str(state)}
    audit.record("changed", by=by, subject_type="post.run", subject_id=run.pk, label=run.name, detail=detail)
    return run


@transaction.atomic
def keep_printer(printer: Printer, *, by: "Staff | None") -> Printer:
    """Keep how far a printer misses."""
    printer.save()
    audit.record("changed", by=by, subject_type="post.printer", subject_id=printer.pk, label=printer.name)
    return printer
