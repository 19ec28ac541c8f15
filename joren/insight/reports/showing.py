"""What the page of a report shows of its result: sorted tables whose rows open, presets, files to take away."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.registry import Report, ReportColumn, ReportTable
from joren.foundation.time import clock
from joren.foundation.ui.tables.columns import show

from . import queries
from .results import MAIN, Result, Rows
from .rules.periods import preset

SHOWN_ROWS: Final = 500
FOLDED_FROM: Final = 30
"""Rows; a longer table is folded when it is not the main one, or when the picture shows the same cells."""
_TYPES: Final[dict[str, Any]] = {"date": "day", "days": "number"}
_RIGHT: Final = frozenset({"number", "money", "percent", "days"})


@dataclass(frozen=True, slots=True)
class Head:
    """A heading that sorts: where a click leads and how it is sorted now."""

    label: str
    url: str
    direction: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its cells, and where its people are."""

    cells: list[tuple[str, str, bool]]
    people_url: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of the page."""

    table: ReportTable
    heads: list[Head]
    lines: list[Line]
    hidden: int
    is_folded: bool


def tables(result: Result, query: Mapping[str, str]) -> list[ShownTable]:
    """All tables of a result, the first `SHOWN_ROWS` rows of each in the order asked for by ``sort``."""
    return [_shown(result, table, query) for table in result.declared()]


def plain_table(table: ReportTable, rows: Rows) -> tuple[str, list[tuple[str, bool]], list[list[tuple[str, bool]]]]:
    """A table that neither sorts nor opens: (name, headings, rows of (cell, whether at the right))."""
    currency = the_business().currency
    heads = [(str(column.label), is_figure(column)) for column in table.columns]
    lines = [[(show_cell(row.get(c.key), c, currency), is_figure(c)) for c in table.columns] for row in rows]
    return str(table.label), heads, lines


def people_url(result: Result, row: Any, query: Mapping[str, str]) -> str:
    """Where the people of a row are listed; "" where it cannot be opened."""
    if row is None or not result.report.people:
        return ""
    given = {name: value for name, value in query.items() if name not in ("sort", "compare") and value}
    return f"{reverse('reports:people', args=[result.report.key])}?{urlencode({**given, 'row': str(row)})}"


def show_cell(value: Any, column: ReportColumn, currency: str) -> str:
    """A cell as HTML."""
    kind = _TYPES.get(column.type, column.type)
    if isinstance(value, str) and kind in ("number", "money", "percent"):
        kind = "text"
    if isinstance(value, Decimal) and kind == "number":
        value = value.normalize() + 0
        value = value.quantize(Decimal(1)) if value == value.to_integral() else value
    return show(value, kind, currency)


def cell_text(value: Any, column: ReportColumn, currency: str) -> str:
    """A cell as plain text, a dash for nothing."""
    return "–" if value in (None, "") else unescape(strip_tags(show_cell(value, column, currency)))


def is_figure(column: ReportColumn) -> bool:
    """Whether its values stand at the right edge."""
    return column.type in _RIGHT


def presets(report: Report, query: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """The periods of one click: (name, address, whether it is the one shown)."""
    keys = {parameter.key for parameter in report.parameters}
    if not {"from", "to"} <= keys:
        return []
    today, fiscal = clock.today(), the_business().fiscal_year_starts
    names = {
        "this_month": _("This month"),
        "last_month": _("Last month"),
        "fiscal_year": _("This fiscal year"),
        "last_12_months": _("Last 12 months"),
    }
    found = []
    for name, label in names.items():
        first, last = preset(name, today, fiscal)
        chosen = {"from": first.isoformat(), "to": last.isoformat()}
        is_current = all(query.get(key) == value for key, value in chosen.items())
        found.append((label, f"?{urlencode({**_kept(query), **chosen})}", is_current))
    everything = {key: value for key, value in _kept(query).items() if key not in ("from", "to")}
    return [*found, (_("All the time"), f"?{urlencode(everything)}", not (query.get("from") or query.get("to")))]


def _kept(query: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if value}


def _shown(result: Result, table: ReportTable, query: Mapping[str, str]) -> ShownTable:
    rows, currency = result.tables.get(table.key, []), the_business().currency
    wanted, falls = _order(table, query)
    if wanted:
        rows = _sorted(rows, wanted, falls=falls)
    lines = [
        Line(
            [(str(c.label), show_cell(row.get(c.key), c, currency), is_figure(c)) for c in table.columns],
            people_url(result, row.get("_row"), query),
        )
        for row in rows[:SHOWN_ROWS]
    ]
    heads = [_head(column, table, query, wanted, falls=falls) for column in table.columns]
    is_folded = (table.key != MAIN or bool(queries.grids(result.report))) and len(rows) > FOLDED_FROM and not wanted
    return ShownTable(table, heads, lines, max(0, len(rows) - SHOWN_ROWS), is_folded)


def _order(table: ReportTable, query: Mapping[str, str]) -> tuple[str, bool]:
    """The column to sort by and whether it falls; "" for the report's own order."""
    name, _dot, key = query.get("sort", "").rpartition(".")
    falls = key.startswith("-")
    key = key.removeprefix("-")
    known = {column.key for column in table.columns}
    return (key, falls) if (name or MAIN) == table.key and key in known else ("", False)


def _sorted(rows: Rows, key: str, *, falls: bool) -> Rows:
    """Rows without a value come last both ways."""
    valued = [row for row in rows if row.get(key) not in (None, "")]
    try:
        valued.sort(key=lambda row: row[key], reverse=falls)
    except TypeError:
        valued.sort(key=lambda row: str(row[key]), reverse=falls)
    return valued + [row for row in rows if row.get(key) in (None, "")]


def _head(column: ReportColumn, table: ReportTable, query: Mapping[str, str], wanted: str, *, falls: bool) -> Head:
    is_sorted = column.key == wanted
    next_falls = not falls if is_sorted else is_figure(column)
    sort = f"{'' if table.key == MAIN else table.key + '.'}{'-' if next_falls else ''}{column.key}"
    direction = ("descending" if falls else "ascending") if is_sorted else ""
    return Head(str(column.label), f"?{urlencode({**_kept(query), 'sort': sort})}", direction, is_figure(column))
