"""The card measures put on a dashboard."""

from typing import Any

from django.urls import reverse

from joren.foundation.accounts.models import Staff
from joren.foundation.errors import JorenError
from joren.record.shops.queries import shops_visible_to

from . import presenting
from .rules.periods import MONTH
from .views import limited


def measures(staff: Staff) -> dict[str, Any] | None:
    """The measures of the last month that are known; None where there is none, or nothing this person may see."""
    shop = shops_visible_to(staff).order_by("code").values_list("code", flat=True).first() if limited(staff) else ""
    if shop is None:
        return None
    try:
        found = presenting.page(by=MONTH, shop=shop, wait=False)
    except JorenError:
        return None
    known = [each for each in found.shown if each.now.get("value") is not None]
    return {"known": known, "found": found, "address": reverse("kpis:page")} if known else None
