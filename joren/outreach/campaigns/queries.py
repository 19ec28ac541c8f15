"""Reads of campaigns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from joren.foundation.catalogue import Option
from joren.foundation.time import clock
from joren.outreach.delivery.models import Delivery, Dispatch
from joren.outreach.delivery.origins import Named, numbers_in
from joren.outreach.responses.queries import clicks_by_link
from joren.record.timeline.models import Event

from . import comparing, words
from .audience import rule_of
from .dividing import Preview, preview
from .errors import CampaignNotFound
from .models import AudienceMember, Campaign

__all__ = ["Preview", "preview"]

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Status = Campaign.Status
Decision = AudienceMember.Decision
LARGEST_ID = 2**63 - 1


def status_of(dispatches: Iterable[Dispatch], status: str) -> str:
    """What a running campaign is when its dispatches, one for each channel, are in those states."""
    states = {dispatch.state for dispatch in dispatches}
    if status not in (Status.SENDING, Status.PAUSED) or not states:
        return status
    for state, found in _BY_STATE:
        if state in states:
            return found
    return status


_BY_STATE: Final = (
    (Dispatch.State.PAUSED, Status.PAUSED),
    (Dispatch.State.OPEN, Status.SENDING),
    (Dispatch.State.PREPARING, Status.SENDING),
    (Dispatch.State.FINISHED, Status.SENT),
    (Dispatch.State.CANCELLED, Status.CANCELLED),
)
"""The first of these states that a dispatch is in says what the campaign is: a problem on one channel is shown."""


def problem_of(dispatches: Iterable[Dispatch]) -> str:
    """What stands in the way on some channel."""
    return " ".join(dispatch.problem for dispatch in dispatches if dispatch.problem)[:500]


def campaigns_visible_to(staff: "Staff | None") -> QuerySet[Campaign]:
    """All campaigns for whoever may see campaigns; none for others. None is the system."""
    if staff is not None and not staff.may("campaigns.view"):
        return Campaign.objects.none()
    return words.with_subjects(Campaign.objects.select_related("created_by", "message"))


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
class Progress:
    """How far a campaign is: deliveries by state, responses, and the status its deliveries imply."""

    status: str
    problem: str
    counts: Mapping[str, int]
    to_come: int
    opened: int
    clicked: int
    unsubscribed: int

    @property
    def label(self) -> str:
        """The status in words."""
        return str(Status(self.status).label)

    @property
    def total(self) -> int:
        """All messages, those that are not left yet among them."""
        return sum(self.counts.values()) + self.to_come

    @property
    def waiting(self) -> int:
        """Messages that have not gone yet."""
        return self.counts["due"] + self.counts["claimed"] + self.to_come

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
    dispatches = list(Dispatch.objects.filter(origin=campaign.origin))
    rows = Delivery.objects.filter(origin=campaign.origin)
    counts = dict(rows.values_list("state").annotate(number=Count("pk")).order_by())
    sent = rows.filter(state=Delivery.State.SENT)
    found = sent.aggregate(
        opened=Count("pk", filter=Q(open_count__gt=0)), clicked=Count("pk", filter=Q(click_count__gt=0))
    )
    return Progress(
        status=status_of(dispatches, campaign.status),
        problem=problem_of(dispatches) or campaign.problem,
        counts={str(state): counts.get(state, 0) for state in Delivery.State.values},
        to_come=_to_come(campaign),
        unsubscribed=Event.objects.filter(origin=campaign.origin, key__endswith=".unsubscribed").count(),
        **found,
    )


def _to_come(campaign: Campaign) -> int:
    """How many were chosen whose message is not left yet: the job is still at it, or they wait for a winner."""
    if campaign.frozen_at is None or campaign.prepared_at or campaign.repeats:
        return 0
    chosen = AudienceMember.objects.filter(campaign=campaign, decision=Decision.SEND).count()
    return max(0, chosen - Delivery.objects.filter(origin=campaign.origin).count())


def deliveries(campaign: Campaign, states: tuple[str, ...] = ()) -> QuerySet[Delivery]:
    """The campaign's deliveries with their customers."""
    rows = Delivery.objects.filter(origin=campaign.origin).select_related("customer").order_by("pk")
    return rows.filter(state__in=list(states)) if states else rows


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
        **words.one_piece(campaign),
        "message": campaign.message_id,
        "channels": list(campaign.channels),
        "segment": campaign.segment_key or None,
        "rule": campaign.frozen_rule if campaign.frozen_at else rule_of(campaign),
        "held_back_share": campaign.held_back_share,
        "window_days": campaign.window_days,
        "cap": campaign.cap,
        "best_hour": campaign.best_hour,
        "testing": campaign.testing,
        "variants": [
            {"key": one.key, "message": one.message_id, "weight": one.weight} for one in campaign.variants.all()
        ],
        "winner": campaign.winner,
        "repeats": campaign.repeats,
        "days_before": campaign.days_before,
        "annoyance": campaign.annoyance,
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
        "variants": [
            {"key": one.key, "people": one.people, "sent": one.sent, "clicked": one.clicked, "sales": one.sales}
            for one in (comparing.fared(campaign) if campaign.testing else [])
        ],
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
        "channels": dict(found.channels),
        "annoyed": dict(found.annoyed),
        "attention_points": found.points,
        "cost": found.cost,
        "frozen": found.is_frozen,
    }


def local(at: datetime) -> str:
    """A moment as staff read it."""
    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}"


def has_due_now(campaign: Campaign) -> bool:
    """Whether a message of the campaign may go at this moment or is in a worker's hands."""
    rows = Delivery.objects.filter(origin=campaign.origin)
    due = rows.filter(state=Delivery.State.DUE).aggregate(at=Min("due_at"))["at"]
    is_claimed = rows.filter(state=Delivery.State.CLAIMED).exists()
    return is_claimed or (due is not None and due <= clock.now())


def names_of(origins: Iterable[str]) -> dict[str, Named]:
    """What campaigns are called where only their origin is known."""
    numbers = numbers_in(origins)
    found = Campaign.objects.in_bulk(set(numbers.values()))
    return {
        origin: Named(found[pk].name, reverse("campaigns:detail", args=[pk]))
        for origin, pk in numbers.items()
        if pk in found
    }
