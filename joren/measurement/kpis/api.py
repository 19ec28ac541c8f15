"""The measures for programs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.record.customers.api import Problem
from joren.record.shops.queries import shop_by_code, shops_visible_to

from . import presenting
from .errors import NoShopOfTheirs
from .views import limited

router = Router()


class PeriodOut(Schema):
    """First and last day, both inside."""

    first: date
    last: date


class MeasureOut(Schema):
    """One measure. `value`, `before`, `year_before`, `series`: yen, shares of 1, or minutes, by `unit`."""

    key: str
    label: str
    unit: str
    value: Decimal | None
    before: Decimal | None
    year_before: Decimal | None
    part: Decimal | None
    whole: int | None
    p90: Decimal | None
    unanswered: int | None
    series: list[Decimal | None]
    formula: str
    denominator: str
    fresh: str
    missing: str
    remedy: str


class MeasuresOut(Schema):
    """All measures of the newest period that is over."""

    by: str
    period: PeriodOut
    period_before: PeriodOut
    year_before: PeriodOut
    made_at: datetime | None
    measures: list[MeasureOut]


@router.get("", response={200: MeasuresOut, 400: Problem, 401: Problem, 403: Problem, 404: Problem, 422: Problem})
def kpis(
    request: HttpRequest, by: Literal["month", "weeks", "quarter"] = "month", shop: str = "", as_of: date | None = None
) -> Any:
    """Tell the ten measures; shop staff those of one of their shops."""
    staff = demand(request.auth, "kpis.view")  # type: ignore[attr-defined]
    if shop:
        shop = shop_by_code(shop, staff).code
    elif limited(staff):
        first = shops_visible_to(staff).order_by("code").first()
        if first is None:
            raise NoShopOfTheirs(shop="–")
        shop = first.code
    return presenting.told(presenting.page(by=by, shop=shop, as_of=as_of))
