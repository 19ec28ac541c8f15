"""Reports about coming back and baskets against plain pandas over open data: every cell, to the last unit."""

import itertools
from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest

from joren.insight.reports import queries
from joren.segments.engine.run import members
from joren.touchpoints.imports.tests.bringing import take_in
from tests.shared_data import shared_data

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def mirror(settings, tmp_path):
    settings.MIRROR_HOME = tmp_path / "mirror"


def tables(key, as_of, **given):
    return queries.run(key, {"as_of": as_of, **given}, staff=None).tables


def four(part, whole):
    return (Decimal(int(part)) / Decimal(int(whole))).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def yen(total, number):
    return (Decimal(total) / int(number)).quantize(Decimal(1), ROUND_HALF_UP)


def cents(values):
    """Exact sums of amounts with two decimals."""
    return Decimal(int(values.sum())) / 100


# --- the reports, once more, in pandas --------------------------------------------------------------------------------


def check_cohorts(rows, as_of, unit, *, first=None):
    """`rows`: person, day (Timestamp), sale (bool), cents, one a purchase or return."""
    code = "M" if unit == "month" else "W-SUN"
    first_on = rows[rows.sale].groupby("person").day.min()
    rows = rows.join(first_on.rename("first_on"), on="person").dropna(subset=["first_on"])
    rows = rows.assign(cohort=rows.first_on.dt.to_period(code), period=rows.day.dt.to_period(code))
    sizes = first_on.dt.to_period(code).value_counts()
    last = pd.Timestamp(as_of).to_period(code)
    there_by = dict(iter(rows.groupby(["cohort", "period"])))
    expected_share, expected_value = {}, {}
    for cohort in sorted(sizes.index)[-(24 if unit == "month" else 26) :] if first is None else sorted(sizes.index):
        so_far = Decimal(0)
        for age in range((last - cohort).n + 1):
            there = there_by.get((cohort, cohort + age), rows[:0])
            bought, amount, size = there[there.sale].person.nunique(), cents(there.cents), int(sizes[cohort])
            so_far += amount
            start = (cohort + age).start_time.date()
            name = str(cohort) if unit == "month" else cohort.start_time.date().isoformat()
            until = min((cohort + age).end_time.date(), as_of)
            expected_share[name, age] = (size, bought, four(bought, size), amount, yen(amount, size), until)
            expected_value[name, age] = (amount, so_far, yen(so_far, size))
            assert start <= as_of
    given = {"by": unit} | ({"from": first} if first else {})
    found = tables("cohorts", as_of, **given)
    columns = ("size", "customers", "share", "amount", "per_head", "until")
    assert {(r["cohort"], r["age"]): tuple(r[c] for c in columns) for r in found["main"]} == expected_share
    value = tables("ltv", as_of, **given)["main"]
    assert {(r["cohort"], r["age"]): (r["amount"], r["total"], r["per_head"]) for r in value} == expected_value
    return found


def gaps_of(rows, *, one_a_day=False):
    sold = rows[rows.sale]
    if one_a_day:
        sold = sold.drop_duplicates(["person", "day"])
    sold = sold.sort_values(["person", "day"], kind="stable")
    return sold.assign(
        gap=sold.groupby("person").day.diff().dt.days,
        nth=sold.groupby("person").cumcount(),
    )


def check_second(rows, as_of, *, one_a_day=False):
    ordered = gaps_of(rows, one_a_day=one_a_day)
    first_on = ordered[ordered.nth == 0].set_index("person").day
    gap = ordered[ordered.nth == 1].set_index("person").gap.reindex(first_on.index)
    observed = (pd.Timestamp(as_of) - first_on).dt.days
    found = tables("second_purchase", as_of, same_day="one" if one_a_day else "each", until=3650)
    for row in found["main"]:
        watched = observed >= row["days"]
        again = (gap[watched] <= row["days"]).sum()
        assert (row["customers"], row["again"]) == (watched.sum(), again)
        assert row["share"] == (four(again, watched.sum()) if watched.any() else None)
    survival, spread, at = 1.0, 0.0, {}
    for day in sorted(gap.dropna().unique()):
        risk = int((gap.fillna(observed) >= day).sum())
        back = int((gap == day).sum())
        survival *= (risk - back) / risk
        spread += back / (risk * (risk - back)) if risk > back else np.inf
        half = 1.959963984540054 * survival * np.sqrt(spread) if risk > back else None
        at[int(day)] = (risk, back, survival, half)
    curve = [row for row in found["curve"] if row["back"]]
    assert [row["day"] for row in curve] == list(at)
    for row in curve:
        risk, back, share_, half = at[row["day"]]
        assert (row["at_risk"], row["back"]) == (risk, back)
        assert row["again"] == (gap <= row["day"]).sum()
        assert float(row["waiting"]) == pytest.approx(share_, abs=5.1e-5)
        if half is not None:
            assert float(row["low"]) == pytest.approx(max(0, share_ - half), abs=5.1e-5)
            assert float(row["high"]) == pytest.approx(min(1, share_ + half), abs=5.1e-5)
    median = next((day for day, (_r, _b, share_, _h) in at.items() if share_ <= 0.5), None)
    (group,) = found["groups"]
    assert (group["customers"], group["again"]) == (len(first_on), gap.notna().sum())
    assert group["median_days"] == median
    return found


def check_intervals(rows, as_of, *, one_a_day=False, width=7):
    gaps = gaps_of(rows, one_a_day=one_a_day).dropna(subset=["gap"])
    found = tables("intervals", as_of, width=width, same_day="one" if one_a_day else "each")
    bars = gaps.gap.astype(int) // width
    assert {r["from_day"]: (r["intervals"], r["customers"]) for r in found["main"]} == {
        bar * width: (int((bars == bar).sum()), gaps[bars == bar].person.nunique()) for bar in sorted(bars.unique())
    }
    for row in found["percentiles"]:
        assert float(row["days"]) == pytest.approx(gaps.gap.quantile(row["percentile"] / 100), abs=0.0501)
    assert [row["nth"] for row in found["nth"]] == sorted(set(gaps.nth[gaps.nth <= 10]))
    for row in found["nth"]:
        there = gaps[gaps.nth == row["nth"]].gap
        assert row["intervals"] == len(there)
        assert float(row["median_days"]) == pytest.approx(there.median(), abs=0.0501)
        assert float(row["mean"]) == pytest.approx(there.mean(), abs=0.0501)
    day = int(np.sort(gaps.gap.to_numpy())[-(-75 * len(gaps) // 100) - 1])
    (reminder,) = found["reminder"]
    last_on = rows[rows.sale].groupby("person").day.max()
    late = ((pd.Timestamp(as_of) - last_on).dt.days > day).sum()
    assert (reminder["day"], reminder["share"], reminder["late"]) == (
        day,
        four((gaps.gap <= day).sum(), len(gaps)),
        late,
    )


def check_baskets(lines, as_of, minimum, **given):
    """`lines`: basket, item, pieces; the item as the report names it in `_row`."""
    kept = lines.groupby(["basket", "item"]).pieces.sum()
    kept = kept[kept > 0].reset_index()
    whole = kept.basket.nunique()
    single = kept.item.value_counts()
    kept = kept[kept.item.isin(single[single >= minimum].index)]
    both = Counter(
        pair for items in kept.groupby("basket").item.apply(sorted) for pair in itertools.combinations(items, 2)
    )
    expected = {pair: number for pair, number in both.items() if number >= minimum}
    found = tables("baskets", as_of, minimum=minimum, limit=1000, confidence=1, **given)
    (base,) = found["base"]
    assert (base["purchases"], base["items"]) == (whole, int((single >= minimum).sum()))
    counts = sorted(expected.values(), reverse=True)[:1000]
    assert [row["purchases"] for row in found["main"]] == counts
    for row in found["main"]:
        first, second = (int(item) for item in row["_row"].split("+"))
        number = expected[tuple(sorted((first, second)))]
        assert (row["purchases"], row["first_purchases"], row["second_purchases"]) == (
            number,
            single[first],
            single[second],
        )
        assert row["support"] == four(number, whole)
        assert float(row["lift"]) == pytest.approx(number * whole / (single[first] * single[second]), abs=0.00501)
    rules = {
        (given_, then): (number, four(number, single[given_]))
        for (one, other), number in expected.items()
        for given_, then in ((one, other), (other, one))
        if number * 100 >= single[given_]
    }
    assert len(found["rules"]) == min(1000, len(rules))
    for row in found["rules"]:
        given_, then = (int(item) for item in row["_row"].split("+"))
        assert (row["purchases"], row["confidence"]) == rules[given_, then]
        assert row["usual"] == four(single[then], whole)
    return found


def check_cross(lines, as_of, within, limit, **given):
    """`lines`: person, basket, day, item, pieces."""
    kept = lines.groupby(["person", "basket", "day", "item"]).pieces.sum()
    kept = kept[kept > 0].reset_index()
    first_on = kept.groupby(["person", "item"]).day.min()
    buyers = first_on.groupby("item").size()
    most = sorted(buyers.index, key=lambda item: (-buyers[item], item))[:limit]
    expected = {}
    for one in most:
        theirs = first_on.xs(one, level="item")
        watched = theirs[(pd.Timestamp(as_of) - theirs).dt.days >= within]
        after = kept.join(watched.rename("first_on"), on="person").dropna(subset=["first_on"])
        days = (after.day - after.first_on).dt.days
        after = after[(days >= 0) & (days <= within)]
        with_one = kept[kept.basket.isin(kept[kept.item == one].basket)]
        for other in most:
            if other != one:
                soon = after[after.item == other].person.nunique()
                at_once = with_one[with_one.item == other].person.nunique()
                expected[one, other] = (len(watched), soon, len(theirs), at_once)
    found = tables("cross_sell", as_of, within=within, limit=limit, **given)["main"]
    columns = ("watched", "customers", "buyers", "at_once")
    assert {tuple(int(i) for i in row["_row"].split("+")): tuple(row[c] for c in columns) for row in found} == expected
    return found


def check_up(lines, as_of, percent, **given):
    """`lines`: person, basket, day, item, pieces, cents; baskets numbered as they were recorded."""
    bought = lines.groupby(["person", "item", "day", "basket"], as_index=False)[["pieces", "cents"]].sum()
    bought = bought[(bought.pieces > 0) & (bought.cents > 0)].sort_values(["person", "item", "day", "basket"])
    expected = {}
    for item, of_item in bought.groupby("item"):
        buyers = rose = steps = up = 0
        for _person, theirs in of_item.groupby("person"):
            prices = [(int(c), int(p)) for c, p in zip(theirs.cents, theirs.pieces, strict=True)]
            if len(prices) < 2:
                continue
            buyers += 1
            rose += prices[-1][0] * prices[0][1] * 100 >= prices[0][0] * prices[-1][1] * (100 + percent)
            steps += len(prices) - 1
            up += sum(
                after[0] * before[1] * 100 >= before[0] * after[1] * (100 + percent)
                for before, after in itertools.pairwise(prices)
            )
        if buyers:
            expected[item] = (buyers, rose, steps, four(up, steps))
    found = tables("up_sell", as_of, percent=percent, limit=1000, **given)["main"]
    assert len(found) == min(1000, len(expected))
    assert [row["buyers"] for row in found] == sorted((e[0] for e in expected.values()), reverse=True)[:1000]
    for row in found:
        assert (row["buyers"], row["customers"], row["steps"], row["steps_up"]) == expected[int(row["_row"])]
    return found


def check_people(key, found, as_of, column, *, least=1, **given):
    """Some rows of a table open to as many people as they say."""
    report = queries.report(key)
    from joren.foundation.registry import resolve
    from joren.insight.reports.parameters import read_parameters

    asked = read_parameters(report, {"as_of": as_of, **given})
    rows = [row for row in found if row[column] and "_row" in row]
    assert len(rows) >= least
    for row in rows[:: max(1, len(rows) // 5)]:
        answer = resolve(report.people)(None, row["_row"], **asked)
        people = answer if isinstance(answer, list) else members(answer, as_of=as_of)
        assert len(people) == len(set(people)) == row[column], row


# --- the data ---------------------------------------------------------------------------------------------------------


def product_ids(codes):
    from joren.record.products.models import Product

    known = dict(Product.objects.values_list("code", "pk"))
    return codes.map(known)


def basket_ids(numbers):
    from joren.touchpoints.purchases.models import Purchase

    known = dict(Purchase.objects.values_list("external_id", "pk"))
    return numbers.map(known)


def test_online_retail_with_its_returns():
    path = shared_data("online_retail/online_retail_2010-12_2011-03.csv.gz")
    take_in("purchases", path, source="retail", options={"create_customers": True})
    as_of = date(2011, 3, 31)
    raw = pd.read_csv(path, dtype=str)
    raw["day"] = pd.to_datetime(raw.InvoiceDate).dt.normalize()
    raw["pieces"] = raw.Quantity.astype(int)
    raw["cents"] = [
        int((Decimal(q) * Decimal(p) * 100).quantize(Decimal(1), ROUND_HALF_UP))
        for q, p in zip(raw.Quantity, raw.UnitPrice, strict=True)
    ]
    raw["sale"] = ~raw.InvoiceNo.str.startswith("C")
    known = raw.dropna(subset=["CustomerID"])
    rows = known.groupby("InvoiceNo", sort=False).agg(
        person=("CustomerID", "first"), day=("day", "first"), sale=("sale", "first"), cents=("cents", "sum")
    )
    months = check_cohorts(rows, as_of, "month")
    check_cohorts(rows, as_of, "week")
    check_people("cohorts", months["main"], as_of, "customers")
    second = check_second(rows, as_of)
    check_people("second_purchase", second["main"], as_of, "again")
    check_people("second_purchase", second["curve"], as_of, "again", until=3650)
    check_second(rows, as_of, one_a_day=True)
    check_intervals(rows, as_of)
    check_intervals(rows, as_of, one_a_day=True, width=1)
    sold = raw[raw.sale].assign(item=product_ids(raw.StockCode), basket=basket_ids(raw.InvoiceNo))
    found = check_baskets(sold, as_of, 40)
    check_people("baskets", found["main"], as_of, "customers", minimum=40)
    theirs = sold.dropna(subset=["CustomerID"]).rename(columns={"CustomerID": "person"})
    crossed = check_cross(theirs, as_of, 30, 6, level="product")
    check_people("cross_sell", crossed, as_of, "customers", within=30, limit=6, level="product")
    risen = check_up(theirs, as_of, 10, level="product")
    check_people("up_sell", risen, as_of, "customers", level="product", limit=1000)


def test_complete_journey():
    path = shared_data("completejourney/transactions_sample.csv.gz")
    take_in("purchases", path, source="cj", options={"create_customers": True})
    as_of = date(2017, 12, 31)
    raw = pd.read_csv(path, dtype={"basket_id": str, "product_id": str, "household_id": str})
    raw["day"] = pd.to_datetime(raw.transaction_timestamp).dt.normalize()
    raw = raw[raw.day <= pd.Timestamp(as_of)]
    raw["cents"] = (raw.sales_value * 100).round().astype(int)
    raw["pieces"] = raw.quantity
    raw["sale"] = True
    raw["person"] = raw.household_id
    rows = raw.groupby("basket_id", sort=False).agg(
        person=("person", "first"), day=("day", "first"), sale=("sale", "first"), cents=("cents", "sum")
    )
    check_cohorts(rows, as_of, "month", first=date(2016, 12, 1))
    check_second(rows, as_of)
    check_intervals(rows, as_of)
    lines = raw.assign(item=product_ids(raw.product_id), basket=basket_ids(raw.basket_id))
    check_baskets(lines, as_of, 5)
    check_cross(lines, as_of, 90, 8, level="product")
    check_up(lines, as_of, 5, level="product")


def test_cdnow_one_row_a_purchase(tmp_path):
    fields = [line.split() for line in shared_data("cdnow/CDNOW_sample.txt").read_text().splitlines()]
    path = tmp_path / "cdnow.csv"
    path.write_text("\n".join(["customer_id,date,amount", *(f"{f[1]},{f[2]},{f[4]}" for f in fields)]))
    take_in("purchases", path, source="cdnow", options={"create_customers": True})
    as_of = date(1998, 6, 30)
    rows = pd.DataFrame(fields, columns=["master", "person", "day", "discs", "amount"])
    rows["day"] = pd.to_datetime(rows.day)
    rows["cents"] = [int(Decimal(amount) * 100) for amount in rows.amount]
    rows["sale"] = True
    check_cohorts(rows, as_of, "month")
    check_cohorts(rows, as_of, "week")
    check_second(rows, as_of)
    check_second(rows, as_of, one_a_day=True)
    check_intervals(rows, as_of)
    assert tables("baskets", as_of)["main"] == []
