"""Reports for programs."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.foundation.cli import plain
from joren.record.customers.api import Problem

from . import queries

router = Router()
_REFUSALS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 422: Problem}


class ReportOut(Schema):
    """A report that can be run."""

    key: str
    label: str
    description: str
    parameters: list[str]


class ReportsOut(Schema):
    """All reports."""

    reports: list[ReportOut]


class ColumnOut(Schema):
    """A column of a result. `type`: text, number, money, percent (a share of 1), date or days."""

    key: str
    label: str
    type: str


class ResultOut(Schema):
    """A report that was run."""

    report: str
    label: str
    formula: str
    parameters: dict[str, Any]
    columns: list[ColumnOut]
    rows: list[dict[str, Any]]


@router.get("", response={200: ReportsOut, **_REFUSALS}, summary="All reports")
def list_reports(request: HttpRequest) -> Any:
    """Each with its settings."""
    demand(request.user, "reports.view")
    return plain({"reports": [listed(report) for report in queries.reports()]})


@router.get("/{key}", response={200: ResultOut, **_REFUSALS}, summary="Run a report")
def run(request: HttpRequest, key: str) -> Any:
    """Settings stand in the address: ?from=2026-01-01&to=2026-03-31&as_of=2026-03-31."""
    staff = demand(request.user, "reports.view")
    given = {name: str(value) for name, value in request.GET.items()}
    return plain(queries.run(key, given, staff=staff).told())


def listed(report: Any) -> dict[str, Any]:
    """A report in the list of all."""
    return {
        "key": report.key,
        "label": str(report.label),
        "description": str(report.description),
        "parameters": [parameter.key for parameter in report.parameters],
    }
