"""A small shop to ask about: its facts and attributes as an app would declare them, and the same again in plain Python.

The attributes are the tests' own, so that the engine is proven on every kind of aggregate whatever the apps offer.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any

import jpholiday

from joren.foundation.catalogue import (
    Aggregate,
    Attribute,
    AttributeType,
    Column,
    FactTable,
    Parameter,
    ParameterType,
    days_between,
    nth_smallest,
    ratio,
)
from joren.foundation.time.bands import BANDS_BY_KEY
from joren.foundation.time.periods import Period
from joren.record.customers.models import Customer
from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop
from joren.touchpoints.purchases.models import Purchase, PurchaseLine

SALES = FactTable(
    name="test_sales",
    source="purchases_purchase",
    columns=(
        Column(name="shop_id", type="bigint"),
        Column(name="business_date", type="date"),
        Column(name="minute_of_day", type="smallint"),
        Column(name="amount", type="money"),
        Column(name="counts", type="boolean", expression="t.cancelled_at IS NULL"),
    ),
    date="business_date",
)
LINES = FactTable(
    name="test_lines",
    source="purchases_purchaseline",
    columns=(
        Column(name="product_id", type="bigint"),
        Column(name="business_date", type="date"),
        Column(name="amount", type="money"),
    ),
    date="business_date",
)
PERIOD = Parameter(key="period", type=ParameterType.PERIOD, column="business_date", label="period")
SALE_PARAMETERS = (
    PERIOD,
    Parameter(key="shop", type=ParameterType.SHOP, column="shop_id", label="shop"),
    Parameter(key="holiday", type=ParameterType.HOLIDAY, column="business_date", label="holiday"),
    Parameter(key="weekday", type=ParameterType.WEEKDAY, column="business_date", label="weekday"),
    Parameter(key="time_band", type=ParameterType.TIME_BAND, column="minute_of_day", label="time"),
)
LINE_PARAMETERS = (
    PERIOD,
    Parameter(key="category", type=ParameterType.CATEGORY, column="product_id", label="category"),
    Parameter(key="product", type=ParameterType.PRODUCT, column="product_id", label="product"),
)
_COUNT = "count(*) FILTER (WHERE {where})"
_FIRST = "min(f.business_date) FILTER (WHERE {where})"
_LAST = "max(f.business_date) FILTER (WHERE {where})"
_SUM = "sum(f.amount) FILTER (WHERE {where})"


def _attribute(
    key: str, kind: AttributeType, expression: str, empty: Any = None, table: FactTable = SALES
) -> Attribute:
    return Attribute(
        key=f"test.{key}",
        label=key,
        description=key,
        type=kind,
        source=Aggregate(
            table=table.name, expression=expression, where="f.counts" if table is SALES else "", empty=empty, ready=True
        ),
        group="test",
        parameters=SALE_PARAMETERS if table is SALES else LINE_PARAMETERS,
    )


ENTRIES = (
    SALES,
    LINES,
    _attribute("count", AttributeType.NUMBER, _COUNT, 0),
    _attribute("amount", AttributeType.MONEY, _SUM, 0),
    _attribute("average", AttributeType.MONEY, ratio(_SUM, _COUNT)),
    _attribute("first_on", AttributeType.DATE, _FIRST),
    _attribute("last_on", AttributeType.DATE, _LAST),
    _attribute("days_since", AttributeType.DAYS, days_between(_LAST, "{as_of}")),
    _attribute("interval", AttributeType.NUMBER, ratio(days_between(_FIRST, _LAST), f"{_COUNT} - 1")),
    _attribute(
        "second_on",
        AttributeType.DATE,
        nth_smallest("f.business_date", 2, "{where}"),
    ),
    _attribute("bought", AttributeType.BOOLEAN, "count(*) FILTER (WHERE {where}) > 0", False),
    _attribute("item_amount", AttributeType.MONEY, _SUM, 0, LINES),
    _attribute("items", AttributeType.NUMBER, _COUNT, 0, LINES),
)


@dataclass
class Line:
    product: Product
    day: date
    amount: Decimal
    quantity: Decimal
    sale: "Sale"


@dataclass
class Sale:
    shop: Shop | None
    day: date
    minute: int | None
    amount: Decimal
    counts: bool
    kind: str
    discount: Decimal
    channel: str
    transactions: int
    pk: int = 0


@dataclass
class Person:
    """A customer as the model sees one."""

    customer: Customer
    sales: list[Sale] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


START = date(2023, 11, 1)
DAYS = 700


def stock(chance: random.Random, people: int = 40) -> list[Person]:
    """Fill the database with a random history and return it."""
    shops = [Shop.objects.create(code=f"S{number}", name=f"Shop {number}") for number in range(3)]
    root = Category.objects.create(code="food", name="Food", path="food/")
    leaf = Category.objects.create(code="tea", name="Tea", path="food/tea/", parent=root)
    products = [Product.objects.create(code=f"P{n}", category=[None, root, leaf][n % 3]) for n in range(6)]
    return [_person(chance, number, shops, products) for number in range(people)]


def _day(chance: random.Random) -> date:
    return START + timedelta(days=chance.randrange(DAYS))


def _person(chance: random.Random, number: int, shops: list[Shop], products: list[Product]) -> Person:
    customer = Customer.objects.create(
        family_name=f"山田{number}",
        gender=chance.choice(["", "female", "male"]),
        birth_year=chance.choice([None, 1950, 1985, 2004]),
        registered_on=chance.choice([None, _day(chance), START]),
        source=chance.choice(["", "ﾚｼﾞ", "レジ2", "web"]),
        shop=chance.choice([None, *shops]),
    )
    person = Person(customer)
    for sale in range(chance.choice([0, 1, 2, 3, 8])):
        _buy(chance, person, f"{number}-{sale}", shops, products)
    return person


def _buy(chance: random.Random, person: Person, code: str, shops: list[Shop], products: list[Product]) -> None:
    sale = Sale(
        chance.choice([None, *shops]),
        _day(chance),
        chance.choice([None, chance.randrange(1440)]),
        Decimal(chance.randrange(-500, 3000)) / chance.choice([1, 100]),
        chance.random() < 0.9,
        chance.choice(["sale"] * 6 + ["return"]),
        Decimal(chance.choice([0, 0, 150])),
        chance.choice(["", "store", "web"]),
        chance.choice([1, 1, 1, 2]),
    )
    person.sales.append(sale)
    at = datetime.combine(sale.day, datetime.min.time(), UTC)
    row = Purchase.objects.create(
        customer=person.customer,
        shop=sale.shop,
        source="test",
        external_id=code,
        purchased_at=at,
        business_date=sale.day,
        minute_of_day=sale.minute,
        amount=sale.amount,
        cancelled_at=None if sale.counts else at,
        kind=sale.kind,
        discount=sale.discount,
        channel=sale.channel,
        transactions=sale.transactions,
    )
    sale.pk = row.pk
    for number in range(chance.randrange(3)):
        quantity = chance.choice([Decimal(1), Decimal(2), Decimal("0.5"), Decimal("0.333"), Decimal(-1)])
        line = Line(chance.choice(products), sale.day, Decimal(chance.randrange(5000)) / 100, quantity, sale)
        person.lines.append(line)
        PurchaseLine.objects.create(
            purchase=row,
            number=number,
            product=line.product,
            amount=line.amount,
            quantity=quantity,
            counts=sale.counts,
            customer=person.customer,
            shop=sale.shop,
            business_date=sale.day,
            minute_of_day=sale.minute,
        )


# --- the same answers in plain Python --------------------------------------------------------------------------------


def was_there(person: Person, as_of: date) -> bool:
    return person.customer.registered_on is None or person.customer.registered_on <= as_of


def answer(person: Person, key: str, parameters: dict[str, Any], as_of: date) -> Any:
    """What the engine must say, by definition."""
    if key in ("test.items", "test.item_amount"):
        lines = [line for line in person.lines if _line_counts(line, parameters, as_of, person)]
        return len(lines) if key == "test.items" else sum((line.amount for line in lines), Decimal(0))
    if key == "customer.gender":
        return person.customer.gender or "unknown"
    if key == "customer.source":
        return person.customer.source or None
    sales = [sale for sale in person.sales if _sale_counts(sale, parameters, as_of, person)]
    return _ANSWERS[key](sales, as_of)


def _half_up(total: Decimal | int, parts: int) -> Decimal | None:
    if parts == 0:
        return None
    return (Decimal(total) * 100 / parts + Decimal("0.5")).to_integral_value(ROUND_FLOOR) / 100


def _total(sales: list[Sale]) -> Decimal:
    return sum((sale.amount for sale in sales), Decimal(0))


def _span(sales: list[Sale]) -> int:
    days = [sale.day for sale in sales]
    return (max(days) - min(days)).days


_ANSWERS: dict[str, Callable[[list[Sale], date], Any]] = {
    "test.count": lambda sales, _day: len(sales),
    "test.amount": lambda sales, _day: _total(sales),
    "test.average": lambda sales, _day: _half_up(_total(sales), len(sales)),
    "test.first_on": lambda sales, _day: min((sale.day for sale in sales), default=None),
    "test.last_on": lambda sales, _day: max((sale.day for sale in sales), default=None),
    "test.days_since": lambda sales, day: (day - max(sale.day for sale in sales)).days if sales else None,
    "test.interval": lambda sales, _day: _half_up(_span(sales), len(sales) - 1) if sales else None,
    "test.second_on": lambda sales, _day: sorted(sale.day for sale in sales)[1] if len(sales) > 1 else None,
    "test.bought": lambda sales, _day: bool(sales),
}


def _in_period(day: date, parameters: dict[str, Any], as_of: date, person: Person) -> bool:
    if day > as_of:
        return False
    if "period" not in parameters:
        return True
    period = Period.from_json(parameters["period"], own=True)
    if period.is_own:
        first = first_purchase(person)
        begin = first.day if first else None
        bounds: tuple[date | None, date] = period.since_first(begin or date.max - timedelta(days=999), as_of)
    else:
        bounds = period.resolve(as_of)
    since, last = bounds
    return (since is None or since <= day) and day <= last


def first_purchase(person: Person) -> Sale | None:
    """The first purchase by day, minute (an unknown one last) and row; cancelled ones and returns are none."""
    bought = [sale for sale in person.sales if sale.counts and sale.kind == "sale"]
    return min(bought, key=_place, default=None)


def _place(sale: Sale) -> tuple[date, int, int]:
    return sale.day, 1440 if sale.minute is None else sale.minute, sale.pk


def _sale_counts(sale: Sale, parameters: dict[str, Any], as_of: date, person: Person) -> bool:
    return (
        sale.counts
        and _in_period(sale.day, parameters, as_of, person)
        and ("holiday" not in parameters or _is_day(sale.day, parameters["holiday"]))
        and ("shop" not in parameters or bool(sale.shop and sale.shop.code in parameters["shop"]))
        and ("weekday" not in parameters or sale.day.isoweekday() in parameters["weekday"])
        and ("time_band" not in parameters or _in_band(sale.minute, parameters["time_band"]))
    )


def _in_band(minute: int | None, band: Any) -> bool:
    if minute is None:
        return False
    if isinstance(band, str):
        named = BANDS_BY_KEY[band]
        first, last = named.start_minute, named.end_minute
    else:
        first, last = (int(band[end][:2]) * 60 + int(band[end][3:]) for end in ("from", "to"))
        last -= 1
    return first <= minute <= last if first <= last else minute >= first or minute <= last


_PATHS = {"food": "food/", "tea": "food/tea/"}


def _is_day(day: date, kind: str) -> bool:
    holiday = jpholiday.is_holiday(day)
    off = holiday or day.isoweekday() > 5
    return {"holiday": holiday, "day_off": off, "working_day": not off}[kind]


def _line_counts(line: Line, parameters: dict[str, Any], as_of: date, person: Person) -> bool:
    category = line.product.category
    return (
        _in_period(line.day, parameters, as_of, person)
        and ("product" not in parameters or line.product.code in parameters["product"])
        and (
            "category" not in parameters
            or bool(
                category and category.path.startswith({"food": "food/", "tea": "food/tea/"}[parameters["category"]])
            )
        )
    )


# --- random questions ------------------------------------------------------------------------------------------------

_PERIODS = (
    {"last_days": 30},
    {"last_days": 365},
    {"last_months": 3},
    {"from": "2024-03-01", "to": "2024-12-31"},
    {"from": "2024-06-01"},
    {"fiscal_year": "this"},
    {"fiscal_year": "last"},
    {"fiscal_year": 2024},
    {"month": "this"},
    {"month": "last"},
    {"all": True},
    {"first_days": 1},
    {"first_days": 60},
    {"after_first_days": 1},
    {"after_first_days": 90},
)
_BANDS = ("lunch", "late_night", {"from": "11:00", "to": "15:00"}, {"from": "22:00", "to": "02:00"})


def random_parameters(chance: random.Random, key: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if chance.random() < 0.6:
        found["period"] = chance.choice(_PERIODS)
    if key in ("test.items", "test.item_amount"):
        if chance.random() < 0.5:
            found["category"] = chance.choice(["food", "tea"])
        if chance.random() < 0.3:
            found["product"] = chance.sample(["P0", "P1", "P2", "P3"], 2)
        return found
    if chance.random() < 0.3:
        found["shop"] = chance.sample(["S0", "S1", "S2"], chance.choice([1, 2]))
    if chance.random() < 0.2:
        found["weekday"] = sorted(chance.sample(range(1, 8), 3))
    if chance.random() < 0.2:
        found["holiday"] = chance.choice(["holiday", "day_off", "working_day"])
    if chance.random() < 0.2:
        found["time_band"] = chance.choice(_BANDS)
    return found


NUMBERS = ("test.count", "test.amount", "test.average", "test.days_since", "test.interval", "test.items")
DATES = ("test.first_on", "test.last_on", "test.second_on")
KEYS = (*NUMBERS, "test.item_amount", *DATES, "test.bought", "customer.gender", "customer.source")


def random_rule(chance: random.Random, depth: int = 3) -> dict[str, Any]:
    shape = chance.random()
    if depth and shape < 0.3:
        return {chance.choice(["all", "any"]): [random_rule(chance, depth - 1) for _ in range(chance.randint(1, 3))]}
    if depth and shape < 0.4:
        return {"not": random_rule(chance, depth - 1)}
    return random_leaf(chance)


def random_leaf(chance: random.Random) -> dict[str, Any]:
    key = chance.choice(KEYS)
    leaf: dict[str, Any] = {"attribute": key}
    if key.startswith("test."):
        leaf["with"] = random_parameters(chance, key)
    op, value = _comparison(chance, key)
    return leaf | ({"op": op} if value is None else {"op": op, "value": value})


def _comparison(chance: random.Random, key: str) -> tuple[str, Any]:
    if key == "test.bought":
        return "is", chance.random() < 0.5
    if key == "customer.gender":
        return chance.choice(
            [("is", "female"), ("is_not", "male"), ("any_of", ["male", "unknown"]), ("is_known", None)]
        )
    if key == "customer.source":
        return chance.choice([("contains", "れじ"), ("starts_with", "W"), ("is", "web"), ("is_known", None)])
    if key in DATES:
        day = _day(chance)
        pair = [day.isoformat(), (day + timedelta(days=90)).isoformat()]
        ops = [("on_or_after", pair[0]), ("on_or_before", pair[0]), ("between", pair)]
        return chance.choice([*ops, ("within_last_days", chance.choice([1, 30, 400])), ("is_known", None)])
    number = chance.choice([0, 1, 2, 3, 50.5, 1000, 2500])
    op = chance.choice(["at_least", "at_most", "more_than", "less_than", "equals", "between", "is_known"])
    return op, {"between": [number, number + 400], "is_known": None}.get(op, number)


def holds(person: Person, rule: dict[str, Any], as_of: date) -> bool:
    """The rule by definition."""
    if "all" in rule:
        return all(holds(person, part, as_of) for part in rule["all"])
    if "any" in rule:
        return any(holds(person, part, as_of) for part in rule["any"])
    if "not" in rule:
        return not holds(person, rule["not"], as_of)
    said = answer(person, rule["attribute"], rule.get("with", {}), as_of)
    if said == "unknown" and rule["op"] == "is_known":
        return False
    return said is not None and _TESTS[rule["op"]](said, rule.get("value"), as_of)


def _same_type(said: Any, value: Any) -> Any:
    if isinstance(said, date):
        return date.fromisoformat(value)
    return value if isinstance(value, str | bool) else Decimal(str(value))


_FOLDED = {"ﾚｼﾞ": "れじ", "レジ2": "れじ2", "web": "web"}
_TESTS: dict[str, Callable[[Any, Any, date], bool]] = {
    "at_least": lambda a, v, _d: a >= _same_type(a, v),
    "at_most": lambda a, v, _d: a <= _same_type(a, v),
    "more_than": lambda a, v, _d: a > _same_type(a, v),
    "less_than": lambda a, v, _d: a < _same_type(a, v),
    "equals": lambda a, v, _d: a == _same_type(a, v),
    "between": lambda a, v, _d: _same_type(a, v[0]) <= a <= _same_type(a, v[1]),
    "on_or_after": lambda a, v, _d: a >= date.fromisoformat(v),
    "on_or_before": lambda a, v, _d: a <= date.fromisoformat(v),
    "within_last_days": lambda a, v, d: d - timedelta(days=v - 1) <= a <= d,
    "is_known": lambda a, _v, _d: True,
    "is": lambda a, v, _d: a == v,
    "is_not": lambda a, v, _d: a != v,
    "any_of": lambda a, v, _d: a in v,
    "contains": lambda a, v, _d: v in _FOLDED[a],
    "starts_with": lambda a, v, _d: _FOLDED[a].startswith(v.lower()),
}


def random_days(chance: random.Random) -> Iterator[date]:
    """Days to ask for: inside the history, at its edges, on the last day of a long month."""
    yield from (date(2024, 5, 31), date(2025, 3, 31), START, START + timedelta(days=DAYS + 200))
    while True:
        yield _day(chance)
