"""A migration step that makes PostgreSQL track the changes of a table."""

from django.db import migrations

_TRACK = """
CREATE OR REPLACE FUNCTION changes_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.changed_xid := pg_current_xact_id(); RETURN NEW; END $$;
CREATE OR REPLACE FUNCTION changes_bury() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO changes_tombstone ("table", row_id) SELECT TG_TABLE_NAME, id FROM gone; RETURN NULL; END $$;
CREATE INDEX {table}_changed ON {table} (changed_xid);
CREATE TRIGGER {table}_touch BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION changes_touch();
CREATE TRIGGER {table}_bury AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION changes_bury();
"""
_UNTRACK = """
DROP TRIGGER {table}_bury ON {table}; DROP TRIGGER {table}_touch ON {table}; DROP INDEX {table}_changed;
"""


class TrackChanges(migrations.RunSQL):
    """Index the transaction column of `table`, renew it on update, and keep a tombstone on delete.

    Statement-level for deletes (one trigger call for a whole undo), nothing at all for inserts: a bulk COPY pays
    only for the column's default and its index.
    """

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(_TRACK.format(table=table), _UNTRACK.format(table=table))

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """Let migrations write this step down."""
        return (self.__class__.__qualname__, [self.table], {})
