"""The reports of groups on open data, against the same figures computed from the files with pandas."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import jpholiday
import pandas as pd
import pytest
from django.db import connection

from joren.insight.reports.tests import by_pandas as known
from joren.insight.reports.tests.open_data import cdnow, complete_journey, online_retail, record
from joren.insight.reports.tests.test_groups import people, result

pytestmark = pytest.mark.django_db

DATA = {
    "online_retail": (online_retail, 0, date(2011, 3, 31), date(2011, 1, 31)),
    "complete_journey": (lambda: (complete_journey(), None), 5, date(2017, 12, 31), date(2017, 6, 30)),
    "cdnow": (lambda: (cdnow(), None), 0, date(1998, 6, 30), date(1997, 9, 30)),
}
EACH = pytest.mark.parametrize("brought", DATA, indirect=True)


class Brought(NamedTuple):
    """What the file says, the keys its names got in the record, and two days."""

    frame: pd.DataFrame
    lines: pd.DataFrame | None
    keys: dict[str, int]
    shops: dict[str, int]
    products: dict[str, int]
    last: date
    earlier: date


@pytest.fixture(scope="module")
def brought(request, django_db_setup, django_db_blocker):
    """A data set in the record, once for all tests that ask about it: they only read."""
    make, ends, last, earlier = DATA[request.param]
    frame, lines = make()
    with django_db_blocker.unblock():
        keys, shops, products = record(frame, lines, day_ends=ends)
    yield Brought(frame, lines, keys, shops, products, last, earlier)
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE customers_customer, shops_shop, products_product, purchases_purchase CASCADE")


def money(hundredths):
    return Decimal(int(hundredths)) / 100


def part(some, whole):
    return None if not whole else (Decimal(int(some)) / Decimal(int(whole))).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def rows(key, as_of, table="main", **given):
    return result(key, as_of=as_of, **given).tables[table]


def ids(keys, customers):
    return sorted(keys[customer] for customer in customers)


@EACH
@pytest.mark.parametrize("own", [False, True])
def test_rfm(brought, own):
    frame, keys, last, earlier = brought.frame, brought.keys, brought.last, brought.earlier
    cuts = ([14, 30, 60, 120], [2, 3, 5, 10], [20, 50, 100, 500]) if own else None
    given = {f"{axis}_cuts": ", ".join(map(str, cut)) for axis, cut in zip("rfm", cuts, strict=True)} if own else {}
    wanted = known.scores(frame, last, cuts)
    told = result("rfm", as_of=last, since=earlier, **given).tables
    for row in told["main"]:
        cell = wanted[(wanted.r == row["recency"]) & (wanted.f == row["frequency"])]
        assert (row["customers"], row["sales"]) == (len(cell), money(cell.amount.sum()))
        assert row["share"] == part(len(cell), len(wanted))
        assert row["sales_share"] == part(cell.amount.sum(), wanted.amount.sum())
    triples = {(r["recency"], r["frequency"], r["monetary"]): (r["customers"], r["sales"]) for r in told["cells"]}
    assert triples == {key: (len(cell), money(cell.amount.sum())) for key, cell in wanted.groupby(["r", "f", "m"])}
    by_group = {row.get("_row"): (row["customers"], row["sales"]) for row in told["groups"] if row["customers"]}
    assert by_group == {k: (len(group), money(group.amount.sum())) for k, group in wanted.groupby("group")}
    before = known.scores(frame, earlier, cuts)
    moves = pd.DataFrame({"after": wanted.group}).join(before.group.rename("before")).fillna("not_yet")
    by_move = {row["_row"]: row["customers"] for row in told["movement"] if row["customers"]}
    assert by_move == {".".join(pair): len(rows) for pair, rows in moves.groupby(["before", "after"])}
    for move in list(by_move)[::25]:
        one, other = move.split(".")
        inside = moves[(moves.before == one) & (moves.after == other)].index
        assert people("rfm", move, as_of=last, since=earlier, **given) == ids(keys, inside)
    for row in told["cells"][::50]:
        r, f, m = row["recency"], row["frequency"], row["monetary"]
        inside = wanted[(wanted.r == r) & (wanted.f == f) & (wanted.m == m)].index
        assert people("rfm", row["_row"], as_of=last, **given) == ids(keys, inside)


@EACH
def test_deciles_and_the_steps_of_abc(brought):
    frame, last, earlier = brought.frame, brought.last, brought.earlier
    for start in (None, earlier):
        given = {"from": start} if start else {}
        for key, table, parts in (("decile", "main", 10), ("abc_customers", "steps", 20)):
            told = rows(key, last, table, **given)
            wanted = known.tenths(frame, last, start, parts)
            assert [(row["customers"], row["amount"], row["purchases"]) for row in told] == [
                (number, money(amount), purchases) for number, amount, purchases in wanted
            ]
            total, above = sum(amount for _n, amount, _p in wanted), 0
            for row, (_number, amount, _purchases) in zip(told, wanted, strict=True):
                above += amount
                assert (row["share"], row["cumulative_share"]) == (part(amount, total), part(above, total))
        for row in told[::12]:
            assert len(people("abc_customers", row["_row"], as_of=last, **given)) == row["customers"]


@EACH
@pytest.mark.parametrize("cuts", [(70, 90), (50, 95)])
def test_abc_of_customers(brought, cuts):
    frame, keys, last = brought.frame, brought.keys, brought.last
    wanted = known.buyers(frame, last)
    wanted["class"] = known.classes(wanted.amount, *cuts)
    given = {"first_cut": cuts[0], "second_cut": cuts[1]}
    told = rows("abc_customers", last, **given)
    by_class = dict(list(wanted.groupby("class")))
    assert [row["class"] for row in told] == sorted(by_class)
    for row in told:
        group = by_class[row["class"]]
        assert (row["customers"], row["amount"]) == (len(group), money(group.amount.sum()))
        assert row["share"] == part(group.amount.sum(), wanted.amount.sum())
        assert people("abc_customers", row["class"], as_of=last, **given) == ids(keys, group.index)


@pytest.mark.parametrize("brought", ["online_retail"], indirect=True)
def test_abc_of_products(brought):
    frame, lines, people_keys, keys, last = brought.frame, brought.lines, brought.keys, brought.products, brought.last
    wanted = lines.groupby("product").agg(amount=("amount", "sum"), pieces=("pieces", "sum"))
    wanted["class"] = known.classes(wanted.amount)
    told = result("abc_products", as_of=last, limit=10_000).tables
    by_class = {row["class"]: (row["products"], row["amount"]) for row in told["main"]}
    assert by_class == {k: (len(group), money(group.amount.sum())) for k, group in wanted.groupby("class")}
    items = {row["code"]: (row["class"], row["amount"], row["items"]) for row in told["items"]}
    assert len(items) == len(wanted)
    for code, row in wanted.sample(200, random_state=1).iterrows():
        assert items[code] == (row["class"], money(row.amount), Decimal(int(row.pieces)))
    bought = lines.merge(frame, left_on="purchase", right_on="id").groupby(["customer", "product"]).pieces.sum()
    keepers = bought[bought > 0].reset_index()
    held = {row["code"]: row["buyers"] for row in told["items"]}
    counts = keepers.groupby("product").customer.nunique()
    assert held == {code: int(counts.get(code, 0)) for code in wanted.index}
    for code in wanted.nlargest(3, "amount").index:
        inside = keepers[keepers["product"] == code].customer
        assert people("abc_products", str(keys[code]), as_of=last) == ids(people_keys, inside)
    for row in told["main"]:
        assert len(people("abc_products", row["class"], as_of=last)) == row["buyers"]
    short = rows("abc_products", last, "items", limit=10)
    assert len(short) == 11
    assert sum(row["amount"] for row in short) == money(wanted.amount.sum())


@EACH
@pytest.mark.parametrize("bounds", [(90, 210, 70_000, 240), (20, 45, 100, 40)])
def test_cpm(brought, bounds):
    frame, keys, last = brought.frame, brought.keys, brought.last
    young, long, paid, away = bounds
    wanted = known.portfolio(frame, last, young, long, paid * 100, away)
    given = {"young_days": young, "long_days": long, "amount": paid, "away_days": away}
    cells = {f"{stage}.{state}": cell for (stage, state), cell in wanted.groupby(["stage", "state"])}
    told = rows("cpm", last, **given)
    assert len(told) == 10
    assert {row["_row"] for row in told if row["customers"]} == set(cells)
    for row in (row for row in told if row["customers"]):
        cell = cells[row["_row"]]
        assert (row["customers"], row["amount"]) == (len(cell), money(cell.amount.sum()))
        assert row["share"] == part(len(cell), len(wanted))
        assert people("cpm", row["_row"], as_of=last, **given) == ids(keys, cell.index)


@EACH
@pytest.mark.parametrize("gone", [2, 6])
def test_months(brought, gone):
    frame, keys, last = brought.frame, brought.keys, brought.last
    wanted = known.months(frame, last, gone)
    told = {row["month"]: row for row in rows("customer_flow", last, gone_months=gone)}
    assert list(told) == list(wanted)
    opening = 0
    for month, sets in wanted.items():
        row = told[month]
        assert {kind: row[kind] for kind in sets} == {**{k: len(v) for k, v in sets.items()}}
        assert row["opening"] == opening
        opening = row["closing"]
    for month in list(wanted)[1::9]:
        for kind, inside in wanted[month].items():
            assert people("customer_flow", f"{month}.{kind}", as_of=last, gone_months=gone) == ids(keys, inside)


@pytest.mark.parametrize("brought", ["online_retail", "complete_journey"], indirect=True)
def test_shops_compared(brought):
    frame, keys, shops, last, earlier = brought.frame, brought.keys, brought.shops, brought.last, brought.earlier
    counted = known.counted(frame, last, earlier)
    sales = counted[(counted.kind == "sale") & counted.customer.notna()]
    first = known.buyers(frame, last)["first"]
    told = rows("shop_comparison", last, **{"from": earlier})
    everywhere = sales.groupby("customer")["shop"].nunique()
    assert len(told) == counted["shop"].nunique() + 1
    mean = Decimal(int(counted.amount.sum())) / 100 / counted["shop"].nunique()
    for row in [*told[::9], told[-1]]:
        here = sales if row["code"] == "" else sales[sales["shop"] == row["code"]]
        of_row = counted if row["code"] == "" else counted[counted["shop"] == row["code"]]
        customers, days = here.customer.unique(), here.groupby("customer").day.min()
        assert row["net"] == money(of_row.amount.sum())
        assert row["purchases"] == (of_row.kind == "sale").sum()
        assert row["buyers"] == len(customers)
        assert row["new"] == sum(first[customer] == days[customer] for customer in customers)
        assert row["again"] == (here.groupby("customer").size() >= 2).sum()
        assert row["elsewhere"] == (everywhere[customers] >= 2).sum()
        assert row["regulars"] is None
        if row["code"]:
            index = (row["net"] / mean * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
            assert row["net_index"] == (index if mean > 0 else None)
    for row in [row for row in told if "_row" in row][::70]:
        inside = sales if row["code"] == "" else sales[sales["shop"] == row["code"]]
        found = people("shop_comparison", row["_row"], as_of=last, **{"from": earlier})
        assert found == ids(keys, inside.customer.unique())
    assert shops


@EACH
def test_hours(brought):
    frame, keys, last = brought.frame, brought.keys, brought.last
    counted = known.counted(frame, last)
    holidays = {day for year in range(1997, 2018) for day, _name in jpholiday.year_holidays(year)}
    counted = counted.assign(
        slot=counted.minute.map(known.band),
        on=[8 if day in holidays else day.isoweekday() for day in counted.day],
    )
    told = {row["_row"]: row for row in rows("hours", last) if "_row" in row}
    cells = {f"{slot}.{day}": cell for (slot, day), cell in counted.groupby(["slot", "on"])}
    for key, cell in cells.items():
        sales = cell[(cell.kind == "sale") & cell.customer.notna()]
        if len(sales):
            row = told[key]
            assert (row["net"], row["purchases"]) == (money(cell.amount.sum()), (cell.kind == "sale").sum())
            assert row["buyers"] == sales.customer.nunique()
    assert set(told) <= set(cells)
    for key in list(told)[::20]:
        cell = cells[key]
        inside = cell[(cell.kind == "sale") & cell.customer.notna()].customer.unique()
        assert people("hours", key, as_of=last) == ids(keys, inside)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("brought", ["complete_journey"], indirect=True)
def test_from_one_band_to_another(brought, times):
    frame, last = brought.frame, brought.last
    began, came = known.journeys(frame, last, times, 5)
    told = result("time_bands", as_of=last, times=times, first_band="lunch", then_band="dinner").tables
    for row in told["pairs"]:
        if "_row" not in row:
            continue
        first, then = row["_row"].split(".")
        moved = [(start, day, back) for one, other, start, day, back in came if (one, other) == (first, then)]
        assert row["people"] == sum(one == first for one, _start in began)
        assert row["came"] == len(moved)
        assert float(row["median_days"]) == pd.Series([(day - start).days for start, day, _b in moved]).median()
        assert row["back"] == sum(back is not None for _s, _d, back in moved)
        assert len(people("time_bands", row["_row"], as_of=last, times=times)) == len(moved)
    for row in told["within"]:
        first, then = ("lunch", "dinner") if row in told["within"][:5] else ("dinner", "lunch")
        long = [start for one, start in began if one == first and (last - start).days >= row["days"]]
        soon = [
            day
            for one, other, start, day, _b in came
            if (one, other) == (first, then) and (last - start).days >= row["days"] >= (day - start).days
        ]
        assert (row["people"], row["came"], row["share"]) == (len(long), len(soon), part(len(soon), len(long)))
