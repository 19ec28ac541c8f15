"""Every shipped report on a small shop worked out by hand in docs/rules/reports.md, on both engines."""

import json
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.test import Client

from joren.foundation.accounts.actions import create_token
from joren.foundation.audit.models import AuditEntry
from joren.insight.loyalty.tests.history import buy, person
from joren.insight.reports import queries
from joren.insight.reports.commands import COMMANDS
from joren.insight.reports.errors import BadParameter, PeriodReversed, UnknownParameter, UnknownReport
from joren.insight.reports.exporting import as_csv
from joren.segments.engine.errors import DayOutOfRange
from tests.worked_numbers import names, number, worked

from .test_coming_back import TABLES as COMING_BACK

AS_OF = date(2026, 3, 31)
SHIPPED = ("sales", "shops", "categories", "products", "customers", "repeat", "rfm")


def small_shop():
    """The history of docs/rules/reports.md."""
    day = date.fromisoformat
    hana = person([], name="花", registered_on=day("2026-01-05"))
    ken = person([], name="健", registered_on=day("2026-01-20"))
    person([], name="名簿", registered_on=day("2026-02-02"))
    buy(hana, day("2026-01-05"), Decimal(1000), "tea", "station")
    buy(hana, day("2026-01-15"), Decimal(3000), "beans", "market")
    buy(hana, day("2026-02-14"), Decimal(2000), "beans", "station")
    buy(hana, day("2026-02-15"), Decimal(-500), "beans", "station", kind="return")
    buy(ken, day("2026-01-20"), Decimal(4000), "tea", "market")
    buy(ken, day("2026-03-31"), Decimal(1500), "tea", "station")
    buy(ken, day("2026-04-01"), Decimal(9999), "tea", "station")
    buy(ken, day("2026-02-10"), Decimal(7777), "tea", "station", cancelled=True)
    buy(None, day("2026-02-20"), Decimal(2500), "tea", "market")


def rows(key, **given):
    return queries.run(key, {"as_of": AS_OF, **given}, staff=None).rows


def plain(value):
    return None if value is None else float(value) if isinstance(value, Decimal | int) else str(value)


def expected(key):
    return [
        {name: None if cell == "-" else _cell(cell) for name, cell in row.items()} for row in worked("reports", key)
    ]


def _cell(cell):
    try:
        return number(cell)
    except ValueError:
        return cell


def check(key, found):
    wanted = expected(key)
    assert len(found) == len(wanted)
    for row, line in zip(found, wanted, strict=True):
        assert {name: plain(row[name]) for name in line} == pytest.approx(line)


@pytest.mark.django_db
@pytest.mark.parametrize("key", [key for key in SHIPPED if key != "rfm"])
def test_the_worked_numbers(key):
    small_shop()
    check(key, rows(key))


@pytest.mark.django_db
def test_rfm_has_a_cell_for_each_pair_of_scores():
    small_shop()
    found = rows("rfm")
    assert len(found) == 25
    check("rfm", [row for row in found if row["customers"]])


@pytest.mark.django_db
def test_every_table_of_the_document_is_tested():
    assert names("reports") == set(SHIPPED) | set(COMING_BACK)


@pytest.mark.django_db(transaction=True)
def test_the_mirror_and_postgresql_agree(settings, tmp_path, monkeypatch):
    from joren.insight.reports import reading
    from joren.segments.engine.engines import PostgresEngine

    settings.MIRROR_HOME = tmp_path / "mirror"
    small_shop()
    for key in SHIPPED:
        monkeypatch.undo()
        settings.MIRROR_HOME = tmp_path / "mirror"
        mirror = rows(key)
        monkeypatch.setattr(reading, "engine_for", lambda _number: PostgresEngine())
        assert rows(key) == mirror, key


@pytest.mark.django_db
def test_a_period_and_a_shop_narrow_and_days_can_be_asked_for():
    small_shop()
    february = rows("sales", **{"from": "2026-02-01", "to": "2026-02-28"})
    assert [(row["period"], row["net"]) for row in february] == [("2026-02", Decimal(4000))]
    days = rows("sales", by="day", **{"from": "2026-02-14", "to": "2026-02-15"})
    assert [(row["period"], row["sales"], row["returns"]) for row in days] == [
        ("2026-02-14", Decimal(2000), Decimal(0)),
        ("2026-02-15", Decimal(0), Decimal(500)),
    ]
    assert [row["period"] for row in rows("sales", by="day")] == ["2026-03-31"]
    assert sum(row["net"] for row in rows("sales", shop="market")) == Decimal(9500)
    assert [row["code"] for row in rows("products", limit=1)] == ["P-tea"]
    assert [row["month"] for row in rows("customers", **{"from": "2026-03-15"})] == ["2026-03"]


@pytest.mark.django_db
def test_without_a_single_purchase_every_report_is_empty_or_zero():
    for key in SHIPPED:
        found = rows(key)
        assert not found or all(not row["customers"] for row in found)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "given", "refusal"),
    [
        ("nothing", {}, UnknownReport),
        ("sales", {"from": "31.3.2026"}, BadParameter),
        ("sales", {"by": "decade"}, BadParameter),
        ("sales", {"shop": "nowhere"}, BadParameter),
        ("products", {"limit": "0"}, BadParameter),
        ("products", {"limit": "many"}, BadParameter),
        ("rfm", {"shop": "station"}, UnknownParameter),
        ("sales", {"from": "2026-02-01", "to": "2026-01-01"}, PeriodReversed),
        ("sales", {"from": "0001-01-01", "to": "9999-12-31"}, DayOutOfRange),
        ("customers", {"as_of": "9999-12-31"}, DayOutOfRange),
        ("customer_flow", {"as_of": "9999-12-31"}, DayOutOfRange),
        ("hours", {"as_of": "9999-12-31"}, DayOutOfRange),
    ],
)
def test_what_cannot_be_run_says_why(key, given, refusal):
    with pytest.raises(refusal) as refused:
        queries.run(key, given, staff=None)
    assert str(refused.value)
    assert refused.value.remedy_sentence


@pytest.mark.django_db
def test_csv_opens_in_a_spreadsheet_and_computes_nothing():
    small_shop()
    from joren.record.shops.models import Shop

    Shop.objects.filter(code="market").update(name="=1+1")
    text = as_csv(queries.run("shops", {"as_of": AS_OF}, staff=None))
    assert text.startswith("\ufeff店舗,コード,売上,")
    assert text.splitlines()[1].startswith("'=1+1,market,9500,0")


# --- command line, API, pages ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_command_line():
    small_shop()
    listed = json.loads(CliRunner().invoke(COMMANDS[0], ["list", "--json"]).stdout)
    assert {"sales", "shops", "categories", "products", "customers", "repeat", "rfm", "regulars"} <= {
        report["key"] for report in listed["reports"]
    }
    words = ["sales", "--from", "2026-02-01", "--to", "2026-02-28", "--as-of", "2026-03-31", "--json"]
    told = json.loads(CliRunner().invoke(COMMANDS[0], words).stdout)
    assert told["parameters"]["from"] == "2026-02-01"
    assert told["rows"][0] == {
        "_row": "2026-02",
        "period": "2026-02",
        "sales": 4500,
        "returns": 500,
        "net": 4000,
        "purchases": 2,
        "buyers": 1,
        "average": 2000,
        "anonymous_share": 0.5556,
    }
    assert "純売上" in CliRunner().invoke(COMMANDS[0], ["sales"]).stdout


@pytest.mark.django_db
def test_the_api(owner, station_staff):
    small_shop()
    _token, key = create_token(owner, name="test")
    client = Client(headers={"authorization": f"Bearer {key}"})
    assert len(client.get("/api/v1/reports/").json()["reports"]) >= 8
    told = client.get("/api/v1/reports/repeat?as_of=2026-03-31").json()
    assert told["rows"][0]["conversion"] == 1.0
    assert client.get("/api/v1/reports/nothing").status_code == 404
    assert client.get("/api/v1/reports/sales?by=decade").json()["error"]["code"] == "bad_parameter"
    _token, key = create_token(station_staff, name="test")
    assert Client(headers={"authorization": f"Bearer {key}"}).get("/api/v1/reports/").status_code == 403


@pytest.mark.django_db
def test_the_pages(client, owner, reader, django_assert_max_num_queries):
    small_shop()
    client.force_login(owner)
    assert "売上" in client.get("/reports/").content.decode()
    for key in SHIPPED:
        with django_assert_max_num_queries(30):
            page = client.get(f"/reports/{key}/?as_of=2026-03-31")
        assert page.status_code == 200
        assert "数え方" in page.content.decode()
    assert client.get("/reports/sales/?by=decade").status_code == 422
    assert client.get("/reports/sales/?from=2026-02-01&to=2026-01-01").status_code == 422
    assert client.get("/reports/nothing/").status_code == 404


@pytest.mark.django_db
def test_taking_a_report_away_is_written_down_and_not_for_everybody(client, owner, reader):
    small_shop()
    client.force_login(reader)
    assert client.get("/reports/sales/").status_code == 200
    assert client.post("/reports/sales/file/csv/", {"as_of": "2026-03-31"}).status_code == 403
    assert not AuditEntry.objects.filter(subject_type="report").exists()
    client.force_login(owner)
    assert client.get("/reports/sales/file/csv/").status_code == 405
    file = client.post("/reports/sales/file/csv/", {"as_of": "2026-03-31"})
    assert file.content.decode().startswith("\ufeff")
    assert AuditEntry.objects.get(subject_type="report").subject_id == "sales"
