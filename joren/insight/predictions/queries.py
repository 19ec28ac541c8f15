"""Reads of predictions."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, Count, IntegerField, QuerySet, Sum, Value, When

from joren.foundation.jobs.models import Job
from joren.foundation.jobs.queries import latest
from joren.foundation.time import clock
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to

from .actions import REFRESH
from .models import Fit, Prediction

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

BANDS: Final = ((0, 19), (20, 39), (40, 59), (60, 79), (80, 100))
"""Per cent alive, both ends inside."""


def newest_fit() -> Fit | None:
    """The fit that counts; None before the first."""
    return Fit.objects.first()


def running_job() -> Job | None:
    """The refresh that waits or is at work."""
    job = latest(REFRESH)
    if job is None or job.state not in (Job.State.DUE, Job.State.RUNNING):
        return None
    return job if job.state == Job.State.RUNNING or job.due_at <= clock.now() else None


def predictions(staff: "Staff | None", *, band: int | None = None) -> QuerySet[Prediction]:
    """What is predicted of the customers this person may see; of one band of chances alone."""
    rows = Prediction.objects.filter(customer__in=customers_visible_to(staff).values("pk")).select_related("customer")
    if band is not None:
        low, high = BANDS[band]
        rows = rows.filter(alive__gte=low, alive__lte=high)
    return rows.order_by("-value", "id")


def bands(staff: "Staff | None") -> list[dict[str, Any]]:
    """How many people there are in each band of chances, and what is expected of them."""
    whens = [When(alive__gte=low, alive__lte=high, then=Value(place)) for place, (low, high) in enumerate(BANDS)]
    band = Case(*whens, output_field=IntegerField())
    rows = (
        predictions(staff)
        .order_by()
        .annotate(band=band)
        .values("band")
        .annotate(people=Count("id"), purchases=Sum("purchases"), value=Sum("value"))
    )
    nothing: dict[str, Any] = {"people": 0, "purchases": Decimal(0), "value": Decimal(0)}
    found: dict[int, Any] = {row["band"]: row for row in rows}
    return [
        {"low": low, "high": high} | nothing | found.get(place, {}) | {"band": place}
        for place, (low, high) in enumerate(BANDS)
    ]


def overdue(staff: "Staff | None") -> QuerySet[Prediction]:
    """Those whose next purchase should have come, who are likelier customers than not: most value first."""
    return predictions(staff).filter(next_on__lt=clock.today(), alive__gte=50)


def of_customer(customer: Customer) -> Prediction | None:
    """What is predicted of one customer; None where nothing is."""
    return Prediction.objects.filter(customer=customer).first()


def describe(customer: Customer, staff: "Staff | None") -> dict[str, Any]:
    """For programs: the prediction of a customer; empty where there is none."""
    found = of_customer(customer)
    return told(found) if found else {}


def told(row: Prediction) -> dict[str, Any]:
    """One prediction as plain values."""
    return {
        "alive": row.alive,
        "purchases": row.purchases,
        "value": row.value,
        "next_on": row.next_on,
        "scored_on": row.scored_on,
    }


def overview(staff: "Staff | None") -> dict[str, Any]:
    """Everything programs are told: the fit, its trial, the bands."""
    fit = newest_fit()
    if fit is None:
        return {"standing": "none", "bands": []}
    return {
        "standing": fit.standing,
        "as_of": fit.as_of,
        "people": fit.people,
        "repeaters": fit.repeaters,
        "parameters": fit.parameters,
        "correlation": round(fit.correlation, 4),
        "trial": fit.trial,
        "bands": bands(staff) if fit.speaks else [],
    }
