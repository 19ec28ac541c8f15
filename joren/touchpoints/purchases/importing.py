"""A row of a sales file as a line of a purchase."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import partial
from typing import Any, Final

from django.utils.translation import gettext as _

from joren.foundation.importing import Counts, Importer, Plan, RowRejected, refuse_policies
from joren.foundation.importing.values import reference, whole
from joren.foundation.japanese.emails import normalise_email
from joren.foundation.time.business_day import business_date
from joren.foundation.time.clock import TOKYO
from joren.record.shops.bulk import ShopsByCode, shop_reference

from . import import_moments, import_money, meanings
from .bulk import Settlement, known_lines, settle, stage
from .errors import ImportFieldsMissing
from .import_cells import Cells
from .import_moments import Moments
from .import_money import Amounts, Money
from .meanings import Meaning
from .own_files import OwnPurchaseImporter, is_own

_CREDIT_NOTE = re.compile(r"[Cc]\d+")
_REFUND: Final = " refund"
_KEYS: Final = (
    *("order", "customer", "member_number", "email", "transactions", "product", "description", "option", "option2"),
    *("shop", "channel", "cancelled", "returned", "kind", "line_kind", "void", "voids", "note"),
)
_MOST_PURCHASES: Final = 1_000_000


@dataclass(slots=True)
class Line:
    """A staged line. `key` names its purchase; `at` its moment, with `has_time` false where only the day is known."""

    row: int
    key: str
    customer: str
    member: str
    email: str
    shop_code: str
    product: str
    description: str
    quantity: Decimal
    amount: Decimal | None
    total: Decimal | None
    discount: Decimal
    charges: Decimal | None
    taken_off: Decimal | None
    refunded: Decimal
    at: datetime
    has_time: bool
    transactions: int | None
    cancelled: bool
    returned: bool
    part: str
    refers: str
    channel: str
    note: str


class NoPurchase:
    """A row that is no purchase: money put in, a deposit, points, an order that was never finished."""


NO_PURCHASE: Final = NoPurchase()


@dataclass(frozen=True, slots=True)
class _Said:
    """What a row says of itself."""

    meanings: tuple[Meaning, ...]
    part: str

    def __contains__(self, meaning: Meaning) -> bool:
        return meaning in self.meanings


_NOTHING_SAID: Final = _Said((), "")
_READERS: Final[dict[str, Callable[[str], Meaning]]] = {
    "kind": meanings.of_transaction,
    "returned": meanings.of_return,
    "void": meanings.of_void,
    "line_kind": meanings.of_line,
}


@dataclass(slots=True)
class _First:
    """What the first row of an order said, for rows below that leave it out."""

    at: datetime
    has_time: bool
    cancelled: bool
    returned: bool


class PurchaseImporter:
    """Reads lines, stages them, and settles them into purchases once all are there."""

    def __init__(self, plan: Plan) -> None:
        _check(plan)
        self.plan = plan
        self._cells = Cells(plan, (*_KEYS, *import_moments.KEYS, *import_money.KEYS))
        self._moments, self._amounts = Moments(self._cells), Amounts(self._cells)
        self._by_row = not plan.has("order") and not plan.has("product")
        self._has_orders = plan.has("order")
        self._first_row = bool(plan.options.get("first_row"))
        self._option_rows = str(plan.options.get("option_rows") or "")
        of_state = partial(meanings.of_state, is_mark=meanings.is_mark(plan.column("cancelled")))
        readers: dict[str, Callable[[str], Meaning]] = {"cancelled": of_state, **_READERS}
        self._sayings = tuple((key, readers[key]) for key in self._cells.present(*readers))
        self._options = self._cells.present("option", "option2")
        self._firsts: dict[str, _First] = {}
        self._foreign: set[str] = set()
        self._shops = ShopsByCode(plan.source, plan.import_id)
        self._settlement = Settlement(
            import_id=plan.import_id,
            source=plan.source,
            customer_source=str(plan.options.get("customer_source") or plan.source),
            create_customers=bool(plan.options.get("create_customers")),
            number_rows=self._by_row,
            at=plan.at,
            remember=plan.remember,
            warn=plan.warn,
        )

    def parse(self, row: int, cells: list[str]) -> Line | NoPurchase:
        """One line. Raises RowRejected."""
        said = self._said(cells)
        if "no purchase" in said:
            return NO_PURCHASE
        order = self._reference("order", cells)
        if not order and self._has_orders:
            raise self._cells.missing("order", _("the order number is missing"))
        self._refuse_foreign(order, cells)
        first = self._first_of(order, cells)
        at, has_time = (
            (first.at, first.has_time) if first and not self._moments.given(cells) else self._moments.read(cells)
        )
        if "void" in said:
            return self._void(row, cells, order, at)
        money = self._amounts.read(cells, taxed=said.part == "")
        if not money:
            raise self._cells.missing("amount", _("the amount is missing"))
        returned = "return" in said or bool(_CREDIT_NOTE.fullmatch(order)) or bool(first and first.returned)
        cancelled = "cancelled" in said or bool(first and first.cancelled)
        line = self._line(row, cells, order, at, has_time, money, said, returned, cancelled)
        if order and order not in self._firsts:
            self._firsts[order] = _First(at, has_time, cancelled, returned)
        return line

    def write(self, records: list[Line | NoPurchase]) -> Counts:
        """Stage one batch; purchases come into being when all lines are there."""
        lines = [record for record in records if isinstance(record, Line)]
        self._shops.learn(line.shop_code for line in lines)
        stage(staged for line in lines for staged in self._staged(line))
        self._firsts.clear()
        skipped = len(records) - len(lines)
        return Counts({"lines": len(lines)} | ({"no_purchases": skipped} if skipped else {}))

    def settle(self, position: str) -> tuple[Counts, str | None]:
        """Turn the next few thousand orders into purchases."""
        if not position and self._amounts.without_tax():
            sentence = _("The amounts of this file are without tax, and nothing in it says how much tax there was.")
            key = "amount" if self.plan.has("amount") else "unit_price"
            self.plan.warn(1, "without_tax", sentence, column=self.plan.column(key))
        return settle(self._settlement, position)

    def _line(
        self,
        row: int,
        cells: list[str],
        order: str,
        at: datetime,
        has_time: bool,
        money: Money,
        said: _Said,
        returned: bool,
        cancelled: bool,
    ) -> Line:
        customer, member = self._reference("customer", cells), self._reference("member_number", cells)
        shop = shop_reference(self._reference("shop", cells), self.plan.column("shop"))
        paid = -abs(money.amount) if returned and money.amount is not None else money.amount
        written = self._cells.text("email", cells)
        email = normalise_email(written) or "" if written else ""
        return Line(
            row=row,
            key=order or self._key(customer or member or email, at, has_time, shop, paid, money.total, returned),
            customer=customer,
            member=member,
            email=email,
            shop_code=shop,
            product=self._reference("product", cells)[:100],
            description=self._description(cells, said.part),
            quantity=-abs(money.quantity) if returned else money.quantity,
            amount=paid,
            total=money.total,
            discount=money.discount,
            charges=-money.charges if returned and money.charges is not None else money.charges,
            taken_off=money.taken_off,
            refunded=Decimal(0) if cancelled or returned else money.refunded,
            at=at,
            has_time=has_time,
            transactions=self._transactions(cells),
            cancelled=cancelled,
            returned=returned,
            part=said.part or ("payment" if money.is_payment else ""),
            refers="",
            channel=self._cells.text("channel", cells)[:30],
            note=self._cells.text("note", cells)[:500],
        )

    def _void(self, row: int, cells: list[str], order: str, at: datetime) -> Line | NoPurchase:
        """The record by which a till voids an earlier ticket."""
        voided = self._reference("voids", cells)
        if not voided:
            return NO_PURCHASE
        zero = Decimal(0)
        return Line(
            *(row, order, "", "", "", "", "", "", zero, None, None, zero, None, None, zero, at, True, None),
            *(False, False, "void", voided, "", ""),
        )

    def _staged(self, line: Line) -> list[tuple[Any, ...]]:
        shop_id, ends = self._shops.get(line.shop_code) if line.shop_code else (None, time(0))
        local = line.at.astimezone(TOKYO)
        day = business_date(line.at, ends) if line.has_time else local.date()
        minute = local.hour * 60 + local.minute if line.has_time else None
        who = line.customer, line.member, shop_id
        rest = line.channel, line.note, line.email
        staged: list[tuple[Any, ...]] = [
            (
                *(self.plan.import_id, line.row, line.key, *who, line.product, line.description, line.quantity),
                *(line.amount, line.total, line.discount, line.at, day, minute, line.transactions),
                *(line.cancelled, line.returned, *rest, line.part, line.refers, line.charges, line.taken_off),
            )
        ]
        if line.refunded:
            staged.append(
                (
                    *(
                        self.plan.import_id,
                        line.row,
                        line.key[: 200 - len(_REFUND)] + _REFUND,
                        *who,
                        "",
                        "",
                        Decimal(0),
                    ),
                    *(-line.refunded, None, Decimal(0), line.at, day, minute, None),
                    *(False, True, *rest, "", "", None, None),
                )
            )
        return staged

    def _said(self, cells: list[str]) -> _Said:
        """What the columns about the kind of a row say together."""
        if not self._sayings and not self._option_rows:
            return _NOTHING_SAID
        text = self._cells.text
        found = {key: meaning(text(key, cells)) for key, meaning in self._sayings}
        of_line = found.get("line_kind", "")
        option = self._option_rows and text("description", cells).startswith(self._option_rows)
        part = "option" if option else of_line if of_line in ("charge", "option") else ""
        return _Said(tuple(found.values()), part)

    def _refuse_foreign(self, order: str, cells: list[str]) -> None:
        currency = self._amounts.foreign(cells)
        if currency and order:
            self._foreign.add(order)
        if currency or (order in self._foreign and not self._cells.text("currency", cells)):
            raise RowRejected(
                _("the amount is in another currency than yen"),
                column=self.plan.column("currency"),
                value=currency or order,
                remedy=_("Change the amounts to yen, and the currency to JPY."),
            )

    def _first_of(self, order: str, cells: list[str]) -> _First | None:
        """What the order's first row said, for a row that leaves it out; from an earlier batch if need be.

        Raises RowRejected where the layout puts totals on first rows and this order's was rejected: a purchase of
        its remaining lines would be half of one.
        """
        no_date = not self._moments.given(cells)
        no_total = self._first_row and self._cells.has("total") and not self._cells.text("total", cells)
        if not order or not (no_date or no_total):
            return None
        if order not in self._firsts:
            known = known_lines(self.plan.import_id, order)
            if known:
                at, minute, cancelled, returned = known
                self._firsts[order] = _First(at, minute is not None, cancelled, returned)
            elif no_total:
                remedy = _("Correct the first row of the order and bring all its rows once more.")
                raise RowRejected(_("the first row of this order was rejected"), value=order, remedy=remedy)
        return self._firsts.get(order)

    def _reference(self, key: str, cells: list[str]) -> str:
        """A number of another system, also where a spreadsheet's apostrophe stands before it."""
        text = self._cells.text(key, cells)
        return reference(text.removeprefix("'")) if text else ""

    def _description(self, cells: list[str], part: str) -> str:
        """The article with its variant; of an option, what was chosen and for what."""
        text = self._cells.text
        words = [word for key in self._options if (word := text(key, cells))]
        name = text("description", cells)
        if part == "option":
            name = name.removeprefix(self._option_rows).strip("「」『』 ")
            return ": ".join(filter(None, (name, *words)))[:300]
        return f"{name} ({' '.join(words)})"[:300] if words and name else (name or " ".join(words))[:300]

    def _transactions(self, cells: list[str]) -> int | None:
        count = self._cells.number("transactions", cells, whole, None)
        if count is not None and not 0 <= count <= _MOST_PURCHASES:
            text = self._cells.text("transactions", cells)
            raise RowRejected(_("this number is too large"), column=self.plan.column("transactions"), value=text)
        return count

    def _key(
        self,
        who: str,
        at: datetime,
        has_time: bool,
        shop: str,
        paid: Decimal | None,
        total: Decimal | None,
        returned: bool,
    ) -> str:
        """A name for a purchase that has no number: who, when, where; and how much, where each row is one."""
        local = at.astimezone(TOKYO)
        when = local.strftime("%Y%m%dT%H%M%S") if has_time else local.strftime("%Y%m%d")
        if not has_time and self._moments.only_months:
            when = local.strftime("%Y%m")
        parts = [who, when, shop]
        if self._by_row and not self.plan.has("transactions"):
            signed = -abs(total) if returned and total is not None else total
            parts.append(str(signed if signed is not None else paid))
        return "~" + "|".join(parts)[:180]


def _check(plan: Plan) -> None:
    missing = []
    if not plan.has("date") and not plan.has("month"):
        missing.append(_("date or month"))
    money: Sequence[str] = ("amount", "total", "paid")
    if not (any(map(plan.has, money)) or (plan.has("unit_price") and plan.has("quantity"))):
        missing.append(_("amount, or quantity and unit price"))
    if missing:
        raise ImportFieldsMissing(fields=_(", ").join(missing))


def importer(plan: Plan) -> Importer:
    """Whoever reads this file: one that a Joren wrote means every cell exactly, others have to be understood.

    Raises NoPoliciesHere, ImportFieldsMissing.
    """
    refuse_policies(plan.options)
    return OwnPurchaseImporter(plan) if is_own(plan) else PurchaseImporter(plan)
