"""One pass over one fact table: every aggregate asked of it, grouped by customer."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from joren.foundation.catalogue import Aggregate, Derived, FactTable

from . import first_purchase
from .dialects import Dialect, Values

_WHOLE_FILTER = re.compile(r"\s*FILTER\s*\(\s*WHERE\s*\{where\}\s*\)", re.IGNORECASE)
_OF_PURCHASE: Final = re.compile(r"\bq\.")
"""A column of the purchase that a line belongs to."""
OF_PRODUCT: Final = re.compile(r"\bd\.")
"""A column of the product that a line is about."""


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate with its conditions as SQL. `since`: the first day of the table's date that matters, if any."""

    aggregate: Aggregate
    conditions: tuple[str, ...]
    since: date | None = None


@dataclass(slots=True)
class Pass:
    """The aggregates over one fact table as of one moment. `alias` names it in the query."""

    alias: str
    table: FactTable
    as_of: str
    """SQL of the as-of day."""
    cutoffs: str = ""
    """The query with each customer's own day, joined where there is one."""
    measures: list[Measure] = field(default_factory=list)
    uses_products: str = ""
    """The product column that the join with products is by."""
    derived: tuple[Derived, ...] = ()
    """Columns made of the customer's rows that pass the conditions, which all its measures share."""

    def column(self, measure: Measure) -> str:
        """The name of that aggregate's column; equal aggregates share one."""
        if measure not in self.measures:
            self.measures.append(measure)
        return f"{self.alias}.m{self.measures.index(measure)}"

    def sql(self, dialect: Dialect, values: Values, among: str) -> str:
        """The query of the pass. `among`: a condition with ``{id}`` that narrows the customers, or ""."""
        shared = [text for text in self.measures[0].conditions if all(text in m.conditions for m in self.measures)]
        columns = ", ".join(f"{self._aggregate(m, shared)} AS m{i}" for i, m in enumerate(self.measures))
        customer = f"f.{self.table.customer}"
        where = [f"{customer} IS NOT NULL", *self._as_of(), *self._since(values), *shared]
        if among:
            where.append(among.format(id=customer))
        uses = " ".join([columns, *where])
        joins = self._joins(dialect, uses) + self._first_purchases(dialect, uses, among)
        rows = f"{dialect.table(self.table.name)} AS f{joins} WHERE {' AND '.join(where)}"
        if self.derived:
            rows = f"(SELECT {self._derived(dialect)} FROM {rows}) AS f{self._own_days()}"
        return f"SELECT {customer} AS id, {columns} FROM {rows} GROUP BY {customer}{self._group()}"

    def _group(self) -> str:
        return f", {self.as_of}" if self.cutoffs else ""

    def _derived(self, dialect: Dialect) -> str:
        made = (f"{dialect.text(each.expression)} AS {each.name}" for each in self.derived)
        return ", ".join(["f.*", *made])

    def _first_purchases(self, dialect: Dialect, uses: str, among: str) -> str:
        if not first_purchase.is_used(uses):
            return ""
        return first_purchase.join(dialect, f"f.{self.table.customer}", uses, among)

    def _own_days(self) -> str:
        return f" JOIN {self.cutoffs} ON {self.cutoffs}.id = f.{self.table.customer}" if self.cutoffs else ""

    def _aggregate(self, measure: Measure, shared: list[str]) -> str:
        own = " AND ".join(text for text in measure.conditions if text not in shared)
        expression = measure.aggregate.expression
        if not own:
            expression = _WHOLE_FILTER.sub("", expression)
        return expression.format(where=own or "TRUE", **self.names())

    def names(self) -> dict[str, str]:
        """What fragments of attributes may name."""
        return {
            "as_of": self.as_of,
            "first_on": first_purchase.FIRST_ON,
            "first_id": first_purchase.FIRST_ID,
        }

    def _as_of(self) -> list[str]:
        return [f"f.{self.table.date} <= {self.as_of}"] if self.table.date else []

    def _since(self, values: Values) -> list[str]:
        """The earliest day any aggregate looks at, where all have one: files hold their days' range."""
        days = [measure.since for measure in self.measures]
        earliest = min((day for day in days if day), default=None)
        if earliest is None or None in days or not self.table.date:
            return []
        return [f"f.{self.table.date} >= {values.mark(earliest)}"]

    def _joins(self, dialect: Dialect, uses: str) -> str:
        joins = ""
        if self.uses_products:
            joins += f" LEFT JOIN {dialect.table('products')} AS d ON d.id = f.{self.uses_products}"
        if _OF_PURCHASE.search(uses):
            joins += f" LEFT JOIN {dialect.table('purchases')} AS q ON q.id = f.purchase_id"
        return joins + self._own_days()
