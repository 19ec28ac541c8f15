"""Numbers of the business over a period, for goals."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from .models import Purchase


def sales(start: date, end: date) -> Decimal:
    """What was paid on the business days from `start` to `end`, both inside: returns taken off, anonymous ones in."""
    return _counted(start, end).aggregate(total=Sum("amount"))["total"] or Decimal(0)


def purchases(start: date, end: date) -> Decimal:
    """How many purchases, without returns."""
    found = _counted(start, end).filter(kind=Purchase.Kind.SALE)
    return Decimal(found.aggregate(total=Sum("transactions"))["total"] or 0)


def buyers(start: date, end: date) -> Decimal:
    """How many known customers bought at least once."""
    found = _counted(start, end).filter(kind=Purchase.Kind.SALE, customer__isnull=False)
    return Decimal(found.values("customer_id").distinct().count())


def sales_series(
    spans: Sequence[tuple[date, date]], *, shop: int | None = None, people: tuple[int, ...] | None = None
) -> list[Decimal | None]:
    """What was paid over each span, of one shop or by some customers only."""
    return _sums("amount", Q(), spans, shop, people)


def purchases_series(
    spans: Sequence[tuple[date, date]], *, shop: int | None = None, people: tuple[int, ...] | None = None
) -> list[Decimal | None]:
    """How many purchases over each span."""
    return _sums("transactions", Q(kind=Purchase.Kind.SALE), spans, shop, people)


def buyers_series(
    spans: Sequence[tuple[date, date]], *, shop: int | None = None, people: tuple[int, ...] | None = None
) -> list[Decimal | None]:
    """How many known customers bought in each span."""
    bought = Q(kind=Purchase.Kind.SALE, customer__isnull=False)
    found = [_narrowed(_counted(first, last).filter(bought), shop, people) for first, last in spans]
    return [Decimal(rows.values("customer_id").distinct().count()) for rows in found]


def _sums(
    field: str, only: Q, spans: Sequence[tuple[date, date]], shop: int | None, people: tuple[int, ...] | None
) -> list[Decimal | None]:
    """Sums by day in one question, added up by span."""
    if not spans:
        return []
    rows = _narrowed(_counted(spans[0][0], spans[-1][1]).filter(only), shop, people)
    by_day = dict(rows.order_by().values_list("business_date").annotate(total=Sum(field)))
    return [
        sum((Decimal(total) for day, total in by_day.items() if first <= day <= last), Decimal(0))
        for first, last in spans
    ]


def _narrowed(rows: QuerySet[Purchase], shop: int | None, people: tuple[int, ...] | None) -> QuerySet[Purchase]:
    if shop is not None:
        rows = rows.filter(shop_id=shop)
    return rows if people is None else rows.filter(customer_id__in=people)


def _counted(start: date, end: date) -> QuerySet[Purchase]:
    return Purchase.objects.filter(business_date__range=(start, end), cancelled_at=None)
