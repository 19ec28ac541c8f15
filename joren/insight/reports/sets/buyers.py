"""What the reports of groups share: the buyers of a period, cut points as they are typed, and a row's people.

A buyer is a known customer with at least one purchase in the period that is not cancelled. Their amount is what they
paid, returns of the period taken off; a row of a summary file counts as the number of purchases it stands for.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, Final

from joren.foundation.registry.entries import Text
from joren.insight.reports.errors import BadParameter
from joren.insight.reports.reading import Facts

Rule = dict[str, Any]
People = Rule | list[int]

COUNTED: Final = (
    "NOT purchases.cancelled AND purchases.business_date >= CAST([start] AS date)"
    " AND purchases.business_date <= CAST([end] AS date)"
)
SALES: Final = f"{COUNTED} AND purchases.kind = 'sale'"


def buyers(end: str = "end") -> str:
    """The buyers between the values `start` and `end`: person, first_on, last_on, number, amount."""
    return f"""
        SELECT purchases.customer_id AS person,
            min(purchases.business_date) FILTER (WHERE purchases.kind = 'sale') AS first_on,
            max(purchases.business_date) FILTER (WHERE purchases.kind = 'sale') AS last_on,
            CAST(sum(purchases.transactions) FILTER (WHERE purchases.kind = 'sale') AS bigint) AS number,
            CAST(sum(purchases.amount) AS decimal(18, 2)) AS amount
        FROM {{purchases}} WHERE {COUNTED.replace("[end]", f"[{end}]")} AND purchases.customer_id IS NOT NULL
        GROUP BY 1 HAVING sum(purchases.transactions) FILTER (WHERE purchases.kind = 'sale') > 0
    """  # noqa: S608


def span(start: date | None, end: date | None, as_of: date) -> dict[str, date]:
    """The first and the last day that count, as values of a query."""
    return {"start": start or date.min, "end": min(end or as_of, as_of)}


def period(values: Mapping[str, date], end: str = "end") -> dict[str, Any]:
    """The same days as the parameters of an attribute."""
    first = {} if values["start"] == date.min else {"from": values["start"].isoformat()}
    return {"period": {**first, "to": values[end].isoformat()}}


def leaf(attribute: str, op: str, value: Any, parameters: Mapping[str, Any]) -> Rule:
    """One comparison of a rule; amounts travel as text, so that no cent is lost."""
    told = str(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value
    return {"attribute": attribute, "with": dict(parameters), "op": op, "value": told}


def bought(parameters: Mapping[str, Any], op: str = "at_least", value: Any = 1) -> Rule:
    """Bought so often, once at least unless said otherwise."""
    return leaf("purchases.count", op, value, parameters)


def both(*parts: Rule) -> Rule:
    """A rule of all these parts."""
    return {"all": list(parts)} if len(parts) > 1 else parts[0]


def opened(facts: Facts, rule: Rule | None, ids: str, values: Mapping[str, Any]) -> People:
    """A row's people: the rule where it says exactly them, else their ids (`ids` selects them).

    A rule does not know customers who registered after the day it is asked for; reports count by purchases.
    """
    if rule is not None and not _registered_later(facts, values):
        return rule
    return [row["person"] for row in facts.rows(f"{ids} ORDER BY 1", ("person",), values)]


def _registered_later(facts: Facts, values: Mapping[str, Any]) -> bool:
    sql = """
        SELECT count(*) FROM (
            SELECT customers.id FROM {customers} JOIN {purchases} ON purchases.customer_id = customers.id
            WHERE customers.registered_on > CAST([end] AS date) AND purchases.business_date <= CAST([end] AS date)
            LIMIT 1
        ) AS late
    """
    return bool(facts.rows(sql, ("number",), {"end": values.get("as_of", values["end"])})[0]["number"])


def cut_points(text: str | None, name: Text, expected: Text, count: int) -> Sequence[Decimal]:
    """Rising numbers typed with commas or spaces between them; none for an empty text.

    Raises `BadParameter` unless there are `count` of them, above 0 and each larger than the one before.
    """
    if not (text or "").strip():
        return ()
    parts = [part for part in re.split(r"[,、;\s]+", unicodedata.normalize("NFKC", text or "").strip()) if part]
    try:
        found = [Decimal(part) for part in parts]
        good = len(found) == count and all(number.is_finite() and number > 0 for number in found)
    except InvalidOperation:
        good, found = False, []
    if not good or any(after <= before for before, after in pairwise(found)):
        raise BadParameter(value=(text or "")[:50], parameter=name, expected=expected)
    return found
