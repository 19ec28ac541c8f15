"""Writes of campaigns: write, copy, schedule, send, freeze, pause, resume, cancel."""

import secrets
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.business.queries import the_business
from joren.foundation.jobs.actions import request_stop, schedule
from joren.foundation.jobs.queries import latest
from joren.foundation.time import clock
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.models import Dispatch
from joren.outreach.mail import drafts, sending
from joren.outreach.mail.queries import active_account
from joren.segments.engine import run as engine

from . import queries
from .audience import CHANNEL, audience_of, rule_of
from .errors import (
    BadShare,
    BadWindow,
    InThePast,
    NameMissing,
    NoAudienceChosen,
    NobodyToSendTo,
    NotInThisState,
)
from .models import Campaign

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Status = Campaign.Status
PREPARE = "campaigns.prepare"
_MOST_HELD_BACK = Decimal("0.9")
_LONGEST_WINDOW = 365
EDITABLE = (
    "name",
    "subject",
    "preheader",
    "body",
    "format",
    "segment_key",
    "rule",
    "held_back_share",
    "window_days",
)


@transaction.atomic
def create(*, by: "Staff | None", **fields: Any) -> Campaign:
    """Begin a campaign from any of `EDITABLE`. Its words and its rule are checked as far as they are there.

    Raises `NameMissing`, `BadShare`, `BadWindow`, what `mail.drafts.check` raises, and `InvalidRule`.
    """
    campaign = Campaign(created_by=by)
    _fill(campaign, fields)
    campaign.save()
    audit.record("created", by=by, subject_type="campaigns.campaign", subject_id=campaign.pk, label=campaign.name)
    return campaign


@transaction.atomic
def change(campaign: Campaign, *, by: "Staff | None", **fields: Any) -> Campaign:
    """Change a draft. Raises `NotInThisState` for any other campaign, and what `create` raises."""
    campaign = _locked(campaign, Status.DRAFT)
    _fill(campaign, fields)
    campaign.save()
    audit.record(
        "changed",
        by=by,
        subject_type="campaigns.campaign",
        subject_id=campaign.pk,
        label=campaign.name,
        detail={"fields": sorted(fields)},
    )
    return campaign


def _fill(campaign: Campaign, fields: dict[str, Any]) -> None:
    for name in EDITABLE:
        if name in fields:
            setattr(campaign, name, fields[name])
    if not campaign.name.strip():
        raise NameMissing
    campaign.held_back_share = Decimal(str(campaign.held_back_share))
    if not 0 <= campaign.held_back_share <= _MOST_HELD_BACK:
        raise BadShare(share=str(campaign.held_back_share))
    if not 1 <= campaign.window_days <= _LONGEST_WINDOW:
        raise BadWindow(days=campaign.window_days)
    if campaign.subject.strip() and campaign.body.strip():
        drafts.check(campaign.draft)
    rule = rule_of(campaign)
    if rule is not None:
        engine.count(rule)


@transaction.atomic
def copy(campaign: Campaign, *, name: str, by: "Staff | None") -> Campaign:
    """A new draft with the same words, segment, share and window. Nothing of the audience goes along."""
    fields = {field: getattr(campaign, field) for field in EDITABLE}
    copied = Campaign(created_by=by, **fields | {"name": name})
    copied.save()
    audit.record("created", by=by, subject_type="campaigns.campaign", subject_id=copied.pk, label=copied.name)
    return copied


def send(campaign: Campaign, *, by: "Staff | None", at: datetime | None = None) -> Campaign:
    """Send now, or at a later moment. The audience is frozen when it starts, by a background job.

    Raises `NotInThisState`, `InThePast`, `NoAudienceChosen`, `NobodyToSendTo`, what `mail.drafts.check` and
    `mail.sending.check_may_send` raise, and `InvalidRule`: then nothing has changed.
    """
    check_ready(campaign)
    moment = clock.now()
    if at is not None and at <= moment:
        raise InThePast(at=queries.local(at))
    with transaction.atomic():
        campaign = _locked(campaign, Status.DRAFT)
        campaign.status = Status.SCHEDULED if at else Status.PREPARING
        campaign.scheduled_at, campaign.problem = at, ""
        campaign.save(update_fields=["status", "scheduled_at", "problem"])
        schedule(PREPARE, subject=str(campaign.pk), due_at=at, by=by)
        detail = {"at": at.isoformat() if at else "now"}
        audit.record("sent", by=by, subject_type="campaigns.campaign", subject_id=campaign.pk, detail=detail)
    return campaign


def check_ready(campaign: Campaign) -> None:
    """Raise the first thing that stands in the way of sending this campaign at all."""
    drafts.check(campaign.draft)
    rule = rule_of(campaign)
    if rule is None:
        raise NoAudienceChosen
    sending.check_may_send(active_account(), the_business(), sending.base_url())
    audience = audience_of(engine.members(rule))
    if not audience.addresses:
        raise NobodyToSendTo(members=audience.size)


@transaction.atomic
def unschedule(campaign: Campaign, *, by: "Staff | None") -> Campaign:
    """Take a scheduled campaign back, to change it."""
    campaign = _locked(campaign, Status.SCHEDULED)
    campaign.status, campaign.scheduled_at = Status.DRAFT, None
    campaign.save(update_fields=["status", "scheduled_at"])
    _drop_job(campaign, by)
    return campaign


@transaction.atomic
def pause(campaign: Campaign, *, by: "Staff | None") -> Campaign:
    """Let no further mail go."""
    campaign = _locked(campaign, Status.SENDING)
    delivery.pause(origin=campaign.origin, channel=CHANNEL, by=by)
    return _now(campaign, Status.PAUSED)


@transaction.atomic
def resume(campaign: Campaign, *, by: "Staff | None") -> Campaign:
    """Go on after a pause."""
    campaign = _locked(campaign, Status.PAUSED, Status.SENDING)
    delivery.resume(origin=campaign.origin, channel=CHANNEL, by=by)
    campaign.problem = ""
    return _now(campaign, Status.SENDING)


@transaction.atomic
def cancel(campaign: Campaign, *, by: "Staff | None") -> Campaign:
    """End it for good: what has not gone does not go any more."""
    campaign = _locked(campaign, Status.SCHEDULED, Status.PREPARING, Status.SENDING, Status.PAUSED)
    _drop_job(campaign, by)
    if Dispatch.objects.filter(origin=campaign.origin, channel=CHANNEL).exists():
        delivery.cancel(origin=campaign.origin, channel=CHANNEL, by=by)
    campaign.finished_at = clock.now()
    return _now(campaign, Status.CANCELLED)


def _drop_job(campaign: Campaign, by: "Staff | None") -> None:
    job = latest(PREPARE, str(campaign.pk))
    if job is not None:
        request_stop(job, by=by)


def settle() -> None:
    """Bring the status of running campaigns in line with their deliveries: sent, or paused by a problem."""
    for campaign in Campaign.objects.filter(status__in=[Status.SENDING, Status.PAUSED]):
        settle_one(campaign)


@transaction.atomic
def settle_one(campaign: Campaign) -> Campaign:
    """The same for one campaign."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.status not in (Status.SENDING, Status.PAUSED):
        return campaign
    dispatch = Dispatch.objects.filter(origin=campaign.origin, channel=CHANNEL).first()
    status = queries.STATUS_OF_DISPATCH.get(dispatch.state) if dispatch else None
    if dispatch is None or status is None or (status, dispatch.problem) == (campaign.status, campaign.problem):
        return campaign
    campaign.problem = dispatch.problem
    if status == Status.SENT:
        campaign.finished_at = dispatch.finished_at
    return _now(campaign, status)


def _now(campaign: Campaign, status: str) -> Campaign:
    campaign.status = status
    campaign.save(update_fields=["status", "problem", "finished_at"])
    return campaign


def _locked(campaign: Campaign, *states: str) -> Campaign:
    """The row as it is now, locked. Raises `NotInThisState`."""
    found = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if found.status not in states:
        raise NotInThisState(state=found.get_status_display())
    return found


@transaction.atomic
def delete(campaign: Campaign, *, by: "Staff | None") -> None:
    """Delete a draft. What was sent stays."""
    campaign = _locked(campaign, Status.DRAFT)
    audit.record("deleted", by=by, subject_type="campaigns.campaign", subject_id=campaign.pk, label=campaign.name)
    campaign.delete()


def new_seed() -> str:
    """A seed nobody can guess beforehand; stored, so that the choice can be checked afterwards."""
    return secrets.token_hex(16)
