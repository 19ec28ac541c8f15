"""What the mirror holds is what PostgreSQL has committed, whatever happened in between."""

import json
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import connection

from joren.foundation.catalogue import Column, FactTable
from joren.foundation.time import clock
from joren.record.products.models import Category
from joren.segments.mirror import actions, columns, limits, reading
from joren.segments.mirror.actions import sync
from joren.segments.mirror.errors import MirrorProblem
from joren.segments.mirror.manifest import load
from joren.segments.mirror.source import open_source

pytestmark = pytest.mark.django_db(transaction=True)
Connect = Callable[[], psycopg.Connection[Any]]

INSERT = "INSERT INTO products_category (code, name, path, source) VALUES (%s, %s, %s, '') RETURNING id"


def in_the_mirror() -> list[tuple[int, str, str]]:
    mirror = reading.open_mirror()
    return mirror.rows(f"SELECT id, code, name FROM {mirror.relation('categories')} AS f ORDER BY id", {})


def in_postgresql() -> list[tuple[int, str, str]]:
    return list(Category.objects.order_by("id").values_list("id", "code", "name"))


def add(code: str, name: str = "") -> Category:
    return Category.objects.create(code=code, name=name, path=f"{code}/")


def test_a_purchase_just_committed_is_in_the_next_answer() -> None:
    sync()
    add("A", "お茶")
    assert in_the_mirror() == in_postgresql()
    assert [row[1:] for row in in_the_mirror()] == [("A", "お茶")]


def test_texts_come_over_as_they_are_and_nothing_differs_from_an_empty_text() -> None:
    for number, name in enumerate(['a "quoted" word', "two\nlines\r\n", "comma, 、 and \\N", "", "'; DROP", "𠮷野家"]):
        add(f"C{number}", name)
    sync()
    assert in_the_mirror() == in_postgresql()


def test_updates_and_deletes_come_over_and_leave_the_base_file_alone() -> None:
    first, second, third = add("A", "a"), add("B", "b"), add("C", "c")
    sync()
    base = _files("categories").base
    Category.objects.filter(pk=first.pk).update(name="changed")
    second.delete()
    add("D", "d")
    report = sync()
    assert report.changed == ("categories",) and report.rebuilt == ()
    assert _files("categories").base == base
    assert in_the_mirror() == in_postgresql()
    assert [row[1:] for row in in_the_mirror()] == [("A", "changed"), ("C", "c"), ("D", "d")]
    assert report.rows["categories"] == 3
    Category.objects.filter(pk=third.pk).update(name="again")
    Category.objects.filter(code="D").delete()
    assert sync().rows["categories"] == 2
    assert in_the_mirror() == in_postgresql()


def test_a_row_deleted_and_put_back_under_its_id_is_counted_once() -> None:
    first = add("A", "a")
    add("B", "b")
    sync()
    key = first.pk
    first.delete()
    Category.objects.create(pk=key, code="A", name="back", path="A/")
    assert sync().rows["categories"] == 2
    assert in_the_mirror() == in_postgresql()


def test_a_slow_transaction_that_commits_after_a_later_one_was_synced_is_not_lost(connect: Connect) -> None:
    slow = connect()
    slow.execute(INSERT, ["slow", "", "slow/"])  # takes its transaction number now
    add("fast")
    sync()
    assert [row[1] for row in in_the_mirror()] == ["fast"]
    slow.commit()
    assert [row[1] for row in in_the_mirror()] == ["slow", "fast"]


def test_a_row_committed_while_an_older_transaction_is_open_is_seen_at_once(connect: Connect) -> None:
    sync()
    slow = connect()
    slow.execute("SELECT pg_current_xact_id()")
    add("new")
    assert [row[1] for row in in_the_mirror()] == ["new"]
    assert reading.is_fresh()  # and it is not read again for as long as the old one stays open


@pytest.mark.parametrize("seed", range(6))
def test_random_histories_with_long_transactions_end_up_equal(seed: int, connect: Connect) -> None:
    chance = random.Random(seed)
    writers = [connect() for _ in range(3)]
    for step in range(60):
        writer = chance.choice(writers)
        if chance.random() < 0.25:
            chance.choice([writer.commit, writer.commit, writer.rollback])()
        elif chance.random() < 0.2:
            assert in_the_mirror() == in_postgresql()
        else:
            _write(writer, chance, f"{seed}-{step}")
    for writer in writers:
        writer.commit()
    assert in_the_mirror() == in_postgresql()
    assert sync(compact=True).rows["categories"] == len(in_postgresql())
    assert in_the_mirror() == in_postgresql()


def _write(writer: psycopg.Connection[Any], chance: random.Random, code: str) -> None:
    """One write; rows another transaction has locked are skipped as they would only block."""
    free = "(SELECT id FROM products_category ORDER BY random() LIMIT 3 FOR UPDATE SKIP LOCKED)"
    kind = chance.choice(["insert", "insert", "update", "delete", "nested"])
    if kind == "insert":
        writer.execute(INSERT, [code, code, f"{code}/"])
    elif kind == "nested":
        with writer.transaction():
            writer.execute(INSERT, [code, code, f"{code}/"])
    elif kind == "update":
        writer.execute(f"UPDATE products_category SET name = %s WHERE id IN {free}", [f"changed {code}"])
    else:
        writer.execute(f"DELETE FROM products_category WHERE id IN {free}")


def test_a_table_emptied_as_a_whole_is_emptied_here_too() -> None:
    add("A")
    sync()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE products_category CASCADE")
    add("B")
    assert [row[1] for row in in_the_mirror()] == ["B"]


def test_rows_restored_from_a_server_that_was_further_on_are_taken_once_and_then_left_alone() -> None:
    add("A")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE products_category DISABLE TRIGGER USER")
        cursor.execute("UPDATE products_category SET changed_xid = '99999999999'::xid8")
        cursor.execute("ALTER TABLE products_category ENABLE TRIGGER USER")
    assert [row[1] for row in in_the_mirror()] == ["A"]
    assert reading.is_fresh()
    assert sync().changed == ()


def test_a_database_that_went_back_in_time_is_copied_again() -> None:
    add("A")
    sync()
    folder = _folder()
    manifest = (folder / "manifest.json").read_text()
    known = load(folder)
    assert known is not None
    later = manifest.replace(str(known.moment.log_position), str(known.moment.log_position + 10**12))
    (folder / "manifest.json").write_text(later)
    Category.objects.update(name="from the backup")
    assert not reading.is_fresh()
    report = sync()
    assert set(report.rebuilt) == set(report.rows)
    assert [row[2] for row in in_the_mirror()] == ["from the backup"]


def test_a_new_column_copies_that_table_again_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    add("A")
    sync()
    declared = columns.fact_tables()
    wider = FactTable(
        name="categories",
        source="products_category",
        columns=(*declared["categories"].columns, Column(name="shout", type="text", expression="upper(t.code)")),
        customer="",
    )
    monkeypatch.setattr(actions, "fact_tables", lambda: declared | {"categories": wider})
    assert not reading.is_fresh()
    report = sync()
    assert (report.rebuilt, report.changed) == (("categories",), ())
    mirror = reading.open_mirror()
    assert mirror.rows(f"SELECT shout FROM {mirror.relation('categories')} AS f", {}) == [("A",)]


def test_the_version_names_the_state_of_the_facts_and_not_of_the_files() -> None:
    assert reading.version() == ""
    add("A", "a")
    first = reading.fresh_version()
    assert first and reading.version() == first
    add("B")
    assert reading.version() == first  # nobody has looked yet
    second = reading.fresh_version()
    assert second != first
    sync(compact=True)
    sync()
    assert reading.version() == reading.fresh_version() == second
    Category.objects.filter(code="A").update(name="changed")
    third = reading.fresh_version()
    Category.objects.filter(code="B").delete()
    fourth = reading.fresh_version()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE products_category CASCADE")
    assert len({first, second, third, fourth, reading.fresh_version()}) == 5


def test_a_damaged_folder_is_built_anew() -> None:
    add("A")
    sync()
    (_folder() / _files("categories").base).unlink()
    assert [row[1] for row in in_the_mirror()] == ["A"]
    manifest = _folder() / "manifest.json"
    told = json.loads(manifest.read_text())
    for damaged in ("{ not json", "[]", "null", '{"format": 4, "tables": [], "moment": {}, "retired": {}}'):
        manifest.write_text(damaged)
        assert [row[1] for row in in_the_mirror()] == ["A"], damaged
    told["moment"]["xmin"] = "x"
    manifest.write_text(json.dumps(told))
    assert [row[1] for row in in_the_mirror()] == ["A"]
    base = _folder() / _files("categories").base
    base.write_bytes(base.read_bytes()[:-20])
    assert [row[1] for row in in_the_mirror()] == ["A"]


def test_many_changes_are_folded_into_the_base(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("joren.segments.mirror.writing.COMPACT_ROWS", 5)
    add("A")
    sync()
    for number in range(4):
        add(f"B{number}")
    sync()
    assert _files("categories").delta_rows == 4
    for number in range(4):
        add(f"C{number}")
    sync()
    files = _files("categories")
    assert (files.base_rows, files.delta, files.hidden) == (9, "", "")
    assert in_the_mirror() == in_postgresql()


def test_replaced_files_stay_for_readers_and_go_later() -> None:
    add("A")
    sync()
    add("B")
    sync()
    old = reading.open_mirror()
    add("C")
    sync()
    seen = old.rows(f"SELECT code FROM {old.relation('categories')} AS f ORDER BY 1", {})
    assert seen == [("A",), ("B",)]  # a reader keeps the state it began with
    left_behind = _folder() / "categories.base.0123.parquet"
    left_behind.write_bytes(b"killed in the middle")
    with time_machine.travel(clock.now() + limits.KEPT + timedelta(minutes=1), tick=False):
        add("D")
        sync()
        kept = load(_folder())
    assert kept is not None
    assert not left_behind.exists()
    there = {path.name for path in _folder().glob("*.parquet")}
    assert there == kept.files | set(kept.retired)
    assert in_the_mirror() == in_postgresql()


def test_a_sync_that_fails_leaves_the_mirror_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    add("A")
    sync()
    add("B")
    before = sorted(path.name for path in _folder().glob("*.parquet"))

    def full(self: object, query: str, name: str, values: object = None) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("joren.segments.mirror.writing.Writer.copy", full)
    with pytest.raises(MirrorProblem, match="No space left"):
        sync()
    monkeypatch.undo()
    assert sorted(path.name for path in _folder().glob("*.parquet")) == before


def _folder() -> Any:
    with open_source() as source:
        return actions.folder_of(source.moment)


def _files(table: str) -> Any:
    manifest = load(_folder())
    assert manifest is not None
    return manifest.tables[table]
