"""The attributes of purchases that the house offers, once more in plain Python: what every engine must say."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import ROUND_FLOOR, Decimal, localcontext
from itertools import pairwise
from statistics import median
from typing import Any

from .shop import Line, Person, Sale, _in_band, _in_period, _is_day, _place, first_purchase, random_parameters

Sales = list[Sale]
Lines = list[Line]


def _hundredths(value: Decimal) -> Decimal:
    return (value * 100 + Decimal("0.5")).to_integral_value(ROUND_FLOOR) / 100


def _ratio(total: Decimal | int, parts: Decimal | int) -> Decimal | None:
    return None if parts == 0 else _hundredths(Decimal(total) / Decimal(parts))


def _percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    return _ratio(Decimal(part) * 100, whole)


def _times(sales: Sales) -> int:
    return sum(sale.transactions for sale in sales)


def _total(sales: Sales) -> Decimal:
    return sum((sale.amount for sale in sales), Decimal(0))


def _discount(sales: Sales) -> Decimal:
    return sum((sale.discount for sale in sales), Decimal(0))


def _days(sales: Sales) -> list[date]:
    return sorted(sale.day for sale in sales)


def _gaps(sales: Sales) -> list[int]:
    days = _days(sales)
    return [(later - earlier).days for earlier, later in pairwise(days)]


def _span(sales: Sales) -> int:
    return (max(_days(sales)) - min(_days(sales))).days


def _spread(sales: Sales) -> Decimal | None:
    """Standard deviation of the intervals, not rounded."""
    gaps = _gaps(sales)
    if len(gaps) < 2:
        return None
    with localcontext(prec=40):
        mean = Decimal(sum(gaps)) / len(gaps)
        return (sum((gap - mean) ** 2 for gap in gaps) / Decimal(len(gaps))).sqrt()


def _rounded_spread(sales: Sales) -> Decimal | None:
    spread = _spread(sales)
    return None if spread is None else _hundredths(spread)


def _irregularity(sales: Sales) -> Decimal | None:
    spread, gaps = _spread(sales), _gaps(sales)
    if spread is None or not sum(gaps):
        return None
    with localcontext(prec=40):
        return _hundredths(100 * spread * len(gaps) / sum(gaps))


def _overdue(sales: Sales, day: date) -> Decimal | None:
    times = _times(sales) - 1
    return _ratio((day - max(_days(sales))).days * times - _span(sales), times) if sales else None


def _waited(sales: Sales, day: date) -> Decimal | None:
    return _ratio((day - max(_days(sales))).days * (_times(sales) - 1), _span(sales)) if sales else None


def _nth(sales: Sales, nth: int) -> int | None:
    days = _days(sales)
    return (days[nth - 1] - days[0]).days if len(days) >= nth else None


def _in(sale: Sale, band: str) -> bool:
    return sale.minute is not None and _in_band(sale.minute, band)


def _band_share(band: str) -> Callable[[Sales, date], Decimal | None]:
    def share(sales: Sales, _day: date) -> Decimal | None:
        timed = [sale for sale in sales if sale.minute is not None]
        return _percent(_times([sale for sale in timed if _in(sale, band)]), _times(timed))

    return share


def _latest(sales: Sales) -> Sale | None:
    return max(sales, key=_place, default=None)


def _last_shop(sales: Sales, _day: date) -> str | None:
    at_shops = [sale for sale in sales if sale.shop]
    found = max(at_shops, key=lambda sale: (*_place(sale)[:2], sale.shop.pk if sale.shop else 0), default=None)
    return found.shop.code if found and found.shop else None


def _usual_shop(sales: Sales, _day: date) -> str | None:
    times: Counter[tuple[int, str]] = Counter()
    for sale in sales:
        if sale.shop:
            times[-sale.shop.pk, sale.shop.code] += sale.transactions
    return max(times.items(), key=lambda item: (item[1], item[0][0]))[0][1] if times else None


SALES: dict[str, Callable[[Sales, date], Any]] = {
    "count": lambda sales, _day: _times(sales),
    "largest": lambda sales, _day: max((sale.amount for sale in sales), default=None),
    "discount": lambda sales, _day: _discount(sales),
    "discounted_count": lambda sales, _day: _times([sale for sale in sales if sale.discount]),
    "discounted_share": lambda sales, _day: _percent(_times([s for s in sales if s.discount]), _times(sales)),
    "discount_rate": lambda sales, _day: _percent(_discount(sales), _total(sales) + _discount(sales)),
    "first_on": lambda sales, _day: min(_days(sales), default=None),
    "last_on": lambda sales, _day: max(_days(sales), default=None),
    "days_since_first": lambda sales, day: (day - min(_days(sales))).days if sales else None,
    "days_since_last": lambda sales, day: (day - max(_days(sales))).days if sales else None,
    "days_bought": lambda sales, _day: len(set(_days(sales))),
    "months_bought": lambda sales, _day: len({(day.year, day.month) for day in _days(sales)}),
    "interval_days": lambda sales, _day: _ratio(_span(sales), _times(sales) - 1) if sales else None,
    "span_days": lambda sales, _day: _span(sales) if sales else None,
    "median_interval": lambda sales, _day: median(_gaps(sales)) if len(sales) > 1 else None,
    "longest_interval": lambda sales, _day: max(_gaps(sales), default=None),
    "interval_spread": lambda sales, _day: _rounded_spread(sales),
    "irregularity": lambda sales, _day: _irregularity(sales),
    "days_overdue": _overdue,
    "intervals_waited": _waited,
    "days_to_second": lambda sales, _day: _nth(sales, 2),
    "days_to_third": lambda sales, _day: _nth(sales, 3),
    "shops": lambda sales, _day: len({sale.shop.pk for sale in sales if sale.shop}),
    "channels": lambda sales, _day: len({sale.channel for sale in sales if sale.channel}),
    "last_channel": lambda sales, _day: (found.channel or None) if (found := _latest(sales)) else None,
    "lunch_share": _band_share("lunch"),
    "dinner_share": _band_share("dinner"),
    "weekend_share": lambda sales, _day: _percent(
        _times([sale for sale in sales if sale.day.isoweekday() > 5]), _times(sales)
    ),
    "last_shop": _last_shop,
    "usual_shop": _usual_shop,
}
RETURNS: dict[str, Callable[[Sales, date], Any]] = {
    "return_count": lambda returned, _day: _times(returned),
    "return_amount": lambda returned, _day: -_total(returned),
}
NET: dict[str, Callable[[Sales, date], Any]] = {
    "amount": lambda net, _day: _total(net),
    "average": lambda net, _day: _ratio(_total(net), _times([sale for sale in net if sale.kind == "sale"])),
    "return_rate": lambda net, _day: _percent(
        _times([sale for sale in net if sale.kind == "return"]), _times([sale for sale in net if sale.kind == "sale"])
    ),
}


def _items(lines: Lines) -> Decimal:
    return sum((line.quantity for line in lines), Decimal(0))


def _baskets(lines: Lines) -> int:
    return len({line.sale.pk for line in lines})


BOUGHT: dict[str, Callable[[Lines, date], Any]] = {
    "bought": lambda lines, _day: bool(lines),
    "baskets": lambda lines, _day: _baskets(lines),
    "items_per_purchase": lambda lines, _day: _ratio(_items(lines), _baskets(lines)),
    "lines_per_purchase": lambda lines, _day: _ratio(len(lines), _baskets(lines)),
    "products": lambda lines, _day: len({line.product.pk for line in lines}),
    "categories": lambda lines, _day: len({line.product.category_id for line in lines if line.product.category_id}),
    "item_first_on": lambda lines, _day: min((line.day for line in lines), default=None),
    "item_last_on": lambda lines, _day: max((line.day for line in lines), default=None),
    "days_since_item": lambda lines, day: (day - max(line.day for line in lines)).days if lines else None,
}
LINES: dict[str, Callable[[Lines, date], Any]] = {
    "items": lambda lines, _day: float(_items(lines)),
    "item_amount": lambda lines, _day: sum((line.amount for line in lines), Decimal(0)),
    "returned_items": lambda lines, _day: float(-_items([line for line in lines if line.quantity < 0])),
}


def _band_of(sale: Sale) -> str | None:
    bands = ("morning", "lunch", "afternoon", "dinner", "late_night")
    return next((band for band in bands if _in(sale, band)), None)


FIRST: dict[str, Callable[[Sale], Any]] = {
    "first_amount": lambda sale: sale.amount,
    "first_channel": lambda sale: sale.channel or None,
    "first_weekday": lambda sale: str(sale.day.isoweekday()),
    "first_time_band": _band_of,
    "first_discounted": lambda sale: sale.discount > 0,
    "first_shop": lambda sale: sale.shop.code if sale.shop else None,
}
FIRST_LINES: dict[str, Callable[[Lines], Any]] = {
    "first_included": bool,
    "first_items": lambda lines: float(_items(lines)) if lines else None,
}
KEYS = tuple(f"purchases.{key}" for group in (SALES, RETURNS, NET, BOUGHT, LINES, FIRST, FIRST_LINES) for key in group)


def answer(person: Person, key: str, parameters: dict[str, Any], as_of: date) -> Any:
    """What the engine must say, by definition."""
    name = key.removeprefix("purchases.")
    if name in FIRST or name in FIRST_LINES:
        return _of_first(person, name, parameters, as_of)
    if name in BOUGHT or name in LINES:
        lines = [line for line in person.lines if _line_counts(line, parameters, as_of, person)]
        bought = [line for line in lines if line.quantity > 0]
        return BOUGHT[name](bought, as_of) if name in BOUGHT else LINES[name](lines, as_of)
    net = [sale for sale in person.sales if sale.counts and _meets(sale, parameters, as_of, person)]
    if name in NET:
        return NET[name](net, as_of)
    kind = "return" if name in RETURNS else "sale"
    return (RETURNS if name in RETURNS else SALES)[name]([sale for sale in net if sale.kind == kind], as_of)


def _of_first(person: Person, name: str, parameters: dict[str, Any], as_of: date) -> Any:
    sale = first_purchase(person)
    if sale is None or sale.day > as_of:
        return False if name in ("first_discounted", "first_included") else None
    if name in FIRST:
        return FIRST[name](sale)
    lines = [line for line in person.lines if line.sale is sale and line.quantity > 0 and _is_item(line, parameters)]
    return FIRST_LINES[name](lines)


def _meets(sale: Sale, parameters: dict[str, Any], as_of: date, person: Person) -> bool:
    return (
        _in_period(sale.day, parameters, as_of, person)
        and ("holiday" not in parameters or _is_day(sale.day, parameters["holiday"]))
        and ("shop" not in parameters or bool(sale.shop and sale.shop.code in parameters["shop"]))
        and ("channel" not in parameters or sale.channel == parameters["channel"])
        and ("weekday" not in parameters or sale.day.isoweekday() in parameters["weekday"])
        and ("time_band" not in parameters or _in_band(sale.minute, parameters["time_band"]))
    )


def _line_counts(line: Line, parameters: dict[str, Any], as_of: date, person: Person) -> bool:
    return line.sale.counts and _meets(line.sale, parameters, as_of, person) and _is_item(line, parameters)


def _is_item(line: Line, parameters: dict[str, Any]) -> bool:
    category = line.product.category
    path = {"food": "food/", "tea": "food/tea/"}.get(parameters.get("category", ""), "")
    return ("product" not in parameters or line.product.code in parameters["product"]) and (
        not path or bool(category and category.path.startswith(path))
    )


_NO_SHOP = ("purchases.last_shop", "purchases.usual_shop")


def parameters_for(chance: random.Random, key: str) -> dict[str, Any]:
    """Random parameters that the attribute takes."""
    name = key.removeprefix("purchases.")
    if name in FIRST:
        return {}
    found = {} if name in FIRST_LINES else random_parameters(chance, "test.count")
    if chance.random() < 0.3 and name not in FIRST_LINES and name != "last_channel":
        found["channel"] = chance.choice(["store", "web"])
    if key in _NO_SHOP:
        found.pop("shop", None)
    if name in BOUGHT or name in LINES or name in FIRST_LINES:
        of_items = random_parameters(chance, "test.items")
        of_items.pop("period", None)
        found |= of_items
    return found
