"""Whose purchases and messages a measure counts: everybody's, one shop's, the people of a segment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joren.insight.reports.reading import Facts
from joren.segments.engine.engines import Engine, engine_for

from .rules.periods import Period


@dataclass(frozen=True, slots=True)
class Scope:
    """None: no limit. A shop counts as if it were the whole business, so do the people of a segment."""

    shop: int | None = None
    people: tuple[int, ...] | None = None

    def facts(self) -> Facts:
        """The facts of these only."""
        return Facts(_Narrowed(engine_for(None), self))

    def of_customer(self, customer: str) -> tuple[str, dict[str, Any]]:
        """SQL of PostgreSQL that begins with AND, and its values: customers of the home shop, or the people."""
        parts: list[str] = []
        values: dict[str, Any] = {}
        if self.shop is not None:
            parts.append(f" AND {customer} IN (SELECT id FROM customers_customer WHERE shop_id = %(shop)s)")  # noqa: S608
            values["shop"] = self.shop
        if self.people is not None:
            parts.append(f" AND {customer} = ANY(%(people)s)")
            values["people"] = list(self.people)
        return "".join(parts), values


EVERYBODY = Scope()


class _Narrowed:
    """An engine and a dialect whose purchases and lines are those of a scope."""

    def __init__(self, engine: Engine, scope: Scope) -> None:
        self._engine, self._scope = engine, scope
        self.dialect: Any = self
        self.ready = engine.ready

    def table(self, name: str) -> str:
        plain = self._engine.dialect.table(name)
        if name not in ("purchases", "purchase_lines") or self._scope == EVERYBODY:
            return plain
        held = [f"t.shop_id = {self._scope.shop}"] if self._scope.shop is not None else []
        if self._scope.people is not None:
            held.append(self._engine.dialect.among("t.customer_id", self._engine.dialect.value("scope_people")))
        return f"(SELECT * FROM {plain} AS t WHERE {' AND '.join(held)})"  # noqa: S608

    def rows(self, query: str, values: Mapping[str, Any]) -> list[Any]:
        people = self._scope.people
        more = {} if people is None or "scope_people" not in query else {"scope_people": list(people)}
        return self._engine.rows(query, {**values, **more})

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine.dialect, name)


def bucket(day: str, periods: Sequence[Period]) -> str:
    """SQL: the place of the period a day lies in, NULL in none. Days are written out: they are ours."""
    cases = " ".join(
        f"WHEN {day} >= DATE '{period.first}' AND {day} <= DATE '{period.last}' THEN {place}"
        for place, period in enumerate(periods)
    )
    return f"CASE {cases} END"
