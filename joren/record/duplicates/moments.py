"""Up to which moment of the database something was read, and what was written since."""

from dataclasses import dataclass
from typing import Any, Final

_NOW: Final = """
SELECT (SELECT system_identifier FROM pg_control_system()) || '/' ||
       (SELECT oid FROM pg_database WHERE datname = current_database()),
       pg_current_snapshot()::text, pg_snapshot_xmin(pg_current_snapshot())::text,
       (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END
        - '0/0'::pg_lsn)::bigint
"""
_SINCE: Final = "{column} >= %(xmin)s::xid8 AND NOT pg_visible_in_snapshot({column}, %(snapshot)s::pg_snapshot)"
"""Written by a transaction the earlier snapshot did not see, however old its number is by now."""

_CHANGED: Final = " UNION ".join(
    f'SELECT "{column}" FROM "{table}" WHERE {_SINCE.format(column="changed_xid")}'  # noqa: S608 - our own tables
    for table, column in (
        ("customers_customer", "id"),
        ("customers_contactpoint", "customer_id"),
        ("customers_postaladdress", "customer_id"),
        ("customers_externalid", "customer_id"),
    )
)
_DELETED: Final = f"""
SELECT row_id FROM changes_tombstone WHERE "table" = 'customers_customer' AND {_SINCE.format(column="deleted_xid")}
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Moment:
    """Which database, which snapshot of it, how far its log was."""

    database: str
    snapshot: str
    xmin: int
    log_position: int

    def precedes(self, other: "Moment") -> bool:
        """Whether the other is a later moment of the same database; not so when it was restored in place."""
        same = self.database == other.database
        return same and other.xmin >= self.xmin and other.log_position >= self.log_position


def now_of(cursor: Any) -> Moment:
    """The moment at which the cursor's connection stands."""
    cursor.execute(_NOW)
    database, snapshot, xmin, position = cursor.fetchone()
    return Moment(database, snapshot, int(xmin), int(position))


def changed_since(cursor: Any, moment: Moment) -> list[int]:
    """Customers of whom anything that is compared was written or deleted after that moment; also those gone."""
    since = {"xmin": str(moment.xmin), "snapshot": moment.snapshot}
    cursor.execute(_CHANGED, since)
    changed = {row[0] for row in cursor.fetchall()}
    cursor.execute(_DELETED, since)
    return sorted(changed | {row[0] for row in cursor.fetchall()})
