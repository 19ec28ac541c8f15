"""The worked numbers of docs/rules/report-groups.md, and what odd input comes to."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joren.foundation.business.queries import the_business
from joren.foundation.registry import resolve
from joren.insight.loyalty.tests.history import buy, person
from joren.insight.reports import queries
from joren.insight.reports.errors import BadParameter, NothingToShare
from joren.insight.reports.sets.rfm_groups import GROUPS
from joren.insight.reports.tests.test_groups import KEYS, check_people, people, result
from joren.insight.reports.tests.test_reports import AS_OF, small_shop
from joren.touchpoints.purchases.models import Purchase
from tests.worked_numbers import names, number, worked

pytestmark = pytest.mark.django_db
JAN = date(2026, 1, 1)
SETTINGS = {
    "abc_products": {"first_cut": 60},
    "cpm": {"young_days": 30, "long_days": 60, "amount": 5000, "away_days": 45},
    "customer_flow": {"gone_months": 1},
}


def rows(key, table="main", **given):
    return result(key, **given).tables[table]


def cell(text):
    try:
        return None if text == "-" else number(text)
    except ValueError:
        return text


def check(key, found, columns=None):
    wanted = [{name: cell(text) for name, text in row.items() if name not in (columns or ())}
              for row in worked("report-groups", key)]  # fmt: skip
    assert len(found) == len(wanted)
    for row, line in zip(found, wanted, strict=True):
        told = {name: float(row[name]) if isinstance(row[name], Decimal | int) else row[name] for name in line}
        assert told == pytest.approx(line)


@pytest.mark.parametrize("key", ["decile", "abc_products", "abc_customers", "customer_flow", "shop_comparison"])
def test_the_worked_numbers(key):
    small_shop()
    check(key, rows(key, **SETTINGS.get(key, {})))


def test_the_worked_numbers_of_cpm_and_hours():
    small_shop()
    check("cpm", [row for row in rows("cpm", **SETTINGS["cpm"]) if row["customers"]])
    found = rows("hours")
    check("hours", found, ("slot", "day"))
    opened = [row["_row"] for row in found if "_row" in row]
    assert opened == ["lunch.1", "lunch.2", "lunch.4", "lunch.6"]
    assert [row["day"] for row in found][:2] == ["月曜日", "火曜日"]


def test_the_worked_numbers_of_the_way_from_lunch_to_dinner():
    hours = {
        "花": [(5, 12), (25, 19), (35, 12)],
        "健": [(10, 12), (20, 12)],
        "凛": [(32, 12), (89, 19)],
        "空": [(1, 19)],
    }
    for name, visits in hours.items():
        who = person([], name=name)
        for day, hour in visits:
            made = buy(who, JAN + timedelta(days=day - 1), Decimal(1000))
            Purchase.objects.filter(pk=made.pk).update(minute_of_day=hour * 60)
    check("time_bands", rows("time_bands"), ("first", "then"))
    within = {row["days"]: (row["people"], row["came"]) for row in rows("time_bands", "within")[:5]}
    assert within == {30: (3, 1), 60: (2, 1), 90: (0, 0), 180: (0, 0), 365: (0, 0)}
    assert check_people("time_bands") == 4
    assert len(people("time_bands", "lunch.dinner.back")) == 1
    assert len(people("time_bands", "lunch")) == 3


def test_the_names_of_cells_are_as_written_and_leave_none_out():
    told = {
        row["key"]: (row["recency"], row["frequency"], row["screen"]) for row in worked("report-groups", "rfm_groups")
    }
    assert told == {key: (f"{g.r[0]}-{g.r[1]}", f"{g.f[0]}-{g.f[1]}", str(g.label)) for key, g in GROUPS.items()}
    covered = [(r, f) for g in GROUPS.values() for r in range(g.r[0], g.r[1] + 1) for f in range(g.f[0], g.f[1] + 1)]
    assert sorted(covered) == [(r, f) for r in range(1, 6) for f in range(1, 6)]


def test_every_table_of_the_document_is_tested():
    assert names("report-groups") == {*KEYS} - {"rfm"} | {"rfm_groups"}


# --- odd input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_base_has_nothing_to_tell(key):
    for table in result(key).tables.values():
        assert all(not row.get("customers") and not row.get("people") and "_row" not in row for row in table)


@pytest.mark.parametrize("key", KEYS)
def test_one_customer_one_product_one_day(key):
    buy(person([], name="花"), JAN, Decimal(1000))
    check_people(key)
    buy(None, JAN, Decimal(500))
    assert result(key).rows


def test_one_buyer_is_the_first_of_everything():
    buy(person([], name="花"), JAN, Decimal(1000))
    assert [row["_row"] for row in rows("rfm") if row["customers"]] == ["r1f1"]
    assert [(row["decile"], row["share"]) for row in rows("decile")] == [(1, 1)]
    assert [(row["class"], row["share"]) for row in rows("abc_customers")] == [("A", 1)]
    assert [(row["class"], row["products"]) for row in rows("abc_products")] == [("A", 1)]
    assert [row["_row"] for row in rows("cpm") if row["customers"]] == ["first.active"]


def test_equal_buyers_share_scores_and_classes_and_still_make_ten_groups():
    for _each in range(23):
        buy(person([]), JAN, Decimal(1000))
    assert [row["customers"] for row in rows("rfm") if row["customers"]] == [23]
    assert [row["customers"] for row in rows("decile")] == [3, 3, 3, 2, 2, 2, 2, 2, 2, 2]
    assert [row["customers"] for row in rows("abc_customers")] == [23]
    assert check_people("decile") == 10
    assert isinstance(people("decile", "4"), list)


def test_negative_totals_have_no_shares_and_abc_says_so():
    who = person([], name="花")
    buy(who, JAN, Decimal(1000))
    buy(who, JAN, Decimal(-3000), kind="return")
    assert [(row["amount"], row["share"]) for row in rows("decile")] == [(Decimal(-2000), None)]
    assert rows("cpm")[0]["amount_share"] is None
    for key in ("abc_customers", "abc_products"):
        with pytest.raises(NothingToShare) as refused:
            result(key)
        assert "-2000" in str(refused.value)


def test_what_comes_later_is_cancelled_or_only_brought_back_does_not_count():
    small_shop()
    before = {key: result(key).tables for key in KEYS}
    late, gone, back = person([], name="先"), person([], name="消"), person([], name="返")
    buy(late, AS_OF + timedelta(days=1), Decimal(10**6))
    buy(gone, JAN, Decimal(10**6), cancelled=True)
    assert {key: result(key).tables for key in KEYS} == before
    buy(back, JAN, Decimal(-10), kind="return")
    assert sum(row["customers"] for row in rows("rfm")) == 2
    assert sum(row["customers"] for row in rows("decile")) == 2


def test_a_summary_row_counts_as_what_it_stands_for():
    who = person([], name="花")
    Purchase.objects.filter(pk=buy(who, JAN, Decimal(1000)).pk).update(transactions=5)
    assert rows("decile")[0]["purchases"] == 5
    assert [row["_row"] for row in rows("cpm") if row["customers"]] == ["toddling.active"]
    assert sum(row["people"] for row in rows("time_bands", times=5)) == 1
    assert sum(row["people"] for row in rows("time_bands", times=6)) == 0
    given = {"f_cuts": "2, 3, 5, 10"}
    assert [row["frequency"] for row in rows("rfm", **given) if row["customers"]] == [4]
    assert len(people("rfm", "f4", **given)) == 1


def test_somebody_who_registered_after_the_day_is_opened_by_id():
    who = person([], name="花", registered_on=AS_OF + timedelta(days=5))
    buy(who, JAN, Decimal(1000))
    for key in ("rfm", "decile", "abc_customers", "cpm", "customer_flow", "shop_comparison", "hours"):
        assert check_people(key) > 0


def test_holidays_are_no_weekday_and_the_night_belongs_to_the_evening_before():
    who = person([], name="花")
    buy(who, JAN, Decimal(1000))
    night = buy(who, date(2026, 1, 8), Decimal(500))
    Purchase.objects.filter(pk=night.pk).update(minute_of_day=90)
    unknown = buy(who, date(2026, 1, 9), Decimal(300))
    Purchase.objects.filter(pk=unknown.pk).update(minute_of_day=None)
    assert [row["_row"] for row in rows("hours")] == ["lunch.8", "late_night.4", ".5"]
    assert [row["_row"] for row in rows("hours", by="hour")] == ["12.8", "1.4", ".5"]
    for by in ("band", "hour"):
        assert check_people("hours", by=by) == 3


def test_the_months_of_a_fiscal_year_add_up():
    business = the_business()
    business.fiscal_year_starts = 2
    business.save()
    small_shop()
    years = rows("customer_flow", "years", gone_months=1)
    assert [(y["year"], y["opening"], y["new"], y["returning"], y["lost"], y["closing"]) for y in years] == [
        ("2025", 0, 2, 0, 0, 2),
        ("2026", 2, 0, 1, 2, 1),
    ]


def test_nobody_is_lost_in_a_month_that_still_runs():
    small_shop()
    running = rows("customer_flow", as_of=date(2026, 3, 30), gone_months=1)[-1]
    assert (running["month"], running["lost"], running["closing"]) == ("2026-03", 0, 1)
    check_people("customer_flow", as_of=date(2026, 3, 30), gone_months=1)


VISITS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 400)), min_size=1, max_size=25)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=VISITS, gone=st.integers(1, 7))
def test_the_months_always_add_up(visits, gone):
    Purchase.objects.all().delete()
    who = [person([]) for _each in range(6)]
    bought = [(who[n].pk, JAN - timedelta(days=day)) for n, day in visits]
    for pk, (customer, day) in enumerate(bought):
        buy(next(one for one in who if one.pk == customer), day, Decimal(100 + pk))
    opening = 0
    for row in rows("customer_flow", as_of=date(2026, 1, 31), gone_months=gone):
        assert row["opening"] == opening
        assert row["closing"] == row["opening"] + row["new"] + row["returning"] - row["lost"]
        month = date.fromisoformat(f"{row['month']}-01")
        number = month.year * 12 + month.month
        customers = {one for one, day in bought if number - gone < day.year * 12 + day.month <= number}
        assert row["closing"] == len(customers)
        opening = row["closing"]


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("rfm", {"r_cuts": "365, 180, 90, 30"}),
        ("rfm", {"f_cuts": "2, 3, 3, 5"}),
        ("rfm", {"m_cuts": "1000, 2000"}),
        ("rfm", {"r_cuts": "30, 60, 90.5, 180"}),
        ("rfm", {"f_cuts": "many"}),
        ("rfm", {"m_cuts": "0, 1, 2, 3"}),
        ("rfm", {"m_cuts": "1, 2, 3, NaN"}),
        ("rfm", {"since": "2026-03-31"}),
        ("abc_customers", {"first_cut": 90, "second_cut": 70}),
        ("abc_products", {"first_cut": 70, "second_cut": 70}),
        ("abc_products", {"first_cut": 0}),
        ("cpm", {"young_days": 210, "long_days": 90}),
        ("customer_flow", {"gone_months": 0}),
        ("time_bands", {"then_band": "lunch"}),
        ("time_bands", {"first_band": "brunch"}),
        ("hours", {"by": "minute"}),
    ],
)
def test_settings_that_make_no_sense_are_refused_with_a_sentence(key, given):
    small_shop()
    with pytest.raises(BadParameter) as refused:
        result(key, **given)
    assert str(refused.value)
    assert refused.value.remedy_sentence


def test_cut_points_are_read_as_people_type_them():
    small_shop()
    assert rows("rfm", r_cuts="１０、３０、90　180") == rows("rfm", r_cuts="10,30,90,180")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("row", ["", "x", "r9f9", "lunch.9", "A.B", "2026-13.new", "0", "step0", "'; --", "١"])
def test_a_row_that_is_not_there_opens_to_nobody(key, row):
    small_shop()
    report = queries.report(key)
    parameters = queries.read_parameters(report, {"as_of": AS_OF})
    with pytest.raises(LookupError):
        resolve(report.people)(None, row, **parameters)
