import stat
import subprocess
import sys
from pathlib import Path

import pytest

from joren.foundation.database.errors import HomeProblem
from joren.foundation.database.home import joren_home, secret_key, serving_note, serving_url


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_home_is_made_where_joren_home_says_and_closed_to_others(tmp_path, monkeypatch):
    monkeypatch.setenv("JOREN_HOME", str(tmp_path / "deep" / "home"))

    assert joren_home() == tmp_path / "deep" / "home"
    assert _mode(tmp_path / "deep" / "home") == 0o700


def test_without_joren_home_a_checkout_keeps_its_data_inside_itself(monkeypatch):
    monkeypatch.delenv("JOREN_HOME")
    checkout = Path(__file__).resolve().parents[4]
    made = not (checkout / ".joren").exists()

    assert joren_home() == checkout / ".joren"

    if made:
        (checkout / ".joren").rmdir()


def test_a_home_that_cannot_be_made_is_refused_with_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("JOREN_HOME", str(tmp_path / "file" / "home"))

    with pytest.raises(HomeProblem) as problem:
        joren_home()

    assert problem.value.details["path"] == str(tmp_path / "file" / "home")
    assert (tmp_path / "file").read_text() == "not a folder"


def test_the_signing_key_is_made_once_and_only_we_may_read_it(tmp_path, monkeypatch):
    monkeypatch.setenv("JOREN_HOME", str(tmp_path))

    first = secret_key()

    assert len(first) == 64
    assert secret_key() == first
    assert _mode(tmp_path / "secret.key") == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_processes_that_start_at_once_agree_on_one_key(tmp_path):
    code = "from joren.foundation.database.home import secret_key; print(secret_key())"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code], env={"JOREN_HOME": str(tmp_path)}, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]

    keys = {process.communicate(timeout=60)[0] for process in started}

    assert len(keys) == 1
    assert keys == {(tmp_path / "secret.key").read_text() + "\n"}


@pytest.mark.parametrize("note", ["", "{", "[]", '{"pid": 1}'])
def test_whoever_is_started_beside_the_pages_knows_their_address(tmp_path, monkeypatch, note):
    monkeypatch.setenv("JOREN_HOME", str(tmp_path))
    assert serving_url() == ""
    serving_note().write_text(note)
    assert serving_url() == ""
    serving_note().write_text('{"url": "http://127.0.0.1:8140", "pid": 1}')
    assert serving_url() == "http://127.0.0.1:8140"
