"""RFM: how recently, how often and for how much customers bought; the named groups; who moved between two days.

Formulas with worked numbers: docs/rules/reports.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.insight.reports.errors import BadParameter
from joren.insight.reports.reading import Facts, average, money_unit, share

from .buyers import buyers, cut_points
from .rfm_groups import GROUPS, NOT_YET, group_label

SCORES: Final = (5, 4, 3, 2, 1)
AXES: Final = ("r", "f", "m")
_CUTS: Final = 4
_DAYS = "CAST(CAST([{0}] AS date) - last_on AS integer)"
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Asked:
    """One asking: the days, and the cut points of an axis where the business has its own."""

    start: date
    as_of: date
    since: date | None = None
    cuts: dict[str, Sequence[Decimal]] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """The values of a query. The later day is `as_of`, the earlier one `since`."""
        cut = {f"{axis}_{'abcd'[place]}": point for axis in AXES for place, point in enumerate(self.cuts[axis])}
        return {"start": self.start, "as_of": self.as_of, "since": self.since or self.as_of, **cut}


def asked(given: dict[str, Any]) -> Asked:
    """The settings read. Raises `BadParameter`."""
    start, as_of, since = given.get("from") or date.min, given["as_of"], given.get("since")
    if since and since >= as_of:
        expected = _("a day before %(day)s") % {"day": as_of.isoformat()}
        raise BadParameter(value=since, parameter=_("moved since"), expected=expected)
    texts = {
        "r": (
            gettext_lazy("cut points of recency"),
            gettext_lazy("four rising whole numbers such as 30, 90, 180, 365"),
        ),
        "f": (gettext_lazy("cut points of frequency"), gettext_lazy("four rising whole numbers such as 2, 3, 5, 10")),
        "m": (
            gettext_lazy("cut points of amount"),
            gettext_lazy("four rising amounts such as 3000, 10000, 30000, 100000"),
        ),
    }
    cuts = {axis: cut_points(given.get(f"{axis}_cuts"), *texts[axis], _CUTS) for axis in AXES}
    for axis in ("r", "f"):
        if any(point != point.to_integral_value() for point in cuts[axis]):
            raise BadParameter(value=given[f"{axis}_cuts"], parameter=texts[axis][0], expected=texts[axis][1])
    return Asked(start, as_of, since, cuts)


def rfm(staff: Any, **given: Any) -> dict[str, list[dict[str, Any]]]:
    """The map of recency and frequency, its named groups, the scores, all cells of three, and who moved where."""
    ask, facts, unit = asked(given), Facts(), money_unit()
    sql = f"SELECT r, f, m, count(*), sum(amount) FROM ({scored(ask)}) AS scored GROUP BY r, f, m"  # noqa: S608
    cells = facts.rows(sql, ("r", "f", "m", "customers", "sales"), ask.values)
    people, sales = sum(cell["customers"] for cell in cells), sum((cell["sales"] for cell in cells), Decimal(0))
    told = _Told(people, sales, unit)
    return {
        "main": [told.cell(cells, r, f) for r in SCORES for f in SCORES],
        "groups": [told.group(cells, key) for key in GROUPS],
        "scores": [told.score(row) for row in bounds(facts, ask)],
        "cells": [told.triple(cell) for cell in sorted(cells, key=lambda c: (-c["r"], -c["f"], -c["m"]))],
        "movement": _movement(facts, ask) if ask.since else [],
    }


def scored(ask: Asked, day: str = "as_of") -> str:
    """Each buyer by that day with the scores of recency, frequency and amount and the group."""
    return f"""
        SELECT rated.*, CASE {_cases()} END AS cluster FROM (
            SELECT person, last_on, number, amount, {_DAYS.format(day)} AS days,
                {_score(ask, "r", day)} AS r, {_score(ask, "f", day)} AS f, {_score(ask, "m", day)} AS m
            FROM ({buyers(day)}) AS buyers
        ) AS rated
    """  # noqa: S608


def bounds(facts: Facts, ask: Asked, day: str = "as_of") -> list[dict[str, Any]]:
    """What each score stands for: the smallest and the largest number of days, purchases or amount."""
    of = {"r": "days", "f": "number", "m": "amount"}
    base = scored(ask, day)
    names = ("axis", "score", "least", "most", "customers", "sales")
    found = []
    for axis, column in of.items():
        sql = f"""
            SELECT '{axis}', {axis}, min({column}), max({column}), count(*), sum(amount)
            FROM ({base}) AS scored GROUP BY {axis} ORDER BY {axis} DESC
        """  # noqa: S608
        found += facts.rows(sql, names, ask.values)
    return found


def _score(ask: Asked, axis: str, day: str) -> str:
    column = {"r": "last_on", "f": "number", "m": "amount"}[axis]
    if not ask.cuts[axis]:
        return f"1 + CAST(FLOOR((rank() OVER (ORDER BY {column}) - 1) * 5.0 / count(*) OVER ()) AS integer)"
    if axis == "r":
        days = _DAYS.format(day)
        return "CASE " + " ".join(f"WHEN {days} <= [r_{'abcd'[n]}] THEN {5 - n}" for n in range(_CUTS)) + " ELSE 1 END"
    steps = (f"WHEN {column} >= [{axis}_{'abcd'[n]}] THEN {n + 2}" for n in reversed(range(_CUTS)))
    return "CASE " + " ".join(steps) + " ELSE 1 END"


def _cases() -> str:
    return " ".join(
        f"WHEN r BETWEEN {g.r[0]} AND {g.r[1]} AND f BETWEEN {g.f[0]} AND {g.f[1]} THEN '{key}'"
        for key, g in GROUPS.items()
    )


def _movement(facts: Facts, ask: Asked) -> list[dict[str, Any]]:
    """From which group to which, the largest groups of before first; those who had not bought yet last."""
    names = ("before", "after", "customers")
    sql = f"SELECT before, after, count(*) FROM ({moved(ask)}) AS moved GROUP BY 1, 2"  # noqa: S608
    rows = facts.rows(sql, names, ask.values)
    counts = {(row["before"], row["after"]): row["customers"] for row in rows}
    found = []
    for before in (*GROUPS, NOT_YET):
        whole = sum(counts.get((before, after), 0) for after in GROUPS)
        for after in GROUPS if whole else ():
            number = counts.get((before, after), 0)
            row = {"before": group_label(before), "after": group_label(after), "customers": number}
            found.append({**_opening(f"{before}.{after}", number), **row, "share": share(number, whole)})
    return found


def moved(ask: Asked) -> str:
    """Each buyer with the group of the earlier day and that of the later."""
    return f"""
        SELECT person, coalesce(max(before), '{NOT_YET}') AS before, max(after) AS after FROM (
            SELECT person, CAST(NULL AS varchar) AS before, cluster AS after FROM ({scored(ask)}) AS later
            UNION ALL
            SELECT person, cluster AS before, CAST(NULL AS varchar) AS after FROM ({scored(ask, "since")}) AS earlier
        ) AS clusters GROUP BY person
    """  # noqa: S608


def _opening(row: str, customers: int) -> dict[str, Any]:
    return {"_row": row} if customers else {}


@dataclass(frozen=True, slots=True)
class _Told:
    """Makes rows, each with its shares of all buyers and all they paid."""

    people: int
    sales: Decimal
    unit: Decimal

    def _measures(self, cells: list[dict[str, Any]]) -> dict[str, Any]:
        number = sum(cell["customers"] for cell in cells)
        amount = sum((cell["sales"] for cell in cells), Decimal(0))
        return {
            "customers": number,
            "share": share(number, self.people),
            "sales": amount,
            "sales_share": share(amount, self.sales),
            "average": average(amount, number, self.unit),
        }

    def cell(self, cells: list[dict[str, Any]], r: int, f: int) -> dict[str, Any]:
        """A cell of the map; `monetary` is the mean score of amount there."""
        inside = [cell for cell in cells if (cell["r"], cell["f"]) == (r, f)]
        key = next(key for key, g in GROUPS.items() if g.r[0] <= r <= g.r[1] and g.f[0] <= f <= g.f[1])
        row = {"cell": f"R{r} F{f}", "group": group_label(key), "recency": r, "frequency": f}
        measured = self._measures(inside)
        scores = sum(cell["m"] * cell["customers"] for cell in inside)
        mean = Decimal(scores) / measured["customers"] if inside else None
        monetary = None if mean is None else mean.quantize(_TENTH, ROUND_HALF_UP)
        return {**_opening(f"r{r}f{f}", measured["customers"]), **row, **measured, "monetary": monetary}

    def group(self, cells: list[dict[str, Any]], key: str) -> dict[str, Any]:
        """A named group and the cells it is made of."""
        g = GROUPS[key]
        inside = [c for c in cells if g.r[0] <= c["r"] <= g.r[1] and g.f[0] <= c["f"] <= g.f[1]]
        measured = self._measures(inside)
        row = {"group": group_label(key), "cells": f"R{_range(g.r)} F{_range(g.f)}"}
        return {**_opening(key, measured["customers"]), **row, **measured}

    def triple(self, cell: dict[str, Any]) -> dict[str, Any]:
        """A cell of all three scores."""
        r, f, m = cell["r"], cell["f"], cell["m"]
        row = {"cell": f"R{r} F{f} M{m}", "recency": r, "frequency": f, "monetary": m}
        return {**_opening(f"r{r}f{f}m{m}", cell["customers"]), **row, **self._measures([cell])}

    def score(self, found: dict[str, Any]) -> dict[str, Any]:
        """A score of one axis and what it stands for."""
        axis, score = found["axis"], found["score"]
        row = {"score": f"{axis.upper()}{score}", "least": found["least"], "most": found["most"]}
        return {**_opening(f"{axis}{score}", found["customers"]), **row, **self._measures([found])}


def _range(span: tuple[int, int]) -> str:
    return str(span[0]) if span[0] == span[1] else f"{span[0]}–{span[1]}"
