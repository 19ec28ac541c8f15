"""The plan of an undo: what stands in the way, who would stay as they are, and what would be taken back.

Worked out once for the screen and once more inside the transaction of the undo: when other people would stay than
were shown, nothing is done (`PlanChanged`).
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from django.db import connection, transaction
from psycopg import sql

from .errors import WrongState
from .kinds_known import kind_named
from .models import Import
from .obstacles import BLOCKED, Obstacle, obstacles_to
from .units import models_by_table, pointers, unit_of

KEPT: Final = "imports_kept"
UNDOABLE: Final = (
    Import.State.DONE,
    Import.State.FAILED,
    Import.State.PAUSED,
    Import.State.RUNNING,
    Import.State.UNDOING,
)


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """`kept`: table to the keys of the units that stay as they are. `deletes` and `restores`: rows by table.

    `name` stands for exactly these people: an undo that is given it leaves them, or refuses.
    """

    obstacles: list[Obstacle]
    kept: dict[str, list[int]]
    deletes: dict[str, int] = field(default_factory=dict)
    restores: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """A short name of who stays; "" when nobody does."""
        if not self.kept:
            return ""
        said = ";".join(f"{table}:{','.join(map(str, self.kept[table]))}" for table in sorted(self.kept))
        return sha256(said.encode()).hexdigest()[:16]

    @property
    def rows(self) -> int:
        """How many rows would be deleted or put back."""
        return sum(self.deletes.values()) + sum(self.restores.values())

    def told(self) -> dict[str, Any]:
        """For programs."""
        return {
            "plan": self.name,
            "free": not self.obstacles,
            "obstacles": [obstacle.told() for obstacle in self.obstacles],
            "kept": self.kept,
            "deletes": self.deletes,
            "restores": self.restores,
        }


def plan_undo(record: Import) -> UndoPlan:
    """What an undo of the import would meet and do. Writes nothing. Raises WrongState."""
    if record.state not in UNDOABLE:
        raise WrongState(state=record.get_state_display())
    with transaction.atomic():
        return make_plan(record)


@dataclass(frozen=True, slots=True)
class Staying:
    """Somebody (or something) of the import that would stay, and what stands in the way: (count, words, edited)."""

    table: str
    key: int
    reasons: list[tuple[int, str, bool]]


def plan_with_reasons(record: Import, limit: int) -> tuple[UndoPlan, list[Staying]]:
    """The plan for a screen, with the first who would stay and why each of them. Writes nothing. Raises WrongState."""
    if record.state not in UNDOABLE:
        raise WrongState(state=record.get_state_display())
    with transaction.atomic():
        return make_plan(record), _staying(limit)


def _staying(limit: int) -> list[Staying]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT k.unit, k.unit_id, b.tbl, b.edited, count(DISTINCT b.row_id) FROM"  # noqa: S608
            f" (SELECT * FROM {KEPT} ORDER BY unit, unit_id LIMIT %s) k"
            f" LEFT JOIN {BLOCKED} b ON b.unit = k.unit AND b.unit_id = k.unit_id GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3",
            [limit],
        )
        found: dict[tuple[str, int], Staying] = {}
        for unit, key, table, edited, count in cursor.fetchall():
            one = found.setdefault((unit, key), Staying(unit, key, []))
            if table:
                one.reasons.append((count, Obstacle(table, edited, count, []).words, edited))
        return list(found.values())


def make_plan(record: Import) -> UndoPlan:
    """The plan, inside a transaction; leaves the units that stay in the temporary table `KEPT`."""
    found = obstacles_to(record)
    _fill_kept(record)
    kind = kind_named(record.kind)
    deletes = {table: count for table in kind.tables if (count := _count_own(record, table))}
    restores = {table: count for table in changed_tables(record) if (count := _count_changed(record, table))}
    return UndoPlan(found, _kept(), deletes, restores)


def changed_tables(record: Import) -> list[str]:
    """The tables of which the import changed or deleted rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT DISTINCT "table" FROM imports_importchange WHERE import_of_id = %s ORDER BY 1', [record.pk]
        )
        return [table for (table,) in cursor.fetchall()]


def goes(record: Import, table: str, alias: str) -> sql.Composable:
    """The condition that a row of the table (known as `alias`) is not of a unit that stays."""
    unit = unit_of(kind_named(record.kind), table, alias)
    return sql.SQL("NOT EXISTS (SELECT FROM {kept} k WHERE k.unit = {table} AND k.unit_id = {key})").format(
        kept=sql.Identifier(KEPT), table=unit.table, key=unit.key
    )


def change_goes(record: Import, table: str) -> sql.Composable:
    """The condition that a kept earlier state (``c``, an ImportChange) is not of a unit that stays.

    A row that is still there belongs where it points now; a deleted one where it pointed.
    """
    unit = unit_of(kind_named(record.kind), table, "was")
    now_ = unit_of(kind_named(record.kind), table, "r")
    return sql.SQL(
        "NOT EXISTS (SELECT FROM {kept} k, jsonb_populate_record(NULL::{name}, c.before) was"
        " LEFT JOIN {name} r ON r.id = was.id WHERE k.unit = CASE WHEN r.id IS NULL THEN {table} ELSE {now_table} END"
        " AND k.unit_id = CASE WHEN r.id IS NULL THEN {key} ELSE {now_key} END)"
    ).format(
        kept=sql.Identifier(KEPT),
        name=sql.Identifier(table),
        table=unit.table,
        key=unit.key,
        now_table=now_.table,
        now_key=now_.key,
    )


def _fill_kept(record: Import) -> None:
    """The units something stands in the way of, and whatever of the import these point at, until nothing is new."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {KEPT} (unit text, unit_id bigint, PRIMARY KEY (unit, unit_id))"
        )
        cursor.execute(f"TRUNCATE {KEPT}")
        cursor.execute(f"INSERT INTO {KEPT} SELECT DISTINCT unit, unit_id FROM {BLOCKED} WHERE unit_id IS NOT NULL")  # noqa: S608
        more = cursor.rowcount
        cursor.execute(f"ANALYZE {KEPT}")
        while more > 0:
            more = sum(_follow(cursor, record, table) for table in _tables(record))


def _tables(record: Import) -> list[str]:
    return [*dict.fromkeys((*kind_named(record.kind).tables, *changed_tables(record)))]


def _follow(cursor: Any, record: Import, table: str) -> int:
    """Keep what rows of kept units point at, where that is of the import too; returns how many are new."""
    kind = kind_named(record.kind)
    new = 0
    for column, target in pointers(models_by_table()[table]):
        if target not in kind.tables:
            continue
        above = unit_of(kind, target, "t")
        of_import = sql.SQL(
            "(r.import_id = {pk} OR EXISTS (SELECT FROM imports_importchange c WHERE c.import_of_id = {pk}"
            ' AND c."table" = {name} AND c.row_id = r.id))'
        ).format(pk=sql.Literal(record.pk), name=sql.Literal(table))
        own = unit_of(kind, table, "r")
        statement = sql.SQL(
            "INSERT INTO {kept} SELECT DISTINCT {unit}, {key} FROM {table} r JOIN {target} t ON t.id = r.{column}"
            " JOIN {kept} k ON k.unit = {own} AND k.unit_id = {own_key}"
            " WHERE t.import_id = {pk} AND {of_import} ON CONFLICT DO NOTHING"
        ).format(
            kept=sql.Identifier(KEPT),
            unit=above.table,
            key=above.key,
            table=sql.Identifier(table),
            target=sql.Identifier(target),
            column=sql.Identifier(column),
            own=own.table,
            own_key=own.key,
            pk=sql.Literal(record.pk),
            of_import=of_import,
        )
        cursor.execute(statement)
        new += cursor.rowcount
    return new


def _kept() -> dict[str, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT unit, array_agg(unit_id ORDER BY unit_id) FROM {KEPT} GROUP BY unit ORDER BY unit")  # noqa: S608
        return {unit: list(keys) for unit, keys in cursor.fetchall()}


def _count_own(record: Import, table: str) -> int:
    question = sql.SQL("SELECT count(*) FROM {} r WHERE r.import_id = %s AND ").format(sql.Identifier(table))
    return _count(question + goes(record, table, "r"), [record.pk])


def _count_changed(record: Import, table: str) -> int:
    question = sql.SQL(
        'SELECT count(*) FROM imports_importchange c WHERE c.import_of_id = %s AND c."table" = {} AND '
    ).format(sql.Literal(table))
    return _count(question + change_goes(record, table), [record.pk])


def _count(question: sql.Composable, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return int(cursor.fetchone()[0])
