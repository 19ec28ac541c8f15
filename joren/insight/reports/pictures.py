"""A report's declared pictures made of its rows: series for the script, or a grid of shaded cells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.registry import Picture, ReportColumn
from joren.foundation.ui.tables.columns import show

from . import queries
from .results import Result, Rows
from .rules.scales import compact, level, running_shares

GRIDS: Final = frozenset({"heat", "map", "triangle"})
MOST_POINTS: Final = 2_000
_TYPES: Final[dict[str, Any]] = {"date": "day", "days": "number"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: its figure, what else is told, its shade and the row it opens."""

    text: str = ""
    extra: tuple[str, ...] = ()
    level: int = 0
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A picture that is a table: names of the columns, and rows of (name, cells)."""

    corner: str
    heads: list[str]
    lines: list[tuple[str, list[Cell]]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture: `chart` for the script, with the same as text in `lines`; or a `grid`."""

    kind: str
    title: str
    name: str
    chart: dict[str, Any] | None = None
    heads: list[str] = field(default_factory=list)
    lines: list[tuple[str, list[str]]] = field(default_factory=list)
    grid: Grid | None = None


def drawn(result: Result, prefix: str = "picture-") -> list[Drawing]:
    """The pictures of a result; one without rows is left out. `prefix` keeps their names apart on a page."""
    found = []
    for number, picture in enumerate(queries.pictures(result.report)):
        rows = result.tables.get(picture.table, [])
        if rows:
            found.append(_Drawer(result, picture, rows, f"{prefix}{result.report.key}-{number}").draw())
    return found


class _Drawer:
    def __init__(self, result: Result, picture: Picture, rows: Rows, name: str) -> None:
        tables = {table.key: table for table in result.declared()}
        table = tables[picture.table]
        self.picture, self.rows, self.name = picture, rows, name
        self.columns = {column.key: column for column in table.columns}
        self.title = str(picture.title or table.label)
        self.currency = the_business().currency

    def draw(self) -> Drawing:
        """The drawing of the picture's kind."""
        if self.picture.kind in GRIDS:
            return Drawing(kind=self.picture.kind, title=self.title, name=self.name, grid=self._grid())
        makers: Mapping[str, Callable[[], dict[str, Any]]] = {"scatter": self._scatter, "pareto": self._pareto}
        chart = makers.get(self.picture.kind, self._series)()
        chart = {"kind": self.picture.kind, "stacked": self.picture.stacked, "currency": self.currency} | chart
        heads, lines = _as_text(chart, self.columns[self.picture.x].label)
        return Drawing(kind=self.picture.kind, title=self.title, name=self.name, chart=chart, heads=heads, lines=lines)

    def column(self, key: str) -> ReportColumn:
        """The column of that key; one that is not shown is a number of that name."""
        return self.columns.get(key) or ReportColumn(key=key, label=key, type="number")

    def text(self, key: str, row: Mapping[str, Any]) -> str:
        """A cell's words on an axis."""
        value = row.get(key)
        if value in (None, ""):
            return _("not known")
        return str(show(value, _TYPES.get(self.column(key).type, self.column(key).type), self.currency))

    def number(self, key: str, row: Mapping[str, Any]) -> float | None:
        """A figure as it is drawn: shares in per cent."""
        value = row.get(key)
        if value is None or isinstance(value, str):
            return None
        return round(float(value) * 100, 2) if self.column(key).type == "percent" else float(value)

    def _unit(self) -> str:
        return self.column(self.picture.value[0]).type

    def _series(self) -> dict[str, Any]:
        """Values over x: by column, or by the texts of `series`."""
        picture, numeric = self.picture, self.picture.kind == "curves" and self._is_numeric(self.picture.x)
        names = _distinct(self.text(picture.x, row) for row in self.rows)
        chart: dict[str, Any] = {"unit": self._unit(), "labels": names, "x": str(self.column(picture.x).label)}
        if picture.series:
            key = picture.value[0]
            lines = {name: [r for r in self.rows if self.text(picture.series, r) == name] for name in self._names()}
            series = [{"name": name, "values": self._values(key, rows, names)} for name, rows in lines.items()]
        else:
            rows = self.rows
            if len(names) == len(rows):
                values = {key: [self.number(key, row) for row in rows] for key in picture.value}
            else:
                values = {key: self._values(key, rows, names) for key in picture.value}
            series = [{"name": str(self.column(key).label), "values": values[key]} for key in picture.value]
        if numeric:
            places = {self.text(picture.x, row): self.number(picture.x, row) for row in self.rows}
            chart["places"] = [places[name] for name in names]
        return chart | {"series": series}

    def _names(self) -> list[str]:
        return _distinct(self.text(self.picture.series, row) for row in self.rows)

    def _values(self, key: str, rows: Rows, names: list[str]) -> list[float | None]:
        by_name = {self.text(self.picture.x, row): self.number(key, row) for row in rows}
        return [by_name.get(name) for name in names]

    def _pareto(self) -> dict[str, Any]:
        key = self.picture.value[0]
        values = [self.number(key, row) for row in self.rows]
        running = {"name": _("running share of the total"), "values": running_shares(values), "share": True}
        return {
            "unit": self._unit(),
            "labels": [self.text(self.picture.x, row) for row in self.rows],
            "x": str(self.column(self.picture.x).label),
            "series": [{"name": str(self.column(key).label), "values": values}, running],
        }

    def _scatter(self) -> dict[str, Any]:
        picture, key = self.picture, self.picture.value[0]
        groups: dict[str, list[Any]] = {}
        for row in self.rows[:MOST_POINTS]:
            group = self.text(picture.series, row) if picture.series else ""
            size = self.number(picture.size, row) if picture.size else None
            name = self.text(picture.name, row) if picture.name else group
            groups.setdefault(group, []).append(
                {"name": name, "value": [self.number(picture.x, row), self.number(key, row), size]}
            )
        return {
            "unit": self._unit(),
            "x_unit": self.column(picture.x).type,
            "x": str(self.column(picture.x).label),
            "y": str(self.column(key).label),
            "size": str(self.column(picture.size).label) if picture.size else "",
            "labels": [],
            "series": [{"name": name, "points": points} for name, points in groups.items()],
        }

    def _is_numeric(self, key: str) -> bool:
        return all(isinstance(row.get(key), int | Decimal | float) for row in self.rows)

    def _grid(self) -> Grid:
        picture, key = self.picture, self.picture.value[0]
        heads = self._ordered(picture.x, falls=False)
        names = self._ordered(picture.y, falls=picture.kind == "map")
        cells = {(self.text(picture.y, row), self.text(picture.x, row)): row for row in self.rows}
        counted = self.rows
        if (
            picture.kind == "triangle" and len(heads) > 1
        ):  # the first column is where everybody was: it would pale the rest
            counted = [row for row in self.rows if self.text(picture.x, row) != heads[0]]
        largest = max((row.get(key) or 0 for row in counted), default=0)
        lines = [(name, [self._cell(cells.get((name, head)), largest) for head in heads]) for name in names]
        return Grid(f"{self.column(picture.y).label} / {self.column(picture.x).label}", heads, lines)

    def _ordered(self, key: str, *, falls: bool) -> list[str]:
        """The texts of a column: by size where they are numbers, else as they come."""
        rows = sorted(self.rows, key=lambda row: row[key], reverse=falls) if self._is_numeric(key) else self.rows
        return _distinct(self.text(key, row) for row in rows)

    def _cell(self, row: Mapping[str, Any] | None, largest: Any) -> Cell:
        if row is None:
            return Cell()
        key, *others = self.picture.value
        texts = tuple(f"{self.column(other).label} {self._short(other, row)}" for other in others)
        return Cell(self._short(key, row), texts, level(row.get(key), largest), row.get("_row"))

    def _short(self, key: str, row: Mapping[str, Any]) -> str:
        value = row.get(key)
        if value is None:
            return "–"
        kind = self.column(key).type
        if kind == "percent":
            return f"{float(value) * 100:.1f}%"
        if isinstance(value, int | float | Decimal):
            return compact(value, japanese=(get_language() or "").startswith("ja"))
        return str(value)


def _distinct(texts: Any) -> list[str]:
    return list(dict.fromkeys(texts))


def _as_text(chart: Mapping[str, Any], first: Any) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The same figures as a table, for those who cannot see the picture."""
    if chart["kind"] == "scatter":
        heads = [str(first), chart["x"], chart["y"]]
        points = [point for series in chart["series"] for point in series["points"]]
        return heads, [(point["name"], [_plain(number) for number in point["value"][:2]]) for point in points[:200]]
    heads = [str(first), *(series["name"] for series in chart["series"])]
    lines = [
        (label, [_plain(series["values"][n]) for series in chart["series"]])
        for n, label in enumerate(chart["labels"][:200])
    ]
    return heads, lines


def _plain(number: float | None) -> str:
    return "–" if number is None else f"{number:,.10g}"
