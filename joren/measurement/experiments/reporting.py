"""The report of verdicts."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from . import queries
from .figures import Figures

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_CENT = Decimal("0.01")


def campaigns(staff: "Staff | None", **parameters: Any) -> list[dict[str, Any]]:
    """One row for each verdict on a campaign sent from day `from` to day `to`; an open end where one is not given."""
    kept = queries.evaluations()
    first, last = _day(parameters.get("from")), _day(parameters.get("to"))
    kept = kept.filter(window_start__gte=first) if first else kept
    kept = kept.filter(window_start__lte=last) if last else kept
    return [_row(one) for one in kept]


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _row(kept: Any) -> dict[str, Any]:
    sales = Figures.from_dict(kept.figures).sales
    return {
        "campaign": kept.name,
        "sent_on": kept.window_start,
        "verdict": kept.get_code_display(),
        "people": kept.people,
        "extra_sales": kept.extra_sales,
        "low": Decimal(sales.low).quantize(_CENT) if sales else None,
        "high": Decimal(sales.high).quantize(_CENT) if sales else None,
        "extra_buyers": kept.extra_buyers,
    }
