"""The watched folder: what is known and sure goes in by itself, once; everything else waits, with nothing written."""

import io
import json
import os
import zipfile

import pytest
from click.testing import CliRunner

from joren.foundation.cli.tree import prepare
from joren.foundation.jobs.running import run_due
from joren.record.customers.models import Customer
from joren.touchpoints.imports import actions, inbox, pickup
from joren.touchpoints.imports.models import Import, PickedFile
from joren.touchpoints.imports.pickup_commands import folder as folder_command
from joren.touchpoints.imports.tests.bringing import take_in

pytestmark = pytest.mark.django_db

HEADER = "顧客番号,氏名,メール\n"
FIRST = HEADER + "C1,山田 太郎,taro@example.com\n"
SECOND = HEADER + "C2,佐藤 花子,hanako@example.com\n"


class Killed(BaseException):
    """As kill -9: nothing after it runs."""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "inbox"


def put(folder, name, content, *, settled=True):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if settled:
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return path


def run_here(record):
    actions.run(record=record, by=None)


def look(folder, take=run_here):
    return {state: count for state, count in pickup.look(folder, take=take).items() if count}


def names(folder, part):
    return sorted(path.name.split("_", 2)[-1] for path in (folder / part).rglob("*") if path.is_file())


def test_a_file_of_a_known_shape_goes_in_and_is_put_away_with_its_report(folder):
    take_in("customers", FIRST, source="pos")
    put(folder, "today.csv", SECOND)
    assert look(folder) == {"done": 1}
    assert Customer.objects.get(family_name="佐藤").source == "pos"
    assert names(folder, "done") == ["today.csv", "today.csv.txt"]
    report = next((folder / "done").glob("*.txt")).read_text(encoding="utf-8-sig")
    assert "1 行：新規 1" in report
    assert look(folder) == {}


def test_what_was_agreed_for_the_shape_is_kept_also_when_the_columns_say_nothing(folder):
    take_in("customers", "x,y\n山田 太郎,taro@example.com\n", mapping={"name": "x", "email": "y"}, source="pos")
    put(folder, "x.csv", "x,y\n佐藤 花子,hanako@example.com\n")
    look(folder)
    assert Customer.objects.filter(family_name="佐藤", given_name="花子").exists()


def test_a_file_of_an_unknown_shape_waits_with_a_notice_and_nothing_is_written(folder):
    path = put(folder, "new.csv", FIRST)
    assert look(folder) == {"waiting": 1}
    (picked,) = pickup.waiting()
    assert (picked.path, picked.problem["code"], picked.import_of.state) == ("new.csv", "shape_unknown", "uploaded")
    assert (Customer.objects.count(), path.exists()) == (0, True)
    assert look(folder) == {"waiting": 1}
    assert Import.objects.count() == 1


def test_a_waiting_file_that_somebody_imports_is_put_away(folder):
    put(folder, "new.csv", FIRST)
    look(folder)
    actions.run(record=Import.objects.get(), by=None)
    assert look(folder) == {"done": 1}
    assert names(folder, "done") == ["new.csv", "new.csv.txt"]


def test_a_waiting_file_that_somebody_throws_away_is_put_with_the_failed(folder):
    put(folder, "new.csv", FIRST)
    look(folder)
    actions.discard(record=Import.objects.get(), by=None)
    assert look(folder) == {"failed": 1}
    assert names(folder, "failed") == ["new.csv", "new.csv.txt"]


def test_a_file_that_still_grows_is_left_alone_until_it_rests(folder, time_machine):
    take_in("customers", FIRST)
    path = put(folder, "today.csv", SECOND[:30], settled=False)
    time_machine.move_to(path.stat().st_mtime + 1)
    assert look(folder) == {"growing": 1}
    path.write_text(SECOND)
    os.utime(path, (path.stat().st_mtime + 40, path.stat().st_mtime + 40))
    time_machine.move_to(path.stat().st_mtime + 1)
    assert look(folder) == {"growing": 1}
    time_machine.move_to(path.stat().st_mtime + 60)
    assert look(folder) == {"done": 1}
    assert Customer.objects.count() == 2


def test_folders_name_the_kind_and_the_source(folder):
    take_in("customers", FIRST, source="pos")
    put(folder, "customers/pos/a.csv", SECOND)
    put(folder, "airregi/b.csv", HEADER + "C3,鈴木 一郎,ichiro@example.com\n")
    assert look(folder) == {"done": 1, "waiting": 1}
    waiting = Import.objects.get(state="uploaded")
    assert (waiting.source, waiting.file_name) == ("airregi", "b.csv")
    assert not Customer.objects.filter(family_name="鈴木").exists()
    assert names(folder, "done/customers/pos") == ["a.csv", "a.csv.txt"]


def test_a_shape_that_was_imported_from_two_systems_waits(folder):
    take_in("customers", FIRST, source="pos")
    take_in("customers", HEADER + "C9,高橋 次郎,jiro@example.com\n", source="web")
    put(folder, "a.csv", SECOND)
    assert look(folder) == {"waiting": 1}
    assert PickedFile.objects.get().problem["code"] == "shape_ambiguous"
    assert not Customer.objects.filter(family_name="佐藤").exists()


def test_a_file_with_many_bad_rows_waits(folder):
    take_in("customers", FIRST)
    put(folder, "a.csv", SECOND + "C3,鈴木,x@example.com,余り\n" * 3)
    assert look(folder) == {"waiting": 1}
    assert PickedFile.objects.get().problem["code"] == "many_rejected"
    assert Customer.objects.count() == 1


def test_a_file_that_mixes_encodings_waits_and_is_ready_to_be_taken_without_those_rows(folder):
    take_in("customers", FIRST)
    put(folder, "a.csv", SECOND.encode() + "C3,鈴木 一郎,\n".encode("cp932"))
    assert look(folder) == {"waiting": 1}
    assert PickedFile.objects.get().problem["code"] == "mixed_encodings"
    assert Customer.objects.count() == 1


def test_what_is_no_table_goes_to_the_failed_with_the_reason_beside_it(folder):
    put(folder, "scan.csv", b"%PDF-1.7 ...")
    assert look(folder) == {"failed": 1}
    assert "これは表ではなく PDF ファイルです。" in next((folder / "failed").glob("*.txt")).read_text(
        encoding="utf-8-sig"
    )
    assert (look(folder), Import.objects.count()) == ({}, 0)


def test_the_very_same_content_is_not_imported_again_under_another_name(folder):
    take_in("customers", FIRST)
    put(folder, "again.csv", FIRST)
    assert look(folder) == {"done": 1}
    assert (Import.objects.count(), PickedFile.objects.get().problem["code"]) == (1, "repeated")


def test_a_zip_is_unpacked_and_each_file_inside_goes_its_own_way(folder):
    take_in("customers", FIRST)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("会員.csv", SECOND)
        archive.writestr("../../evil.csv", HEADER + "C3,鈴木 一郎,i@example.com\n")
        archive.writestr("x/見積.pdf", b"%PDF-1.7")
    put(folder, "all.zip", data.getvalue())
    look(folder)
    for path in folder.glob("all-*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    look(folder)
    assert sorted(Customer.objects.values_list("family_name", flat=True)) == ["佐藤", "山田", "鈴木"]
    assert names(folder, "failed") == ["all-003-見積.pdf", "all-003-見積.pdf.txt"]
    assert not (folder.parent / "evil.csv").exists()


def test_hidden_and_unfinished_files_and_links_are_not_touched(folder, tmp_path):
    take_in("customers", FIRST)
    for name in (".a.csv", "b.csv.part", "~$c.xlsx"):
        put(folder, name, SECOND)
    put(tmp_path, "secret.csv", SECOND)
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    assert (look(folder), PickedFile.objects.count()) == ({}, 0)


@pytest.mark.parametrize("place", ["after_bring", "before_run", "in_run", "before_move", "after_move"])
def test_a_look_killed_anywhere_is_made_good_by_the_next_one_and_no_row_comes_twice(folder, place, monkeypatch):
    take_in("customers", FIRST)
    rows = "".join(f"C{number},人 {number},{number}@example.com\n" for number in range(10, 17))
    put(folder, "a.csv", HEADER + rows)

    def die(*args, **kwargs):
        raise Killed

    def run_and_die(record):
        actions.run(record=record, by=None, batch=3, should_stop=iter([False, True]).__next__)
        raise Killed

    with monkeypatch.context() as killed, pytest.raises(Killed):
        if place == "after_bring":
            killed.setattr(pickup, "prepare_alike", die)
        if place == "before_move":
            killed.setattr(inbox, "put_away", die)
        if place == "after_move":
            moved = inbox.put_away
            killed.setattr(inbox, "put_away", lambda *args, **named: (moved(*args, **named), die()))
        pickup.look(folder, take={"before_run": die, "in_run": run_and_die}.get(place, run_here))
    look(folder)
    assert Customer.objects.filter(given_name__in=[str(number) for number in range(10, 17)]).count() == 7
    assert Import.objects.filter(state=Import.State.DONE).count() == 2
    assert names(folder, "done") == ["a.csv", "a.csv.txt"]
    assert (look(folder), Customer.objects.count()) == ({}, 8)


def test_the_periodic_job_leaves_sure_files_to_jobs_of_their_own(folder, settings):
    settings.IMPORT_INBOX = folder
    take_in("customers", FIRST)
    put(folder, "a.csv", SECOND)
    from joren.foundation.jobs.actions import schedule

    schedule("imports.pick_up")
    run_due(kinds=["imports.pick_up"])
    assert Import.objects.latest("pk").state == Import.State.QUEUED
    run_due(kinds=["imports.run"])
    schedule("imports.pick_up")
    run_due(kinds=["imports.pick_up"])
    assert Customer.objects.filter(family_name="佐藤").exists()
    assert names(folder, "done") == ["a.csv", "a.csv.txt"]


def test_the_home_page_tells_what_waits(folder, client, owner):
    put(folder, "new.csv", FIRST)
    look(folder)
    client.force_login(owner)
    page = client.get("/").content.decode()
    assert "確かめるファイル" in page
    assert "new.csv" in page


def test_the_command_looks_once_and_tells_what_it_did(folder):
    take_in("customers", FIRST)
    put(folder, "a.csv", SECOND)
    put(folder, "b.csv", "あ,い\n1,2\n3,4\n")
    prepare(folder_command, before=lambda: None)
    result = CliRunner().invoke(folder_command, [str(folder), "--once", "--json"], standalone_mode=False)
    done = json.loads(result.stdout)
    assert (done["done"], done["waiting"], done["files"][0]["file"]) == (1, 1, "b.csv")
