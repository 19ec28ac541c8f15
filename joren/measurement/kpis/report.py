"""All measures over all periods as a report: kept while no fact changes, and taken away as a file."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q

from joren.foundation.business.queries import the_business
from joren.outreach.line.models import ChatMessage
from joren.record.shops.queries import shop_by_code

from .catalogue import KPIS, Kpi, kpi
from .measures import Reading
from .rules.periods import Period, needed, newest
from .scope import Scope


def run(staff: Any, *, by: str, shop: str | None, as_of: date) -> dict[str, list[dict[str, Any]]]:
    """One row for each measure and period, the newest first; beside them how fresh each is."""
    scope, periods = scope_of(shop), periods_of(by, as_of)
    rows = [row for each in KPIS for row in _rows(each, scope, periods, by)]
    return {"main": rows, "fresh": [{"key": each.key, "at": _fresh(each, scope)} for each in KPIS if each.fresh]}


def people(staff: Any, row: str, *, by: str, shop: str | None, as_of: date) -> list[int]:
    """Who stands behind a measure of a period, such as "repeat|2026-03-01". Raises LookupError."""
    key, _bar, first = row.partition("|")
    found = kpi(key)
    period = next((each for each in periods_of(by, as_of) if each.first.isoformat() == first), None)
    if found.people is None or period is None:
        raise LookupError(row)
    return found.people(scope_of(shop), period, by)


def stamp() -> str:
    """Another text whenever somebody wrote or was answered on LINE; all else is known to the facts."""
    told = ChatMessage.objects.aggregate(last=Max("pk"), answered=Count("pk", filter=Q(is_ours=True, state="sent")))
    return f"{told['last']}|{told['answered']}"


def scope_of(shop: str | None) -> Scope:
    """Everybody's, or those of the shop with that code."""
    return Scope(shop=shop_by_code(shop).pk) if shop else Scope()


def periods_of(by: str, as_of: date) -> list[Period]:
    """The periods that are told, the oldest first."""
    return newest(by, as_of, fiscal_start=the_business().fiscal_year_starts, number=needed(by))


def _rows(each: Kpi, scope: Scope, periods: list[Period], by: str) -> Iterator[dict[str, Any]]:
    if each.read is None:
        yield _row(each, periods[-1], Reading()) | {"missing": str(each.missing)}
        return
    for period, reading in reversed(list(zip(periods, each.read(scope, periods, by), strict=True))):
        yield _row(each, period, reading)


def _row(each: Kpi, period: Period, reading: Reading) -> dict[str, Any]:
    opened = {"_row": f"{each.key}|{period.first}"} if each.people and (reading.part or reading.whole) else {}
    return {
        **opened,
        "measure": str(each.label),
        "key": each.key,
        "first": period.first,
        "last": period.last,
        "value": reading.value,
        "unit": each.unit,
        "part": reading.part,
        "whole": reading.whole,
        "p90": reading.more.get("p90"),
        "unanswered": reading.more.get("unanswered"),
        "missing": "",
    }


def _fresh(each: Kpi, scope: Scope) -> str | None:
    assert each.fresh
    found = each.fresh(scope)
    return found.isoformat() if isinstance(found, date | datetime) else None
