"""Answers that stand ready-made in the mirror: what is kept, and when it is the answer.

An `Aggregate` declared ``ready=True`` is kept for every customer as it answers over all its facts. Whoever asks without
narrowing parameters, for a day from which on nothing is known that was not counted, gets that column; everybody else
gets the ordinary pass. Both are compiled from the same declaration by the same compiler.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, Final

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType
from joren.foundation.registry import entries
from joren.segments.catalogue.binding import BoundUse
from joren.segments.catalogue.conditions import Condition, InPeriod
from joren.segments.mirror.columns import fact_tables
from joren.segments.mirror.derived import Definition, Ready, Relation

from .dialects import DuckDB

_CALL: Final = re.compile(r"\b(?:count|sum|min|max|bool_or|bool_and)\s*\(")
_FILTER: Final = re.compile(r"\s*FILTER\s*\(")


@dataclass(frozen=True, slots=True)
class Parts:
    """An aggregate as kept columns: `template` puts them (``{r0}``, ``{r1}`` …) and ``{as_of}`` together."""

    template: str
    kept: tuple[Aggregate, ...]


@dataclass(frozen=True, slots=True)
class ReadyAnswers:
    """The ready-made table of one state of the mirror; `relation` is the bracketed query over it."""

    ready: Ready
    relation: str

    def answer(self, source: Aggregate, conditions: Iterable[Condition], day: date, as_of: str) -> str | None:
        """SQL of the aggregate's answer over alias ``c``, or None where the ordinary pass must be asked."""
        found = None if any(map(narrows, conditions)) else parts(source)
        if found is None or not self.ready.windows[source.table].holds(day):
            return None
        columns = [self.ready.columns.get(question(kept)) for kept in found.kept]
        if None in columns:
            return None
        return found.template.format(as_of=as_of, **{f"r{n}": f"c.{name}" for n, name in enumerate(columns)})


def narrows(condition: Condition) -> bool:
    """Whether the condition can leave a fact out; "in all time" cannot."""
    return not (isinstance(condition, InPeriod) and condition.period.kind == "all")


@cache
def parts(source: Aggregate) -> Parts | None:
    """What to keep of the aggregate; None when it was not declared ready or depends on the day asked for.

    An expression over the day, such as days since the last purchase, is kept as the aggregates in it.
    """
    own = (source.where,) if isinstance(source.where, str) else source.where
    if not source.ready or any("{as_of}" in text for text in own):
        return None
    if "{as_of}" not in source.expression:
        return Parts("{r0}", (source,))
    template, calls = _apart(source.expression)
    if re.search(r"\bf\.|\{where\}|«", template) or any("{as_of}" in call for call in calls) or source.derived:
        return None
    if source.empty is not None:
        return None  # what is put together from kept columns has no row to be without
    return Parts(template, tuple(replace(source, expression=call, empty=_of_none(call)) for call in calls))


def question(source: Aggregate) -> str:
    """A text that tells kept aggregates apart."""
    return f"{source.table}|{source.where}|{source.expression}|{source.empty}|{source.derived}"


_known: dict[int, tuple[object, Definition | None]] = {}


def definition() -> Definition | None:
    """Everything the apps declared ready, as one query; put together once for the attributes there are."""
    attributes = entries(Attribute)
    known = _known.get(id(attributes))
    if known is None or known[0] is not attributes:
        _known.clear()
        _known[id(attributes)] = known = (attributes, _defined(attributes))
    return known[1]


def _defined(attributes: Iterable[Attribute]) -> Definition | None:
    sources = (each.source for each in attributes if isinstance(each.source, Aggregate))
    found = {question(kept): kept for source in sources if (split := parts(source)) for kept in split.kept}
    if not found:
        return None
    kept = tuple(found.values())

    def query(relation: Relation, day: date, narrowing: str) -> tuple[str, Mapping[str, Any]]:
        return _query(kept, relation, day, narrowing)

    tables: dict[str, None] = {"customers": None}

    def seen(name: str) -> str:
        tables[name] = None
        return f"({name})"

    text, values = query(seen, date(2000, 1, 1), "")
    columns = {name: f"r{number}" for number, name in enumerate(found)}
    dated = tuple(name for name in tables if fact_tables()[name].customer)
    return Definition(sha256(f"{text}{values}{columns}".encode()).hexdigest()[:24], columns, dated, query)


def _query(kept: Sequence[Aggregate], relation: Relation, day: date, narrowing: str) -> tuple[str, Mapping[str, Any]]:
    from .compiler import Compiler

    compiler = Compiler(DuckDB(relation), day, among=narrowing)
    answers = [f"{compiler.answer(_use(source))} AS r{number}" for number, source in enumerate(kept)]
    query = compiler.query(["c.*", *answers], registered=False)
    return query.sql, query.values


def _use(source: Aggregate) -> BoundUse:
    attribute = Attribute(key="", label="", description="", group="", type=AttributeType.NUMBER, source=source)
    return BoundUse(attribute)


def _of_none(call: str) -> int | None:
    """What the aggregate says over no rows at all."""
    return 0 if call.lower().startswith("count") else None


def _apart(expression: str) -> tuple[str, list[str]]:
    """The expression with ``{r0}`` … instead of its aggregate calls, and the calls, equal ones once."""
    template, calls, at = "", [], 0
    while found := _CALL.search(expression, at):
        end = _closing(expression, found.end())
        if more := _FILTER.match(expression, end):
            end = _closing(expression, more.end())
        call = expression[found.start() : end]
        if call not in calls:
            calls.append(call)
        template += f"{expression[at : found.start()]}{{r{calls.index(call)}}}"
        at = end
    return template + expression[at:], calls


def _closing(text: str, at: int) -> int:
    """Just after the bracket that closes the one opened before `at`."""
    depth = 1
    while depth:
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
    return at
