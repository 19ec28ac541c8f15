"""What a row of a sales file says was paid. The rules stand in docs/rules/purchase-amounts.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.translation import gettext as _

from joren.foundation.importing import RowRejected
from joren.foundation.importing.values import amount, quantity
from joren.foundation.money import LARGEST

from .import_cells import Cells

KEYS: Final = (
    *("quantity", "unit_price", "amount", "line_discount", "line_tax", "tax_rate", "total", "discount", "discount2"),
    *("shipping", "fee", "adjustment", "order_discount", "points_used", "refunded", "paid", "currency"),
)
_CENT: Final = Decimal("0.01")
_YEN: Final = Decimal(1)
_ZERO: Final = Decimal(0)
_HUNDRED: Final = Decimal(100)
_YEN_WORDS: Final = frozenset(["", "jpy", "円", "yen", "¥", "￥", "日本円", "392"])
_WITHOUT_TAX: Final = ("税抜", "税別", "本体", "excl", "net of tax")


@dataclass(frozen=True, slots=True)
class Money:
    """Amounts of one row, signed as the file has them. `amount` is the line's, with tax where the file tells it.

    `charges` and `taken_off` are the order's; `paid` is one payment of perhaps several; `refunded` was given back.
    """

    quantity: Decimal
    amount: Decimal | None
    total: Decimal | None
    discount: Decimal
    charges: Decimal | None
    taken_off: Decimal | None
    refunded: Decimal
    is_payment: bool

    def __bool__(self) -> bool:
        return self.amount is not None or self.total is not None


class Amounts:
    """Reads money. ``options["net"]``: the layout's prices are without tax, which `tax_rate` or `line_tax` adds."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        names = (cells.plan.column("amount") + cells.plan.column("unit_price")).lower()
        self._net = bool(cells.plan.options.get("net")) or any(word in names for word in _WITHOUT_TAX)
        self._charges = cells.present("shipping", "fee", "adjustment")
        self._taken_off = cells.present("order_discount", "points_used")
        self._discounts = cells.present("discount", "discount2")

    def without_tax(self) -> bool:
        """Whether lines are without tax, and nothing says how much it is."""
        return self._net and not (
            self._cells.has("tax_rate") or self._cells.has("line_tax") or self._cells.has("total")
        )

    def foreign(self, cells: Sequence[str]) -> str:
        """The currency, where it is another than yen."""
        if not self._cells.has("currency"):
            return ""
        text = self._cells.text("currency", cells)
        return "" if text.strip().lower() in _YEN_WORDS else text

    def read(self, cells: Sequence[str], taxed: bool) -> Money:
        """The money of a row. `taxed`: goods, on which tax comes where prices are without. Raises RowRejected."""
        number = self._cells.number("quantity", cells, quantity, Decimal(1))
        line, total = self._line(cells, number, taxed), self._number("total", cells)
        paid = self._number("paid", cells) if line is None and total is None else None
        return Money(
            quantity=number,
            amount=line if paid is None else paid,
            total=total,
            discount=self._sum(cells, self._discounts, absolute=True) or _ZERO,
            charges=self._sum(cells, self._charges),
            taken_off=self._sum(cells, self._taken_off, absolute=True),
            refunded=abs(self._number("refunded", cells) or _ZERO),
            is_payment=paid is not None,
        )

    def _line(self, cells: Sequence[str], number: Decimal, taxed: bool) -> Decimal | None:
        """As written, else number times unit price; less the line's own discount, plus tax where prices lack it."""
        written = self._number("amount", cells)
        if written is None:
            price = self._number("unit_price", cells)
            if price is None:
                return None
            written = (self._with_tax(cells, price, taxed) * number).quantize(_CENT, rounding=ROUND_HALF_UP)
            if abs(written) > LARGEST:
                column = self._cells.plan.column("unit_price")
                raise RowRejected(_("this number is too large"), column=column, value=str(written))
        off = self._number("line_discount", cells)
        if off:
            written -= abs(off) if written >= 0 else -abs(off)
        return written + (self._number("line_tax", cells) or _ZERO) if self._net else written

    def _with_tax(self, cells: Sequence[str], price: Decimal, taxed: bool) -> Decimal:
        """A price with its tax, rounded half up to the yen, as shops round a piece."""
        if not (self._net and taxed):
            return price
        rate = self._cells.number("tax_rate", cells, _rate, _ZERO)
        return (price * (_HUNDRED + rate) / _HUNDRED).quantize(_YEN, rounding=ROUND_HALF_UP) if rate else price

    def _sum(self, cells: Sequence[str], keys: Sequence[str], *, absolute: bool = False) -> Decimal | None:
        if not keys:
            return None
        found = [value for key in keys if (value := self._number(key, cells)) is not None]
        return sum(map(abs, found) if absolute else found, _ZERO) if found else None

    def _number(self, key: str, cells: Sequence[str]) -> Decimal | None:
        return self._cells.number(key, cells, amount, None)


def _rate(text: str) -> Decimal:
    """10, 10% and 0.1 as 10."""
    value = quantity(text.replace("%", "").replace("％", ""))
    return value * _HUNDRED if 0 < value < 1 else value
