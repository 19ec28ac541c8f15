"""The files of one table."""

from dataclasses import dataclass
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class TableFiles:
    """The files of one table. Rows: those of `base` whose id is not in `hidden`, and those of `delta`."""

    fingerprint: str
    base: str
    base_rows: int
    highest_id: int
    delta: str = ""
    delta_rows: int = 0
    hidden: str = ""
    hidden_rows: int = 0

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files there are."""
        return tuple(name for name in (self.base, self.delta, self.hidden) if name)


def new_name(table: str, part: str) -> str:
    """A file name never used before: DuckDB may go on showing the old content of a name used again."""
    return f"{table}.{part}.{uuid4().hex}.parquet"
