"""Compiles bound rules and attributes to one SQL query with one pass over each fact table.

The query reads::

    WITH p0 AS (SELECT f.customer_id AS id, <aggregates> FROM purchases AS f WHERE … GROUP BY f.customer_id), …
    SELECT … FROM customers AS c LEFT JOIN p0 ON p0.id = c.id WHERE <everybody there was> AND <the rule>

Whatever two attributes ask of the same table at the same moment goes into the same pass; conditions that all
its aggregates share stand in its WHERE. Values are always bound, never written into the text.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from joren.foundation.catalogue import Aggregate, AttributeType, CustomerColumn, FactTable
from joren.segments.catalogue.binding import BoundLeaf, BoundRule, BoundUse
from joren.segments.catalogue.conditions import InCategory
from joren.segments.catalogue.operators import Operator
from joren.segments.catalogue.tree import Leaf
from joren.segments.mirror.columns import fact_tables

from .comparisons import comparison
from .conditions import ConditionWriter
from .dialects import Dialect, Values
from .errors import NotADate
from .moments import Moment, PerCustomer
from .passes import OF_PRODUCT, Measure, Pass
from .ready import ReadyAnswers

Matching = Callable[[BoundLeaf, Moment], Iterable[str]]
UNKNOWN = "unknown"
"""The option that says that a choice is not known."""
_TEXTS = (AttributeType.TEXT, AttributeType.CHOICE)


@dataclass(frozen=True, slots=True)
class Query:
    """SQL and its bound values."""

    sql: str
    values: Mapping[str, Any]


class Compiler:
    """Builds one query. `ids`, or a condition `among` with ``{id}`` in it, narrows it to these customers; facts after
    `as_of` do not count; answers that stand `ready` are not computed again.
    """

    def __init__(
        self,
        dialect: Dialect,
        as_of: date,
        *,
        ids: Sequence[int] | None = None,
        among: str = "",
        matching: Matching | None = None,
        ready: ReadyAnswers | None = None,
    ) -> None:
        self._dialect = dialect
        self._day = as_of
        self._values = Values(dialect)
        self._as_of = f"CAST({self._values.mark(as_of)} AS DATE)"
        self._among = dialect.among("{id}", self._values.mark(list(ids))) if ids is not None else among
        self._matching = matching or _nothing_matches
        self._ready = ready
        self._uses_ready = False
        self._tables = fact_tables()
        self._passes: dict[tuple[str, Moment, object], Pass] = {}
        self._cutoffs: dict[PerCustomer, str] = {}

    def answer(self, use: BoundUse, moment: Moment | None = None) -> str:
        """SQL of an attribute's answer; NULL where it is unknown."""
        at = moment or self._day
        source = use.attribute.source
        if isinstance(source, CustomerColumn):
            sql = self._dialect.text(source.expression).format(as_of=self._as_of_sql(at))
        else:
            sql = self._aggregated(source, use, at)
        return f"NULLIF({sql}, '')" if use.attribute.type in _TEXTS else f"({sql})"

    def holds(self, rule: BoundRule, moment: Moment | None = None) -> str:
        """SQL of a rule: true or false."""
        return self._rule(rule, moment or self._day, narrowing=False)

    def narrowed_to(self, rule: BoundRule) -> str:
        """SQL of a rule for a WHERE: true, or else false or unknown."""
        return self._rule(rule, self._day, narrowing=True)

    def _rule(self, rule: BoundRule, moment: Moment, *, narrowing: bool) -> str:
        if isinstance(rule, BoundLeaf):
            return self._leaf(rule, moment, narrowing=narrowing)
        if rule.kind == "not":
            return f"(NOT {self._rule(rule.parts[0], moment, narrowing=False)})"
        parts = [self._rule(part, moment, narrowing=narrowing) for part in rule.parts]
        return f"({(' AND ' if rule.kind == 'all' else ' OR ').join(parts)})"

    def query(
        self, select: Sequence[str], *, where: Sequence[str] = (), tail: str = "", registered: bool = True
    ) -> Query:
        """The whole query over everybody there was on the day (with `registered` off, everybody there is): the
        expressions, narrowed by `where`.
        """
        own_days = {name: self._cutoff_sql(moment) for moment, name in self._cutoffs.items()}
        joins = "".join(f" JOIN {name} ON {name}.id = c.id" for name in own_days)
        joins += "".join(f" LEFT JOIN {p.alias} ON {p.alias}.id = c.id" for p in self._passes.values())
        conditions = [self._was_there() if registered else "TRUE", *where]
        if self._among:
            conditions.append(self._among.format(id="c.id"))
        body = f"SELECT {', '.join(select)} FROM {self._customers()}{joins} WHERE {' AND '.join(conditions)}"
        return Query(f"{self._with(own_days)}{body}{tail}", self._values.by_name)

    def _leaf(self, bound: BoundLeaf, moment: Moment, *, narrowing: bool) -> str:
        if bound.people is not None:
            return self._dialect.among("c.id", self._values.mark(list(bound.people)))

        def matching(_leaf: Leaf) -> Iterable[str]:
            return self._matching(bound, moment)

        answer = self.answer(bound.use, moment)
        if bound.leaf.op is Operator.IS_KNOWN and any(each.value == UNKNOWN for each in bound.use.attribute.options):
            answer = f"NULLIF({answer}, '{UNKNOWN}')"
        kind, as_of = bound.use.attribute.type, self._as_of_sql(moment)
        words = (bound.leaf, kind, answer, as_of, self._values, self._dialect, matching)
        return comparison(*words, narrowing=narrowing)

    def _aggregated(self, source: Aggregate, use: BoundUse, moment: Moment) -> str:
        if ready := self._ready_made(source, use, moment):
            return ready
        column = self._measured(source, use, moment)
        return column if source.empty is None else f"COALESCE({column}, {self._empty(source.empty)})"

    def _ready_made(self, source: Aggregate, use: BoundUse, moment: Moment) -> str | None:
        if self._ready is None or isinstance(moment, PerCustomer):
            return None
        found = self._ready.answer(source, use.conditions, moment, self._as_of_sql(moment))
        self._uses_ready = self._uses_ready or found is not None
        return found

    def _measured(self, source: Aggregate, use: BoundUse, moment: Moment) -> str:
        found = self._pass(self._tables[source.table], moment, use if source.derived else None)
        found.derived = source.derived
        day = moment if isinstance(moment, date) else None
        writer = ConditionWriter(self._dialect, self._values, found.as_of, day, self._day, found.table.date)
        conditions = [text for condition in use.conditions for text in writer.sql(condition)]
        own = (source.where,) if isinstance(source.where, str) else source.where
        conditions += [f"({self._dialect.text(text).format(**found.names())})" for text in own if text]
        for condition in use.conditions:
            if isinstance(condition, InCategory):
                found.uses_products = condition.column
        if OF_PRODUCT.search(source.expression):
            found.uses_products = "product_id"
        return found.column(self._measure(source, conditions, writer.since(use.conditions, found.table.date)))

    def _measure(self, source: Aggregate, conditions: list[str], since: date | None) -> Measure:
        text = Aggregate(table=source.table, expression=self._dialect.text(source.expression), empty=source.empty)
        return Measure(text, tuple(dict.fromkeys(conditions)), since)

    def _empty(self, value: Any) -> str:
        return str(value).upper() if isinstance(value, bool) else self._values.mark(value)

    def _pass(self, table: FactTable, moment: Moment, alone: BoundUse | None = None) -> Pass:
        """The pass over the table as of the moment. `alone`: the use that makes columns of its own rows."""
        key = (table.name, moment, (alone.attribute.source, alone.conditions) if alone else None)
        if key not in self._passes:
            cutoffs = self._cutoff(moment) if isinstance(moment, PerCustomer) else ""
            self._passes[key] = Pass(f"p{len(self._passes)}", table, self._as_of_sql(moment), cutoffs)
        return self._passes[key]

    def _as_of_sql(self, moment: Moment) -> str:
        if isinstance(moment, PerCustomer):
            return f"{self._cutoff(moment)}.cutoff"
        return self._as_of if moment == self._day else f"CAST({self._values.mark(moment)} AS DATE)"

    def _cutoff(self, moment: PerCustomer) -> str:
        if moment.anchor.attribute.type is not AttributeType.DATE:
            raise NotADate(key=moment.anchor.attribute.key)
        return self._cutoffs.setdefault(moment, f"k{len(self._cutoffs)}")

    def _customers(self) -> str:
        if self._ready and self._uses_ready:
            return f"{self._ready.relation} AS c"
        return f"{self._dialect.table('customers')} AS c"

    def _was_there(self) -> str:
        return f"(c.registered_on IS NULL OR c.registered_on <= {self._as_of})"

    def _with(self, own_days: Mapping[str, str]) -> str:
        """The passes as of the day, then each customer's own day, then the passes that need it."""
        common = {p.alias: self._pass_sql(p) for p in self._passes.values() if not p.cutoffs}
        late = {p.alias: self._pass_sql(p) for p in self._passes.values() if p.cutoffs}
        parts = [f"{name} AS ({sql})" for name, sql in {**common, **own_days, **late}.items()]
        return f"WITH {', '.join(parts)} " if parts else ""

    def _pass_sql(self, found: Pass) -> str:
        return found.sql(self._dialect, self._values, self._among)

    def _cutoff_sql(self, moment: PerCustomer) -> str:
        anchor = self.answer(moment.anchor, self._day)
        cutoff = f"CAST({anchor} + {self._values.mark(moment.plus_days)} AS DATE)"
        asked = (p.alias for p in self._passes.values() if f"{p.alias}.m" in anchor)
        join = "".join(f" JOIN {alias} ON {alias}.id = c.id" for alias in asked)
        known = f"{anchor} IS NOT NULL" + (f" AND {cutoff} <= {self._as_of}" if moment.complete else "")
        own = f"LEAST({cutoff}, {self._as_of}) AS cutoff"
        return f"SELECT c.id AS id, {own} FROM {self._customers()}{join} WHERE {known}"


def _nothing_matches(_leaf: BoundLeaf, _moment: Moment) -> Iterable[str]:
    return ()
