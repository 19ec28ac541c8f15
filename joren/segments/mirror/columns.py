"""The one translation of a fact table's columns: what PostgreSQL selects, and what Parquet stores."""

from dataclasses import dataclass
from typing import Final

from joren.foundation.catalogue import Column, ColumnType, FactTable
from joren.foundation.registry import entries

_TYPES: Final[dict[ColumnType, tuple[str, str]]] = {
    "bigint": ("bigint", "BIGINT"),
    "integer": ("integer", "INTEGER"),
    "smallint": ("smallint", "SMALLINT"),
    "text": ("text", "VARCHAR"),
    "date": ("date", "DATE"),
    "timestamp": ("timestamp", "TIMESTAMP"),
    "money": ("numeric(14,2)", "DECIMAL(14,2)"),
    "number": ("double precision", "DOUBLE"),
    "boolean": ("boolean", "BOOLEAN"),
}
"""PostgreSQL and DuckDB type of each column type. Money stays a decimal: as fast as whole hundredths, and exact."""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A fact table as SQL: `select` is the PostgreSQL query without its WHERE, over alias ``t``."""

    name: str
    source: str
    select: str
    types: dict[str, str]
    """DuckDB type by column name, in order."""
    customer: str = ""
    """The column with the customer; "" for a table that is not about customers."""
    date: str = ""
    """The column with the day a row counts from, if any."""

    @property
    def order(self) -> str:
        """The column the base is sorted by: its customer, so that one customer's rows lie together."""
        return self.customer or "id"


def fact_tables() -> dict[str, FactTable]:
    """The fact tables the apps declare, by name."""
    return {table.name: table for table in entries(FactTable)}


def source_table(table: FactTable) -> SourceTable:
    """The table with its id and its customer, declared or not."""
    columns = _with_keys(table)
    selected = ", ".join(f'{_expression(column)} AS "{column.name}"' for column in columns)
    types = {column.name: _TYPES[column.type][1] for column in columns}
    select = f'SELECT {selected} FROM "{table.source}" AS t'
    return SourceTable(table.name, table.source, select, types, table.customer, table.date)


def _with_keys(table: FactTable) -> tuple[Column, ...]:
    declared = {column.name for column in table.columns}
    keys = [name for name in ("id", table.customer) if name and name not in declared]
    return (*(Column(name=name, type="bigint") for name in keys), *table.columns)


def _expression(column: Column) -> str:
    value = f"({column.expression})" if column.expression else f't."{column.name}"'
    if column.type == "timestamp":
        value = f"({value} AT TIME ZONE 'UTC')"
    return f"{value}::{_TYPES[column.type][0]}"
