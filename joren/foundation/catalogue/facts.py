"""Tables of facts that the columnar mirror keeps a copy of."""

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["bigint", "integer", "smallint", "text", "date", "timestamp", "money", "number", "boolean"]
"""`money` is NUMERIC(14,2); `timestamp` is an instant, kept as UTC; `number` a double."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the mirror. `expression` is PostgreSQL over the source row (alias ``t``); empty: the same name."""

    name: str
    type: ColumnType
    expression: str = ""


@dataclass(frozen=True, kw_only=True)
class FactTable:
    """A mirrored table: `name` in rules and in the mirror, `source` in PostgreSQL.

    The source is a `joren.foundation.changes.Tracked` model: a bigint primary key `id` and a `changed_xid`.
    `customer` is the column with the customer id ("" for a dimension such as products), `date` the column that
    periods and as-of dates compare (a date by business day), or "".
    """

    name: str
    source: str
    columns: tuple[Column, ...]
    customer: str = "customer_id"
    date: str = ""
