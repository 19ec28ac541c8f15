"""A mirror that was damaged on the disk, and a disk that is full: a right answer or a sentence, never a wrong one."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from joren.foundation.time import clock
from joren.record.customers.models import Customer
from joren.record.products.models import Category
from joren.segments.mirror import actions, limits, reading
from joren.segments.mirror.actions import sync, verify
from joren.segments.mirror.errors import MirrorDamaged, MirrorProblem
from joren.segments.mirror.manifest import Manifest, load
from joren.segments.mirror.source import open_source

pytestmark = pytest.mark.django_db(transaction=True)


def folder() -> Path:
    with open_source() as source:
        return actions.folder_of(source.moment)


def manifest() -> Manifest:
    found = load(folder())
    assert found is not None
    return found


def add(code: str) -> None:
    Category.objects.create(code=code, name=code, path=f"{code}/")


def codes(mirror: reading.OpenMirror | None = None) -> list[str]:
    mirror = mirror or reading.open_mirror()
    return [row[0] for row in mirror.rows(f"SELECT code FROM {mirror.relation('categories')} AS f ORDER BY 1", {})]


@pytest.fixture
def base(db: None) -> Path:
    """The base file of a mirror with two categories."""
    add("A")
    add("B")
    sync()
    return folder() / manifest().tables["categories"].base


def rot(path: Path, change: Callable[[bytearray], None]) -> None:
    """Change bytes as a failing disk does: size and time of the file stay."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    change(content)
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def flip(content: bytearray) -> None:
    content[len(content) // 3] ^= 4


def blank(content: bytearray) -> None:
    content[:] = bytes(len(content))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def write_over(path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)


def flip_one_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    flip(content)
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [Path.unlink, cut, write_over, flip_one_bit])
def test_a_file_that_is_gone_cut_or_written_over_is_made_anew_before_the_answer(
    damage: Callable[[Path], object], base: Path
) -> None:
    damage(base)
    assert not reading.is_fresh()
    assert codes() == ["A", "B"]
    assert manifest().tables["categories"].base != base.name


@pytest.mark.parametrize("damage", [Path.unlink, cut, flip_one_bit])
def test_damage_of_the_ready_made_answers_is_no_different(damage: Callable[[Path], object]) -> None:
    Customer.objects.create(family_name="山田")
    sync()
    ready = manifest().ready
    assert ready is not None
    damage(folder() / ready.files.base)
    mirror = reading.open_mirror()
    assert mirror.rows(f"SELECT count(*) FROM {mirror.ready_relation()}", {}) == [(1,)]


def test_a_file_that_rotted_under_a_reader_is_told_in_a_sentence_and_the_next_question_is_answered(base: Path) -> None:
    rot(base, blank)
    with pytest.raises(MirrorDamaged) as problem:
        codes()
    assert problem.value.remedy_sentence
    assert codes() == ["A", "B"]


def test_a_sync_that_meets_a_rotten_file_copies_everything_again(base: Path) -> None:
    rot(base, blank)
    Category.objects.filter(code="A").update(name="changed")
    report = sync(compact=True)
    assert set(report.rebuilt) == set(report.rows) or "categories" in report.rebuilt
    assert codes() == ["A", "B"]


def test_a_single_bit_that_a_disk_forgot_is_found_at_night(base: Path) -> None:
    assert verify() == []
    rot(base, flip)
    assert reading.is_fresh()
    assert verify() == [base.name]
    assert verify() == []
    assert codes() == ["A", "B"]


def _manifest_without(key: str) -> bytes:
    told = json.loads((folder() / "manifest.json").read_text())
    del told[key]
    return json.dumps(told).encode()


def _manifest_naming_a_missing_file() -> bytes:
    return (folder() / "manifest.json").read_bytes().replace(b"categories.base.", b"categories.base.no")


GARBAGE: list[Callable[[], bytes]] = [
    lambda: b"",
    lambda: b"\xff\xfe\x00garbage",
    lambda: b"[" * 100_000,
    lambda: b'{"format": 4}',
    lambda: _manifest_without("stamps"),
    lambda: _manifest_without("ready"),
    _manifest_naming_a_missing_file,
]


@pytest.mark.parametrize("made", GARBAGE)
def test_a_manifest_of_garbage_is_no_mirror_and_another_is_made(made: Callable[[], bytes], base: Path) -> None:
    (folder() / "manifest.json").write_bytes(made())
    assert reading.version() == ""
    assert codes() == ["A", "B"]


def test_a_reader_of_an_old_version_keeps_it_until_it_is_swept_and_is_then_told_so(base: Path) -> None:
    old = reading.open_mirror()
    add("C")
    sync(rebuild=True)
    assert codes(old) == ["A", "B"]
    with time_machine.travel(clock.now() + limits.KEPT + timedelta(minutes=1), tick=False):
        add("D")
        sync()
    assert not base.exists()
    published = manifest().version
    try:
        assert codes(old) == ["A", "B"]  # from what the process still remembers of the file
    except MirrorDamaged as problem:
        assert problem.remedy_sentence
    assert manifest().version == published  # the mirror of today is not blamed
    assert codes() == ["A", "B", "C", "D"]


def test_a_reader_that_outlived_its_files_leaves_the_mirror_of_today_alone(base: Path) -> None:
    """Also when most tables have not changed since, so that both name the same files."""
    old = reading.open_mirror()
    add("C")
    sync(compact=True)
    with time_machine.travel(clock.now() + limits.KEPT + timedelta(minutes=1), tick=False):
        sync()
    assert not base.exists()
    today = manifest()
    assert today.files & old.manifest.files
    with pytest.raises(MirrorDamaged):
        codes(old)
    assert manifest() == today
    assert codes() == ["A", "B", "C"]


def test_a_sync_that_was_under_way_when_damage_was_told_does_not_bring_the_damaged_file_back(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = reading.open_mirror()
    rot(base, blank)
    adopt = actions.adopt_restored_rows

    def meanwhile(sources: list[str]) -> None:
        """After the sync has taken up the mirror before."""
        with pytest.raises(MirrorDamaged):
            codes(reader)
        adopt(sources)

    monkeypatch.setattr(actions, "adopt_restored_rows", meanwhile)
    Customer.objects.create(family_name="山田")
    sync()
    monkeypatch.undo()
    assert codes() == ["A", "B"]
    assert not base.exists()


def test_a_mirror_made_anew_leaves_the_files_of_the_one_before_to_those_at_work_on_them(base: Path) -> None:
    reader = reading.open_mirror()
    for path in folder().glob("*.parquet"):
        os.utime(path, (1_700_000_000, 1_700_000_000))  # a copy of the folder was put back: nobody vouches for it
    add("C")
    assert codes() == ["A", "B", "C"]
    assert codes(reader) == ["A", "B"]
    with time_machine.travel(clock.now() + limits.KEPT + timedelta(minutes=1), tick=False):
        sync()
    assert not base.exists()


_SMALL_DISK = """
import resource, sys
from django.conf import settings
import django
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.MIRROR_HOME = sys.argv[2]
from joren.segments.mirror.actions import sync
from joren.segments.mirror.errors import MirrorProblem
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    sync(rebuild=True)
except MirrorProblem as problem:
    print(problem.message_sentence if hasattr(problem, "message_sentence") else problem)
    sys.exit(3)
"""


@pytest.mark.parametrize("room", [100, 900, 3_000])
def test_a_full_disk_refuses_with_a_sentence_and_leaves_the_mirror_as_it_was(
    room: int, base: Path, mirror_home: Path
) -> None:
    before = sorted(path.name for path in folder().iterdir())
    reader = reading.open_mirror()
    add("C")
    arguments = [str(connection.settings_dict["NAME"]), str(mirror_home), str(room)]
    run = subprocess.run(
        [sys.executable, "-c", _SMALL_DISK, *arguments], timeout=120, check=False, capture_output=True, text=True
    )
    assert run.returncode == 3, run.stderr
    assert run.stdout.strip()
    assert sorted(path.name for path in folder().iterdir()) == before
    assert codes(reader) == ["A", "B"]
    assert codes() == ["A", "B", "C"]


def test_a_sync_on_a_full_disk_raises_the_problem_with_the_way_out(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add("C")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("joren.segments.mirror.manifest._to_disk", full)
    with pytest.raises(MirrorProblem, match="No space left") as problem:
        reading.open_mirror()
    assert "joren sync --rebuild" in problem.value.remedy_sentence
    monkeypatch.undo()
    assert base.exists()
    assert codes() == ["A", "B", "C"]


@pytest.mark.parametrize("people", [0, 1])
def test_an_empty_base_and_a_single_customer_have_a_mirror_like_any_other(people: int, mirror_home: Any) -> None:
    for _ in range(people):
        Customer.objects.create(family_name="山田")
    sync(rebuild=True)
    sync(compact=True)
    mirror = reading.open_mirror()
    assert mirror.rows(f"SELECT count(*) FROM {mirror.ready_relation()}", {}) == [(people,)]
    Customer.objects.create(family_name="鈴木")
    assert reading.open_mirror().rows(f"SELECT count(*) FROM {reading.open_mirror().ready_relation()}", {}) == [
        (people + 1,)
    ]
