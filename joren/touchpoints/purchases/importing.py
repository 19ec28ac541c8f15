"""A row of a sales file as a line of a purchase."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, TypeVar

from django.utils.translation import gettext as _

from joren.foundation.importing import Counts, Plan, RowRejected, ValueProblem
from joren.foundation.importing.values import (
    amount,
    date_style,
    moment,
    partial_day,
    quantity,
    reference,
    whole,
    yes_or_no,
)
from joren.foundation.money import LARGEST
from joren.foundation.time.business_day import business_date
from joren.foundation.time.clock import TOKYO
from joren.record.shops.bulk import ShopsByCode

from .bulk import Settlement, settle, stage
from .errors import ImportFieldsMissing

_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)
_CREDIT_NOTE = re.compile(r"[Cc]\d+")
_CANCEL_WORDS: Final = ("取消", "取り消し", "キャンセル", "cancel", "void", "無効")
_RETURN_WORDS: Final = ("返品", "返金", "return", "refund", "赤伝", "赤")

Read = Callable[[Sequence[str]], str]
Number = TypeVar("Number")
Default = TypeVar("Default")


@dataclass(slots=True)
class Line:
    """A staged line. `key` names its purchase; `at` its moment, with `has_time` false where only the day is known."""

    row: int
    key: str
    customer: str
    member: str
    shop_code: str
    product: str
    description: str
    quantity: Decimal
    amount: Decimal | None
    total: Decimal | None
    discount: Decimal
    at: datetime
    has_time: bool
    transactions: int | None
    cancelled: bool
    returned: bool
    channel: str
    note: str


def _nothing(cells: Sequence[str]) -> str:
    return ""


class PurchaseImporter:
    """Reads lines, stages them, and settles them into purchases once all are there."""

    def __init__(self, plan: Plan) -> None:
        _check(plan)
        self.plan = plan
        self._read = {key: plan.reader(key) or _nothing for key in _KEYS}
        self._style = date_style(plan.values("date"))
        self._by_row = not plan.has("order") and not plan.has("product")
        self._lines_of_one_day = plan.has("order")
        self._shops = ShopsByCode(plan.source, plan.import_id)
        customer_source = str(plan.options.get("customer_source") or plan.source)
        self._settlement = Settlement(
            import_id=plan.import_id,
            source=plan.source,
            customer_source=customer_source,
            create_customers=bool(plan.options.get("create_customers")),
            number_rows=self._by_row,
            at=plan.at,
            remember=plan.remember,
            warn=plan.warn,
        )

    def parse(self, row: int, cells: list[str]) -> Line:
        """One line. Raises RowRejected."""
        read = self._read
        at, has_time = self._moment(cells)
        order = reference(read["order"](cells))
        if not order and self._lines_of_one_day:
            raise self._missing("order", _("the order number is missing"))
        customer = reference(read["customer"](cells))
        number = self._number("quantity", cells, quantity, Decimal(1))
        paid, total = self._paid(cells, number), self._number("total", cells, amount, None)
        if paid is None and total is None:
            raise self._missing("amount", _("the amount is missing"))
        returned, cancelled = self._flags(cells)
        if _CREDIT_NOTE.fullmatch(order):
            returned = True
        if returned:
            number, paid, total = -abs(number), _negative(paid), _negative(total)
        member = reference(read["member_number"](cells))
        shop = reference(read["shop"](cells))
        return Line(
            row=row,
            key=order or self._key(customer or member, at, has_time, shop, paid, total),
            customer=customer,
            member=member,
            shop_code=shop,
            product=reference(read["product"](cells))[:100],
            description=read["description"](cells)[:300],
            quantity=number,
            amount=paid,
            total=total,
            discount=self._discount(cells),
            at=at,
            has_time=has_time,
            transactions=self._transactions(cells),
            cancelled=cancelled,
            returned=returned,
            channel=read["channel"](cells)[:30],
            note=read["note"](cells)[:500],
        )

    def write(self, records: list[Line]) -> Counts:
        """Stage one batch; purchases come into being when all lines are there."""
        self._shops.learn(line.shop_code for line in records)
        stage(self._staged(line) for line in records)
        return Counts({"lines": len(records)})

    def settle(self, position: str) -> tuple[Counts, str | None]:
        """Turn the next few thousand orders into purchases."""
        return settle(self._settlement, position)

    def _staged(self, line: Line) -> tuple[Any, ...]:
        shop_id, ends = self._shops.get(line.shop_code) if line.shop_code else (None, time(0))
        local = line.at.astimezone(TOKYO)
        day = business_date(line.at, ends) if line.has_time else local.date()
        minute = local.hour * 60 + local.minute if line.has_time else None
        return (
            *(self.plan.import_id, line.row, line.key, line.customer, line.member, shop_id, line.product),
            *(line.description, line.quantity, line.amount, line.total, line.discount, line.at, day, minute),
            *(line.transactions, line.cancelled, line.returned, line.channel, line.note),
        )

    def _moment(self, cells: list[str]) -> tuple[datetime, bool]:
        """The moment and whether its time of day is known. Raises RowRejected."""
        text = self._read["date"](cells)
        if not text:
            return self._month(cells), False
        clock = self._read["time"](cells)
        try:
            found = moment(text, self._style)
            if clock and not isinstance(found, datetime):
                found = moment(f"{found.isoformat()} {_clock(clock)}")
        except ValueProblem as problem:
            if self.plan.has("month") or len(text) <= 7:  # noqa: PLR2004 - 2024-04 in a column of dates
                return self._month(cells, text), False
            column = self.plan.column("date")
            raise RowRejected(problem.sentence, column=column, value=text[:100], remedy=problem.remedy) from None
        if isinstance(found, datetime):
            return found, True
        return datetime.combine(found, time(0), TOKYO), False

    def _month(self, cells: list[str], text: str = "") -> datetime:
        """The first day of a month."""
        written = text or self._read["month"](cells)
        key = "date" if text or not self.plan.has("month") else "month"
        if not written:
            raise self._missing(key, _("the date is missing"))
        try:
            found = partial_day(written, self._style)
        except ValueProblem as problem:
            column = self.plan.column(key)
            raise RowRejected(problem.sentence, column=column, value=written[:100], remedy=problem.remedy) from None
        if found.year is None or found.month is None:
            raise RowRejected(
                _("the month is missing"),
                column=self.plan.column(key),
                value=written,
                remedy=_("Write it like 2026-04."),
            )
        return datetime.combine(date(found.year, found.month, found.day or 1), time(0), TOKYO)

    def _paid(self, cells: list[str], number: Decimal) -> Decimal | None:
        """The line's amount: as written, else quantity times unit price, half up to the cent."""
        written = self._number("amount", cells, amount, None)
        if written is not None:
            return written
        price = self._number("unit_price", cells, amount, None)
        if price is None:
            return None
        product = (price * number).quantize(_CENT, rounding=ROUND_HALF_UP)
        if abs(product) > LARGEST:
            raise RowRejected(_("this number is too large"), column=self.plan.column("unit_price"), value=str(product))
        return product

    def _discount(self, cells: list[str]) -> Decimal:
        """What was taken off, as a positive number whichever sign the file uses."""
        first = self._number("discount", cells, amount, _ZERO)
        second = self._number("discount2", cells, amount, _ZERO)
        return abs(first) + abs(second)

    def _transactions(self, cells: list[str]) -> int | None:
        count = self._number("transactions", cells, whole, None)
        if count is not None and not 0 <= count <= 1_000_000:  # noqa: PLR2004
            text = self._read["transactions"](cells)
            raise RowRejected(_("this number is too large"), column=self.plan.column("transactions"), value=text)
        return count

    def _flags(self, cells: list[str]) -> tuple[bool, bool]:
        """Returned, cancelled: by a yes, a date or a word that says so."""
        cancelled_text, returned_text = self._read["cancelled"](cells), self._read["returned"](cells)
        cancelled = _says(cancelled_text, _CANCEL_WORDS)
        returned = _says(returned_text, _RETURN_WORDS) or _has_word(cancelled_text, _RETURN_WORDS)
        return returned, cancelled or _has_word(returned_text, _CANCEL_WORDS)

    def _number(
        self, key: str, cells: list[str], reader: Callable[[str], Number], default: Default
    ) -> Number | Default:
        text = self._read[key](cells)
        if not text:
            return default
        try:
            return reader(text)
        except ValueProblem as problem:
            raise RowRejected(
                problem.sentence, column=self.plan.column(key), value=text[:100], remedy=problem.remedy
            ) from None

    def _key(
        self, who: str, at: datetime, has_time: bool, shop: str, paid: Decimal | None, total: Decimal | None
    ) -> str:
        """A name for a purchase that has no number: who, when, where; and how much, where each row is one."""
        local = at.astimezone(TOKYO)
        when = local.strftime("%Y%m%dT%H%M%S") if has_time else local.strftime("%Y%m%d")
        if not has_time and self._read["month"] is not _nothing and self._read["date"] is _nothing:
            when = local.strftime("%Y%m")
        parts = [who, when, shop]
        if self._by_row and not self.plan.has("transactions"):
            parts.append(str(total if total is not None else paid))
        return "~" + "|".join(parts)[:180]

    def _missing(self, key: str, reason: str) -> RowRejected:
        remedy = _("Fill the cell, or match another column to this field.")
        return RowRejected(reason, column=self.plan.column(key), remedy=remedy)


_KEYS: Final = (
    *(
        "order",
        "customer",
        "member_number",
        "date",
        "time",
        "month",
        "transactions",
        "product",
        "description",
    ),
    *("quantity", "unit_price", "amount", "total", "discount", "discount2", "shop", "channel", "cancelled"),
    *("returned", "note"),
)


def _check(plan: Plan) -> None:
    missing = []
    if not plan.has("date") and not plan.has("month"):
        missing.append(_("date or month"))
    if not (plan.has("amount") or plan.has("total") or (plan.has("unit_price") and plan.has("quantity"))):
        missing.append(_("amount, or quantity and unit price"))
    if missing:
        raise ImportFieldsMissing(fields=_(", ").join(missing))


def _negative(value: Decimal | None) -> Decimal | None:
    return None if value is None else -abs(value)


def _says(text: str, words: tuple[str, ...]) -> bool:
    """Whether a flag column says yes: a yes, a word for it, or the day it happened."""
    if not text:
        return False
    known = yes_or_no(text)
    if known is not None:
        return known
    if _has_word(text, words):
        return not any(negation in text.lower() for negation in ("不可", "なし", "not ", "未"))
    try:
        moment(text)
    except ValueProblem:
        return False
    return True


def _has_word(text: str, words: tuple[str, ...]) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in words)


def _clock(text: str) -> str:
    """930, 0930, 093015 and 9:30 as a time of day."""
    if text.isascii() and text.isdigit():
        digits = text.zfill(6 if len(text) > 4 else 4)  # noqa: PLR2004
        return ":".join(digits[start : start + 2] for start in range(0, len(digits), 2))
    return text
