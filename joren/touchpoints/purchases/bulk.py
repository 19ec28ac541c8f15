"""Turning staged lines into purchases, a few thousand orders at a time, by set-based SQL.

An order that is known already (same source and number) is compared as a whole: the same again changes nothing; a
different one is replaced, its earlier state being kept for the undo.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from joren.foundation.database.copying import copy_rows
from joren.foundation.importing import Counts
from joren.foundation.importing.rows import Remember, Warn
from joren.record.customers.bulk import create_bare, lock_writers
from joren.record.products.bulk import create_unknown

from . import bulk_sql
from .parts import Folding, fold

ORDERS: Final = 5_000
_STAGED: Final = (
    *("import_id", "row", "order_key", "customer_ref", "member_ref", "shop_id", "product_ref", "description"),
    *("quantity", "amount", "total", "discount", "purchased_at", "business_date", "minute_of_day"),
    *("transactions", "cancelled", "returned", "channel", "note", "email", "part", "refers", "charges", "taken_off"),
)


@dataclass(frozen=True, slots=True)
class Settlement:
    """How the staged lines of one import become purchases.

    `customer_source`: whose customer numbers the file holds. `number_rows`: rows without an order number are
    purchases of their own, so that equal ones are told apart by counting.
    """

    import_id: int
    source: str
    customer_source: str
    create_customers: bool
    number_rows: bool
    at: datetime
    remember: Remember
    warn: Warn


def stage(lines: Iterable[tuple[Any, ...]]) -> None:
    """Lay lines down, in the caller's transaction."""
    copy_rows("purchases_stagedline", _STAGED, lines)


def settle(settlement: Settlement, position: str) -> tuple[Counts, str | None]:
    """One step, in the caller's transaction: first what concerns the whole file, then orders, then tidying up."""
    if not position:
        return _prepare(settlement), ">"
    last = _last_of_batch(settlement, position[1:])
    if last is None:
        _run("DELETE FROM purchases_stagedline WHERE import_id = %s", [settlement.import_id])
        return Counts(), None
    return _settle_batch(settlement, position[1:], last), f">{last}"


def _prepare(settlement: Settlement) -> Counts:
    key = [settlement.import_id]
    counts = fold(
        Folding(
            settlement.import_id, settlement.source, settlement.customer_source, settlement.remember, settlement.warn
        )
    )
    if settlement.number_rows:
        _run(bulk_sql.NUMBER_ROWS, [*key, *key])
    products = dict(_all(bulk_sql.PRODUCTS_NAMED, key))
    if products:
        made = create_unknown(products, source=settlement.source, import_id=settlement.import_id)
        counts["products_new"] = made
    unknown = _all(bulk_sql.UNKNOWN_CUSTOMERS, [*key, settlement.customer_source])
    if unknown and settlement.create_customers:
        numbers = [number for number, _row, _lines in unknown]
        counts["customers_new"] = create_bare(
            numbers, source=settlement.customer_source, import_id=settlement.import_id, at=settlement.at
        )
    else:
        _warn_unknown(settlement, unknown)
    for number, row, customers in _all(bulk_sql.SPLIT_ORDERS, key):
        sentence = _("An order names more than one customer; the first one counts.")
        settlement.warn(row, "split_order", sentence, value=f"{number}: {customers}")
    _run("ANALYZE purchases_stagedline", [])
    return Counts({name: count for name, count in counts.items() if count})


def _warn_unknown(settlement: Settlement, unknown: list[tuple[Any, ...]]) -> None:
    sentence = _(
        "A customer number is not known; the purchase was kept without a customer. Import the customers and then"
        " this file once more, or let it create the customers."
    )
    for number, row, _lines in sorted(unknown, key=lambda one: one[1]):
        settlement.warn(row, "unknown_customer", sentence, value=number)


def _last_of_batch(settlement: Settlement, after: str) -> str | None:
    ((last,),) = _all(bulk_sql.LAST_OF_BATCH, [settlement.import_id, after, ORDERS])
    return None if last is None else str(last)


def _settle_batch(settlement: Settlement, after: str, last: str) -> Counts:
    source, import_id = settlement.source, settlement.import_id
    lock_writers()  # nobody is merged between being found and being written
    _run(bulk_sql.BATCH_LINES, [settlement.import_id, after, last])
    _run(bulk_sql.BATCH_ORDERS, [settlement.customer_source] * 4)
    _run(bulk_sql.KNOWN_ORDERS, [source])
    counts = _counted()
    changed = [key for (key,) in _all(bulk_sql.CHANGED_IDS, [])]
    if changed:
        _forget_changed(settlement, changed)
    _run(bulk_sql.INSERT_PURCHASES, [source, import_id])
    _run(bulk_sql.INSERT_LINES, [import_id])
    _run(bulk_sql.INSERT_EVENTS, [import_id])
    _run(bulk_sql.DROP, [])
    return counts


def _forget_changed(settlement: Settlement, changed: list[int]) -> None:
    """Keep the changed purchases as they were, then bring their own row up to date and drop their lines and events."""
    lines = [key for (key,) in _all("SELECT id FROM purchases_purchaseline WHERE purchase_id = ANY(%s)", [changed])]
    events = [key for (key,) in _all(bulk_sql.EVENTS_OF, [changed])]
    settlement.remember("purchases_purchase", changed)
    settlement.remember("purchases_purchaseline", lines, deleted=True)
    settlement.remember("timeline_event", events, deleted=True)
    _run("DELETE FROM purchases_purchaseline WHERE id = ANY(%s)", [lines])
    _run("DELETE FROM timeline_event WHERE id = ANY(%s)", [events])
    _run(bulk_sql.UPDATE_PURCHASES, [])


def known_lines(import_id: int, order_key: str) -> tuple[datetime, int | None, bool, bool] | None:
    """Moment, minute of the day, cancelled and returned of the first line an earlier batch laid down for an order."""
    found = _all(bulk_sql.FIRST_LINE, [import_id, order_key])
    return found[0] if found else None


def _counted() -> Counts:
    ((new, changed, unchanged, anonymous, returns, cancelled),) = _all(bulk_sql.COUNT, [])
    counts = Counts({"new": new, "changed": changed, "unchanged": unchanged})
    told = {"anonymous": anonymous, "returns": returns, "cancelled": cancelled}
    counts.update({name: count for name, count in told.items() if count})
    return counts


def _run(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def _all(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())
