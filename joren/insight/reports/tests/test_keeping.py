"""Answers that are kept: told again without a question to the engine, and never once a fact has changed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given as given_any
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from joren.foundation.jobs.models import Job
from joren.foundation.jobs.running import run_due
from joren.foundation.time import clock
from joren.insight.loyalty.tests.history import buy
from joren.insight.reports import keeping, queries, tasks
from joren.insight.reports.models import KeptAnswer
from joren.insight.reports.results import Result
from joren.record.customers.models import Customer
from joren.record.shops.models import Shop
from joren.segments.mirror.reading import OpenMirror

from .test_reports import small_shop

DAY = {"as_of": "2026-03-31"}


@pytest.fixture
def mirror(settings, tmp_path, transactional_db):
    settings.MIRROR_HOME = tmp_path / "mirror"


@pytest.fixture
def asked(monkeypatch):
    """The questions the engine was asked."""
    seen, rows = [], OpenMirror.rows

    def counted(self, query, values, seconds=None):
        seen.append(query)
        return rows(self, query, values, seconds)

    monkeypatch.setattr(OpenMirror, "rows", counted)
    return seen


def net(result):
    return [(row["period"], row["net"]) for row in result.rows]


def test_in_the_same_state_the_engine_is_not_asked_again(mirror, asked):
    small_shop()
    first = keeping.answer("sales", DAY, staff=None)
    number = len(asked)
    assert number > 0
    again = keeping.answer("sales", DAY, staff=None)
    assert len(asked) == number
    assert again.tables == first.tables
    assert again.made_at == first.made_at
    assert type(again.rows[0]["net"]) is Decimal


def test_after_a_new_purchase_the_next_view_shows_it(mirror, asked):
    small_shop()
    assert net(keeping.answer("sales", DAY, staff=None))[-1] == ("2026-03", Decimal(1500))
    buy(Customer.objects.get(family_name="花"), date(2026, 3, 30), Decimal(700), "tea", "station")
    number = len(asked)
    assert net(keeping.answer("sales", DAY, staff=None))[-1] == ("2026-03", Decimal(2200))
    assert len(asked) > number
    assert KeptAnswer.objects.filter(report="sales").count() == 1


def test_a_new_name_of_a_shop_and_another_day_make_it_anew(mirror, time_machine):
    time_machine.move_to("2026-03-31T03:00:00Z", tick=False)
    small_shop()
    assert keeping.answer("shops", {}, staff=None).rows[0]["shop"] == "market"
    Shop.objects.filter(code="market").update(name="市場店")
    assert keeping.answer("shops", {}, staff=None).rows[0]["shop"] == "市場店"
    time_machine.move_to("2026-04-01T03:00:00Z", tick=False)
    assert sum(row["net"] for row in keeping.answer("shops", {}, staff=None).rows) == Decimal(13500 + 9999)


def test_other_settings_and_the_period_before_are_other_questions(mirror):
    small_shop()
    period = {**DAY, "from": "2026-02-01", "to": "2026-02-28"}
    plain = keeping.answer("sales", period, staff=None)
    beside = keeping.answer("sales", period, staff=None, compare="before")
    again = keeping.answer("sales", period, staff=None, compare="before")
    assert plain.compared is None
    assert again.compared == beside.compared == (date(2026, 1, 1), date(2026, 1, 31))
    assert again.rows == beside.rows != plain.rows


def test_facts_that_change_while_it_is_counted_are_not_kept_as_the_old_state(mirror, monkeypatch):
    small_shop()
    tables = queries.tables

    def slow(*given):
        found = tables(*given)
        buy(Customer.objects.get(family_name="花"), date(2026, 3, 30), Decimal(700), "tea", "station")
        return found

    monkeypatch.setattr(queries, "tables", slow)
    assert net(keeping.answer("sales", DAY, staff=None))[-1] == ("2026-03", Decimal(1500))
    monkeypatch.setattr(queries, "tables", tables)
    assert KeptAnswer.objects.get(report="sales").state == ""
    assert net(keeping.answer("sales", DAY, staff=None))[-1] == ("2026-03", Decimal(2200))


def test_a_slow_one_is_left_to_a_job_and_the_page_shows_what_was_known(mirror, client, owner):
    small_shop()
    keeping.answer("sales", DAY, staff=None)
    KeptAnswer.objects.update(seconds=9)
    buy(Customer.objects.get(family_name="花"), date(2026, 3, 30), Decimal(700), "tea", "station")
    old = keeping.answer("sales", DAY, staff=None, wait=False)
    assert old.job is not None
    assert net(old)[-1] == ("2026-03", Decimal(1500))
    client.force_login(owner)
    page = client.get("/reports/sales/?as_of=2026-03-31").content.decode()
    assert "いま数え直しています" in page
    assert "¥1,500" in page
    assert Job.objects.filter(kind=keeping.JOB).count() == 1
    run_due(kinds=[keeping.JOB])
    page = client.get("/reports/sales/?as_of=2026-03-31").content.decode()
    assert "いま数え直しています" not in page
    assert "¥2,200" in page


def test_a_slow_one_nobody_has_asked_before_says_that_it_is_being_counted(mirror, client, owner):
    small_shop()
    keeping.answer("sales", DAY, staff=None)
    KeptAnswer.objects.update(seconds=9)
    client.force_login(owner)
    page = client.get("/reports/sales/?as_of=2026-03-31&by=day").content.decode()
    assert "いま集計しています" in page
    run_due(kinds=[keeping.JOB])
    assert "2026-03-31" in client.get("/reports/sales/?as_of=2026-03-31&by=day").content.decode()


def test_a_damaged_or_foreign_answer_does_not_outlive_its_row(mirror):
    small_shop()
    keeping.answer("sales", DAY, staff=None)
    KeptAnswer.objects.all().delete()
    assert net(keeping.answer("sales", DAY, staff=None))[-1] == ("2026-03", Decimal(1500))


def test_every_night_the_reports_are_warmed_and_the_morning_asks_nothing(mirror, asked):
    small_shop()
    Job.objects.create(kind="reports.warm", due_at=clock.now())
    run_due(kinds=["reports.warm"])
    assert Job.objects.get(kind="reports.warm").state == Job.State.DONE
    number = len(asked)
    for key in ("sales", "shops", "categories", "products", "customers"):
        assert keeping.known(key, {}, staff=None) is not None
    assert len(asked) == number


def test_what_nobody_asks_for_is_forgotten_and_the_bound_holds(db):
    now = clock.now()
    for number, age in enumerate((40, 3, 2, 1)):
        used = now - timedelta(days=age)
        KeptAnswer.objects.create(slot=str(number), report="sales", size=100, used_at=used, answer=b"")
    assert tasks.forget_old(most=250) == 2
    assert list(KeptAnswer.objects.order_by("slot").values_list("slot", flat=True)) == ["2", "3"]


def test_inside_a_transaction_nothing_is_kept(db):
    small_shop()
    assert connection.in_atomic_block
    keeping.answer("sales", DAY, staff=None)
    assert not KeptAnswer.objects.exists()


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.text(max_size=20),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12),
    st.dates(),
)


@hypothesis_settings(max_examples=60, deadline=None)
@given_any(st.lists(st.dictionaries(st.text(min_size=1, max_size=8), values, min_size=2, max_size=4), max_size=4))
def test_what_is_packed_comes_back_to_the_last_unit(rows):
    result = Result(report=queries.report("sales"), parameters={}, tables={"main": rows})
    tables, compared = keeping.unpack(keeping.pack(result))
    assert tables == {"main": rows}
    assert [[type(value) for value in row.values()] for row in tables["main"]] == [
        [type(value) for value in row.values()] for row in rows
    ]
    assert compared is None
