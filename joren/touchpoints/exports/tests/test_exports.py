"""Who may take what away, in which file, and what is kept of it."""

import json
from datetime import timedelta
from importlib import metadata
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
import python_calamine
import time_machine
from click.testing import CliRunner
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from joren.foundation.accounts.actions import create_token
from joren.foundation.accounts.errors import NotAllowed
from joren.foundation.audit.models import AuditEntry
from joren.foundation.jobs.running import run_due
from joren.record.customers import actions as customers
from joren.touchpoints.exports import actions, commands, errors, files, package, queries
from joren.touchpoints.exports.models import ExportRun, ExportTemplate
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


def export(what="customers", *, by=None, **wishes):
    run = actions.ask(what=what, reason="年賀状", by=by, surface="page", **wishes)
    return actions.write(run=run)


def text_of(run):
    codec = {"utf-8-bom": "utf-8-sig", "utf-8": "utf-8", "cp932": "cp932"}[run.encoding]
    return (files.folder_of(run.stored) / files.DATA).read_bytes().decode(codec)


def test_a_list_of_customers_is_a_file_that_excel_opens(hanako):
    run = export()
    heading, first, end = text_of(run).split("\r\n")
    assert heading.startswith("Joren番号,会員番号,姓,名,姓カナ,名カナ,会社")
    assert "M0001,山田,花子,やまだ,はなこ" in first
    assert (end, run.state, run.rows, len(run.digest)) == ("", "done", 1, 64)


def test_the_reason_is_asked_and_kept(hanako, owner):
    with pytest.raises(errors.ReasonNeeded):
        actions.ask(what="customers", reason=" \n", by=owner, surface="page")
    assert not ExportRun.objects.exists()
    assert not AuditEntry.objects.filter(action="exported").exists()
    run = export(by=owner, columns=["family_name", "phone"])
    entry = AuditEntry.objects.get(action="exported")
    assert (entry.staff, entry.subject_id, entry.detail["reason"]) == (owner, str(run.pk), "年賀状")
    assert (entry.detail["columns"], entry.detail["rows"]) == (["family_name", "phone"], 1)


@pytest.mark.parametrize("role", ["marketer", "station_staff", "reader"])
def test_personal_data_asks_for_its_permission(role, hanako):
    staff = getattr(cast, role)()
    with pytest.raises(NotAllowed):
        actions.ask(what="customers", reason="年賀状", by=staff, surface="page")
    assert not ExportRun.objects.exists()


def test_only_owners_and_privacy_officers_take_everything(manager, privacy_officer):
    with pytest.raises(NotAllowed):
        actions.ask(what="everything", reason="引っ越し", by=manager, surface="page")
    assert actions.ask(what="everything", reason="引っ越し", by=privacy_officer, surface="page").format == "zip"


def test_shop_staff_take_the_shops_but_nobody(client, station_staff, hanako):
    client.force_login(station_staff)
    assert client.get(reverse("exports:new", args=["customers"])).status_code == 403
    assert (
        client.post(reverse("exports:new", args=["customers"]), {"reason": "x", "columns": "note"}).status_code == 403
    )
    run = export("shops", by=station_staff)
    assert "駅前店" in text_of(run)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("reader", False),
        ("station_staff", False),
        ("marketer", False),
        ("manager", True),
        ("privacy_officer", True),
        ("owner", True),
    ],
)
def test_the_list_of_customers_leads_to_its_export_for_those_who_may(role, may, client, hanako):
    client.force_login(getattr(cast, role)())
    listed = client.get(reverse("customers:list"), {"q": "山田"}).content.decode()
    assert (reverse("exports:customers") in listed) is may
    assert (client.get(reverse("exports:customers"), {"q": "山田"}).status_code == 200) is may


def test_an_address_nobody_can_read_exports_nothing(as_owner, hanako):
    url = reverse("exports:customers") + "?shop=999999"
    given = {"columns": ["family_name"], "format": "csv", "encoding": "utf-8", "reason": "年賀状"}
    assert as_owner.post(url, given).status_code == 422
    assert not ExportRun.objects.exists()


def test_rows_are_those_a_person_may_see(hanako, ichiro, station_staff):
    from joren.foundation.exporting import Scope
    from joren.record.customers.exports.people import count, rows

    scope = Scope(columns=("family_name",))
    assert list(rows(station_staff, scope)) == [("山田",)]
    assert count(station_staff, scope) == 1
    assert sorted(rows(None, scope)) == [("山田",), ("髙橋",)]


def test_columns_stand_as_chosen_and_unknown_ones_are_refused(hanako):
    assert text_of(export(columns=["given_name", "family_name"])).splitlines() == ["名,姓", "花子,山田"]
    with pytest.raises(errors.UnknownExportColumn):
        export(columns=["password"])


def test_filters_narrow_and_never_widen(hanako, ichiro):
    assert text_of(export(columns=["family_name"], filters={"q": "髙橋"})).splitlines() == ["姓", "髙橋"]
    for filters in ({"shop": "999999"}, {"nonsense": "1"}):
        with pytest.raises(Exception, match="絞り込み"):
            export(filters=filters)
    with pytest.raises(errors.NothingToNarrow):
        export("shops", filters={"q": "x"})
    assert ExportRun.objects.count() == 1


def test_cp932_tells_what_it_could_not_hold(hanako):
    customers.change(customer_id=hanako.pk, family_name="𠮷田", note="9時〜😀", by=None)
    run = export(columns=["family_name", "note"], encoding="cp932")
    assert text_of(run).splitlines()[1] == "吉田,9時～〓"
    places = [(one["row"], one["column"], one["written"], one["substitute"]) for one in run.losses["places"]]
    assert places == [(2, "姓", "𠮷", "吉"), (2, "メモ", "〜", "～"), (2, "メモ", "😀", "〓")]
    report = (files.folder_of(run.stored) / files.LOSSES).read_text("utf-8-sig")
    assert report.splitlines()[1] == "2,姓,𠮷,U+20BB7,吉,違う"


def test_a_workbook_keeps_leading_zeros(hanako):
    customers.set_address(customer_id=hanako.pk, postal_code="060-0001", by=None)
    run = export(format="xlsx", columns=["postal_code", "phone", "birthday"])
    book = python_calamine.CalamineWorkbook.from_path(str(files.folder_of(run.stored) / files.DATA))
    assert book.sheet_names == ["顧客"]
    assert book.get_sheet_by_index(0).to_python()[1][:1] == ["060-0001"]


def test_a_page_asks_writes_and_hands_over(as_owner, owner, hanako, ichiro):
    url = reverse("exports:customers") + "?q=髙橋"
    html = as_owner.get(url).content.decode()
    assert "髙橋" in html
    given = {"columns": ["family_name", "given_name"], "format": "csv", "encoding": "utf-8-bom", "reason": " "}
    assert as_owner.post(url, given).status_code == 422
    assert as_owner.post(url, given | {"reason": "年賀状", "columns": []}).status_code == 422
    assert not ExportRun.objects.exists()
    answer = as_owner.post(url, given | {"reason": "年賀状", "place-family_name": "2", "place-given_name": "1"})
    run = ExportRun.objects.get()
    assert answer.url == reverse("exports:detail", args=[run.pk])
    assert "年賀状" in as_owner.get(answer.url).content.decode()
    assert as_owner.get(reverse("exports:download", args=[run.pk])).status_code == 405
    file = as_owner.post(reverse("exports:download", args=[run.pk]))
    assert b"".join(file.streaming_content).decode("utf-8-sig") == "名,姓\r\n一郎,髙橋\r\n"
    assert AuditEntry.objects.filter(action="exported", detail__downloaded=run.file_name, staff=owner).count() == 1
    run.refresh_from_db()
    assert run.downloads == 1


def test_a_choice_is_kept_as_a_template(as_owner, hanako):
    given = {"columns": ["phone", "family_name"], "format": "xlsx", "encoding": "", "reason": "年賀状"}
    places = {"place-phone": "1", "place-family_name": "2"}
    as_owner.post(reverse("exports:new", args=["customers"]), given | places | {"keep_as": "電話帳"})
    template = ExportTemplate.objects.get()
    assert (template.columns, template.format) == (["phone", "family_name"], "xlsx")
    assert "電話帳" in as_owner.get(reverse("exports:choose")).content.decode()
    html = as_owner.get(reverse("exports:new", args=["customers"]), {"template": template.pk}).content.decode()
    assert html.index('value="phone" checked') < html.index('value="family_name" checked')
    as_owner.post(reverse("exports:remove_template", args=[template.pk]))
    assert not ExportTemplate.objects.exists()


def test_big_files_are_written_by_the_worker(as_owner, hanako, monkeypatch):
    monkeypatch.setattr("joren.touchpoints.exports.views._AT_ONCE", 0)
    given = {"columns": ["family_name"], "format": "csv", "encoding": "cp932", "reason": "年賀状"}
    as_owner.post(reverse("exports:new", args=["customers"]), given)
    run = ExportRun.objects.get()
    assert run.state == "queued"
    assert as_owner.get(reverse("exports:detail", args=[run.pk])).status_code == 200
    assert as_owner.post(reverse("exports:download", args=[run.pk])).status_code == 410
    run_due(kinds=["exports.write"])
    run.refresh_from_db()
    assert (run.state, run.rows) == ("done", 1)


def test_others_files_are_not_there_for_whoever_may_not_see_the_history(client, owner, station_staff):
    run = export("shops", by=owner)
    client.force_login(station_staff)
    assert client.get(reverse("exports:detail", args=[run.pk])).status_code == 404
    assert client.post(reverse("exports:download", args=[run.pk])).status_code == 404
    assert "まだ" in client.get(reverse("exports:list")).content.decode()


def test_a_file_is_kept_a_week_and_its_history_for_good(hanako, owner):
    run = export(by=owner)
    folder = files.folder_of(run.stored)
    assert actions.remove_old_files() == 0
    assert actions.remove_old_files(at=run.kept_until + timedelta(seconds=1)) == 1
    assert not folder.exists()
    run.refresh_from_db()
    assert (run.stored, run.rows, run.state) == ("", 1, "done")
    with pytest.raises(errors.FileGone):
        actions.download(run=run, by=owner)


def test_a_file_past_its_week_is_not_handed_over_even_before_it_is_tidied(hanako, owner):
    run = export(by=owner)
    with time_machine.travel(run.kept_until + timedelta(minutes=1)), pytest.raises(errors.FileGone):
        actions.download(run=run, by=owner)
    assert run.downloads == 0


def test_a_full_disk_is_a_sentence_and_nothing_stays_behind(hanako, monkeypatch):
    import errno

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("joren.touchpoints.exports.actions.writing.open_writer", full)
    run = actions.ask(what="customers", reason="年賀状", by=None, surface="page")
    with pytest.raises(errors.NoPlace):
        actions.write(run=run)
    run.refresh_from_db()
    assert (run.state, run.error["code"]) == ("failed", "export_disk_full")
    assert list((settings.MEDIA_ROOT / "exports").iterdir()) == []


def test_an_export_costs_no_query_per_row():
    counts = []
    for size in (5, 60):
        cast.crowd(size)
        with CaptureQueriesContext(connection) as seen:
            export()
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_command_line_writes_a_file_and_tells_json(tmp_path, hanako):
    target = tmp_path / "customers.csv"
    customers.change(customer_id=hanako.pk, note="😀", by=None)
    done = CliRunner().invoke(
        commands.export,
        ["customers", "--encoding", "cp932", "--reason", "年賀状", "-o", str(target), "--columns", "note", "--json"],
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert (told["rows"], told["written"], told["losses"]["count"]) == (1, str(target), 1)
    assert target.read_bytes().decode("cp932") == "メモ\r\n〓\r\n"
    assert (tmp_path / "customers.csv.not-written.csv").exists()
    run = ExportRun.objects.get()
    assert (run.surface, run.reason, run.stored) == ("command", "年賀状", "")
    assert list((settings.MEDIA_ROOT / "exports").iterdir()) == []


def test_the_command_line_wants_a_reason_and_a_place(tmp_path, hanako):
    runner = CliRunner()
    assert runner.invoke(commands.export, ["customers", "-o", str(tmp_path / "a.csv")]).exit_code == 2
    done = runner.invoke(commands.export, ["customers", "--reason", "x", "-o", str(tmp_path / "no" / "a.csv")])
    assert isinstance(done.exception, errors.FolderMissing)
    assert not ExportRun.objects.exists()


def test_the_api_asks_waits_and_takes(client, owner, hanako):
    _token, secret = create_token(owner, name="会計")
    head = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    kinds = client.get("/api/v1/exports/kinds", **head).json()
    assert {"customers", "purchases", "products", "shops", "consents"} <= {kind["key"] for kind in kinds}
    body = {"what": "customers", "reason": "会計", "columns": ["family_name"], "encoding": "utf-8"}
    asked = client.post("/api/v1/exports/", body, content_type="application/json", **head)
    assert (asked.status_code, asked.json()["state"]) == (202, "queued")
    run_due(kinds=["exports.write"])
    number = asked.json()["id"]
    assert client.get(f"/api/v1/exports/{number}", **head).json()["rows"] == 1
    file = client.post(f"/api/v1/exports/{number}/download", **head)
    assert b"".join(file.streaming_content).decode() == "姓\r\n山田\r\n"
    wrong = client.post("/api/v1/exports/", body | {"reason": ""}, content_type="application/json", **head)
    assert wrong.json()["error"]["code"] == "reason_needed"


def test_the_history_tells_who_what_and_why(as_owner, owner, hanako):
    run = export(by=owner)
    html = as_owner.get(reverse("exports:list")).content.decode()
    assert "年賀状" in html
    assert "常田 栄" in html
    assert queries.told(run)["sha256"] == run.digest


def test_everything_is_taken_away_from_a_checkout_that_was_never_installed_as_a_package(owner, monkeypatch):
    def nothing_installed(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", nothing_installed)
    assert export("everything", by=owner).state == ExportRun.State.DONE
    assert "importlib.metadata" not in Path(package.__file__).read_text()
