"""Writes of campaigns: write, copy, schedule, send, pause, resume, cancel."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.business.queries import the_business
from joren.foundation.jobs.actions import request_stop, schedule
from joren.foundation.jobs.queries import latest
from joren.foundation.registry import entries
from joren.foundation.time import clock
from joren.outreach.content import actions as content
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.models import Dispatch
from joren.outreach.mail import sending
from joren.outreach.mail.queries import active_account
from joren.segments.engine import run as engine

from . import approving, comparing, dividing, queries, words
from .audience import rule_of
from .errors import (
    BadCap,
    BadDaysBefore,
    BadShare,
    BadWindow,
    CapRepeats,
    InThePast,
    NameMissing,
    NobodyToSendTo,
    NoChannel,
    NotInThisState,
    WouldAnnoy,
)
from .locking import locked
from .models import Campaign, Variant

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff
    from joren.outreach.content.models import Message
    from joren.outreach.content.ready import Ready

Status, Annoyance = Campaign.Status, Campaign.Annoyance
PREPARE = "campaigns.prepare"
_MOST_HELD_BACK = Decimal("0.9")
_LONGEST_WINDOW = 365
_MOST_DAYS_BEFORE = 60
_MOST_PEOPLE = 1_000_000_000
_SUBJECT = "campaigns.campaign"
EDITABLE = (
    "name", "message", "channels", "segment_key", "rule", "held_back_share", "window_days", "cap", "best_hour",
    "testing", "test_share", "decide_by", "decide_after_hours", "expected", "smallest_effect", "repeats", "days_before",
    "repeat_time",
)  # fmt: skip
"""What may be given to `create` and `change`, beside `words.PARTS`: a mail in one piece."""


@transaction.atomic
def create(*, by: "Staff | None", begin_with: "Message | Ready | None" = None, **fields: Any) -> Campaign:
    """Begin a campaign from any of `EDITABLE` and `words.PARTS`, or with a copy of the message `begin_with`. Its words
    and its rule are checked as far as they are there.

    Raises `NameMissing`, `BadShare`, `BadWindow`, `BadCap`, `CapRepeats`, `BadDaysBefore`, `NoChannel`, what
    `content.words.check` raises, and `InvalidRule`.
    """
    campaign = Campaign(created_by=by)
    if begin_with is not None:
        campaign.message = words.begun_with(begin_with, name=str(fields.get("name") or ""), by=by)
    _fill(campaign, fields, by)
    campaign.save()
    audit.record("created", by=by, subject_type=_SUBJECT, subject_id=campaign.pk, label=campaign.name)
    return campaign


@transaction.atomic
def change(campaign: Campaign, *, by: "Staff | None", **fields: Any) -> Campaign:
    """Change a draft. Raises `NotInThisState` for any other campaign, and what `create` raises."""
    campaign = locked(campaign, Status.DRAFT)
    _fill(campaign, fields, by)
    campaign.changed_by, campaign.annoyance, campaign.annoyed = by, Annoyance.OPEN, 0
    campaign.save()
    audit.record(
        "changed",
        by=by,
        subject_type=_SUBJECT,
        subject_id=campaign.pk,
        label=campaign.name,
        detail={"fields": sorted(fields)},
    )
    return campaign


def _fill(campaign: Campaign, fields: dict[str, Any], by: "Staff | None") -> None:
    for name in EDITABLE:
        if name in fields:
            setattr(campaign, name, fields[name])
    _check_settings(campaign)
    if any(name in fields for name in words.PARTS):
        words.write(campaign, fields, by=by)
    words.check_what_is_there(campaign)
    rule = rule_of(campaign)
    if rule is not None:
        engine.count(rule)


def _check_settings(campaign: Campaign) -> None:
    campaign.name = campaign.name.strip()[:200]
    if not campaign.name:
        raise NameMissing
    campaign.held_back_share = Decimal(str(campaign.held_back_share))
    if not 0 <= campaign.held_back_share <= _MOST_HELD_BACK:
        raise BadShare(share=str(campaign.held_back_share))
    if not 1 <= campaign.window_days <= _LONGEST_WINDOW:
        raise BadWindow(days=campaign.window_days)
    if campaign.cap is not None and not 1 <= campaign.cap <= _MOST_PEOPLE:
        raise BadCap
    if campaign.cap is not None and campaign.repeats:
        raise CapRepeats
    if not 0 <= campaign.days_before <= _MOST_DAYS_BEFORE:
        raise BadDaysBefore(most=_MOST_DAYS_BEFORE)
    known = {channel.key for channel in entries(Channel)}
    if not campaign.channels or not set(campaign.channels) <= known:
        raise NoChannel


@transaction.atomic
def copy(campaign: Campaign, *, name: str, by: "Staff | None") -> Campaign:
    """A new draft with words of its own that say the same, and the same segment, share, window and comparison. Nothing
    of the audience goes along."""
    fields = {field: getattr(campaign, field) for field in EDITABLE if field != "message"}
    copied = Campaign(created_by=by, copied_from=campaign, **fields | {"name": name})
    copied.message = content.copy(campaign.message, by=by, name=name) if campaign.message else None
    copied.save()
    for variant in campaign.variants.select_related("message"):
        message = copied.message if variant.message_id == campaign.message_id else None
        said = message or content.copy(variant.message, by=by)
        Variant.objects.create(campaign=copied, key=variant.key, weight=variant.weight, message=said)
    audit.record("created", by=by, subject_type=_SUBJECT, subject_id=copied.pk, label=copied.name)
    return copied


def send(
    campaign: Campaign, *, by: "Staff | None", at: datetime | None = None, annoyance: str | None = None
) -> Campaign:
    """Send now, or at a later moment. The audience is frozen when it starts, by a background job.

    `annoyance`: what was decided about people who have had enough, one of `Campaign.Annoyance`. Raises
    `NotInThisState`, `InThePast`, `NoAudienceChosen`, `NobodyToSendTo`, `WouldAnnoy` without such a decision,
    `ApprovalMissing`, `ApprovalOutdated`, `BadTest`, what `words.check_words` and `mail.sending.check_may_send` raise,
    and `InvalidRule`: then nothing has changed, except that where a second person has to say yes they see the decision.
    """
    _check_state(campaign, Status.DRAFT)
    if annoyance is not None:
        campaign.annoyance = Annoyance(annoyance)
    preview = check_ready(campaign)
    moment = clock.now()
    if at is not None and at <= moment:
        raise InThePast(at=queries.local(at))
    if preview.annoys and campaign.annoyance == Annoyance.OPEN:
        raise WouldAnnoy(people=preview.annoys)
    given = {"annoyance": campaign.annoyance, "annoyed": preview.annoys}
    if approving.is_needed():
        Campaign.objects.filter(pk=campaign.pk, status=Status.DRAFT).update(**given)
    with transaction.atomic():
        campaign = locked(campaign, Status.DRAFT)
        for name, value in given.items():
            setattr(campaign, name, value)
        approving.check(campaign)
        campaign.status = Status.SCHEDULED if at else Status.PREPARING
        campaign.scheduled_at, campaign.problem = at, ""
        campaign.test_people = (
            comparing.size(campaign, preview.sending, preview.first).needed if campaign.testing else None
        )
        campaign.save(update_fields=["status", "scheduled_at", "problem", "test_people", *given])
        schedule(PREPARE, subject=str(campaign.pk), due_at=at, by=by)
        detail = {"at": at.isoformat() if at else "now", **given}
        audit.record("sent", by=by, subject_type=_SUBJECT, subject_id=campaign.pk, detail=detail)
    return campaign


def _check_state(campaign: Campaign, state: str) -> None:
    """Raise `NotInThisState` before anything is worked out for nothing; whoever writes asks again under a lock."""
    found = Campaign.objects.get(pk=campaign.pk)
    if found.status != state:
        raise NotInThisState(state=found.get_status_display())


def check_ready(campaign: Campaign) -> dividing.Preview:
    """Raise the first thing that stands in the way of sending this campaign at all; else say how it divides."""
    comparing.check(campaign)
    words.check_words(campaign)
    if "mail" in campaign.channels:
        sending.check_may_send(active_account(), the_business(), sending.base_url())
    preview = dividing.preview(campaign)
    if not preview.sending and not preview.annoys and not campaign.repeats:
        raise NobodyToSendTo(members=preview.members)
    return preview


@transaction.atomic
def unschedule(campaign: Campaign, *, by: "Staff | None") -> Campaign:
    """Take a scheduled campaign back, to change it."""
    campaign = locked(campaign, Status.SCHEDULED)
    campaign.status, campaign.scheduled_at = Status.DRAFT, None
    campaign.annoyance = Annoyance.OPEN
    campaign.save(update_fields=["status", "scheduled_at", "annoyance"])
    _drop_job(campaign, by)
    return campaign


@transaction.atomic
def move(campaign: Campaign, at: datetime, *, by: "Staff | None") -> Campaign:
    """Put a scheduled campaign on another moment. Raises `NotInThisState` and `InThePast`."""
    campaign = locked(campaign, Status.SCHEDULED)
    if at <= clock.now():
        raise InThePast(at=queries.local(at))
    before = campaign.scheduled_at
    campaign.scheduled_at = at
    campaign.save(update_fields=["scheduled_at"])
    _drop_job(campaign, by)
    schedule(PREPARE, subject=str(campaign.pk), due_at=at, by=by)
    detail = {"from": before.isoformat() if before else "", "to": at.isoformat()}
    audit.record("changed", by=by, subject_type=_SUBJECT, subject_id=campaign.pk, label=campaign.name, detail=detail)
    return campaign


@transaction.atomic
def pause(campaign: Campaign, *, by: "Staff | None") -> Campaign:
    """Let no further message go."""
    campaign = locked(campaign, Status.SENDING)
    for channel in _channels(campaign, Dispatch.State.OPEN):
        delivery.pause(origin=campaign.origin, channel=channel, by=by)
    return _now(campaign, Status.PAUSED)


@transaction.atomic
def resume(campaign: Campaign, *, by: "Staff | None") -> Campaign:
    """Go on after a pause."""
    campaign = locked(campaign, Status.PAUSED, Status.SENDING)
    paused = _channels(campaign, Dispatch.State.PAUSED)
    if not paused and campaign.status != Status.PAUSED:
        raise NotInThisState(state=campaign.get_status_display())
    for channel in paused:
        delivery.resume(origin=campaign.origin, channel=channel, by=by)
    campaign.problem = ""
    return _now(campaign, Status.SENDING)


@transaction.atomic
def cancel(campaign: Campaign, *, by: "Staff | None") -> Campaign:
    """End it for good: what has not gone does not go any more."""
    campaign = locked(campaign, Status.SCHEDULED, Status.PREPARING, Status.SENDING, Status.PAUSED)
    _drop_job(campaign, by)
    for channel in _channels(campaign, Dispatch.State.PREPARING, Dispatch.State.OPEN, Dispatch.State.PAUSED):
        delivery.cancel(origin=campaign.origin, channel=channel, by=by)
    campaign.finished_at = clock.now()
    return _now(campaign, Status.CANCELLED)


def _channels(campaign: Campaign, *states: str) -> list[str]:
    """The channels whose dispatches are in one of those states."""
    rows = Dispatch.objects.filter(origin=campaign.origin, state__in=states).order_by("channel")
    return list(rows.values_list("channel", flat=True))


def _drop_job(campaign: Campaign, by: "Staff | None") -> None:
    job = latest(PREPARE, str(campaign.pk))
    if job is not None:
        request_stop(job, by=by)


def _now(campaign: Campaign, status: str) -> Campaign:
    campaign.status = status
    campaign.save(update_fields=["status", "problem", "finished_at"])
    return campaign


@transaction.atomic
def delete(campaign: Campaign, *, by: "Staff | None") -> None:
    """Delete a draft. What was sent stays."""
    campaign = locked(campaign, Status.DRAFT)
    audit.record("deleted", by=by, subject_type=_SUBJECT, subject_id=campaign.pk, label=campaign.name)
    campaign.delete()
