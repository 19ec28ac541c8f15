"""Comparing wordings: how large the test must be, how the wordings fare, and the one decision about the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from joren.foundation.audit import actions as audit
from joren.foundation.chance import people_for_means, people_for_shares, smallest_difference_in_shares
from joren.foundation.jobs.actions import schedule
from joren.foundation.time import clock
from joren.outreach.delivery.models import Delivery

from .errors import BadTest, NoSuchVariant, NoTestRunning
from .models import AudienceMember, Campaign

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Testing, DecideBy = Campaign.Testing, Campaign.DecideBy
USUAL_CLICKS: Final = Decimal("0.03")
"""Share of people who click where nothing is known yet."""
USUAL_EFFECT: Final = Decimal("0.02")
_LOOKED_BACK: Final = timedelta(days=90)
_ENOUGH: Final = 200
MOST_VARIANTS: Final = 5


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a test is and should be: people for each wording. `shows` is the smallest difference in shares that
    `people` would show, None when it is told in money or nothing would."""

    needed: int | None
    people: int
    shows: float | None

    @property
    def is_enough(self) -> bool:
        """Whether the difference that was asked for would show."""
        return self.needed is not None and self.people >= self.needed

    @property
    def shows_points(self) -> float | None:
        """The same difference in percentage points."""
        return None if self.shows is None else self.shows * 100


@dataclass(frozen=True, kw_only=True)
class Fared:
    """How one wording fares: people it was chosen for, how many it was sent to, who clicked, what they spent."""

    key: str
    name: str
    people: int
    sent: int
    clicked: int
    sales: Decimal
    buyers: int

    @property
    def click_share(self) -> Decimal:
        """Clicks of all people chosen, whether or not it arrived."""
        return Decimal(self.clicked) / self.people if self.people else Decimal(0)

    @property
    def sales_each(self) -> Decimal:
        """Yen per person chosen."""
        return self.sales / self.people if self.people else Decimal(0)


def size(campaign: Campaign, sending: int, first: Sequence[int]) -> Size:
    """What the planned test can show, with so many people who would get the campaign; `first`: some of them."""
    variants = max(campaign.variants.count(), 2)
    testers = sending if campaign.testing == Testing.SPLIT else int(sending * campaign.test_share)
    people = testers // variants
    effect = float(campaign.smallest_effect or USUAL_EFFECT)
    if campaign.decide_by == DecideBy.SALES:
        deviation = _deviation(first, campaign.decide_after_hours)
        needed = (
            people_for_means(deviation, effect, groups=variants) if deviation and campaign.smallest_effect else None
        )
        return Size(needed=needed, people=people, shows=None)
    base = float(campaign.expected if campaign.expected is not None else usual_clicks())
    needed = people_for_shares(base, min(effect, 1 - base), groups=variants) if base < 1 else None
    return Size(needed=needed, people=people, shows=smallest_difference_in_shares(base, people, groups=variants))


def usual_clicks() -> Decimal:
    """The share of people who clicked in what was sent lately; a cautious guess while there is little of it."""
    rows = Delivery.objects.filter(sent_at__gte=clock.now() - _LOOKED_BACK)
    found = rows.aggregate(sent=Count("pk"), clicked=Count("pk", filter=Q(click_count__gt=0)))
    return Decimal(found["clicked"]) / found["sent"] if found["sent"] >= _ENOUGH else USUAL_CLICKS


_DEVIATION: Final = """
SELECT stddev_samp(spent) FROM (SELECT COALESCE(sum(p.amount), 0) AS spent FROM unnest(%(ids)s::bigint[]) AS c(id)
    LEFT JOIN purchases_purchase p ON p.customer_id = c.id AND p.cancelled_at IS NULL AND p.purchased_at >= %(since)s
    GROUP BY c.id) AS each
"""


def _deviation(ids: Sequence[int], hours: int) -> float:
    """How much people of the audience differed in what they spent in just as many hours, yen."""
    since = clock.now() - timedelta(hours=hours)
    with connection.cursor() as cursor:
        cursor.execute(_DEVIATION, {"ids": list(ids), "since": since})
        return float((cursor.fetchone() or (0,))[0] or 0)


def check(campaign: Campaign) -> None:
    """Raise `BadTest` for a comparison that compares nothing or does not fit."""
    variants = campaign.variants.count() if campaign.pk else 0
    if not campaign.testing:
        return
    if not 2 <= variants <= MOST_VARIANTS:  # noqa: PLR2004
        raise BadTest(reason=_("it needs two to five wordings."))
    if campaign.testing == Testing.WINNER and campaign.repeats:
        raise BadTest(reason=_("a campaign that repeats has no rest to send the winner to."))
    if campaign.testing == Testing.WINNER and not Decimal("0.02") <= campaign.test_share <= Decimal("0.9"):
        raise BadTest(reason=_("the share it is tried on must lie between 2 % and 90 %."))
    if not 1 <= campaign.decide_after_hours <= 24 * 14:
        raise BadTest(reason=_("it is decided after 1 hour to 14 days."))


def fared(campaign: Campaign) -> list[Fared]:
    """How each wording fares among those it was tried on."""
    names = {variant.key: variant.message.name for variant in campaign.variants.select_related("message")}
    people = _of_members(campaign)
    sent = _of_deliveries(campaign)
    spent = _spent(campaign) if campaign.started_at else {}
    return [
        Fared(
            key=key,
            name=name,
            people=people.get(key, 0),
            sent=sent.get(key, (0, 0))[0],
            clicked=sent.get(key, (0, 0))[1],
            sales=spent.get(key, (Decimal(0), 0))[0],
            buyers=spent.get(key, (Decimal(0), 0))[1],
        )
        for key, name in names.items()
    ]


def _tried_on(campaign: Campaign) -> Any:
    return AudienceMember.objects.filter(campaign=campaign, decision=AudienceMember.Decision.SEND, wave=1)


def _of_members(campaign: Campaign) -> dict[str, int]:
    return dict(_tried_on(campaign).values_list("variant").annotate(number=Count("pk")).order_by())


def _of_deliveries(campaign: Campaign) -> dict[str, tuple[int, int]]:
    """Sent and clicked, by people and not by times; what scanners follow does not count."""
    tried = _tried_on(campaign).filter(customer_id=OuterRef("customer_id"), occasion=OuterRef("occasion"))
    rows = Delivery.objects.filter(Exists(tried), origin=campaign.origin, state=Delivery.State.SENT)
    counts = rows.values_list("variant").annotate(sent=Count("pk"), clicked=Count("pk", filter=Q(click_count__gt=0)))
    return {variant: (sent, clicked) for variant, sent, clicked in counts.order_by()}


_SPENT: Final = """
SELECT m.variant, COALESCE(sum(p.amount), 0), count(DISTINCT p.customer_id)
FROM campaigns_audiencemember m JOIN purchases_purchase p ON p.customer_id = m.customer_id
    AND p.cancelled_at IS NULL AND p.purchased_at >= %(since)s AND p.purchased_at < %(until)s
WHERE m.campaign_id = %(campaign)s AND m.decision = 'send' AND m.wave = 1 GROUP BY m.variant
"""


def _spent(campaign: Campaign) -> dict[str, tuple[Decimal, int]]:
    until = campaign.decided_at or clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_SPENT, {"campaign": campaign.pk, "since": campaign.started_at, "until": until})
        return {variant: (Decimal(amount), buyers) for variant, amount, buyers in cursor.fetchall()}


def is_waiting(campaign: Campaign) -> bool:
    """Whether the rest of the audience waits for a winner."""
    return bool(campaign.testing == Testing.WINNER and campaign.started_at and not campaign.winner)


def decides_at(campaign: Campaign) -> datetime | None:
    """When the machine decides; None when a person does, or nothing is compared."""
    if campaign.testing != Testing.WINNER or campaign.decide_by == DecideBy.HAND or campaign.started_at is None:
        return None
    return campaign.started_at + timedelta(hours=campaign.decide_after_hours)


def best(figures: Sequence[Fared], decide_by: str) -> str:
    """The wording that did best by the measure named before; the first of equals."""
    worth: Mapping[str, Decimal] = {
        one.key: one.sales_each if decide_by == DecideBy.SALES else one.click_share for one in figures
    }
    return max(sorted(worth), key=lambda key: worth[key])


def decide_due() -> int:
    """Decide every test whose time has come; returns how many. Safe to run twice and beside itself."""
    waiting = Campaign.objects.filter(
        testing=Testing.WINNER, winner="", status=Campaign.Status.SENDING, started_at__isnull=False
    )
    due = [one for one in waiting if (at := decides_at(one)) and at <= clock.now()]
    return sum(_decide_by_figures(one) for one in due)


@transaction.atomic
def _decide_by_figures(campaign: Campaign) -> bool:
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if not is_waiting(campaign) or campaign.status != Campaign.Status.SENDING:
        return False
    _send_to_the_rest(campaign, best(fared(campaign), campaign.decide_by), by=None)
    return True


@transaction.atomic
def decide(campaign: Campaign, key: str, *, by: "Staff | None") -> Campaign:
    """A person says which wording the rest gets. Raises `NoTestRunning` once it was decided, and `NoSuchVariant`."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if not is_waiting(campaign) or campaign.status not in (Campaign.Status.SENDING, Campaign.Status.PAUSED):
        raise NoTestRunning
    if not campaign.variants.filter(key=key).exists():
        raise NoSuchVariant(key=key)
    _send_to_the_rest(campaign, key, by=by)
    return campaign


def _send_to_the_rest(campaign: Campaign, key: str, *, by: "Staff | None") -> None:
    """The rest learns its words, once: their messages are left by the job that left the first ones."""
    campaign.winner, campaign.decided_at, campaign.decided_by = key, clock.now(), by
    campaign.save(update_fields=["winner", "decided_at", "decided_by"])
    AudienceMember.objects.filter(campaign=campaign, wave=2, variant="").update(variant=key)
    detail = {"winner": key, "by": campaign.decide_by if by is None else "hand"}
    audit.record("changed", by=by, subject_type="campaigns.campaign", subject_id=campaign.pk, detail=detail)
    schedule("campaigns.prepare", subject=str(campaign.pk), by=by)
