"""Reads of campaigns."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, QuerySet

from joren.foundation.catalogue import Option
from joren.foundation.chance.assignment import held_back_number
from joren.foundation.time import clock
from joren.outreach.delivery import queries as delivery
from joren.outreach.delivery.models import Delivery, Dispatch
from joren.outreach.responses.queries import clicks_by_link
from joren.segments.engine import run as engine

from .audience import CHANNEL, Audience, audience_of, rule_of
from .errors import CampaignNotFound, NoAudienceChosen
from .models import AudienceMember, Campaign

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Status = Campaign.Status
Decision = AudienceMember.Decision
LARGEST_ID = 2**63 - 1
STATUS_OF_DISPATCH: Mapping[str, str] = {
    Dispatch.State.OPEN: Status.SENDING,
    Dispatch.State.PAUSED: Status.PAUSED,
    Dispatch.State.FINISHED: Status.SENT,
    Dispatch.State.CANCELLED: Status.CANCELLED,
}
"""What a campaign is when its deliveries are in that state."""


def campaigns_visible_to(staff: "Staff | None") -> QuerySet[Campaign]:
    """All campaigns for whoever may see campaigns; none for others. None is the system."""
    if staff is not None and not staff.may("campaigns.view"):
        return Campaign.objects.none()
    return Campaign.objects.select_related("created_by")


def campaign(campaign_id: int | str, staff: "Staff | None" = None) -> Campaign:
    """One campaign by its number. Raises `CampaignNotFound`."""
    text = str(campaign_id).removeprefix("campaign:")
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST_ID:
        raise CampaignNotFound(id=campaign_id)
    found = campaigns_visible_to(staff).filter(pk=int(text)).first()
    if found is None:
        raise CampaignNotFound(id=campaign_id)
    return found


@dataclass(frozen=True, kw_only=True)
class Preview:
    """How an audience divides. `held_back`: how many of the reachable chance will hold back, or has."""

    members: int
    reachable: int
    held_back: int
    reasons: Mapping[str, int]
    is_frozen: bool
    audience: Audience | None = None

    @property
    def sending(self) -> int:
        """How many get the mail."""
        return self.reachable - self.held_back


def preview(campaign: Campaign) -> Preview:
    """Who gets it and who does not: as frozen, or as it would be at this moment. Raises `NoAudienceChosen`,
    `InvalidRule`."""
    return _frozen(campaign) if campaign.frozen_at else _live(campaign)


def _live(campaign: Campaign) -> Preview:
    rule = rule_of(campaign)
    if rule is None:
        raise NoAudienceChosen
    audience = audience_of(engine.members(rule))
    reachable = len(audience.addresses)
    return Preview(
        members=audience.size,
        reachable=reachable,
        held_back=held_back_number(reachable, campaign.held_back_share),
        reasons=Counter(str(reason) for reason in audience.reasons.values()),
        is_frozen=False,
        audience=audience,
    )


def _frozen(campaign: Campaign) -> Preview:
    rows = AudienceMember.objects.filter(campaign=campaign).values_list("decision", "reason")
    counts = {(decision, reason): number for decision, reason, number in rows.annotate(number=Count("pk")).order_by()}
    held_back = counts.get((Decision.HELD_BACK, ""), 0)
    return Preview(
        members=sum(counts.values()),
        reachable=counts.get((Decision.SEND, ""), 0) + held_back,
        held_back=held_back,
        reasons={reason: number for (decision, reason), number in counts.items() if decision == Decision.EXCLUDED},
        is_frozen=True,
    )


def member_ids(campaign: Campaign, preview: Preview, group: str) -> list[int]:
    """The customers of a group: ``reachable`` (before the freeze), ``send``, ``held_back``, or a reason of being
    left out."""
    if preview.audience is not None:
        if group in ("reachable", "send"):
            return list(preview.audience.addresses)
        return [customer_id for customer_id, reason in preview.audience.reasons.items() if reason == group]
    rows = AudienceMember.objects.filter(campaign=campaign).order_by("pk")
    if group in Decision.values:
        return list(rows.filter(decision=group).values_list("customer_id", flat=True))
    if group == "reachable":
        return list(rows.exclude(decision=Decision.EXCLUDED).values_list("customer_id", flat=True))
    return list(rows.filter(reason=group).values_list("customer_id", flat=True))


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a campaign is: deliveries by state, responses, and the status its deliveries imply."""

    status: str
    problem: str
    counts: Mapping[str, int]
    opened: int
    clicked: int
    unsubscribed: int

    @property
    def label(self) -> str:
        """The status in words."""
        return str(Status(self.status).label)

    @property
    def total(self) -> int:
        """All messages."""
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        """Messages that have not gone yet."""
        return self.counts["due"] + self.counts["claimed"]

    @property
    def done(self) -> int:
        """Messages with a known end, or uncertain for good."""
        return self.total - self.waiting

    @property
    def is_running(self) -> bool:
        """Whether something is going on by itself."""
        return self.status in (Status.PREPARING, Status.SENDING)


def progress(campaign: Campaign) -> Progress:
    """Where the campaign stands at this moment, whatever its stored status has heard of."""
    dispatch = Dispatch.objects.filter(origin=campaign.origin, channel=CHANNEL).first()
    responses = delivery.responses(campaign.origin, CHANNEL)
    return Progress(
        status=_status(campaign, dispatch),
        problem=(dispatch.problem if dispatch else "") or campaign.problem,
        counts=delivery.counts_by_state(campaign.origin, CHANNEL),
        unsubscribed=_unsubscribed(campaign),
        **responses,
    )


def _status(campaign: Campaign, dispatch: Dispatch | None) -> str:
    if dispatch is None or campaign.status not in (Status.SENDING, Status.PAUSED):
        return campaign.status
    return STATUS_OF_DISPATCH.get(dispatch.state, campaign.status)


def _unsubscribed(campaign: Campaign) -> int:
    from joren.record.timeline.models import Event

    return Event.objects.filter(origin=campaign.origin, key="mail.unsubscribed").count()


def deliveries(campaign: Campaign, states: tuple[str, ...] = ()) -> QuerySet[Delivery]:
    """The campaign's deliveries with their customers."""
    return delivery.in_state(campaign.origin, CHANNEL, states)


def options() -> list[Option]:
    """Campaigns as the values of a rule's parameter: whatever was started, the newest first."""
    rows = Campaign.objects.filter(started_at__isnull=False).order_by("-pk")
    return [Option(value=row.origin, label=row.name) for row in rows]


def told(campaign: Campaign) -> dict[str, Any]:
    """A campaign for programs."""
    return {
        "id": campaign.pk,
        "name": campaign.name,
        "status": progress(campaign).status,
        "subject": campaign.subject,
        "preheader": campaign.preheader,
        "body": campaign.body,
        "format": campaign.format,
        "segment": campaign.segment_key or None,
        "rule": campaign.frozen_rule if campaign.frozen_at else rule_of(campaign),
        "held_back_share": campaign.held_back_share,
        "window_days": campaign.window_days,
        "scheduled_at": campaign.scheduled_at,
        "frozen_at": campaign.frozen_at,
        "started_at": campaign.started_at,
        "finished_at": campaign.finished_at,
        "problem": campaign.problem,
        "created_at": campaign.created_at,
    }


def told_progress(campaign: Campaign) -> dict[str, Any]:
    """Where a campaign stands, for programs."""
    now = progress(campaign)
    return {
        "id": campaign.pk,
        "name": campaign.name,
        "status": now.status,
        "problem": now.problem,
        "total": now.total,
        "waiting": now.waiting,
        **{state: now.counts[state] for state in ("sent", "bounced", "failed", "uncertain", "cancelled")},
        "opened": now.opened,
        "clicked": now.clicked,
        "unsubscribed": now.unsubscribed,
        "links": [{"link": link, "people": people} for link, people in clicks_by_link(campaign.origin)],
        "started_at": campaign.started_at,
        "finished_at": campaign.finished_at,
    }


def told_preview(found: Preview) -> dict[str, Any]:
    """The division of an audience, for programs."""
    return {
        "members": found.members,
        "reachable": found.reachable,
        "sending": found.sending,
        "held_back": found.held_back,
        "left_out": {reason: found.reasons.get(reason, 0) for reason in AudienceMember.Reason.values},
        "frozen": found.is_frozen,
    }


def local(at: datetime) -> str:
    """A moment as staff read it."""
    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}"


def has_due_now(campaign: Campaign) -> bool:
    """Whether a message of the campaign may go at this moment or is in a worker's hands."""
    due = delivery.next_due_at(campaign.origin, CHANNEL)
    claimed = delivery.counts_by_state(campaign.origin, CHANNEL)["claimed"]
    return bool(claimed) or (due is not None and due <= clock.now())
