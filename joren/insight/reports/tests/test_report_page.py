"""The page of a report: settings of one click, the period before, sorting, people behind a row, files, pictures."""

import io
import json
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from click.testing import CliRunner
from django.test import Client

from joren.foundation.accounts.actions import create_token
from joren.foundation.audit.models import AuditEntry
from joren.foundation.registry import Report, entries
from joren.insight.reports import exporting, queries
from joren.insight.reports.commands import COMMANDS
from joren.insight.reports.errors import NotOpened, UnknownRow, UnknownTable
from joren.insight.reports.people import behind
from joren.insight.reports.pictures import drawn
from joren.insight.reports.printing.papers import report_paper
from joren.record.customers.models import Customer
from joren.segments.library.models import Segment

from .paper_text import pages_of, words_of
from .test_reports import AS_OF, small_shop

pytestmark = pytest.mark.django_db
DAY = {"as_of": "2026-03-31"}


def names(ids):
    return sorted(Customer.objects.filter(pk__in=ids).values_list("family_name", flat=True))


# --- the period before ----------------------------------------------------------------------------------------------


def test_the_month_before_stands_beside_with_the_change():
    small_shop()
    given = {**DAY, "from": "2026-02-01", "to": "2026-02-28"}
    result = queries.run("sales", given, staff=None, compare="before")
    assert result.compared == (date(2026, 1, 1), date(2026, 1, 31))
    (row,) = result.rows
    assert (row["net"], row["net__before"], row["net__change"]) == (Decimal(4000), Decimal(8000), Decimal("-0.5000"))
    labels = [str(column.label) for column in result.declared()[0].columns]
    assert labels[3:6] == ["純売上", "純売上（前の期間）", "純売上（増減）"]


def test_shops_are_compared_with_themselves_and_a_new_one_has_no_change():
    small_shop()
    given = {**DAY, "from": "2026-03-01", "to": "2026-03-31"}
    rows = queries.run("shops", given, staff=None, compare="before").rows
    assert [(row["code"], row["net"], row["net__before"], row["net__change"]) for row in rows] == [
        ("station", Decimal(1500), Decimal(1500), Decimal("0.0000"))
    ]
    year = queries.run("shops", given, staff=None, compare="year").rows
    assert [(row["net__before"], row["net__change"]) for row in year] == [(None, None)]


def test_without_a_first_day_there_is_nothing_to_compare_with():
    small_shop()
    assert queries.run("sales", DAY, staff=None, compare="before").compared is None
    assert queries.run("customers", {**DAY, "from": "2026-02-01"}, staff=None, compare="before").compared is None


# --- the people of a row --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["sales", "shops", "categories", "products", "customers"])
def test_every_row_opens_to_as_many_people_as_it_says(key):
    small_shop()
    for row in queries.run(key, DAY, staff=None).rows:
        assert ("_row" in row) == bool(row["buyers"])
        if "_row" in row:
            assert len(behind(key, row["_row"], DAY, staff=None).ids) == row["buyers"], row


def test_the_people_of_a_month_and_the_rule_that_says_who_they_are():
    small_shop()
    found = behind("sales", "2026-01", {**DAY, "shop": "market"}, staff=None)
    assert names(found.ids) == ["健", "花"]
    assert found.rule == {
        "attribute": "purchases.count",
        "with": {"period": {"from": "2026-01-01", "to": "2026-01-31"}, "shop": "market"},
        "op": "at_least",
        "value": 1,
    }
    assert "購入回数" in found.sentence


@pytest.mark.parametrize("row", ["", "2026-13", "nowhere", "2026-01-32"])
def test_a_row_that_is_not_there_is_refused(row):
    small_shop()
    with pytest.raises(UnknownRow):
        behind("sales", row, DAY, staff=None)


def test_a_report_of_nobody_says_so():
    with pytest.raises(NotOpened):
        behind("campaigns", "1", {}, staff=None)


def test_shop_staff_see_their_own_customers_only_and_how_many_are_hidden(client, station_staff, owner):
    small_shop()
    client.force_login(owner)
    page = client.get("/reports/sales/people/?row=2026-01&as_of=2026-03-31").content.decode()
    assert "花" in page
    assert "健" in page
    client.force_login(station_staff)
    assert client.get("/reports/sales/people/?row=2026-01").status_code == 403


def test_the_rule_of_a_row_is_kept_as_a_segment(client, owner, reader):
    small_shop()
    given = {**DAY, "row": "2026-01", "name": "1月に来た人"}
    client.force_login(reader)
    assert client.post("/reports/sales/keep/", given).status_code == 403
    assert not Segment.objects.filter(name="1月に来た人").exists()
    client.force_login(owner)
    assert client.get("/reports/sales/keep/").status_code == 405
    assert client.post("/reports/sales/keep/", given).status_code == 302
    kept = Segment.objects.get(name="1月に来た人")
    assert kept.rule["with"]["period"] == {"from": "2026-01-01", "to": "2026-01-31"}


def test_without_a_name_no_segment_is_kept(client, owner):
    small_shop()
    client.force_login(owner)
    before = Segment.objects.count()
    assert client.post("/reports/sales/keep/", {**DAY, "row": "2026-01", "name": " "}).status_code == 400
    assert Segment.objects.count() == before


# --- the page -------------------------------------------------------------------------------------------------------


def test_a_click_on_a_heading_sorts_and_rows_without_a_value_come_last(client, owner):
    small_shop()
    client.force_login(owner)
    page = client.get("/reports/sales/?as_of=2026-03-31&sort=-net").content.decode()
    assert re.findall(r">(2026-\d\d)</a>", page) == ["2026-01", "2026-02", "2026-03"]
    page = client.get("/reports/sales/?as_of=2026-03-31&sort=net").content.decode()
    assert re.findall(r">(2026-\d\d)</a>", page) == ["2026-03", "2026-02", "2026-01"]
    assert 'aria-sort="ascending"' in page
    assert client.get("/reports/sales/?sort=nothing").status_code == 200


def test_the_periods_of_one_click(client, owner, time_machine):
    time_machine.move_to("2026-03-31T03:00:00Z", tick=False)
    small_shop()
    client.force_login(owner)
    page = client.get("/reports/sales/").content.decode()
    for words, days in (
        ("今月", "from=2026-03-01&amp;to=2026-03-31"),
        ("先月", "from=2026-02-01&amp;to=2026-02-28"),
        ("今年度", "from=2025-04-01&amp;to=2026-03-31"),
        ("過去12か月", "from=2025-04-01&amp;to=2026-03-31"),
    ):
        assert re.search(rf'href="\?{re.escape(days)}"[^>]*>{words}<', page), words


def test_every_report_of_the_house_draws_its_page_empty_and_full(client, owner):
    client.force_login(owner)
    for fill in (lambda: None, small_shop):
        fill()
        for report in entries(Report):
            page = client.get(
                f"/reports/{report.key}/?as_of=2026-03-31" if _has_day(report) else f"/reports/{report.key}/"
            )
            assert page.status_code in (200, 422), report.key


def _has_day(report):
    return any(parameter.key == "as_of" for parameter in report.parameters)


# --- files ----------------------------------------------------------------------------------------------------------


def test_the_workbook_has_what_was_asked_on_its_first_sheet_and_numbers_as_numbers(client, owner):
    small_shop()
    client.force_login(owner)
    file = client.post(
        "/reports/sales/file/xlsx/", {**DAY, "from": "2026-02-01", "to": "2026-02-28", "compare": "before"}
    )
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert book.sheetnames == ["このレポートについて", "売上"]
    facts = {row[0].value: row[1].value for row in book["このレポートについて"].iter_rows()}
    assert facts["開始日"] == "2026-02-01"
    assert facts["比べる期間"] == "2026-01-01 – 2026-01-31"
    assert facts["数え方"].startswith("売上：取り消しを除く")
    heads, row = ([cell.value for cell in line] for line in book["売上"].iter_rows())
    assert dict(zip(heads, row, strict=True))["純売上"] == 4000
    assert AuditEntry.objects.get(subject_type="report").subject_id == "sales"


def test_a_workbook_runs_nothing():
    small_shop()
    from joren.record.shops.models import Shop

    Shop.objects.filter(code="market").update(name="=1+1")
    book = openpyxl.load_workbook(io.BytesIO(exporting.as_workbook(queries.run("shops", DAY, staff=None))))
    cell = book["店舗"]["A2"]
    assert (cell.data_type, cell.value) == ("s", "'=1+1")


def test_csv_of_a_further_table_and_of_one_that_is_not_there():
    small_shop()
    result = queries.run("customer_flow", DAY, staff=None)
    assert exporting.as_csv(result, "years").startswith("\ufeff")
    with pytest.raises(UnknownTable):
        exporting.as_csv(result, "nothing")


def test_the_paper_carries_japanese_words_figures_and_its_font():
    small_shop()
    paper = report_paper(queries.run("sales", DAY, staff=None))
    words = words_of(paper)
    for part in ("売上", "月別・日別の売上。", "基準日：2026-03-31", "¥8,000", "¥4,000", "55.6%", "数え方", "純売上"):
        assert part in words, part
    assert b"IPAexGothic" in paper
    assert b"/FontFile2" in paper
    assert pages_of(paper) == 1
    assert len(paper) < 400_000


def test_every_report_becomes_a_paper_empty_and_full():
    for fill in (lambda: None, small_shop):
        fill()
        for report in entries(Report):
            if _has_day(report) and report.key != "regulars":
                assert report_paper(queries.run(report.key, DAY, staff=None)).startswith(b"%PDF"), report.key


def test_every_report_becomes_a_workbook():
    small_shop()
    for report in entries(Report):
        if _has_day(report) and report.key != "regulars":
            result = queries.run(report.key, DAY, staff=None)
            book = openpyxl.load_workbook(io.BytesIO(exporting.as_workbook(result)))
            assert len(book.sheetnames) == 1 + len(result.declared()), report.key


def test_a_file_of_another_kind_is_not_there(client, owner):
    client.force_login(owner)
    assert client.post("/reports/sales/file/exe/", DAY).status_code == 404
    assert not AuditEntry.objects.filter(subject_type="report").exists()


# --- pictures -------------------------------------------------------------------------------------------------------


def test_a_bar_for_each_row_and_the_same_as_text():
    small_shop()
    (drawing,) = drawn(queries.run("sales", DAY, staff=None))
    assert drawing.chart["labels"] == ["2026-01", "2026-02", "2026-03"]
    assert drawing.chart["series"] == [{"name": "純売上", "values": [8000.0, 4000.0, 1500.0]}]
    assert drawing.lines[0] == ("2026-01", ["8,000"])


def test_shares_are_drawn_in_per_cent():
    small_shop()
    found = drawn(queries.run("repeat", DAY, staff=None))
    charts = [drawing.chart for drawing in found if drawing.chart and drawing.chart["unit"] == "percent"]
    assert all(0 <= (value or 0) <= 100 for chart in charts for series in chart["series"] for value in series["values"])


def test_every_declared_picture_names_columns_that_are_there():
    for report in entries(Report):
        tables = {"main": report.columns} | {table.key: table.columns for table in report.tables}
        for picture in queries.pictures(report):
            known = {column.key for column in tables[picture.table]}
            used = {picture.x, picture.y, picture.series, picture.size, picture.name, *picture.value} - {""}
            assert used <= known, (report.key, used - known)


def test_a_report_that_depends_on_more_than_facts_says_so():
    for report in entries(Report):
        assert report.run.startswith("joren.insight.reports.") or not report.kept or report.stamp, report.key


# --- machines -------------------------------------------------------------------------------------------------------


def test_the_api_tells_people_periods_and_the_month(owner):
    small_shop()
    _token, key = create_token(owner, name="test")
    client = Client(headers={"authorization": f"Bearer {key}"})
    told = client.get("/api/v1/reports/sales?as_of=2026-03-31&from=2026-02-01&to=2026-02-28&compare=before").json()
    assert told["compared_with"] == {"first": "2026-01-01", "last": "2026-01-31"}
    assert told["rows"][0]["net__change"] == -0.5
    people = client.get("/api/v1/reports/sales/people?as_of=2026-03-31&row=2026-02").json()
    assert (people["count"], people["hidden"], [one["name"] for one in people["customers"]]) == (1, 0, ["花"])
    assert client.get("/api/v1/reports/sales/people?row=2026-99").json()["error"]["code"] == "unknown_row"
    month = client.get("/api/v1/reports/monthly/2026-02").json()
    assert month["name"] == "2026年2月"
    assert client.get("/api/v1/reports/monthly/soon").json()["error"]["code"] == "bad_month"


def test_the_command_line_tells_people_and_writes_files(tmp_path):
    small_shop()
    told = json.loads(CliRunner().invoke(COMMANDS[0], ["sales", "--people", "2026-01", "--json"]).stdout)
    assert [one["name"] for one in told["customers"]] == ["花", "健"]
    for name in ("sales.xlsx", "sales.pdf", "sales.csv"):
        done = CliRunner().invoke(
            COMMANDS[0], ["sales", "--as-of", "2026-03-31", "--out", str(tmp_path / name), "--json"]
        )
        assert json.loads(done.stdout)["bytes"] == (tmp_path / name).stat().st_size
    refused = CliRunner().invoke(COMMANDS[0], ["sales", "--out", str(tmp_path / "sales.exe")])
    assert refused.exit_code != 0
    assert not (tmp_path / "sales.exe").exists()
    month = CliRunner().invoke(COMMANDS[0], ["monthly", "--month", "2026-02", "--out", str(tmp_path / "m.pdf")])
    assert month.exit_code == 0
    assert words_of((tmp_path / "m.pdf").read_bytes()).count("2026年2月")


def test_what_was_shown_when_is_told(owner):
    small_shop()
    result = queries.run("sales", {"as_of": AS_OF}, staff=None)
    assert ("基準日", "2026-03-31") in exporting.facts_of(result)
