"""Cross-selling and up-selling: who bought something else too, and who came to pay more for the same kind of thing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from joren.insight.reports.reading import Facts, average, money_unit, over_days, share

from .baskets import FROM_LINES, ITEMS, NO_BASKET, names_of
from .counted import given_values, values


@over_days
def cross(
    staff: Any, *, start: date | None, end: date | None, level: str, within: int, limit: int, as_of: date
) -> list[dict[str, Any]]:
    """Of the buyers of one item, how many bought another within so many days of the first one, or in one purchase.

    A row for each pair of the `limit` items with most buyers. Both directions are there.
    """
    facts, asked = Facts(), values(start, end, as_of)
    items = _most_bought(facts, level, asked, limit)
    places = list(enumerate(items))
    pairs = [(one, other) for one, _item in places for other, _other in places if one != other]
    if not pairs:
        return []
    told = [f"count(*) FILTER (WHERE {_WATCHED.format(one=one, within=within)})" for one, _item in places]
    for one, other in pairs:
        watched = _WATCHED.format(one=one, within=within)
        told.append(f"count(*) FILTER (WHERE {watched} AND {_has(f'soon{one}', other)})")
        told.append(f"count(*) FILTER (WHERE {_CHOSEN.format(one=one)} AND {_has(f'with{one}', other)})")
    columns = [f"watched{one}" for one, _item in places]
    columns += [f"{what}{one}_{other}" for one, other in pairs for what in ("soon", "at_once")]
    found: Counter[str] = Counter()
    for part in _parts(facts):
        sql = f"WITH {_met(level, within, items, part)} SELECT {', '.join(told)} FROM met"  # noqa: S608
        found.update(facts.rows(sql, columns, asked)[0])
    names = names_of(facts, level)
    buyers = list(items.values())
    return [
        _crossed(items, one, other, names)
        | {
            "watched": found[f"watched{one}"],
            "customers": found[f"soon{one}_{other}"],
            "share": share(found[f"soon{one}_{other}"], found[f"watched{one}"]),
            "buyers": buyers[one],
            "at_once": found[f"at_once{one}_{other}"],
            "at_once_share": share(found[f"at_once{one}_{other}"], buyers[one]),
        }
        for one, other in pairs
    ]


def _crossed(items: dict[int, int], one: int, other: int, names: dict[int, str]) -> dict[str, Any]:
    ids = list(items)
    return {
        "_row": f"{ids[one]}+{ids[other]}",
        "bought": names.get(ids[one], ""),
        "also": names.get(ids[other], ""),
    }


def of_cross(staff: Any, row: str, **given: Any) -> list[int]:
    """Those watched long enough who bought the other one too within the days. Raises LookupError."""
    one, plus, other = row.partition("+")
    if not (plus and one.isdecimal() and other.isdecimal()):
        raise LookupError(row)
    sql = f"""
        WITH {_met(given["level"], given["within"], [int(one), int(other)])}
        SELECT person FROM met WHERE {_WATCHED.format(one=0, within=int(given["within"]))} AND {_has("soon0", 1)}
        ORDER BY person
    """  # noqa: S608
    return [found["person"] for found in Facts().rows(sql, ("person",), given_values(given))]


_COUNTS: Final = f"""
    purchase_lines.counts AND purchase_lines.customer_id IS NOT NULL
    AND purchase_lines.business_date <= CAST([as_of] AS date) AND purchase_lines.purchase_id NOT IN ({NO_BASKET})
"""
_MIXED: Final = (
    "SELECT purchase_lines.purchase_id FROM {purchase_lines}"
    " WHERE purchase_lines.counts AND purchase_lines.quantity_thousandths <= 0"
)
"""Purchases in which something came back: only there pieces must be added up to know what was kept."""


SLICE: Final = 8_000_000
"""Lines of purchases looked at in one question, about: customers are taken in parts, and the counts added up."""


def _parts(facts: Facts) -> list[str]:
    """Conditions that part the customers so that a question about each part stays small."""
    lines = facts.rows("SELECT count(*) FROM {purchase_lines}", ("number",))[0]["number"]
    parts = lines // SLICE + 1
    return [f" AND purchase_lines.customer_id % {parts} = {part}" if parts > 1 else "" for part in range(parts)]


def _lines(level: str, narrow: str = "") -> str:
    """A query: what known customers bought, one row for each purchase and item, with its day, pieces and amount."""
    item = ITEMS[level]
    return f"""
        SELECT purchase_lines.customer_id AS person, purchase_lines.purchase_id AS basket, {item} AS item,
            min(purchase_lines.business_date) AS day, sum(purchase_lines.amount) AS amount,
            sum(purchase_lines.quantity_thousandths) AS pieces
        FROM {FROM_LINES[level]} WHERE {_COUNTS} AND {item} IS NOT NULL{narrow}
        GROUP BY 1, 2, 3 HAVING sum(purchase_lines.quantity_thousandths) > 0
    """  # noqa: S608


def _most_bought(facts: Facts, level: str, asked: dict[str, Any], limit: int) -> dict[int, int]:
    """The items with most buyers whose first purchase of it lies in the period, and how many they are."""
    item = ITEMS[level]
    sql = f"""
        WITH bought AS (
            SELECT purchase_lines.customer_id AS person, {item} AS item, purchase_lines.business_date AS day
            FROM {FROM_LINES[level]}
            WHERE {_COUNTS} AND {item} IS NOT NULL AND purchase_lines.purchase_id NOT IN ({_MIXED})
            UNION ALL
            SELECT max(purchase_lines.customer_id), {item}, min(purchase_lines.business_date)
            FROM {FROM_LINES[level]}
            WHERE {_COUNTS} AND {item} IS NOT NULL AND purchase_lines.purchase_id IN ({_MIXED})
            GROUP BY purchase_lines.purchase_id, {item} HAVING sum(purchase_lines.quantity_thousandths) > 0
        ), firsts AS (SELECT person, item, min(day) AS first_on FROM bought GROUP BY 1, 2)
        SELECT item, count(*) AS number FROM firsts
        WHERE first_on >= CAST([start] AS date) AND first_on <= CAST([end] AS date)
        GROUP BY item ORDER BY number DESC, item LIMIT {int(limit)}
    """  # noqa: S608
    return {row["item"]: row["number"] for row in facts.rows(sql, ("item", "number"), asked)}


_CHOSEN: Final = "first{one} >= CAST([start] AS date) AND first{one} <= CAST([end] AS date)"
_WATCHED: Final = f"{_CHOSEN} AND CAST([as_of] AS date) - first{{one}} >= {{within}}"


def _has(mask: str, place: int) -> str:
    return f"({mask} & {1 << place}) > 0"


def _met(level: str, within: int, items: Iterable[int], narrow: str = "") -> str:
    """Common table expressions that end in ``met``: one row a person.

    For the item at each place n: `first<n>`, the day of the first one; `soon<n>`, as bits by place, the items bought
    from then on within the days; `with<n>`, those ever bought together with it.
    """
    item, places = ITEMS[level], list(enumerate(items))
    kept = "sum(purchase_lines.quantity_thousandths) FILTER (WHERE {item} = {pk}) > 0"
    mask = " + ".join(
        f"CASE WHEN {kept.format(item=item, pk=int(pk))} THEN {1 << place} ELSE 0 END" for place, pk in places
    )
    firsts = ", ".join(f"min(day) FILTER (WHERE {_has('mask', place)}) AS first{place}" for place, _pk in places)
    met = ", ".join(
        f"min(first{place}) AS first{place},"
        f" bit_or(mask) FILTER (WHERE day >= first{place} AND day <= first{place} + {int(within)}) AS soon{place},"
        f" bit_or(mask) FILTER (WHERE {_has('mask', place)}) AS with{place}"
        for place, _pk in places
    )
    wanted = ", ".join(str(int(pk)) for _place, pk in places)
    return f"""
        baskets AS MATERIALIZED (
            SELECT purchase_lines.customer_id AS person, min(purchase_lines.business_date) AS day, {mask} AS mask
            FROM {FROM_LINES[level]} WHERE {_COUNTS} AND {item} IN ({wanted}){narrow}
            GROUP BY purchase_lines.customer_id, purchase_lines.purchase_id
        ), firsts AS (SELECT person, {firsts} FROM baskets GROUP BY person
        ), met AS (
            SELECT baskets.person AS person, {met}
            FROM baskets JOIN firsts ON firsts.person = baskets.person GROUP BY baskets.person
        )
    """  # noqa: S608


# --- up-selling -------------------------------------------------------------------------------------------------------


@over_days
def up(
    staff: Any, *, start: date | None, end: date | None, level: str, percent: int, limit: int, as_of: date
) -> list[dict[str, Any]]:
    """How many repeat buyers pay at least `percent` more per piece than at first, and how each step went."""
    facts, money = Facts(), money_unit()
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for part in _parts(facts):
        for row in facts.rows(_steps(level, percent, part), ("item", *_SUMS), values(start, end, as_of)):
            found[row.pop("item")].update(row)
    names = names_of(facts, level) if found else {}
    most = sorted(found, key=lambda item: (-found[item]["buyers"], item))[:limit]
    return [_risen(item, found[item], names, money) for item in most]


_SUMS: Final = ("buyers", "rose", "steps", "up", "down", "before", "before_pieces", "after", "after_pieces")


def _steps(level: str, percent: int, narrow: str) -> str:
    return f"""
        WITH {_prices(level, narrow)}, people AS (
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
        FROM people GROUP BY item
    """  # noqa: S608


def _risen(item: int, row: Mapping[str, Any], names: dict[int, str], money: Decimal) -> dict[str, Any]:
    return {
        "_row": str(item),
        "item": names.get(item, ""),
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
        WITH {_prices(given["level"], f" AND {ITEMS[given['level']]} = [item]")} SELECT DISTINCT person FROM priced
        WHERE item = [item] AND last_one AND last_amount IS NOT NULL AND {_rose("first_", given["percent"])}
        ORDER BY person
    """  # noqa: S608
    rows = Facts().rows(sql, ("person",), given_values(given) | {"item": int(row)})
    return [found["person"] for found in rows]


def priced_steps(level: str, percent: int) -> tuple[str, str]:
    """Common table expressions that end in ``priced``, and the condition that a step went up by the per cent.

    A row with a `last_amount` is a step from the purchase before to the one on `day`.
    """
    return _prices(level, ""), _rose("last_", percent)


def bought_items(level: str) -> str:
    """A query: what known customers bought by the value ``as_of``: `person`, `basket`, `item`, `day`."""
    return _lines(level)


def _prices(level: str, narrow: str) -> str:
    """Common table expressions that end in ``priced``: each purchase of an item beside the one before and the first.

    Purchases in which the item cost nothing have no price and are left out.
    """
    return f"""
        bought AS (
            SELECT person, item, day, basket, amount, pieces FROM ({_lines(level, narrow)}) AS every_one
            WHERE amount > 0 AND day >= CAST([start] AS date) AND day <= CAST([end] AS date)
        ), priced AS (
            SELECT person, item, day, amount, pieces, lag(amount) OVER before AS last_amount,
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
