"""A column for PostgreSQL's 64-bit transaction ids."""

from typing import Any

from django.db import models


class CurrentTransaction(models.Func):
    """``pg_current_xact_id()``: the running transaction, as xid8."""

    function = "pg_current_xact_id"
    arity = 0


class TransactionIdField(models.Field[Any, Any]):
    """xid8, never wrapping around. Filled by the database."""

    description = "PostgreSQL transaction id (xid8)"

    def db_type(self, connection: Any) -> str:
        """Name the column's type."""
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        """Turn the driver's text into an int."""
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> Any:
        """Send an int as text: psycopg has no xid8 of its own."""
        return value if value is None or hasattr(value, "resolve_expression") else str(value)
