"""Numbers of the business over a period, for goals."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

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


def _counted(start: date, end: date) -> QuerySet[Purchase]:
    return Purchase.objects.filter(business_date__range=(start, end), cancelled_at=None)
