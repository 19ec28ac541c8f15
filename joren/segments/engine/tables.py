"""Many answers about the same customers, kept in the engine and counted there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from joren.segments.catalogue.binding import BoundGroup, BoundLeaf
from joren.segments.catalogue.tree import All, AnyOf, InSegment, Leaf, Not

from .asking import Asking, RuleLike, UseLike
from .compiler import Compiler, Query
from .engines import Engine
from .moments import Moment, PerCustomer


@dataclass(frozen=True, slots=True)
class Own:
    """Each customer's own day as the caller writes it; see `PerCustomer`."""

    anchor: UseLike
    plus_days: int = 0
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """One answer per customer: a rule (true or false) or an attribute, as of a day, an own day, or the table's day."""

    name: str
    what: RuleLike | UseLike
    at: date | Own | None = None


@dataclass(frozen=True, slots=True)
class Crosstab:
    """How many people have a fact and an outcome, only one of them, or neither."""

    both: int
    fact_only: int
    outcome_only: int
    neither: int


class Table:
    """The answers, one row for each customer. Every method runs one query over the same state of the facts."""

    def __init__(self, asking: Asking, query: Query, names: Sequence[str]) -> None:
        self._asking = asking
        self._query = query
        self.names = ("id", *names)

    def __len__(self) -> int:
        return int(self._run("SELECT count(*)")[0][0])

    def rows(self) -> list[tuple[Any, ...]]:
        """The rows in the order of the ids: the id, then the columns."""
        return [tuple(row) for row in self._run("SELECT *", " ORDER BY 1")]

    def top(self, column: str, size: int, among: str, skip: int = 0) -> list[tuple[Any, ...]]:
        """The rows with the greatest answers in a column where the column `among` is true; unknown ones come last."""
        value = self._column(column)
        order = f" WHERE {self._column(among)} ORDER BY {value} DESC NULLS LAST, e.x0"
        return [tuple(row) for row in self._run("SELECT *", f"{order} LIMIT {int(size)} OFFSET {int(skip)}")]

    def totals(self, column: str, outcome: str) -> tuple[int, int, Any, Any]:
        """People, those with the outcome, the sum of a column over all, the sum over those; 0 for a sum of nothing."""
        value, end = self._column(column), self._column(outcome)
        people, ended = "count(*)", f"count(*) FILTER (WHERE {end})"
        sums = f"COALESCE(sum({value}), 0), COALESCE(sum({value}) FILTER (WHERE {end}), 0)"
        row = self._run(f"SELECT {people}, {ended}, {sums}")[0]
        return int(row[0]), int(row[1]), row[2], row[3]

    def flags(self, columns: Sequence[str]) -> dict[str, int]:
        """True-or-false columns as sets of people, to be counted against each other: bit n is row n of `rows`."""
        chosen = ", ".join(self._column(name) for name in columns)
        query = Query(f"SELECT {chosen} FROM ({self._query.sql}) AS e ORDER BY e.x0", self._query.values)
        numbers = self._asking.engine.flags(query.sql, query.values) or [0] * len(
            columns
        )  # of nobody: no rows, no bits
        return dict(zip(columns, numbers, strict=True))

    def beside(self, columns: Sequence[Column], among: RuleLike | None = None) -> "Table":
        """Further columns as of the same day over the very same state of the facts."""
        return table(columns, self._asking.as_of, among, self._asking.engine)

    def true_counts(self) -> list[int]:
        """How many rows there are, then how many of them each column is true for."""
        counts = [f"count(*) FILTER (WHERE {self._column(name)})" for name in self.names[1:]]
        return [int(number) for number in self._run(f"SELECT {', '.join(['count(*)', *counts])}")[0]]

    def cross_tabulate(self, outcome: str, facts: Sequence[str] | None = None) -> dict[str, Crosstab]:
        """Count each true-or-false column (all others when not said) against the column `outcome`."""
        chosen = facts if facts is not None else [name for name in self.names[1:] if name != outcome]
        end = self._column(outcome)
        counts = ["count(*)", f"count(*) FILTER (WHERE {end})"]
        for name in chosen:
            fact = self._column(name)
            counts += [f"count(*) FILTER (WHERE {fact})", f"count(*) FILTER (WHERE {fact} AND {end})"]
        people, ended, *numbers = self._run(f"SELECT {', '.join(counts)}")[0]
        pairs = zip(chosen, numbers[::2], numbers[1::2], strict=True)
        return {
            name: Crosstab(both, fact - both, ended - both, people - ended - fact + both) for name, fact, both in pairs
        }

    def frequencies(self, column: str, outcome: str) -> list[tuple[Any, int, int]]:
        """Each value of a column with how many have it and how many of those the outcome, most frequent first."""
        value, end = self._column(column), self._column(outcome)
        rows = self._run(
            f"SELECT {value}, count(*), count(*) FILTER (WHERE {end})", f" GROUP BY {value} ORDER BY 2 DESC, 1"
        )
        return [tuple(row) for row in rows]

    def _column(self, name: str) -> str:
        return f"e.x{self.names.index(name)}"

    def _run(self, select: str, tail: str = "") -> list[Any]:
        return self._asking.rows(Query(f"{select} FROM ({self._query.sql}) AS e{tail}", self._query.values))


def table(
    columns: Sequence[Column],
    as_of: date | None,
    among: RuleLike | Sequence[int] | None,
    engine: Engine | None = None,
) -> Table:
    """See `run.evaluate`. `engine`: ask this one instead of the one that fits."""
    ids = list(among) if isinstance(among, Sequence) and not isinstance(among, str) else None
    asking = Asking(as_of=as_of, ids=ids, engine=engine)
    narrowing = asking.rule(_as_rule(among)) if among is not None and ids is None else None
    prepared = [_prepared(asking, column) for column in columns]
    compiler = asking.compiler()
    select = [f"{write(compiler)} AS x{index}" for index, write in enumerate(prepared, 1)]
    where = [compiler.narrowed_to(narrowing)] if narrowing else []
    return Table(asking, compiler.query(["c.id AS x0", *select], where=where), [c.name for c in columns])


def _prepared(asking: Asking, column: Column) -> Callable[[Compiler], str]:
    """Look up what the column names; how its SQL is written comes back."""
    at = _moment(asking, column.at)
    if _is_rule(column.what):
        rule = asking.rule(_as_rule(column.what))
        return lambda compiler: compiler.holds(rule, at)
    use = asking.use(cast(UseLike, column.what))
    return lambda compiler: compiler.answer(use, at)


def _as_rule(what: object) -> RuleLike:
    return cast(RuleLike, what)


def _moment(asking: Asking, at: date | Own | None) -> Moment | None:
    return PerCustomer(asking.use(at.anchor), at.plus_days, at.complete) if isinstance(at, Own) else at


def _is_rule(what: object) -> bool:
    if isinstance(what, Mapping):
        return "op" in what or "attribute" not in what
    return isinstance(what, Leaf | InSegment | All | AnyOf | Not | BoundLeaf | BoundGroup)
