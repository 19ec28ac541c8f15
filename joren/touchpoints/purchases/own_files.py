"""Purchase files that a Joren wrote (see `exporting`): every cell means exactly one thing, and is taken at its word.

Each row says of which system its purchase is, so that one file holds the purchases of many. Lines are laid down in
`purchases_ownline` and become purchases in set-based steps, as those of other files do.
"""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from joren.foundation.database.copying import copy_rows
from joren.foundation.importing import Counts, Plan
from joren.foundation.importing.answers import yes_or_no
from joren.foundation.importing.values import amount, day, moment, quantity, whole
from joren.foundation.time.business_day import business_date
from joren.foundation.time.clock import TOKYO
from joren.record.customers.record_keys import customers_of
from joren.record.products.bulk import create_unknown
from joren.record.shops.bulk import ShopsByCode

from . import bulk_sql, own_files_sql
from .import_cells import Cells
from .models import Purchase

ORDERS: Final = 5_000
_SEPARATOR: Final = "\x1f"
_KEYS: Final = (
    *("order", "order_source", "record_id", "customer_reference", "date", "business_date", "shop", "product"),
    *("description", "quantity", "amount", "total", "discount", "returned", "cancelled", "cancel_moment"),
    *("channel", "transactions", "note"),
)
_COLUMNS: Final = (
    *("import_id", "row", "order_key", "customer_id", "customer_reference", "shop_id", "kind", "purchased_at"),
    *("business_date", "minute_of_day", "transactions", "total", "discount", "channel", "cancelled_at", "note"),
    *("product_ref", "description", "quantity", "line_amount", "cancelled"),
)
_ZERO: Final = Decimal(0)


def is_own(plan: Plan) -> bool:
    """Whether the file has the columns by which purchases of a Joren are known."""
    needed = ("order", "order_source", "record_id", "date", "amount", "total", "returned", "cancelled")
    return all(key in plan.columns for key in needed)


class OwnPurchaseImporter:
    """Reads lines and settles them into purchases once all are there."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._cells = Cells(plan, _KEYS)
        self._shops = ShopsByCode(plan.source, plan.import_id)

    def parse(self, row: int, cells: list[str]) -> dict[str, Any]:
        """One line. Raises RowRejected."""
        text, number = self._cells.text, self._cells.number
        order, source = text("order", cells)[:200], text("order_source", cells)[:50]
        if not order or not source:
            key = "order" if source else "order_source"
            raise self._cells.missing(key, _("the order number is missing"))
        at = number("date", cells, moment, None)
        if at is None:
            raise self._cells.missing("date", _("the date is missing"))
        line_amount = number("amount", cells, amount, None)
        if line_amount is None:
            raise self._cells.missing("amount", _("the amount is missing"))
        returned = yes_or_no(text("returned", cells) or "0")
        return {
            "row": row,
            "order_key": f"{source}{_SEPARATOR}{order}",
            "record_key": text("record_id", cells),
            "customer_reference": text("customer_reference", cells)[:255],
            "shop_code": text("shop", cells),
            "kind": Purchase.Kind.RETURN if returned else Purchase.Kind.SALE,
            "at": at,
            "business_date": number("business_date", cells, day, None),
            "transactions": number("transactions", cells, whole, None),
            "total": number("total", cells, amount, line_amount),
            "discount": number("discount", cells, amount, _ZERO),
            "channel": text("channel", cells)[:30],
            "cancelled_at": _aware(number("cancel_moment", cells, moment, None)),
            "note": text("note", cells)[:500],
            "product_ref": text("product", cells)[:100],
            "description": text("description", cells)[:300],
            "quantity": number("quantity", cells, quantity, Decimal(1)),
            "line_amount": line_amount,
            "cancelled": bool(yes_or_no(text("cancelled", cells) or "0")),
        }

    def write(self, records: list[dict[str, Any]]) -> Counts:
        """Lay one batch down."""
        self._shops.learn(record["shop_code"] for record in records)
        people = customers_of(record["record_key"] for record in records)
        self._warn_unknown(records, people)
        copy_rows("purchases_ownline", _COLUMNS, (self._row(record, people) for record in records))
        return Counts({"lines": len(records)})

    def settle(self, position: str) -> tuple[Counts, str | None]:
        """Turn the next few thousand purchases into rows of their own."""
        if not position:
            return self._prepare(), ">"
        ((last,),) = _all(own_files_sql.LAST_OF_BATCH, [self.plan.import_id, position[1:], ORDERS])
        if last is None:
            _run("DELETE FROM purchases_ownline WHERE import_id = %s", [self.plan.import_id])
            return Counts(), None
        return self._settle(position[1:], last), f">{last}"

    def _row(self, record: dict[str, Any], people: dict[str, int]) -> tuple[Any, ...]:
        shop_id, ends = self._shops.get(record["shop_code"]) if record["shop_code"] else (None, time(0))
        at, has_time = _aware(record["at"]), isinstance(record["at"], datetime)
        assert at is not None, "parse refuses a row without"
        local = at.astimezone(TOKYO)
        values = record | {
            "import_id": self.plan.import_id,
            "customer_id": people.get(record["record_key"]),
            "shop_id": shop_id,
            "purchased_at": at,
            "business_date": record["business_date"] or (business_date(at, ends) if has_time else local.date()),
            "minute_of_day": local.hour * 60 + local.minute if has_time else None,
        }
        return tuple(values[column] for column in _COLUMNS)

    def _warn_unknown(self, records: list[dict[str, Any]], people: dict[str, int]) -> None:
        sentence = _("A customer of this file is not here; the purchase was kept without a customer.")
        for record in records:
            if record["record_key"] and record["record_key"] not in people:
                self.plan.warn(record["row"], "unknown_customer", sentence, value=record["record_key"])

    def _prepare(self) -> Counts:
        products = dict(_all(own_files_sql.PRODUCTS_NAMED, [self.plan.import_id]))
        made = create_unknown(products, source=self.plan.source, import_id=self.plan.import_id) if products else 0
        _run("ANALYZE purchases_ownline", [])
        return Counts({"products_new": made} if made else {})

    def _settle(self, after: str, last: str) -> Counts:
        _run(own_files_sql.BATCH_LINES, [self.plan.import_id, after, last])
        _run(own_files_sql.BATCH_ORDERS, [])
        _run(own_files_sql.KNOWN_ORDERS, [])
        ((new, changed, unchanged, anonymous, returns, cancelled),) = _all(bulk_sql.COUNT, [])
        ids = [key for (key,) in _all(bulk_sql.CHANGED_IDS, [])]
        if ids:
            self._replace(ids)
        _run(own_files_sql.INSERT_PURCHASES, [self.plan.import_id])
        _run(bulk_sql.INSERT_LINES, [self.plan.import_id])
        _run(own_files_sql.INSERT_EVENTS, [self.plan.import_id])
        _run(bulk_sql.DROP, [])
        told = {"anonymous": anonymous, "returns": returns, "cancelled": cancelled}
        counts = Counts({"new": new, "changed": changed, "unchanged": unchanged})
        counts.update({name: count for name, count in told.items() if count})
        return counts

    def _replace(self, ids: list[int]) -> None:
        """Keep changed purchases as they were, then bring them up to the file; their lines are written anew."""
        lines = [key for (key,) in _all("SELECT id FROM purchases_purchaseline WHERE purchase_id = ANY(%s)", [ids])]
        events = [key for (key,) in _all(bulk_sql.EVENTS_OF, [ids])]
        self.plan.remember("purchases_purchase", ids)
        self.plan.remember("purchases_purchaseline", lines, deleted=True)
        self.plan.remember("timeline_event", events, deleted=True)
        _run("DELETE FROM purchases_purchaseline WHERE id = ANY(%s)", [lines])
        _run("DELETE FROM timeline_event WHERE id = ANY(%s)", [events])
        _run(own_files_sql.UPDATE_PURCHASES, [])


def _aware(found: datetime | date | None) -> datetime | None:
    if found is None or isinstance(found, datetime):
        return found
    return datetime.combine(found, time(0), TOKYO)


def _run(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def _all(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())
