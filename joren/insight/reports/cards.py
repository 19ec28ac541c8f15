"""The cards reports put on dashboards beside the pictures of reports."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from joren.foundation.accounts.models import Staff
from joren.foundation.business.queries import the_business
from joren.foundation.time import clock

from . import keeping
from .monthly.queries import latest
from .monthly.words import money, signed
from .rules.monthly import change
from .rules.periods import period_before


def sales_of_month(staff: Staff) -> dict[str, Any]:
    """Sales of this month so far, against the same days of the month before."""
    today = clock.today()
    first = today.replace(day=1)
    old_first, old_last = period_before(first, today)
    now, before = (_sales(day, last) for day, last in ((first, today), (old_first, old_last)))
    currency = the_business().currency
    share = change(now, before)
    return {
        "value": money(now, currency),
        "change": signed(share) if share is not None else "",
        "rises": share is not None and share >= 0,
        "hint": _("%(first)s – %(last)s; the same days a month before: %(before)s")
        % {"first": f"{first:%m/%d}", "last": f"{today:%m/%d}", "before": money(before, currency)},
        "url": f"{reverse('reports:detail', args=['sales'])}?from={first}&to={today}&by=day",
    }


def month(staff: Staff) -> dict[str, Any] | None:
    """The last monthly report in one sentence; None before the first was made, or when it is long past."""
    told = latest()
    if told is None or clock.today() - told.month > timedelta(days=92):
        return None
    return {"headline": told.headline, "month": told.month}


def _sales(first: Any, last: Any) -> Decimal:
    given = {"from": f"{first}", "to": f"{last}"}
    rows = keeping.answer("sales", given, staff=None).rows
    return sum((row["net"] for row in rows), Decimal(0))
