"""The twenty representative rules, each with the DuckDB SQL somebody would write by hand over the same files.

``{purchases}`` and the other names stand for the bracketed relations of the mirror, ``{ready}`` for its table with one
row a customer, whose columns stand as ``{count}``, ``{amount}`` …; ``$day`` is the day asked for. "Common" rules are
those that read nothing but what is known of each customer.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

AS_OF: Final = date(2025, 6, 1)
READY: Final = {
    "count": "purchases.count",
    "amount": "purchases.amount",
    "average": "purchases.average",
    "first_on": "purchases.first_on",
    "last_on": "purchases.last_on",
    "interval": "purchases.interval_days",
    "second": "purchases.days_to_second",
    "prefecture": "customer.prefecture",
}
_THERE: Final = "(c.registered_on IS NULL OR c.registered_on <= $day)"
_SALES: Final = "NOT cancelled AND kind = 'sale' AND customer_id IS NOT NULL AND business_date <= $day"


@dataclass(frozen=True, slots=True)
class Case:
    """A rule and the same by hand."""

    name: str
    rule: dict[str, Any]
    by_hand: str
    common: bool = False


def leaf(attribute: str, op: str, value: Any, **parameters: Any) -> dict[str, Any]:
    """A comparison."""
    return {"attribute": attribute, "op": op, "value": value, **({"with": parameters} if parameters else {})}


def _known(name: str, rule: dict[str, Any], where: str) -> Case:
    return Case(name, rule, f"SELECT count(*) FROM {{ready}} AS c WHERE {where} AND {_THERE}", common=True)


def _joined(name: str, rule: dict[str, Any], passes: dict[str, str], where: str, base: str = "customers") -> Case:
    """`passes`: queries by alias, each one row a customer with the column ``id``."""
    joins = " ".join(f"JOIN ({query}) AS {alias} ON {alias}.id = c.id" for alias, query in passes.items())
    return Case(name, rule, f"SELECT count(*) FROM {{{base}}} AS c {joins} WHERE {where} AND {_THERE}")


def _sales(having: str, where: str = "TRUE", columns: str = "") -> str:
    more = f", {columns}" if columns else ""
    having = f" HAVING {having}" if having else ""
    rows = f"FROM {{purchases}} AS f WHERE {_SALES} AND {where}"
    return f"SELECT customer_id AS id{more} {rows} GROUP BY customer_id{having}"


_LUNCH: Final = "minute_of_day >= 660 AND minute_of_day <= 899"
_DINNER: Final = "minute_of_day >= 1020 AND minute_of_day <= 1379"
_CONSENT: Final = (
    "SELECT customer_id AS id FROM {{consents}} AS f WHERE channel = '{channel}' AND purpose = 'marketing'"
    " AND granted_on <= $day AND (withdrawn_on IS NULL OR withdrawn_on > $day) GROUP BY customer_id"
)
_TEA: Final = (
    "SELECT customer_id AS id FROM {purchase_lines} AS f JOIN {products} AS d ON d.id = f.product_id"
    " WHERE counts AND business_date <= $day AND d.category_id = (SELECT id FROM {categories} AS k WHERE code = 'C3')"
    " AND customer_id IS NOT NULL GROUP BY customer_id HAVING sum(amount) > 1000"
)

CASES: Final = (
    _known("1 women born in May", {"all": [leaf("customer.gender", "is", "female"),
           leaf("customer.birth_month", "equals", 5)]}, "c.gender = 'female' AND c.birth_month = 5"),
    _known("2 three purchases", leaf("purchases.count", "at_least", 3), "{count} >= 3"),
    _known("3 bought for 30,000", leaf("purchases.amount", "at_least", 30_000), "{amount} >= 30000"),
    _known("4 once, half a year ago", {"all": [leaf("purchases.count", "equals", 1),
           leaf("purchases.days_since_last", "at_least", 180)]}, "{count} = 1 AND $day - {last_on} >= 180"),
    _known("5 an RFM cell", {"all": [leaf("purchases.days_since_last", "at_most", 90),
           leaf("purchases.count", "at_least", 5), leaf("purchases.amount", "at_least", 50_000)]},
           "$day - {last_on} <= 90 AND {count} >= 5 AND {amount} >= 50000"),
    _known("6 about to leave", {"all": [leaf("purchases.count", "at_least", 3),
           leaf("purchases.days_since_last", "between", [120, 365])]},
           "{count} >= 3 AND $day - {last_on} BETWEEN 120 AND 365"),
    _known("7 once and much", {"all": [leaf("purchases.count", "equals", 1),
           leaf("purchases.amount", "at_least", 10_000)]}, "{count} = 1 AND {amount} >= 10000"),
    _known("8 often, large baskets", {"all": [leaf("purchases.average", "at_least", 5_000),
           leaf("purchases.interval_days", "at_most", 30)]}, "{average} >= 5000 AND {interval} <= 30"),
    _known("9 back within a month", leaf("purchases.days_to_second", "at_most", 30), "{second} <= 30"),
    _known("10 Tokyo, regular", {"all": [leaf("customer.prefecture", "is", "東京都"),
           leaf("purchases.count", "at_least", 10)]}, "{prefecture} = '東京都' AND {count} >= 10"),
    _joined("11 three in a year", leaf("purchases.count", "at_least", 3, period={"last_days": 365}),
            {"p": _sales("sum(transactions) >= 3", "business_date > $day - 365")}, "TRUE"),
    _joined("12 last fiscal year", leaf("purchases.amount", "at_least", 30_000, period={"fiscal_year": "last"}),
            {"p": "SELECT customer_id AS id FROM {purchases} AS f WHERE NOT cancelled AND customer_id IS NOT NULL"
                  " AND business_date BETWEEN DATE '2024-04-01' AND DATE '2025-03-31'"
                  " GROUP BY customer_id HAVING sum(amount) >= 30000"}, "TRUE"),
    _joined("13 lunch only", {"all": [leaf("purchases.count", "at_least", 2, time_band="lunch"),
            leaf("purchases.count", "equals", 0, time_band="dinner")]},
            {"p": _sales(f"sum(transactions) FILTER (WHERE {_LUNCH}) >= 2"
                         f" AND coalesce(sum(transactions) FILTER (WHERE {_DINNER}), 0) = 0")}, "TRUE"),
    _joined("14 weekends at a shop", leaf("purchases.count", "at_least", 3, shop="S1", weekday=[6, 7]),
            {"p": _sales("sum(transactions) >= 3", "shop_id = 1 AND isodow(business_date) IN (6, 7)")}, "TRUE"),
    _joined("15 nested", {"all": [{"any": [leaf("purchases.count", "at_least", 3, period={"last_days": 180}),
            leaf("purchases.amount", "at_least", 20_000, period={"last_days": 90})]},
            {"not": leaf("purchases.days_since_last", "more_than", 60)}]},
            {"p": "SELECT customer_id AS id FROM {purchases} AS f WHERE NOT cancelled AND business_date <= $day"
                  " AND business_date > $day - 180 AND customer_id IS NOT NULL GROUP BY customer_id"
                  " HAVING sum(transactions) FILTER (WHERE kind = 'sale') >= 3"
                  " OR sum(amount) FILTER (WHERE business_date > $day - 90) >= 20000"},
            "NOT coalesce($day - {last_on} > 60, FALSE)", "ready"),
    _joined("16 a category", leaf("purchases.item_amount", "more_than", 1_000, category="C3"), {"l": _TEA}, "TRUE"),
    _joined("17 a product in a year", leaf("purchases.items", "at_least", 1, product="P1", period={"last_days": 365}),
            {"l": "SELECT customer_id AS id FROM {purchase_lines} AS f WHERE counts AND business_date <= $day"
                  " AND business_date > $day - 365 AND product_id = 1 AND customer_id IS NOT NULL GROUP BY customer_id"
                  " HAVING sum(quantity_thousandths) >= 1000"}, "TRUE"),
    _joined("18 opens and may be written to", {"all": [leaf("mail.opened", "at_least", 1, period={"last_days": 90}),
            leaf("consent.given", "is", True, channel="mail", purpose="marketing")]},
            {"e": "SELECT customer_id AS id FROM {events} AS f WHERE key = 'mail.opened' AND occurred_on <= $day"
                  " AND occurred_on > $day - 90 GROUP BY customer_id", "k": _CONSENT.format(channel="mail")}, "TRUE"),
    _joined("19 Tokyo on LINE", {"all": [leaf("customer.prefecture", "is", "東京都"),
            leaf("purchases.count", "at_least", 2),
            leaf("consent.given", "is", True, channel="line", purpose="marketing")]},
            {"k": _CONSENT.format(channel="line")}, "{prefecture} = '東京都' AND {count} >= 2", "ready"),
    _joined("20 five conditions", {"all": [leaf("purchases.count", "at_least", 3, period={"last_days": 365}),
            leaf("purchases.amount", "at_least", 20_000), leaf("purchases.days_since_last", "at_most", 90),
            leaf("purchases.item_amount", "more_than", 1_000, category="C3"), leaf("customer.gender", "is", "female")]},
            {"p": _sales("sum(transactions) >= 3", "business_date > $day - 365"), "l": _TEA},
            "{amount} >= 20000 AND $day - {last_on} <= 90 AND c.gender = 'female'", "ready"),
)  # fmt: skip
