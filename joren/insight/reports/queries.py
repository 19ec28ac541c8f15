"""Every read of reports: which there are, running one with what was given."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import Picture, Report, ReportColumn, entries, resolve
from joren.foundation.registry.entries import Text
from joren.foundation.time import clock

from .errors import UnknownReport
from .parameters import AS_OF, read_parameters
from .results import MAIN, Result, Tables, beside
from .rules.periods import period_before, year_before

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

GROUPS: Final[dict[str, Text]] = {
    "sales": _("Sales"),
    "customers": _("Customers"),
    "repeat": _("Coming back"),
    "products": _("Products"),
    "shops": _("Shops"),
    "outreach": _("Outreach"),
    "other": _("Others"),
}
"""The groups of the list of reports, in their order."""
COMPARED: Final[dict[str, Callable[[date, date], tuple[date, date]]]] = {"before": period_before, "year": year_before}
"""What a period may be compared with."""


def reports() -> list[Report]:
    """All reports in their order."""
    places = list(GROUPS)
    return sorted(entries(Report), key=lambda report: (places.index(report.group), report.order, report.key))


def grouped() -> list[tuple[Text, list[Report]]]:
    """All reports under the names of their groups; groups without one are left out."""
    found = [(label, [report for report in reports() if report.group == key]) for key, label in GROUPS.items()]
    return [(label, members) for label, members in found if members]


def report(key: str) -> Report:
    """The report of that name. Raises `UnknownReport`."""
    found = next((each for each in reports() if each.key == key), None)
    if found is None:
        raise UnknownReport(report=key[:50], known=", ".join(each.key for each in reports()))
    return found


def pictures(report: Report) -> tuple[Picture, ...]:
    """The pictures of a report; the older way of saying one counts too."""
    if report.picture:
        return report.picture if isinstance(report.picture, tuple) else (report.picture,)
    if not report.chart:
        return ()
    return (Picture(kind=report.chart, x=report.columns[0].key, value=report.chart_columns),)


def grids(report: Report) -> bool:
    """Whether a picture shows the cells of its main table, each of which opens."""
    kinds = {picture.kind for picture in pictures(report) if picture.table == MAIN}
    return bool(kinds & {"heat", "map", "triangle"})


def run(key: str, given: Mapping[str, Any], *, staff: "Staff | None", compare: str = "") -> Result:
    """Run a report now; settings as texts or values, an empty one is its default. `compare`: with the period `before`
    or the same days of the `year` before.

    Raises `UnknownReport`, `UnknownParameter`, `BadParameter`, `PeriodReversed`.
    """
    found = report(key)
    parameters = read_parameters(found, given)
    result = Result(report=found, parameters=parameters, tables=tables(found, parameters, staff), made_at=clock.now())
    before = compared_period(found, parameters, compare) if compare else None
    if before is None:
        return result
    earlier = {**parameters, "from": before[0], "to": before[1]}
    return beside(result, tables(found, earlier, staff)[MAIN], before)


def tables(found: Report, parameters: dict[str, Any], staff: "Staff | None") -> Tables:
    """What a report's function answers, as tables by name."""
    answer = resolve(found.run)(staff, **parameters)
    return answer if isinstance(answer, dict) else {MAIN: answer}


def compared_period(found: Report, parameters: Mapping[str, Any], compare: str = "before") -> tuple[date, date] | None:
    """What the period asked for is compared with; None where there is nothing. `compare`: `before` or `year`."""
    start, end = parameters.get("from"), parameters.get("to")
    last: date = parameters.get(AS_OF) or clock.today()
    if not found.compare or start is None or start > last:
        return None
    return COMPARED[compare](start, min(end or last, last))


def header(columns: tuple[ReportColumn, ...]) -> list[str]:
    """The headings of a file."""
    return [str(column.label) for column in columns]
