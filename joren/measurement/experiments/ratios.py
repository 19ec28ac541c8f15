"""Measures that are ratios: per purchase, per buyer, per message."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.db import connection
from django.utils.translation import gettext as _

from joren.outreach.delivery.models import Delivery

from .measuring import Groups, groups_of, parameters, people_sql, purchases_per_buyer, yen_per_buyer, yen_per_purchase
from .rules import Estimate, Ratio, difference_in_ratios
from .sources import Subject

Unit = Literal["money", "number", "percent"]


@dataclass(frozen=True, slots=True)
class Measured:
    """A ratio of both groups and how far they are apart; `difference` is None where too few people stand behind it."""

    key: str
    label: str
    unit: Unit
    treated: float | None
    held_back: float | None
    difference: Estimate | None


@dataclass(frozen=True, slots=True)
class Clicking:
    """Clicks per message of one variant, with its interval, and the difference from the first variant."""

    key: str
    label: str
    people: int
    share: float | None
    difference: Estimate | None


_CLICKS: Final = """
SELECT variant, count(*), count(*) FILTER (WHERE sent > 0), sum(clicked), sum(clicked * clicked), sum(sent),
       sum(sent * sent), sum(clicked * sent)
FROM (
    SELECT d.customer_id, min(d.variant) AS variant,
           count(*) FILTER (WHERE d.state IN ('sent', 'bounced', 'uncertain')) AS sent,
           count(*) FILTER (WHERE d.first_clicked_at IS NOT NULL) AS clicked
    FROM {deliveries} d JOIN ({people}) person ON person.customer_id = d.customer_id AND person.compared
    WHERE (d.origin = %(origin)s OR starts_with(d.origin, %(origin)s || ':')) AND d.duplicate_of_id IS NULL
    GROUP BY d.customer_id) one
GROUP BY variant ORDER BY variant
"""


def ratios_of(subject: Subject, until: date, progress: float | None) -> list[Measured]:
    """Yen per purchase, purchases per buyer and yen per buyer, counted anew."""
    groups = groups_of(subject, until)
    return [
        _measured(groups, "yen_per_purchase", _("Sales per purchase"), "money", progress),
        _measured(groups, "purchases_per_buyer", _("Purchases per buyer"), "number", progress),
        _measured(groups, "yen_per_buyer", _("Sales per buyer"), "money", progress),
    ]


_RATIO: Final = {
    "yen_per_purchase": yen_per_purchase,
    "purchases_per_buyer": purchases_per_buyer,
    "yen_per_buyer": yen_per_buyer,
}


def _measured(groups: Groups, key: str, label: str, unit: Unit, progress: float | None) -> Measured:
    treated = _RATIO[key](groups.treated, groups.treated_orders)
    held_back = _RATIO[key](groups.held_back, groups.held_back_orders)
    values = (treated.value, held_back.value)
    one, other = (None if value is None else float(value) for value in values)
    return Measured(key, label, unit, one, other, difference_in_ratios(treated, held_back, progress=progress))


def clicks(subject: Subject, until: date, progress: float | None) -> list[Clicking]:
    """Messages clicked per message sent, by variant; a person's messages of a journey belong together."""
    if not subject.has_messages:
        return []
    sql = _CLICKS.format(deliveries=Delivery._meta.db_table, people=people_sql(subject, complete=False))
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(subject, until) | {"origin": subject.origin})
        found = {variant: Ratio(*sums) for variant, *sums in cursor.fetchall()}
    first = next(iter(found.values()), None)
    return [
        Clicking(
            key,
            key.upper() or _("all"),
            ratio.n,
            None if ratio.value is None else float(ratio.value),
            None if ratio is first or first is None else difference_in_ratios(ratio, first, progress=progress),
        )
        for key, ratio in found.items()
        if ratio.sum_b
    ]
