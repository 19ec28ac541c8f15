"""Showing amounts in a currency: its sign, its places (ISO 4217), groups of three."""

from decimal import Decimal
from typing import Final

from joren.foundation.money.amounts import to_amount

_WITHOUT_PLACES: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_PLACES: Final = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS: Final = {
    **dict.fromkeys(_WITHOUT_PLACES.split(), 0),
    **dict.fromkeys(_THREE_PLACES.split(), 3),
}
_SIGNS: Final = {
    "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "CNY": "CN¥", "KRW": "₩", "TWD": "NT$",
}  # fmt: skip
_CODE_LENGTH: Final = 3


def currency_exponent(code: str) -> int:
    """How many decimal places the currency counts in: JPY 0, USD 2, KWD 3; 2 where ISO 4217 says nothing
    else.

    Raises ValueError when the code is not three capital letters.
    """
    if len(code) != _CODE_LENGTH or not code.isascii() or not code.isalpha() or not code.isupper():
        raise ValueError(f"{code!r} is no currency code; write three capital letters such as JPY")
    return _EXPONENTS.get(code, 2)


def format_money(amount: Decimal | int, currency: str) -> str:
    """¥1,234, -$1,234.50, CHF 1,234.50. A fraction of a yen is shown, never rounded away.

    Stored amounts have two places, so a currency of three (KWD) shows two. Raises AmountProblem, ValueError.
    """
    value = to_amount(amount)
    whole = currency_exponent(currency) == 0 and value == value.to_integral_value()
    digits = f"{abs(value):,.0f}" if whole else f"{abs(value):,.2f}"
    sign = "-" if value < 0 else ""
    return f"{sign}{_SIGNS.get(currency) or currency + ' '}{digits}"
