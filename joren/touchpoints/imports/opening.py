"""Tables whose every reading refuses with a sentence: a streamed file may be damaged far behind its first rows."""

from collections.abc import Iterator
from dataclasses import fields

from .errors import unreadable
from .files import refusing_full_disk
from .reading.problems import ReadingProblem
from .reading.table import Row, Table


class GuardedTable(Table):
    """A table that raises FileUnreadable where reading finds the file damaged, and DiskFull where there is no room."""

    @classmethod
    def of(cls, table: Table) -> "GuardedTable":
        """The same table, guarded."""
        return cls(**{one.name: getattr(table, one.name) for one in fields(table)})

    def rows(self) -> Iterator[Row]:
        """See `Table.rows`."""
        try:
            yield from Table.rows(self)
        except ReadingProblem as problem:
            raise unreadable(problem) from None

    def whole(self) -> "GuardedTable":
        """See `Table.whole`. After it no reading finds damage any more: nothing of a broken workbook is taken in."""
        try:
            with refusing_full_disk():
                Table.whole(self)
        except ReadingProblem as problem:
            raise unreadable(problem) from None
        return self
