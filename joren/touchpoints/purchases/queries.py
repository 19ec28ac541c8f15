"""Reads of purchases."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from joren.record.customers.queries import customers_visible_to

from .errors import PurchaseNotFound
from .models import Purchase, PurchaseLine

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff
    from joren.record.customers.models import Customer

_CENT: Final = Decimal("0.01")
_MONTHS: Final = 12
RECENT: Final = 20
_SALE = Q(kind=Purchase.Kind.SALE, cancelled_at=None)


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers that matter of one customer; None where there is no answer. `interval` in days."""

    count: int
    amount: Decimal
    average: Decimal | None
    first_on: date | None
    last_on: date | None
    interval: Decimal | None


def visible_to(staff: "Staff | None") -> QuerySet[Purchase]:
    """The purchases this person may see: of customers they may see, and the anonymous ones for whoever sees all."""
    everything = Purchase.objects.all()
    if staff is None:
        return everything
    mine = Q(customer__in=customers_visible_to(staff).values("pk"))
    if staff.role == "shop_staff":
        return everything.filter(mine | Q(customer=None, shop__in=staff.shops.values("pk")))
    return everything if staff.may("purchases.view") else everything.none()


def get(pk: int, staff: "Staff | None" = None) -> Purchase:
    """The purchase of that id. Raises PurchaseNotFound, also for one this person may not see."""
    found = with_lines(visible_to(staff)).filter(pk=pk).first()
    if found is None:
        raise PurchaseNotFound(reference=pk)
    return found


def with_lines(purchases: QuerySet[Purchase]) -> QuerySet[Purchase]:
    """The purchases with shop, lines and products at hand: three queries however many there are."""
    lines = PurchaseLine.objects.select_related("product").order_by("number")
    return purchases.select_related("shop", "customer").prefetch_related(Prefetch("lines", lines))


def of_customer(customer_id: int, limit: int = RECENT) -> list[Purchase]:
    """The newest purchases of a customer, cancelled ones and returns too."""
    return list(with_lines(Purchase.objects.filter(customer_id=customer_id)).order_by("-purchased_at", "-id")[:limit])


def totals(customer_id: int) -> Totals:
    """The numbers that matter, by one query."""
    found = Purchase.objects.filter(customer_id=customer_id).aggregate(
        count=Sum("transactions", filter=_SALE),
        amount=Sum("amount", filter=Q(cancelled_at=None)),
        first=Min("business_date", filter=_SALE),
        last=Max("business_date", filter=_SALE),
    )
    count, amount = found["count"] or 0, found["amount"] or Decimal(0)
    days = (found["last"] - found["first"]).days if count > 1 and found["first"] else None
    return Totals(
        count=count,
        amount=amount,
        average=_divided(amount, count) if count else None,
        first_on=found["first"],
        last_on=found["last"],
        interval=_divided(Decimal(days), count - 1) if days is not None else None,
    )


def months(customer_id: int, until: date) -> list[tuple[date, Decimal]]:
    """What was paid in each of the twelve months that end with the month of `until`, oldest first."""
    firsts = [_month_before(until, back) for back in reversed(range(_MONTHS))]
    paid: Counter[date] = Counter()
    rows = (
        Purchase.objects.filter(customer_id=customer_id, cancelled_at=None, business_date__gte=firsts[0])
        .annotate(month=TruncMonth("business_date"))
        .values_list("month")
        .annotate(Sum("amount"), Count("id"))
    )
    for month, amount, _count in rows:
        paid[month] = amount
    return [(first, Decimal(paid[first])) for first in firsts]


def describe(customer: "Customer", staff: "Staff | None" = None) -> dict[str, Any]:
    """The purchases of a customer as ``joren customers show --json`` and the API tell them."""
    found = totals(customer.pk)
    return {
        "count": found.count,
        "amount": found.amount,
        "average": found.average,
        "first_on": found.first_on,
        "last_on": found.last_on,
        "interval_days": found.interval,
        "newest": [told(purchase) for purchase in of_customer(customer.pk, 10)],
    }


def told(purchase: Purchase) -> dict[str, Any]:
    """One purchase (from `with_lines`) for programs."""
    return {
        "id": purchase.pk,
        "kind": purchase.kind,
        "source": purchase.source,
        "external_id": purchase.external_id,
        "customer_id": purchase.customer_id,
        "shop": purchase.shop.code if purchase.shop else None,
        "purchased_at": purchase.purchased_at,
        "business_date": purchase.business_date,
        "amount": purchase.amount,
        "discount": purchase.discount,
        "transactions": purchase.transactions,
        "channel": purchase.channel,
        "cancelled_at": purchase.cancelled_at,
        "note": purchase.note,
        "lines": [
            {
                "number": line.number,
                "product": line.product.code if line.product else None,
                "description": line.description or (line.product.name if line.product else ""),
                "quantity": line.quantity,
                "amount": line.amount,
                "counts": line.counts,
            }
            for line in purchase.lines.all()
        ],
    }


def _divided(amount: Decimal, parts: int) -> Decimal:
    return (amount / parts).quantize(_CENT, rounding=ROUND_HALF_UP)


def _month_before(day: date, months_back: int) -> date:
    year, month0 = divmod(day.year * _MONTHS + day.month - 1 - months_back, _MONTHS)
    return date(year, month0 + 1, 1)
