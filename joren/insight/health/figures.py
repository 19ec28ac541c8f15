"""The figures: the waterfall from all sales to sales of people in order, the channels, the checks.

Everything is added up from `Standing` and `Finding`, and from the sales nobody is known of. Amounts travel as text
with two places, shares as parts of 1.
"""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum

from joren.foundation.accounts.models import Role
from joren.record.customers.queries import customers_visible_to
from joren.touchpoints.purchases.models import Purchase

from .models import Finding, Standing
from .reading import window
from .rules.reach import CHANNELS
from .rules.waterfall import waterfall

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

COUNTED: Final = (Finding.State.OPEN, Finding.State.SKIPPED)
"""A finding put off is still wrong."""

REACHED: Final = ~Q(reach=[])
IN_ORDER: Final = REACHED & Q(faults=0)

_CHECKS: Final = """
SELECT p.check_key, count(*), coalesce(sum(p.findings), 0), coalesce(sum(s.stake), 0)
FROM (SELECT check_key, customer_id, count(*) AS findings FROM health_finding
      WHERE state IN ('open', 'skipped') GROUP BY 1, 2) p
JOIN health_standing s ON s.customer_id = p.customer_id WHERE p.customer_id IN ({visible}) GROUP BY 1
"""


def sees_all(staff: "Staff | None") -> bool:
    """Whether the figures of the whole business are this person's: shop staff have those of their customers."""
    return staff is None or staff.role != Role.SHOP_STAFF


def figures(staff: "Staff | None", day: date) -> dict[str, Any]:
    """What the page, the API and the command line tell, for the customers this person may see.

    Shop staff: sales begin with those of their known customers, because sales without a name are nobody's customers'.
    """
    start, end = window(day)
    people = _people(staff)
    anonymous = _anonymous(start, end) if sees_all(staff) else {"yen": Decimal(0), "purchases": 0}
    told = waterfall(people, anonymous)
    channels = [_channel(name, people) for name in CHANNELS]
    return {
        "day": day.isoformat(),
        "from": start.isoformat(),
        "to": end.isoformat(),
        "whole": sees_all(staff),
        **told,
        "channels": channels,
        "checks": checks(staff),
    }


def standings(staff: "Staff | None") -> QuerySet[Standing]:
    """Where the customers this person may see stand."""
    return Standing.objects.filter(customer__in=customers_visible_to(staff).values("pk"))


def _people(staff: "Staff | None") -> dict[str, Any]:
    """Counts and sums over the visible customers, in one pass."""
    asked: dict[str, Any] = {"people": Count("pk"), "yen": Sum("stake"), "buyers": Count("pk", filter=Q(bought=True))}
    for name, which in (("reachable", REACHED), ("in_order", IN_ORDER)):
        asked[f"{name}_people"] = Count("pk", filter=which)
        asked[f"{name}_buyers"] = Count("pk", filter=which & Q(bought=True))
        asked[f"{name}_yen"] = Sum("stake", filter=which)
    for channel in CHANNELS:
        asked[f"{channel}_working"] = Count("pk", filter=Q(working__contains=[channel]))
        asked[f"{channel}_reach"] = Count("pk", filter=Q(reach__contains=[channel]))
        asked[f"{channel}_yen"] = Sum("stake", filter=Q(reach__contains=[channel]))
    found = standings(staff).aggregate(**asked)
    return {name: Decimal(0) if value is None else value for name, value in found.items()}


def _anonymous(start: date, end: date) -> dict[str, Any]:
    rows = Purchase.objects.filter(business_date__range=(start, end), cancelled_at=None, customer=None)
    found = rows.aggregate(yen=Sum("amount"), purchases=Sum("transactions", filter=Q(kind=Purchase.Kind.SALE)))
    return {"yen": found["yen"] or Decimal(0), "purchases": found["purchases"] or 0}


def _channel(name: str, people: dict[str, Any]) -> dict[str, Any]:
    everybody, yen = people["people"], people["yen"]
    return {
        "channel": name,
        "working": people[f"{name}_working"],
        "people": people[f"{name}_reach"],
        "share": round(people[f"{name}_reach"] / everybody, 4) if everybody else None,
        "yen": f"{people[f'{name}_yen']:.2f}",
        "yen_share": round(float(people[f"{name}_yen"] / yen), 4) if yen > 0 else None,
    }


def checks(staff: "Staff | None") -> list[dict[str, Any]]:
    """What is wrong and not yet mended, most yen first."""
    visible, values = customers_visible_to(staff).values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_CHECKS.format(visible=visible), values)
        rows = cursor.fetchall()
    told = [
        {"check": check, "people": people, "findings": int(findings), "yen": f"{yen:.2f}"}
        for check, people, findings, yen in rows
    ]
    return sorted(told, key=lambda row: (-float(row["yen"]), -row["people"], row["check"]))


def won_back(staff: "Staff | None", week: date) -> dict[str, Any]:
    """Whom the repairs of a week brought into order: repaired by somebody, reachable, and nothing else open."""
    repaired = Finding.objects.filter(week=week, state=Finding.State.DONE, decided_by__isnull=False)
    found = standings(staff).filter(IN_ORDER, customer__in=repaired.values("customer"))
    told = found.aggregate(people=Count("pk"), yen=Sum(F("stake")))
    return {"people": told["people"], "yen": f"{told['yen'] or Decimal(0):.2f}"}
