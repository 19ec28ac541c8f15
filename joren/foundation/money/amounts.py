"""Reading amounts: every amount of the code base is a Decimal with two places, fit for NUMERIC(14, 2).

Rounding is half up (away from zero: 0.005 is 0.01, -0.005 is -0.01), as Japanese tills and tax offices count.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, Literal

AmountCode = Literal[
    "empty",
    "not_a_number",
    "not_finite",
    "too_large",
    "scientific",
    "bad_grouping",
    "trailing_minus",
    "two_signs",
]

CENT: Final = Decimal("0.01")
LARGEST: Final = Decimal("999999999999.99")
"""The greatest amount, of either sign, that NUMERIC(14, 2) holds."""

_LONGEST_TEXT: Final = 200  # no amount is longer; a pasted page must not keep the patterns busy

_MESSAGES: Final[dict[str, str]] = {
    "empty": "there is no amount",
    "not_a_number": "this is not an amount",
    "not_finite": "an amount must be a finite number",
    "too_large": "an amount must be below 1,000,000,000,000",
    "scientific": "a spreadsheet shortened this number; format the column as a number and export again",
    "bad_grouping": "the commas do not stand every three digits; is this a decimal comma?",
    "trailing_minus": "a minus behind the number has two meanings; write it in front",
    "two_signs": "more than one sign says plus or minus",
}

_MARKS = r"(?:[¥￥\\$€£₩]|円|元|jpy|usd|eur|gbp|cny|krw|twd|nt\$|cn¥|[a-z]{3})"
_PLAIN = re.compile(r"-?\d{1,12}(?:\.\d{1,2})?", re.ASCII)
_WRITTEN = re.compile(
    rf"(?P<open>\()? ?(?P<sign>[-+△▲])? ?{_MARKS}? ?(?P<inner>[-+△▲])? ?"
    rf"(?P<number>\d[\d.,']*|\.\d+) ?(?P<close>\))? ?{_MARKS}?(?P<after>-)? ?(?P<late>\))?",
    re.ASCII,
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+", re.ASCII)
_GROUPED_COMMA = re.compile(r"\d{1,3}(?:[.']\d{3})+(?:,\d*)?|\d+(?:,\d*)?|,\d+", re.ASCII)
_SCIENTIFIC = re.compile(r"[-+]?\d*\.?\d+e[-+]?\d+", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?(?:s?nan|inf(?:inity)?)")
_MINUS: Final = dict.fromkeys(map(ord, "−‐‑‒–—―ー"), "-")


class AmountProblem(ValueError):
    """A text or number that is no usable amount.

    code: one of AmountCode, to choose a translated sentence by. text: what was read.
    """

    def __init__(self, code: AmountCode, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(f"{text!r}: {_MESSAGES[code]}")


def parse_amount(text: str, *, decimal_comma: bool = False) -> Decimal:
    """The amount a person or a spreadsheet wrote, rounded half up to two places.

    Reads ¥1,234, １，２３４円, JPY 1,234, (1,234) and △1,234 and ▲1,234 as negative, 1234.50. With
    decimal_comma=True the comma is the decimal mark and the point groups: 1.234,50. Raises AmountProblem.
    """
    return _read(text, decimal_comma)


def to_amount(value: Decimal | int | float | str) -> Decimal:
    """The amount of a typed cell or a calculation: a float as it prints, a text through `parse_amount`."""
    if isinstance(value, str):
        return parse_amount(value)
    return _rounded(Decimal(str(value)), str(value))


@lru_cache(maxsize=16384)
def _read(text: str, decimal_comma: bool) -> Decimal:
    if _PLAIN.fullmatch(text) and not decimal_comma:
        return _rounded(Decimal(text), text)
    written = " ".join(unicodedata.normalize("NFKC", text).translate(_MINUS).lower().split())
    found = _WRITTEN.fullmatch(written) if len(written) <= _LONGEST_TEXT else None
    if not found:
        raise AmountProblem(_unreadable(written), text)
    amount = _rounded(Decimal(_digits(found["number"], decimal_comma, text)), text)
    return -amount if _is_negative(found, text) and amount else amount


def _unreadable(written: str) -> AmountCode:
    if not written:
        return "empty"
    if len(written) > _LONGEST_TEXT:
        return "not_a_number"
    if _NOT_FINITE.fullmatch(written):
        return "not_finite"
    return "scientific" if _SCIENTIFIC.fullmatch(written) else "not_a_number"


def _digits(number: str, decimal_comma: bool, text: str) -> str:
    """The digits with a decimal point and nothing else."""
    if not (_GROUPED_COMMA if decimal_comma else _GROUPED).fullmatch(number):
        raise AmountProblem("not_a_number" if "," not in number else "bad_grouping", text)
    if decimal_comma:
        return number.replace(".", "").replace("'", "").replace(",", ".")
    return number.replace(",", "")


def _is_negative(found: re.Match[str], text: str) -> bool:
    if found["after"]:
        raise AmountProblem("trailing_minus", text)
    closed = bool(found["close"]) + bool(found["late"])
    if closed != bool(found["open"]):
        raise AmountProblem("not_a_number", text)
    signs = [sign for sign in (found["sign"], found["inner"], found["open"]) if sign]
    if len(signs) > 1:
        raise AmountProblem("two_signs", text)
    return bool(signs) and signs[0] != "+"


def _rounded(amount: Decimal, text: str) -> Decimal:
    """Two places, half up; refuses what NUMERIC(14, 2) cannot hold."""
    if not amount.is_finite():
        raise AmountProblem("not_finite", text)
    try:
        rounded = amount.quantize(CENT, rounding=ROUND_HALF_UP)
    except InvalidOperation as error:
        raise AmountProblem("too_large", text) from error
    if abs(rounded) > LARGEST:
        raise AmountProblem("too_large", text)
    return rounded if rounded else Decimal("0.00")
