"""The journal of one step of merging: every row that moves, changes, goes or is made is told here first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection
from psycopg import sql

from joren.foundation.merging import PAIRS, Pair

_PAIRS_TABLE: Final = f"""
CREATE TEMP TABLE IF NOT EXISTS {PAIRS} (merge_id bigint, survivor_id bigint, gone_id bigint PRIMARY KEY) ON COMMIT DROP
"""
_FILL_PAIRS: Final = "INSERT INTO merging_pair SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])"
_MOVE: Final = """
WITH moved AS (
    UPDATE {table} t SET {column} = p.survivor_id FROM merging_pair p WHERE t.{column} = p.gone_id
    RETURNING t.id, p.merge_id)
INSERT INTO merging_mergemove (merge_id, "table", "column", row_ids)
SELECT merge_id, {table_name}, {column_name}, array_agg(id ORDER BY id) FROM moved GROUP BY merge_id
"""
_KEEP: Final = """
INSERT INTO merging_mergechange (merge_id, "table", row_id, what, twin, before)
SELECT k.merge_id, {table_name}, t.id, {what}, k.twin, to_jsonb(t) - ARRAY['search_text', 'search_grams']
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS k(row_id, merge_id, twin) JOIN {table} t ON t.id = k.row_id
ON CONFLICT (merge_id, "table", row_id) DO UPDATE SET what = excluded.what, twin = excluded.twin
"""
_MADE: Final = """
INSERT INTO merging_mergechange (merge_id, "table", row_id, what)
SELECT k.merge_id, {table_name}, k.row_id, 'made' FROM unnest(%s::bigint[], %s::bigint[]) AS k(row_id, merge_id)
"""
_AFTER: Final = """
UPDATE merging_mergechange c SET after = to_jsonb(t) - ARRAY['search_text', 'search_grams'] FROM {table} t
WHERE c.merge_id = ANY(%s) AND c."table" = {table_name} AND c.what <> 'dropped' AND t.id = c.row_id
"""

Ranked = dict[str, list[str]]
"""Field to the rank of the record its value came from."""


class Journal:
    """What the rules of the apps write through (`joren.foundation.merging.Merging`).

    `ranks`: the rank of each record; `origins`: field to [rank, value] for single values that came from elsewhere;
    `choices`: fields for which somebody chose, True for the gone one's value; None: nobody looked, ranks decide.
    """

    def __init__(
        self,
        pairs: Sequence[Pair],
        at: datetime,
        *,
        ranks: Mapping[int, list[str]],
        origins: Mapping[int, Mapping[str, Any]],
        choices: Mapping[str, bool] | None,
    ) -> None:
        self.pairs, self.at = pairs, at
        self._ranks, self._choices = ranks, choices
        self._origins = origins
        self.origins: dict[int, dict[str, Any]] = {pair.merge: dict(origins.get(pair.survivor, {})) for pair in pairs}
        self.took: dict[int, set[str]] = defaultdict(set)
        self.said: dict[int, dict[str, list[str]]] = defaultdict(dict)
        self._tables: set[str] = set()
        self._begin()

    def _begin(self) -> None:
        columns = ([p.merge for p in self.pairs], [p.survivor for p in self.pairs], [p.gone for p in self.pairs])
        with connection.cursor() as cursor:
            cursor.execute(_PAIRS_TABLE)
            cursor.execute("DELETE FROM merging_pair")
            cursor.execute(_FILL_PAIRS, list(columns))

    def takes_theirs(self, pair: Pair, field: str, mine: str, theirs: str) -> bool:
        """See `Merging.takes_theirs`; keeps from which record the value came."""
        if not theirs or mine == theirs:
            return False
        rank = self._rank_of(pair.gone, field, theirs)
        takes = self._choice(field, not mine or rank < self._rank_of(pair.survivor, field, mine), not mine)
        if takes:
            self.origins[pair.merge][field] = [rank, theirs]
            self.took[pair.merge].add(field)
        elif self._choices is not None:  # somebody saw the survivor's value and left it
            self.origins[pair.merge].pop(field, None)
        return takes

    def is_chosen(self, field: str) -> bool:
        """Whether somebody chose for this field."""
        return field in (self._choices or {})

    def _choice(self, field: str, by_rank: bool, by_gap: bool) -> bool:
        return by_rank if self._choices is None else self._choices.get(field, by_gap)

    def _rank_of(self, customer: int, field: str, value: str) -> list[str]:
        """The rank of the record a value came from; one written by hand since is the record's own."""
        came = self._origins.get(customer, {}).get(field)
        return came[0] if came and came[1] == value else self._ranks[customer]

    def move(self, table: str, column: str = "customer_id") -> None:
        """Point all rows of the gone at their survivors."""
        self._run(_MOVE, table, [], column=sql.Identifier(column), column_name=sql.Literal(column))

    def keep(self, table: str, rows: Mapping[int, int]) -> None:
        """Keep rows as they are now."""
        if rows:
            self._tables.add(table)
            self._run(_KEEP, table, [list(rows), list(rows.values()), [None] * len(rows)], what=sql.Literal("changed"))

    def drop(self, table: str, rows: Mapping[int, tuple[int, int | None]]) -> None:
        """Keep rows, then delete them."""
        if rows:
            self.keep_dropped(table, rows)
            self._run("DELETE FROM {table} WHERE id = ANY(%s)", table, [list(rows)])

    def keep_dropped(self, table: str, rows: Mapping[int, tuple[int, int | None]]) -> None:
        """Keep rows that the caller is going to delete by itself."""
        values = [list(rows), [merge for merge, _twin in rows.values()], [twin for _merge, twin in rows.values()]]
        self._run(_KEEP, table, values, what=sql.Literal("dropped"))

    def note(self, merge: int, key: str, value: Sequence[str]) -> None:
        """Keep what a rule wants to know again."""
        self.said[merge][key] = list(value)

    def made(self, table: str, rows: Mapping[int, int]) -> None:
        """Say that these rows were made."""
        if rows:
            self._tables.add(table)
            self._run(_MADE, table, [list(rows), list(rows.values())])

    def close(self) -> None:
        """Keep what the step left, to be compared with when it is taken back."""
        merges = [pair.merge for pair in self.pairs]
        for table in sorted(self._tables):
            self._run(_AFTER, table, [merges])

    def _run(self, statement: str, table: str, values: list[Any], **parts: sql.Composable) -> None:
        whole = sql.SQL(statement).format(table=sql.Identifier(table), table_name=sql.Literal(table), **parts)
        with connection.cursor() as cursor:
            cursor.execute(whole, values)
