"""Cohorts, the second purchase, value so far, intervals, baskets, selling: a tea room worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from joren.foundation.registry import resolve
from joren.insight.loyalty.tests.history import noon, person, product, shop
from joren.insight.reports import queries
from joren.insight.reports.errors import BadParameter, TooManyCells
from joren.insight.reports.parameters import read_parameters
from joren.insight.reports.sets import survival
from joren.record.products.models import Product
from joren.segments.engine.errors import DayOutOfRange
from joren.segments.engine.run import members
from joren.touchpoints.purchases.models import Purchase, PurchaseLine
from tests.worked_numbers import number, worked

AS_OF = date(2026, 3, 31)
GIVEN = {
    "second_purchase": {},
    "cohorts": {},
    "ltv": {},
    "intervals": {},
    "baskets": {"minimum": 1},
    "cross_sell": {"within": 30},
    "up_sell": {},
}
TABLES = {
    "second_purchase": ("second_purchase", "main"),
    "second_purchase_curve": ("second_purchase", "curve"),
    "second_purchase_groups": ("second_purchase", "groups"),
    "cohorts": ("cohorts", "main"),
    "cohorts_average": ("cohorts", "average"),
    "ltv": ("ltv", "main"),
    "intervals": ("intervals", "main"),
    "intervals_nth": ("intervals", "nth"),
    "percentiles": ("intervals", "percentiles"),
    "baskets": ("baskets", "main"),
    "basket_rules": ("baskets", "rules"),
    "cross_sell": ("cross_sell", "main"),
    "up_sell": ("up_sell", "main"),
}
"""The tables of docs/rules/reports.md that are checked here, and where they are found."""


def on(day):
    return date.fromisoformat(f"2026-{day}")


def order(customer, day, *, summary=1, amount=None, kind="sale", cancelled=False, at="station", **lines):
    """A purchase of lines such as tea=500 or cake=(2, 1000); with an `amount` it needs none."""
    priced = {code: value if isinstance(value, tuple) else (1, value) for code, value in lines.items()}
    made = Purchase.objects.create(
        customer=customer,
        shop=shop(at),
        kind=kind,
        source="test",
        external_id=str(Purchase.objects.count()),
        purchased_at=noon(day),
        business_date=day,
        transactions=summary,
        amount=amount if amount is not None else sum(value for _pieces, value in priced.values()),
        cancelled_at=noon(day) if cancelled else None,
    )
    for place, (code, (pieces, value)) in enumerate(priced.items()):
        PurchaseLine.objects.create(
            purchase=made,
            number=place,
            product=product(code),
            quantity=pieces,
            amount=value,
            customer=customer,
            shop=made.shop,
            business_date=day,
            counts=not cancelled,
        )
    return made


def tea_room():
    """The history of docs/rules/reports.md, second part."""
    product("tea"), product("cake")
    Product.objects.filter(code="P-tea").update(unit_cost=200)
    sakura, kaede, momo, ume, matsu = (person([], name=name) for name in ("桜", "楓", "桃", "梅", "松"))
    order(sakura, on("01-10"), tea=500, cake=400)
    order(sakura, on("01-10"), tea=500)
    order(sakura, on("02-09"), tea=600)
    order(sakura, on("03-21"), tea=550, cake=400)
    order(kaede, on("01-25"), tea=500, at="market")
    order(kaede, on("02-01"), tea=9999, cancelled=True)
    order(kaede, on("03-26"), cake=450)
    order(momo, on("02-03"), cake=400)
    order(momo, on("02-05"), cake=(-1, -400), kind="return")
    order(momo, on("04-01"), tea=9999)
    order(ume, on("02-20"), tea=500, cake=400)
    order(ume, on("03-22"), tea=500, cake=(2, 1000))
    order(matsu, on("01-31"), summary=3, amount=3000)
    order(matsu, on("03-10"), tea=500)
    order(None, on("03-01"), tea=500, cake=400)


def tables(key, as_of=AS_OF, **given):
    return queries.run(key, {"as_of": as_of, **GIVEN.get(key, {}), **given}, staff=None).tables


def rows(key, **given):
    return tables(key, **given)["main"]


def people(key, row, **given):
    report = queries.report(key)
    asked = read_parameters(report, {"as_of": AS_OF, **GIVEN.get(key, {}), **given})
    answer = resolve(report.people)(None, row, **asked)
    return answer if isinstance(answer, list) else members(answer, as_of=AS_OF)


def plain(value):
    return None if value is None else float(value) if isinstance(value, Decimal | int) else str(value)


def cell(text):
    try:
        return None if text == "-" else number(text)
    except ValueError:
        return text


# --- the worked numbers -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLES)
def test_the_worked_numbers(name):
    tea_room()
    key, table = TABLES[name]
    found = tables(key)[table]
    wanted = [{column: cell(text) for column, text in line.items()} for line in worked("reports", name)]
    assert [{column: plain(row[column]) for column in line} for row, line in zip(found, wanted, strict=True)] == wanted


@pytest.mark.django_db(transaction=True)
def test_the_mirror_and_postgresql_agree(settings, tmp_path, monkeypatch):
    from joren.insight.reports import reading
    from joren.segments.engine.engines import PostgresEngine

    settings.MIRROR_HOME = tmp_path / "mirror"
    tea_room()
    asked = [(key, {}) for key in GIVEN]
    asked += [("second_purchase", {"parted": parted}) for parted in ("shop", "channel", "category")]
    asked += [(key, {"by": "week"}) for key in ("cohorts", "ltv")]
    asked += [(key, {"same_day": "one"}) for key in ("second_purchase", "intervals")]
    asked += [("baskets", {"level": level}) for level in ("own", "top")] + [("baskets", {"shop": "market"})]
    asked += [(key, {"level": level}) for key in ("cross_sell", "up_sell") for level in ("own", "product")]
    for key, given in asked:
        mirror = tables(key, **given)
        with monkeypatch.context() as patched:
            patched.setattr(reading, "engine_for", lambda _number: PostgresEngine())
            assert tables(key, **given) == mirror, (key, given)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "table", "column"),
    [
        ("repeat", "main", "again"),
        ("second_purchase", "main", "again"),
        ("second_purchase", "curve", "again"),
        ("second_purchase", "groups", "again"),
        ("cohorts", "main", "customers"),
        ("ltv", "main", "size"),
        ("intervals", "main", "customers"),
        ("intervals", "nth", "intervals"),
        ("baskets", "main", "customers"),
        ("cross_sell", "main", "customers"),
        ("up_sell", "main", "customers"),
    ],
)
def test_every_row_opens_to_as_many_people_as_it_says(key, table, column):
    tea_room()
    found = tables(key)[table]
    assert found
    for row in found:
        assert len(people(key, row["_row"])) == row[column], row


@pytest.mark.django_db
def test_groups_by_the_first_purchase_open_to_their_people_too():
    tea_room()
    for parted in ("shop", "channel", "category"):
        found = tables("second_purchase", parted=parted)
        for row in [*found["main"], *found["groups"], *found["curve"]]:
            assert len(people("second_purchase", row["_row"], parted=parted)) == row["again"]
    groups = {row["group"]: row["customers"] for row in tables("second_purchase", parted="shop")["groups"]}
    assert groups == {"station": 3, "market": 1}
    groups = {row["group"]: row["customers"] for row in tables("second_purchase", parted="category")["groups"]}
    assert groups == {"tea": 3, "cake": 3, "不明": 0}  # 桜 and 梅 began with both, 松 with a summary


@pytest.mark.django_db
@pytest.mark.parametrize("key", GIVEN)
@pytest.mark.parametrize("row", ["", "x", "+", "1+", "9999-99-99+1", "2026-01-01+x", "|", "30", "7|", "nth", "late-1"])
def test_a_row_that_is_none_is_refused(key, row):
    tea_room()
    if key in ("intervals",) and row == "30":
        assert people(key, row) == []  # a bar nobody is in
        return
    if key == "up_sell" and row == "30":
        assert people(key, row) == []
        return
    with pytest.raises(LookupError):
        people(key, row)


# --- rules of the count -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_two_purchases_of_one_day_are_two_or_one_visit():
    tea_room()
    (first, *_) = tables("second_purchase", same_day="one")["curve"][1:]
    assert (first["day"], first["back"], first["at_risk"]) == (30, 2, 4)
    assert [row["days"] for row in rows("intervals", same_day="one")] == ["28–34", "35–41", "56–62"]


@pytest.mark.django_db
def test_weeks_begin_on_monday():
    tea_room()
    found = rows("cohorts", by="week", **{"from": "2026-01-05", "to": "2026-01-11"})
    assert [(row["cohort"], row["age"]) for row in found[:2]] == [("2026-01-05", 0), ("2026-01-05", 1)]
    assert [row["age"] for row in found if row["customers"]] == [0, 5, 10]
    assert (found[-1]["age"], found[-1]["until"]) == (12, AS_OF)
    assert tables("cohorts", by="week")["average"][-1]["age"] == 11  # the week of the 31st is under way


@pytest.mark.django_db
def test_a_month_under_way_is_shown_until_the_day_and_left_out_of_the_average():
    tea_room()
    found = tables("cohorts", as_of=date(2026, 3, 21))
    last = [row for row in found["main"] if row["cohort"] == "2026-01"][-1]
    assert (last["age"], last["customers"], last["until"]) == (2, 2, date(2026, 3, 21))
    assert [row["age"] for row in found["average"]] == [0, 1]
    assert found["average"][1]["cohorts"] == 1


@pytest.mark.django_db
def test_a_business_day_that_ends_in_the_night_belongs_to_its_month():
    guest = person([], name="夜")
    made = order(guest, on("01-31"), tea=500)
    Purchase.objects.filter(pk=made.pk).update(purchased_at=datetime(2026, 1, 31, 16, tzinfo=UTC))  # 1 a.m. in February
    assert rows("cohorts")[0]["cohort"] == "2026-01"


@pytest.mark.django_db
def test_returns_before_the_first_purchase_are_of_an_earlier_time():
    guest = person([], name="前")
    order(guest, on("01-05"), tea=(-1, -900), kind="return")
    order(guest, on("02-05"), tea=1000)
    assert [(row["cohort"], row["amount"]) for row in rows("cohorts")] == [("2026-02", 1000), ("2026-02", 0)]


@pytest.mark.django_db
def test_more_returned_than_bought_is_a_negative_value():
    guest = person([], name="返")
    order(guest, on("03-01"), tea=100)
    order(guest, on("03-02"), tea=(-5, -500), kind="return")
    (row,) = rows("ltv")
    assert (row["total"], row["per_head"], row["size"]) == (-400, -400, 1)


@pytest.mark.django_db
def test_an_item_given_back_in_the_same_purchase_was_not_in_the_basket():
    guest = person([], name="替")
    made = order(guest, on("03-01"), tea=500, cake=400)
    PurchaseLine.objects.create(
        purchase=made,
        number=9,
        product=product("cake"),
        quantity=-1,
        amount=-400,
        customer=guest,
        business_date=on("03-01"),
    )
    found = tables("baskets")
    assert (found["main"], found["base"][0]["purchases"]) == ([], 1)
    assert rows("cross_sell") == []


@pytest.mark.django_db
def test_the_smallest_number_is_one_in_two_thousand_and_at_least_five():
    tea_room()
    (base,) = tables("baskets", minimum="")["base"]
    assert (base["minimum"], base["purchases"], base["items"]) == (5, 11, 2)
    (base,) = tables("baskets", minimum=8)["base"]
    assert base["items"] == 1
    assert rows("baskets", minimum=8) == []
    assert [row["_row"] for row in tables("baskets", confidence=60)["rules"]] == [
        f"{product('cake').pk}+{product('tea').pk}"
    ]


@pytest.mark.django_db
def test_pairs_in_slices_are_the_pairs_in_one(monkeypatch):
    from joren.insight.reports.sets import baskets

    tea_room()
    guest = person([], name="全")
    order(guest, on("03-05"), tea=500, cake=400, cup=900, pot=2000)
    whole = tables("baskets", confidence=1)
    monkeypatch.setattr(baskets, "SLICE", 2)
    assert tables("baskets", confidence=1) == whole
    assert len(whole["main"]) == 6


@pytest.mark.django_db
def test_selling_counted_in_parts_of_the_customers_is_the_same(monkeypatch):
    from joren.insight.reports.sets import selling

    tea_room()
    whole = rows("cross_sell"), rows("up_sell")
    monkeypatch.setattr(selling, "SLICE", 3)
    assert (rows("cross_sell"), rows("up_sell")) == whole


@pytest.mark.django_db
def test_the_margin_is_told_only_where_a_product_has_a_cost():
    tea_room()
    Product.objects.update(unit_cost=None)
    assert {(row["margin_per_head"], row["cost_known"]) for row in rows("ltv")} == {(None, None)}


@pytest.mark.django_db
def test_the_day_to_remind_is_when_the_asked_share_had_come_back():
    days = [*range(1, 20), 60]  # 20 intervals
    for place, gap in enumerate(days):
        guest = person([], name=f"客{place}")
        order(guest, on("01-01"), tea=500)
        order(guest, on("01-01") + timedelta(days=gap), tea=500)
    (told,) = tables("intervals")["reminder"]
    assert (told["day"], told["share"], told["intervals"], told["late"]) == (15, Decimal("0.7500"), 20, 20)
    assert len(people("intervals", told["_row"])) == 20
    (told,) = tables("intervals", percent=99)["reminder"]
    assert (told["day"], told["late"]) == (60, 19)
    assert tables("intervals", to="2026-01-20")["reminder"] == []  # 19 intervals are too few to say


@pytest.mark.django_db
def test_summary_rows_have_no_days_between_them():
    guest = person([], name="計")
    order(guest, on("01-10"), summary=5, amount=5000)
    order(guest, on("02-10"), tea=500)
    order(guest, on("03-10"), tea=500)
    assert [(row["nth"], row["median_days"]) for row in tables("intervals")["nth"]] == [(6, 28)]
    (group,) = tables("second_purchase")["groups"]
    assert (group["customers"], group["unknown"]) == (0, 1)
    steps = rows("repeat")
    assert [row["customers"] for row in steps] == [1] * 7
    assert [row["median_days"] for row in steps] == [None] * 5 + [28, None]


# --- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("key", [*GIVEN, "repeat"])
def test_an_empty_base_has_an_empty_report(key):
    assert all(not found for name, found in tables(key).items() if name != "base")


@pytest.mark.django_db
def test_one_customer_with_one_purchase():
    order(person([], name="一"), AS_OF, tea=500)
    assert [(row["size"], row["share"]) for row in rows("cohorts")] == [(1, 1)]
    assert [(row["customers"], row["share"], row["estimate"]) for row in rows("second_purchase")] == [
        (0, None, None)
    ] * 5
    assert [row["waiting"] for row in tables("second_purchase")["curve"]] == [1]
    found = tables("intervals")
    assert [found[name] for name in ("main", "reminder", "percentiles", "nth")] == [[]] * 4
    assert rows("baskets") == rows("cross_sell") == rows("up_sell") == []


@pytest.mark.django_db
def test_everything_on_one_day():
    for name in "甲乙丙":
        guest = person([], name=name)
        order(guest, AS_OF, tea=500)
        order(guest, AS_OF, tea=500)
    (row,) = rows("cohorts")
    assert (row["size"], row["customers"], row["amount"]) == (3, 3, 3000)
    (step,) = tables("second_purchase")["curve"]
    assert (step["day"], step["waiting"], step["low"]) == (0, 0, None)
    assert [(row["days"], row["intervals"], row["customers"]) for row in rows("intervals", width=1)] == [("0", 3, 3)]
    (risen,) = rows("up_sell")
    assert (risen["buyers"], risen["customers"], risen["share"]) == (3, 0, 0)


@pytest.mark.django_db
def test_purchases_to_come_count_for_nothing_and_days_ahead_are_not_there():
    order(person([], name="先"), on("04-02"), tea=500)
    assert rows("cohorts") == rows("second_purchase") == rows("intervals") == rows("repeat") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "given", "refusal"),
    [
        ("cohorts", {"as_of": "9999-12-31"}, DayOutOfRange),
        ("second_purchase", {"as_of": "0001-01-01"}, DayOutOfRange),
        ("cohorts", {"by": "week", "as_of": "2199-12-31", "from": "2026-01-01"}, TooManyCells),
        ("cohorts", {"by": "day"}, BadParameter),
        ("baskets", {"minimum": "0"}, BadParameter),
        ("baskets", {"confidence": "101"}, BadParameter),
        ("intervals", {"width": "0"}, BadParameter),
        ("intervals", {"percent": "100"}, BadParameter),
        ("cross_sell", {"limit": "1"}, BadParameter),
        ("up_sell", {"percent": "-5"}, BadParameter),
        ("second_purchase", {"parted": "sign of the zodiac"}, BadParameter),
        ("second_purchase", {"until": "99999"}, BadParameter),
    ],
)
def test_absurd_settings_are_refused_with_a_sentence(key, given, refusal):
    tea_room()
    for week in range(3):
        order(person([], name="週"), on("01-05") + timedelta(weeks=week), tea=500)
    with pytest.raises(refusal) as refused:
        tables(key, **{"as_of": AS_OF, **given})
    assert str(refused.value)
    assert refused.value.remedy_sentence


@pytest.mark.django_db
def test_a_period_that_holds_nobody_is_empty():
    tea_room()
    for key in GIVEN:
        for name, found in tables(key, **{"from": "2030-01-01", "to": "2030-12-31"}).items():
            assert not found or name == "base"


# --- the curve as arithmetic ------------------------------------------------------------------------------------------


def test_the_curve_is_that_of_the_textbook():
    """Weeks of remission under 6-MP (Freireich 1963), as in Kalbfleisch and Prentice: S(6) 0.857, … S(23) 0.448."""
    events = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
    censored = {6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1}
    days = {*events, *censored}
    steps = survival.curve({day: (events.get(day, 0) + censored.get(day, 0), events.get(day, 0)) for day in days})
    assert [(step.day, round(step.waiting, 4)) for step in steps] == [
        (6, 0.8571),
        (7, 0.8067),
        (10, 0.7529),
        (13, 0.6902),
        (16, 0.6275),
        (22, 0.5378),
        (23, 0.4482),
    ]
    errors = [(step.high - step.waiting) / survival.Z for step in steps[2:]]
    assert [round(error, 4) for error in errors] == [0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert survival.median(steps) == 23
    assert survival.at(steps, 5) is None
    assert survival.at(steps, 12).day == 10
    assert survival.curve({}) == []
