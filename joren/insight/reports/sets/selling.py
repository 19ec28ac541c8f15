"""Cross-selling and up-selling: who bought something else too, and who came to pay more for the same kind of thing."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from joren.insight.reports.reading import Facts, average, money_unit, over_days, share

from .baskets import FROM_LINES, ITEMS, names_of
from .counted import given_values, values

_TIMES: Final = Decimal("0.01")


@over_days
def cross(
    staff: Any, *, start: date | None, end: date | None, level: str, within: int, limit: int, as_of: date
) -> list[dict[str, Any]]:
    """Of the buyers of one item, how many bought another within so many days of the first one, or in one purchase.

    A row for each pair of the `limit` items with most buyers. Both directions are there.
    """
    facts, asked = Facts(), values(start, end, as_of)
    items = _most_bought(facts, level, asked, limit)
    if not items:
        return []
    sql = f"""
        WITH {_buyers(level, within, list(items))}
        SELECT one, other, count(*) FILTER (WHERE watched AND soon), count(*) FILTER (WHERE at_once)
        FROM met GROUP BY 1, 2
    """  # noqa: S608
    found = {(row["one"], row["other"]): row for row in facts.rows(sql, ("one", "other", "soon", "at_once"), asked)}
    names, watched = names_of(facts, level), _watched(facts, level, within, list(items), asked)
    return [
        _crossed(one, other, items[one], watched.get(one, 0), found.get((one, other)), names)
        for one in items
        for other in items
        if one != other
    ]


def _crossed(
    one: int, other: int, buyers: int, watched: int, found: dict[str, Any] | None, names: dict[int, str]
) -> dict[str, Any]:
    soon, at_once = (found["soon"], found["at_once"]) if found else (0, 0)
    return {
        "_row": f"{one}+{other}",
        "bought": names.get(one, ""),
        "also": names.get(other, ""),
        "watched": watched,
        "customers": soon,
        "share": share(soon, watched),
        "buyers": buyers,
        "at_once": at_once,
        "at_once_share": share(at_once, buyers),
    }


def of_cross(staff: Any, row: str, **given: Any) -> list[int]:
    """Those watched long enough who bought the other one too within the days. Raises LookupError."""
    one, plus, other = row.partition("+")
    if not (plus and one.isdecimal() and other.isdecimal()):
        raise LookupError(row)
    sql = f"""
        WITH {_buyers(given["level"], given["within"], [int(one), int(other)])}
        SELECT person FROM met WHERE one = [one] AND other = [other] AND watched AND soon ORDER BY person
    """  # noqa: S608
    rows = Facts().rows(sql, ("person",), given_values(given) | {"one": int(one), "other": int(other)})
    return [found["person"] for found in rows]


def _lines(level: str) -> str:
    """A query: what known customers bought, one row for each purchase and item, with its day, pieces and amount."""
    item = ITEMS[level]
    return f"""
        SELECT purchase_lines.customer_id AS person, purchase_lines.purchase_id AS basket, {item} AS item,
            min(purchase_lines.business_date) AS day, sum(purchase_lines.amount) AS amount,
            sum(purchase_lines.quantity_thousandths) AS pieces
        FROM {FROM_LINES[level]}
        WHERE purchase_lines.counts AND {item} IS NOT NULL AND purchase_lines.customer_id IS NOT NULL
            AND purchase_lines.business_date <= CAST([as_of] AS date)
            AND purchase_lines.purchase_id NOT IN (
                SELECT purchases.id FROM {{purchases}} WHERE purchases.kind <> 'sale' OR purchases.transactions <> 1
            )
        GROUP BY 1, 2, 3 HAVING sum(purchase_lines.quantity_thousandths) > 0
    """  # noqa: S608


def _most_bought(facts: Facts, level: str, asked: dict[str, Any], limit: int) -> dict[int, int]:
    """The items with most buyers whose first purchase of it lies in the period, and how many they are."""
    sql = f"""
        WITH firsts AS (SELECT person, item, min(day) AS first_on FROM ({_lines(level)}) AS bought GROUP BY 1, 2)
        SELECT item, count(*) AS number FROM firsts
        WHERE first_on >= CAST([start] AS date) AND first_on <= CAST([end] AS date)
        GROUP BY item ORDER BY number DESC, item LIMIT {int(limit)}
    """  # noqa: S608
    return {row["item"]: row["number"] for row in facts.rows(sql, ("item", "number"), asked)}


def _watched(facts: Facts, level: str, within: int, items: list[int], asked: dict[str, Any]) -> dict[int, int]:
    """How many buyers of each item have been watched for the days after their first one."""
    sql = f"WITH {_firsts(level, within, items)} SELECT item, count(*) FROM firsts WHERE watched GROUP BY item"  # noqa: S608
    return {row["item"]: row["number"] for row in facts.rows(sql, ("item", "number"), asked)}


def _firsts(level: str, within: int, items: list[int]) -> str:
    wanted = ", ".join(str(int(item)) for item in items)
    return f"""
        bought AS (SELECT person, basket, item, day FROM ({_lines(level)}) AS every_one WHERE item IN ({wanted})
        ), firsts AS (
            SELECT person, item, first_on,
                CAST(CAST([as_of] AS date) - first_on AS integer) >= {int(within)} AS watched
            FROM (SELECT person, item, min(day) AS first_on FROM bought GROUP BY 1, 2) AS ever
            WHERE first_on >= CAST([start] AS date) AND first_on <= CAST([end] AS date)
        )
    """  # noqa: S608


def _buyers(level: str, within: int, items: list[int]) -> str:
    """Common table expressions that end in ``met``: a person who bought `one` and, at some time, `other`.

    `soon`: `other` within the days from the first `one` on; `at_once`: both in one purchase, ever since the first.
    """
    return f"""
        {_firsts(level, within, items)}, together AS (
            SELECT DISTINCT one.person, one.item AS one, other.item AS other
            FROM bought AS one JOIN bought AS other ON other.basket = one.basket AND other.item <> one.item
        ), met AS (
            SELECT firsts.person AS person, firsts.item AS one, bought.item AS other, firsts.watched AS watched,
                min(CASE WHEN bought.day >= firsts.first_on THEN bought.day END) <= firsts.first_on + {int(within)}
                    AS soon,
                count(together.person) > 0 AS at_once
            FROM firsts JOIN bought ON bought.person = firsts.person AND bought.item <> firsts.item
            LEFT JOIN together ON together.person = firsts.person AND together.one = firsts.item
                AND together.other = bought.item
            GROUP BY firsts.person, firsts.item, bought.item, firsts.watched, firsts.first_on
        )
    """  # noqa: S608


# --- up-selling -------------------------------------------------------------------------------------------------------


@over_days
def up(
    staff: Any, *, start: date | None, end: date | None, level: str, percent: int, limit: int, as_of: date
) -> list[dict[str, Any]]:
    """How many repeat buyers pay at least `percent` more per piece than at first, and how each step went."""
    sql = f"""
        WITH {_prices(level)}, people AS (
            SELECT person, item, bool_or(last_one AND {_rose("first_", percent)}) AS rose,
                count(*) AS steps,
                count(*) FILTER (WHERE {_rose("last_", percent)}) AS steps_up,
                count(*) FILTER (WHERE {_fell(percent)}) AS steps_down,
                sum(last_amount) AS last_amount, sum(last_pieces) AS last_pieces,
                sum(amount) AS amount, sum(pieces) AS pieces
            FROM priced WHERE last_amount IS NOT NULL GROUP BY person, item
        )
        SELECT item, count(*) AS buyers, count(*) FILTER (WHERE rose), CAST(sum(steps) AS bigint),
            CAST(sum(steps_up) AS bigint), CAST(sum(steps_down) AS bigint),
            sum(last_amount), sum(last_pieces), sum(amount), sum(pieces)
        FROM people GROUP BY item ORDER BY buyers DESC, item LIMIT {int(limit)}
    """  # noqa: S608
    facts, money = Facts(), money_unit()
    columns = ("item", "buyers", "rose", "steps", "up", "down", "before", "before_pieces", "after", "after_pieces")
    rows = facts.rows(sql, columns, values(start, end, as_of))
    names = names_of(facts, level) if rows else {}
    return [_risen(row, names, money) for row in rows]


def _risen(row: dict[str, Any], names: dict[int, str], money: Decimal) -> dict[str, Any]:
    return {
        "_row": str(row["item"]),
        "item": names.get(row["item"], ""),
        "buyers": row["buyers"],
        "customers": row["rose"],
        "share": share(row["rose"], row["buyers"]),
        "steps": row["steps"],
        "steps_up": share(row["up"], row["steps"]),
        "steps_down": share(row["down"], row["steps"]),
        "before": average(row["before"] * 1000, int(row["before_pieces"]), money),
        "after": average(row["after"] * 1000, int(row["after_pieces"]), money),
    }


def of_up(staff: Any, row: str, **given: Any) -> list[int]:
    """The repeat buyers of an item who came to pay more. Raises LookupError."""
    if not row.isdecimal():
        raise LookupError(row)
    sql = f"""
        WITH {_prices(given["level"])} SELECT DISTINCT person FROM priced
        WHERE item = [item] AND last_one AND last_amount IS NOT NULL AND {_rose("first_", given["percent"])}
        ORDER BY person
    """  # noqa: S608
    rows = Facts().rows(sql, ("person",), given_values(given) | {"item": int(row)})
    return [found["person"] for found in rows]


def _prices(level: str) -> str:
    """Common table expressions that end in ``priced``: each purchase of an item beside the one before and the first.

    Purchases in which the item cost nothing have no price and are left out.
    """
    return f"""
        bought AS (
            SELECT person, item, day, basket, amount, pieces FROM ({_lines(level)}) AS every_one
            WHERE amount > 0 AND day >= CAST([start] AS date) AND day <= CAST([end] AS date)
        ), priced AS (
            SELECT person, item, amount, pieces, lag(amount) OVER before AS last_amount,
                lag(pieces) OVER before AS last_pieces, first_value(amount) OVER before AS first_amount,
                first_value(pieces) OVER before AS first_pieces,
                lead(basket) OVER before IS NULL AS last_one
            FROM bought WINDOW before AS (PARTITION BY person, item ORDER BY day, basket)
        )
    """  # noqa: S608


def _rose(which: str, percent: int) -> str:
    """Whether the price a piece is at least so many per cent above another: multiplied out, so that a tie is one."""
    return (
        f"CAST(amount * 100 AS double precision) * {which}pieces * 100"
        f" >= CAST({which}amount * 100 AS double precision) * pieces * {100 + int(percent)}"
    )


def _fell(percent: int) -> str:
    return (
        f"CAST(amount * 100 AS double precision) * last_pieces * 100"
        f" <= CAST(last_amount * 100 AS double precision) * pieces * {100 - int(percent)}"
    )
