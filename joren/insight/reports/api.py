"""Reports for programs."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.foundation.cli import plain
from joren.foundation.registry import Report
from joren.record.customers.api import Problem
from joren.segments.library.listing import customers_of

from . import keeping, queries
from .monthly import queries as monthly
from .monthly.queries import Told
from .monthly.views import month_of
from .parameters import compared
from .people import Behind, behind

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

router = Router()
_REFUSALS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 422: Problem}


class ReportOut(Schema):
    """A report that can be run. `opens`: its rows open to their people. `tables`: those beside ``main``."""

    key: str
    group: str
    label: str
    description: str
    parameters: list[str]
    tables: list[str]
    opens: bool
    compares: bool


class ReportsOut(Schema):
    """All reports."""

    reports: list[ReportOut]


class ColumnOut(Schema):
    """A column of a result. `type`: text, number, money, percent (a share of 1), date or days."""

    key: str
    label: str
    type: str


class TableOut(Schema):
    """A further table of a result."""

    key: str
    label: str
    columns: list[ColumnOut]
    rows: list[dict[str, Any]]


class PeriodOut(Schema):
    """First and last day, both inside."""

    first: date
    last: date


class ResultOut(Schema):
    """A report that was run. A row with ``_row`` opens to its people. `made_at`: when it was counted."""

    report: str
    label: str
    formula: str
    parameters: dict[str, Any]
    compared_with: PeriodOut | None
    made_at: datetime | None
    columns: list[ColumnOut]
    rows: list[dict[str, Any]]
    tables: list[TableOut]


class PersonOut(Schema):
    """A customer behind a row."""

    id: int
    name: str
    member_number: str


class PeopleOut(Schema):
    """The people behind a row. `rule`: the segment rule that says who they are, where there is one.

    `hidden`: how many there are whom the asker may not see.
    """

    report: str
    row: str
    as_of: date
    rule: dict[str, Any] | None
    sentence: str
    count: int
    hidden: int
    customers: list[PersonOut]


class SectionOut(Schema):
    """A part of the monthly report."""

    key: str
    label: str
    sentences: list[str]


class MonthOut(Schema):
    """The report of a month in prose, and its tables."""

    month: str
    name: str
    headline: str
    sections: list[SectionOut]
    tables: list[TableOut]
    made_at: datetime


@router.get("", response={200: ReportsOut, **_REFUSALS}, summary="All reports")
def list_reports(request: HttpRequest) -> Any:
    """Each with its settings."""
    demand(request.user, "reports.view")
    return plain({"reports": [listed(report) for report in queries.reports()]})


@router.get("/monthly/{month}", response={200: MonthOut, **_REFUSALS}, summary="The report of a month in prose")
def read_month(request: HttpRequest, month: str) -> Any:
    """The month as 2026-03."""
    demand(request.user, "reports.view")
    return plain(told_month(monthly.told(month_of(month))))


@router.get("/{key}", response={200: ResultOut, **_REFUSALS}, summary="Run a report")
def run(request: HttpRequest, key: str) -> Any:
    """Settings stand in the address: ?from=2026-01-01&to=2026-03-31&as_of=2026-03-31; compare=before or year."""
    staff = demand(request.user, "reports.view")
    given, compare = _given(request)
    return plain(keeping.answer(key, given, staff=staff, compare=compare).told())


@router.get("/{key}/people", response={200: PeopleOut, **_REFUSALS}, summary="The people behind a row")
def read_people(request: HttpRequest, key: str, row: str) -> Any:
    """The settings of the report, and ?row= with the row's ``_row``."""
    staff = demand(request.user, "reports.view")
    given, _compare = _given(request)
    return plain(told_people(behind(key, row, given, staff=staff), staff))


def listed(report: Report) -> dict[str, Any]:
    """A report in the list of all."""
    return {
        "key": report.key,
        "group": report.group,
        "label": str(report.label),
        "description": str(report.description),
        "parameters": [parameter.key for parameter in report.parameters],
        "tables": [table.key for table in report.tables],
        "opens": bool(report.people),
        "compares": bool(report.compare),
    }


def told_people(found: Behind, staff: "Staff | None") -> dict[str, Any]:
    """The people of a row whom that person may see."""
    customers = list(customers_of(found.ids, staff).order_by("pk"))
    return {
        "report": found.report.key,
        "row": found.row,
        "as_of": found.as_of,
        "rule": found.rule,
        "sentence": found.sentence,
        "count": len(found.ids),
        "hidden": len(found.ids) - len(customers),
        "customers": [
            {"id": one.pk, "name": one.full_name, "member_number": one.member_number or ""} for one in customers
        ],
    }


def told_month(told: Told) -> dict[str, Any]:
    """The report of a month for programs."""
    return {
        "month": f"{told.month:%Y-%m}",
        "name": told.name,
        "headline": told.headline,
        "sections": [{"key": key, "label": label, "sentences": said} for key, label, said in told.sections],
        "tables": [
            {
                "key": table.key,
                "label": table.label,
                "columns": [{"key": c.key, "label": c.label, "type": c.type} for c in table.columns],
                "rows": rows,
            }
            for table, rows in told.tables
        ],
        "made_at": told.made_at,
    }


def _given(request: HttpRequest) -> tuple[dict[str, str], str]:
    """The settings in the address, and whether to compare."""
    given = {name: str(value) for name, value in request.GET.items() if name not in ("compare", "row")}
    return given, compared(request.GET.get("compare"))
