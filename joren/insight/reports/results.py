"""What running a report gives: its tables, what they were asked with, and the period before beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from joren.foundation.registry import Report, ReportColumn, ReportTable

from .reading import share

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]
MAIN: Final = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A report that was run. `made_at`: when; `compared`: the period before, when its figures stand beside.

    `job`: the number of the job that makes a newer one; what is here is then of `made_at`, or nothing yet.
    """

    report: Report
    parameters: dict[str, Any]
    tables: Tables
    made_at: datetime | None = None
    compared: tuple[date, date] | None = None
    job: int | None = None

    @property
    def rows(self) -> Rows:
        """The rows of the main table."""
        return self.tables.get(MAIN, [])

    def declared(self) -> list[ReportTable]:
        """Its tables in order with the columns they have here, the main one first."""
        report = self.report
        columns = report.columns
        if self.compared:
            columns = tuple(shown for column in columns for shown in _beside(column, report))
        return [ReportTable(key=MAIN, label=report.label, columns=columns), *report.tables]

    def told(self) -> dict[str, Any]:
        """For programs: ``columns`` and ``rows`` are the main table's, ``tables`` the others."""
        main, *others = self.declared()
        return {
            "report": self.report.key,
            "label": self.report.label,
            "formula": self.report.formula,
            "parameters": self.parameters,
            "compared_with": None if self.compared is None else {"first": self.compared[0], "last": self.compared[1]},
            "made_at": self.made_at,
            "columns": told_columns(main),
            "rows": self.rows,
            "tables": [
                {"key": t.key, "label": t.label, "columns": told_columns(t), "rows": self.tables.get(t.key, [])}
                for t in others
            ],
        }


def told_columns(table: ReportTable) -> list[dict[str, Any]]:
    """The columns of a table for programs."""
    return [{"key": column.key, "label": column.label, "type": column.type} for column in table.columns]


def beside(result: Result, before: Rows, period: tuple[date, date]) -> Result:
    """The result with the figures of the period before and the change since."""
    report = result.report
    first = report.columns[0].key
    if report.compare == "rows":
        found = {row.get(first): row for row in before}
        pairs = [(row, found.get(row.get(first))) for row in result.rows]
    else:
        pairs = [(row, before[n] if n < len(before) else None) for n, row in enumerate(result.rows)]
    rows = [row | _compared(row, old, report.compare_columns) for row, old in pairs]
    return replace(result, tables={**result.tables, MAIN: rows}, compared=period)


def _compared(row: Mapping[str, Any], old: Mapping[str, Any] | None, keys: tuple[str, ...]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key in keys:
        now: Any = row.get(key)
        before: Any = old.get(key) if old else None
        told[f"{key}__before"] = before
        known = now is not None and before is not None and before > 0
        told[f"{key}__change"] = share(now - before, before) if known else None
    return told


def _beside(column: ReportColumn, report: Report) -> tuple[ReportColumn, ...]:
    if column.key not in report.compare_columns:
        return (column,)
    names = {"column": column.label}
    return (
        column,
        ReportColumn(key=f"{column.key}__before", label=_("%(column)s before") % names, type=column.type),
        ReportColumn(key=f"{column.key}__change", label=_("%(column)s change") % names, type="percent"),
    )
