"""The command line is a contract: names, JSON, exit codes, and an embedded database that comes and goes by itself."""

import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from joren.foundation.database.embedded import EmbeddedPostgres
from tests.command_line import joren, start
from tests.throwaway import home_for_a_server

EMPTY = {"owner": None, "owner_created": False}


@pytest.fixture(scope="module")
def shop() -> Iterator[Path]:
    """A home with a business and an owner. Tests that change more make a home of their own."""
    with home_for_a_server() as home:
        set_up(home)
        yield home


def set_up(home: Path) -> None:
    done = joren(
        home, "init", "--name", "喫茶こもれび", "--email", "hana@example.jp", "--password", "komorebi-2026", "--json"
    )
    assert done.code == 0, done.err + done.out


@pytest.fixture
def home() -> Iterator[Path]:
    with home_for_a_server() as home:
        yield home


def test_version_and_help_touch_nothing(tmp_path):
    assert joren(tmp_path, "--version").out.startswith("joren ")
    shown = joren(tmp_path, "--help")

    assert shown.code == 0
    assert {"up", "init", "doctor", "backup", "restore", "user", "worker"} <= set(shown.out.split())
    assert not (tmp_path / "postgres").exists()


def test_init_may_be_said_twice_and_keeps_what_is_there(shop):
    again = joren(shop, "init", "--json").json

    assert again["migrations"] == []
    assert (again["business"], again["currency"], again["business_created"]) == ("喫茶こもれび", "JPY", False)
    assert (again["owner"], again["owner_created"]) == ("hana@example.jp", False)
    assert "password" not in again


def test_a_command_stops_the_database_it_started(shop):
    assert joren(shop, "user", "list", "--json").json == {
        "users": [{"id": 1, "email": "hana@example.jp", "name": "", "role": "owner"}]
    }
    assert not EmbeddedPostgres(shop).is_running()


def test_commands_at_once_do_not_stop_each_others_database(shop):
    started = [start(shop, "user", "list", "--json") for _ in range(3)]
    answers = {process.communicate(timeout=120)[0] for process in started}

    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(answers) == 1
    assert not EmbeddedPostgres(shop).is_running()


def test_any_command_may_be_the_first(home):
    assert joren(home, "user", "list", "--json").json == {"users": []}


def test_bad_input_is_exit_code_2_and_one_json_shape(shop):
    before = joren(shop, "user", "list", "--json").out

    taken = joren(shop, "user", "add", "HANA@example.jp", "--json")
    assert (taken.code, taken.error["code"], taken.error["email"]) == (2, "email_taken", "hana@example.jp")
    weak = joren(shop, "user", "add", "taro@example.jp", "--password", "12345678", "--json")
    assert (weak.code, weak.error["code"]) == (2, "password_too_weak")
    unknown = joren(shop, "user", "add", "taro@example.jp", "--role", "king", "--json")
    assert (unknown.code, unknown.error["code"]) == (2, "usage")
    no_address = joren(shop, "user", "add", "taro", "--json")
    assert (no_address.code, no_address.error["code"]) == (2, "invalid")

    assert joren(shop, "user", "list", "--json").out == before


def test_people_get_a_sentence_in_their_language_on_stderr(shop):
    japanese = joren(shop, "user", "add", "hana@example.jp")
    english = joren(shop, "--lang", "en", "user", "add", "hana@example.jp")

    assert japanese.out == english.out == ""
    assert japanese.err.startswith("hana@example.jp はすでに登録されています。")
    assert english.err.startswith("hana@example.jp already has a log-in.")


def test_an_unreachable_database_is_exit_code_1_and_no_trace(tmp_path):
    done = joren(tmp_path, "user", "list", "--json", DATABASE_URL="postgresql://u@127.0.0.1:1/none")

    assert (done.code, done.error["code"]) == (1, "database_unreachable")
    assert "Traceback" not in done.out + done.err
    assert "127.0.0.1" in (tmp_path / "log" / "joren.log").read_text()


def test_tables_of_another_version_are_named_as_such(home):
    joren(home, "init", "--json")
    server = EmbeddedPostgres(home)
    server.attach()
    import psycopg

    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("ALTER TABLE accounts_staff RENAME COLUMN role TO rank")
    server.detach()

    done = joren(home, "user", "list", "--json")

    assert (done.code, done.error["code"]) == (1, "not_prepared")


def test_doctor_finds_a_sound_installation_sound(shop):
    done = joren(shop, "doctor", "--json")

    states = {check["check"]: check["state"] for check in done.json["checks"]}
    assert states["database"] == states["tables"] == states["owner"] == states["python"] == "ok"
    assert states["worker"] == "warn"
    assert all(check["remedy"] for check in done.json["checks"] if check["state"] != "ok")


def test_doctor_says_what_to_do_about_a_missing_table_and_a_missing_server(home):
    (home / "postgres" / "data").mkdir(parents=True)
    (home / "postgres" / "data" / "PG_VERSION").write_text("99\n")

    done = joren(home, "doctor", "--json")

    found = {check["check"]: check for check in done.json["checks"]}
    assert (done.code, done.json["healthy"]) == (1, False)
    assert found["database"]["state"] == "fail"
    assert "99" in found["database"]["message"]
    assert "joren restore" in found["database"]["remedy"]
    assert "tables" not in found


def test_a_backup_moves_everything_to_another_home_and_replaces_only_when_told(shop, home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("backups")
    (shop / "files").mkdir(exist_ok=True)
    (shop / "files" / "顧客.csv").write_text("氏名\n山田花子\n")
    saved = joren(shop, "backup", str(folder / "shop.zip"), "--json").json
    assert (saved["files"], saved["joren"]) == (2, joren(home, "--version").out.split()[1])
    assert saved["bytes"] == (folder / "shop.zip").stat().st_size

    assert joren(home, "restore", str(folder / "shop.zip"), "--json").code == 0
    assert joren(home, "user", "list", "--json").out == joren(shop, "user", "list", "--json").out
    assert (home / "files" / "顧客.csv").read_text() == "氏名\n山田花子\n"
    assert (home / "secret.key").read_text() == (shop / "secret.key").read_text()
    assert joren(home, "init", "--json").json["migrations"] == []

    joren(home, "user", "add", "taro@example.jp", "--json")
    (home / "mirror").mkdir()
    refused = joren(home, "restore", str(folder / "shop.zip"), "--json")
    assert (refused.code, refused.error["code"]) == (2, "not_empty")
    assert len(joren(home, "user", "list", "--json").json["users"]) == 2
    assert (home / "mirror").exists()

    assert joren(home, "restore", str(folder / "shop.zip"), "--replace", "--json").code == 0
    assert len(joren(home, "user", "list", "--json").json["users"]) == 1
    assert not (home / "mirror").exists()

    again = joren(shop, "backup", str(folder / "shop.zip"), "--json")
    assert (again.code, again.error["code"]) == (2, "file_exists")


def test_a_backup_of_a_newer_joren_is_refused_before_anything_is_touched(home, tmp_path_factory):
    import json
    import zipfile

    folder = tmp_path_factory.mktemp("newer")
    joren(home, "backup", str(folder / "old.zip"), "--json")
    with zipfile.ZipFile(folder / "old.zip") as old, zipfile.ZipFile(folder / "new.zip", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                told = json.loads(content)
                content = json.dumps(told | {"migrations": ["customers.0999_future"], "joren": "9.0"}).encode()
            new.writestr(name, content)

    refused = joren(home, "restore", str(folder / "new.zip"), "--replace", "--json")

    assert (refused.code, refused.error["code"], refused.error["version"]) == (2, "backup_newer", "9.0")


def read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in said:
            return said
    assert process.stderr is not None
    pytest.fail(said + process.stderr.read())


def family_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return list(psutil.Process(process.pid).children(recursive=True))


def gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_up_serves_refuses_a_second_one_and_a_signal_ends_it_all_and_keeps_the_data(home, end):
    serving = start(home, "up", "--host", "127.0.0.1")
    said = read_until(serving, "Ctrl-C")
    url = next(word for word in said.split() if word.startswith("http"))
    assert said.count("http") == 1
    assert "owner@example.jp" in said
    with urllib.request.urlopen(f"{url}/accounts/login/") as page:
        assert page.status == 200
    family = family_of(serving)
    assert len(family) >= 2

    second = joren(home, "up", "--json")
    assert (second.code, second.error["code"], second.error["url"]) == (2, "already_running", url)
    restore = joren(home, "restore", __file__, "--json")
    assert restore.code == 2
    assert len(joren(home, "user", "list", "--json").json["users"]) == 1
    assert EmbeddedPostgres(home).is_running()  # a one-off command leaves the server to the others

    serving.send_signal(end)
    _out, err = serving.communicate(timeout=60)

    assert serving.returncode == 0, err
    assert all(gone(process) for process in family)
    assert not EmbeddedPostgres(home).is_running()
    assert len(joren(home, "user", "list", "--json").json["users"]) == 1
