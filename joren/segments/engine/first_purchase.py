"""Each customer's own first purchase, beside the facts: what "the first 30 days" and "bought first" are counted from.

The first purchase does not depend on the as-of day: where it lies after that day, no fact the question may use lies at
or after it.
"""

from typing import Final

from joren.foundation.catalogue import moment_key

from .dialects import Dialect

ALIAS: Final = "own"
FIRST_ON: Final = f"{ALIAS}.first_on"
FIRST_ID: Final = f"{ALIAS}.first_id"
_IDS: Final = 2**35
"""Ids up to 34 thousand million fit beside the moment in one whole number, so that one minimum finds the first."""
_SALES: Final = "f.customer_id IS NOT NULL AND NOT f.cancelled AND f.kind = 'sale'"


def is_used(sql: str) -> bool:
    """Whether a condition or an aggregate names it."""
    return FIRST_ON in sql or FIRST_ID in sql


def join(dialect: Dialect, customer: str, uses: str, among: str) -> str:
    """The join that puts it beside the rows of a fact table.

    `uses`: the SQL that names it; `among`: a condition with ``{id}`` that narrows the customers, or "".
    """
    columns = ["f.customer_id AS id", "min(f.business_date) AS first_on"]
    if FIRST_ID in uses:
        # Of two on one day the earlier minute, of two at one minute the one recorded first.
        place = f"{moment_key('f.business_date', 'f.minute_of_day')} * {_IDS} + f.id"
        columns.append(f"{dialect.text(f'min({place}) % {_IDS}')} AS first_id")
    narrowed = f" AND {among.format(id='f.customer_id')}" if among else ""
    firsts = (
        f"SELECT {', '.join(columns)} FROM {dialect.table('purchases')} AS f"
        f" WHERE {_SALES}{narrowed} GROUP BY f.customer_id"
    )
    return f" LEFT JOIN ({firsts}) AS {ALIAS} ON {ALIAS}.id = {customer}"
