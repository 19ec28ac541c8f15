"""Backup and restore on a server of its own, with a table, a file and a key."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from joren.foundation.database import backup
from joren.foundation.database.backup import (
    Manifest,
    read_manifest,
    restore_database,
    restore_files,
    write_backup,
)
from joren.foundation.database.embedded import EmbeddedPostgres
from joren.foundation.database.errors import BackupProblem
from joren.foundation.database.tools import run_tool
from tests.throwaway import home_for_a_server

MANIFEST: dict[str, Any] = {
    "joren": "0.1.0",
    "created_at": "2026-11-22T10:00:00Z",
    "migrations": ["shops.0001_initial"],
}


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with home_for_a_server() as home:
        server = EmbeddedPostgres(home, throwaway=True)
        server.attach()
        yield server


@pytest.fixture
def shop(server: EmbeddedPostgres, tmp_path: Path) -> Path:
    """A home with a key and an uploaded file; the database holds one guest."""
    run(server, "DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE guests (name text)")
    run(server, "INSERT INTO guests VALUES ('山田花子')")
    home = tmp_path / "home"
    for name, text in {"secret.key": "key", "files/顧客.csv": "a,b", "mirror/base": "x", "log/web.log": "x"}.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    return home


def run(server: EmbeddedPostgres, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def guests(server: EmbeddedPostgres) -> list[tuple[Any, ...]]:
    return run(server, "SELECT name FROM guests")


def saved(server: EmbeddedPostgres, home: Path, file: Path) -> Path:
    write_backup(file, url=server.url(), home=home, manifest=Manifest(**MANIFEST))
    return file


def test_what_was_saved_comes_back_whole(server, shop, tmp_path):
    file = saved(server, shop, tmp_path / "backup.zip")
    run(server, "UPDATE guests SET name = 'x'; CREATE TABLE later (n int)")
    (shop / "files/顧客.csv").write_text("changed")
    (shop / "files/later.csv").write_text("later")
    (shop / "secret.key").write_text("other")

    assert read_manifest(file).migrations == ["shops.0001_initial"]
    restore_database(file, url=server.url())
    restore_files(file, home=shop)

    assert guests(server) == [("山田花子",)]
    assert run(server, "SELECT to_regclass('later')") == [(None,)]
    assert (shop / "files/顧客.csv").read_text() == "a,b"
    assert not (shop / "files/later.csv").exists()
    assert (shop / "secret.key").read_text() == "key"
    assert (shop / "secret.key").stat().st_mode & 0o777 == 0o600
    assert not (shop / "mirror").exists()
    assert (shop / "log/web.log").read_text() == "x"


def test_a_backup_is_kept_out_of_the_folder_it_saves(server, shop):
    with pytest.raises(BackupProblem) as problem:
        saved(server, shop, shop / "files" / "backup.zip")

    assert problem.value.details == {"home": str(shop)}
    assert sorted(path.name for path in (shop / "files").iterdir()) == ["顧客.csv"]


def test_a_place_that_cannot_be_written_is_said(server, shop, tmp_path):
    with pytest.raises(BackupProblem) as problem:
        saved(server, shop, tmp_path / "missing" / "backup.zip")

    assert problem.value.details["reason"] == "No such file or directory"
    assert not (tmp_path / "missing").exists()


def test_a_file_that_is_taken_away_meanwhile_is_left_out(server, shop, tmp_path, monkeypatch):
    files = list(backup.kept_files(shop))
    monkeypatch.setattr(backup, "kept_files", lambda home: [*files, home / "files" / "gone.csv"])

    file = saved(server, shop, tmp_path / "backup.zip")

    assert "home/files/gone.csv" not in read_manifest(file).sha256
    assert "home/files/顧客.csv" in read_manifest(file).sha256


def test_a_backup_holds_what_cannot_be_made_again_and_only_its_owner_reads_it(server, shop, tmp_path):
    file = saved(server, shop, tmp_path / "backup.zip")

    assert sorted(zipfile.ZipFile(file).namelist()) == [
        "database.dump",
        "home/files/顧客.csv",
        "home/secret.key",
        "manifest.json",
    ]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_backup_that_cannot_be_written_leaves_no_half_file(server, shop, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "tools_folder", lambda version: Path("/bin"))
    monkeypatch.setattr(backup, "run_tool", lambda *_, **__: run_tool(Path("/bin/sh"), "-c", "echo full >&2; exit 1"))

    with pytest.raises(BackupProblem, match="full"):
        saved(server, shop, tmp_path / "backup.zip")

    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@pytest.mark.parametrize("where", ["database.dump", "home/secret.key", "manifest.json"])
def test_one_changed_byte_anywhere_is_noticed_before_anything_is_touched(server, shop, tmp_path, where):
    file = saved(server, shop, tmp_path / "backup.zip")
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(damaged, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[:-1] + bytes([content[-1] ^ 1]) if name == where else content)

    with pytest.raises(BackupProblem):
        read_manifest(damaged)


def test_a_cut_off_backup_is_refused(server, shop, tmp_path):
    file = saved(server, shop, tmp_path / "backup.zip")
    file.write_bytes(file.read_bytes()[:-200])

    with pytest.raises(BackupProblem) as problem:
        read_manifest(file)

    assert problem.value.details["file"] == str(file)


def test_any_other_file_is_refused(tmp_path):
    (tmp_path / "顧客.csv").write_text("a,b\n1,2\n")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("hello.txt", "hello")

    for name in ("顧客.csv", "other.zip"):
        with pytest.raises(BackupProblem):
            read_manifest(tmp_path / name)


def test_a_file_that_would_land_outside_the_home_is_refused(server, shop, tmp_path):
    file = saved(server, shop, tmp_path / "backup.zip")
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(members["manifest.json"])
    told["sha256"]["home/../../escaped"] = told["sha256"]["home/secret.key"]
    members["manifest.json"] = json.dumps(told).encode()
    members["home/../../escaped"] = members["home/secret.key"]
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)

    with pytest.raises(BackupProblem):
        read_manifest(tmp_path / "evil.zip")


def test_a_restore_that_fails_in_the_middle_changes_nothing(server, shop, tmp_path):
    file = saved(server, shop, tmp_path / "backup.zip")
    run(server, "UPDATE guests SET name = 'now'")
    run(
        server,
        """
        CREATE SCHEMA IF NOT EXISTS guard;
        CREATE OR REPLACE FUNCTION guard.refuse() RETURNS event_trigger LANGUAGE plpgsql
            AS $$ BEGIN IF tg_tag = 'CREATE TABLE' THEN RAISE EXCEPTION 'no more tables'; END IF; END $$;
        CREATE EVENT TRIGGER refuse ON ddl_command_end EXECUTE FUNCTION guard.refuse();
        """,
    )

    with pytest.raises(BackupProblem) as problem:
        restore_database(file, url=server.url())

    run(server, "DROP EVENT TRIGGER refuse; DROP SCHEMA guard CASCADE")
    assert "no more tables" in str(problem.value)
    assert guests(server) == [("now",)]
