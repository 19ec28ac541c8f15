"""The engine's questions: how many, who, why, and what is known of whom.

Every function takes `as_of`, the day the question is asked for (default: today in Tokyo), fixed once for the whole
question: facts after it do not count, customers registered after it are not there yet. A rule may be JSON, read or
bound; a broken one raises `InvalidRule` and nobody is in it.

What was committed before a question is in its answer: the mirror is brought up to date first when something changed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from .asking import Asking, RuleLike, UseLike
from .explanations import Explanation, explained
from .tables import Column, Table, table

__all__ = ["Column", "Explanation", "Table", "count", "evaluate", "members", "values", "why"]


def count(rule: RuleLike, *, as_of: date | None = None) -> int:
    """How many customers the rule is true for."""
    asking = Asking(as_of=as_of)
    bound = asking.rule(rule)
    compiler = asking.compiler()
    query = compiler.query(["count(*)"], where=[compiler.narrowed_to(bound)])
    return int(asking.rows(query)[0][0])


def members(rule: RuleLike, *, as_of: date | None = None, among: Sequence[int] | None = None) -> list[int]:
    """The ids of the customers the rule is true for, ascending. `among` narrows to these."""
    asking = Asking(as_of=as_of, ids=among)
    bound = asking.rule(rule)
    compiler = asking.compiler()
    query = compiler.query(["c.id"], where=[compiler.narrowed_to(bound)], tail=" ORDER BY c.id")
    return [row[0] for row in asking.rows(query)]


def sample(rule: RuleLike, size: int, *, as_of: date | None = None) -> tuple[int, list[int]]:
    """How many there are and the `size` newest of them, in one question."""
    asking = Asking(as_of=as_of)
    bound = asking.rule(rule)
    compiler = asking.compiler()
    query = compiler.query(
        ["c.id", "count(*) OVER ()"], where=[compiler.narrowed_to(bound)], tail=f" ORDER BY c.id DESC LIMIT {int(size)}"
    )
    rows = asking.rows(query)
    return (int(rows[0][1]) if rows else 0), [row[0] for row in rows]


def why(rule: RuleLike, customer_id: int, *, as_of: date | None = None) -> Explanation:
    """Why that customer is in or out: the rule as a tree with each answer, asked of PostgreSQL now.

    Raises `UnknownCustomer`.
    """
    return explained(rule, customer_id, as_of)


def values(
    uses: Sequence[UseLike] | Mapping[str, UseLike], customer_ids: Sequence[int], *, as_of: date | None = None
) -> dict[int, dict[str, Any]]:
    """Answers by customer and by name: the key of a mapping, or the use's own text (``purchases.count``).

    Customers who are not there (yet) are left out.
    """
    if not customer_ids:
        return {}
    named = uses if isinstance(uses, Mapping) else {_name(use): use for use in uses}
    asking = Asking(as_of=as_of, ids=customer_ids)
    bound = {name: asking.use(use) for name, use in named.items()}
    compiler = asking.compiler()
    answers = [compiler.answer(use) for use in bound.values()]
    rows = asking.rows(compiler.query(["c.id", *answers], tail=" ORDER BY c.id"))
    return {row[0]: dict(zip(bound, row[1:], strict=True)) for row in rows}


def evaluate(
    columns: Sequence[Column], *, as_of: date | None = None, among: RuleLike | Sequence[int] | None = None
) -> Table:
    """Many attributes and rules about the same customers in one pass, each as of its own moment.

    The answer stays in the engine: count it there (`Table.cross_tabulate`, `Table.frequencies`) or fetch it.
    """
    return table(columns, as_of, among)


def _name(use: UseLike) -> str:
    if isinstance(use, Mapping):
        from joren.segments.catalogue.reading import read_use

        use = read_use(use)
    return str(use if isinstance(use, str) else getattr(use, "use", use))
