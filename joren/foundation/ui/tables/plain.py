"""A table of rows that are already there: a report, a preview, a handful of lines."""

from collections.abc import Iterable, Sequence
from typing import Any

from joren.foundation.business.queries import the_business

from .columns import Column


class PlainTable:
    """Columns over a list of rows (objects or dicts); shown by ``{% table %}`` without paging."""

    template_name = "ui/plain_table.html"

    def __init__(
        self, columns: Sequence[Column], rows: Iterable[Any], *, caption: str = "", currency: str = ""
    ) -> None:
        self.columns = tuple(columns)
        self.caption = caption
        self._rows = list(rows)
        self._currency = currency

    @property
    def rows(self) -> list[list[tuple[Column, str]]]:
        """The cells of each row as (column, HTML)."""
        currency = self._currency or self._business_currency()
        return [[(column, column.draw(row, currency=currency)) for column in self.columns] for row in self._rows]

    def _business_currency(self) -> str:
        needed = any(column.type == "money" for column in self.columns)
        return the_business().currency if needed else "JPY"
