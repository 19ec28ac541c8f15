"""The value of a leaf, read from JSON by the type of its attribute and the operator. Pure."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from joren.foundation.catalogue import AttributeType

from .operators import Operator
from .tree import Value

LARGEST: Final = Decimal(10) ** 13
MOST_DAYS: Final = 36_525
LONGEST_TEXT: Final = 1_000
MOST_CHOICES: Final = 1_000
LONGEST_NAME: Final = 254
MOST_LISTED: Final = 1_000_000
_DECIMALS: Final = 4
_ID_END: Final = 2**63


class ValueProblem(ValueError):
    """A value that cannot be compared with. `code` names a sentence of `problems`, `details` fill it."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def read_value(kind: AttributeType, op: Operator, raw: object, choices: frozenset[str] | None = None) -> Value:
    """The typed value; raises `ValueProblem`. `choices`: the only values a choice may take, None for any text."""
    if op is Operator.IS_KNOWN:
        _require_nothing(raw)
        return None
    if raw is None or raw in ("", []):
        raise ValueProblem("value_missing")
    if op is Operator.WITHIN_LAST_DAYS:
        return _days(raw)
    read = _READERS[kind]
    if op is Operator.BETWEEN:
        return _pair(raw, read)
    if kind is AttributeType.CUSTOMER:
        return _customers(raw)
    if op is Operator.ANY_OF:
        return _several(raw, choices)
    value = read(raw)
    if op in (Operator.IS, Operator.IS_NOT) and choices is not None:
        _require_choice(value, choices)
    return value


def _require_nothing(raw: object) -> None:
    if raw is not None and raw is not True:
        raise ValueProblem("value_not_wanted")


def read_number(raw: object) -> Decimal:
    """A finite number from a JSON number or a text such as "1234.5"."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise ValueProblem("value_not_number", value=_shown(raw))
    try:
        number = Decimal(str(raw).strip())
    except InvalidOperation:
        raise ValueProblem("value_not_number", value=_shown(raw)) from None
    if not number.is_finite():
        raise ValueProblem("value_not_number", value=_shown(raw))
    if abs(number) >= LARGEST:
        raise ValueProblem("value_too_large", value=_shown(raw))
    if number != round(number, _DECIMALS):
        raise ValueProblem("value_too_fine", value=_shown(raw))
    return number


def _money(raw: object) -> Decimal:
    amount = read_number(raw)
    if amount != round(amount, 2):
        raise ValueProblem("value_too_fine", value=_shown(raw))
    return amount


def _days(raw: object) -> int:
    number = read_number(raw)
    if number != number.to_integral_value() or not 1 <= number <= MOST_DAYS:
        raise ValueProblem("value_not_days", value=_shown(raw), most=MOST_DAYS)
    return int(number)


def _date(raw: object) -> date:
    try:
        if isinstance(raw, str) and len(raw) == len("2026-01-31"):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    raise ValueProblem("value_not_date", value=_shown(raw))


def _boolean(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ValueProblem("value_not_boolean", value=_shown(raw))
    return raw


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip() or not _is_storable(raw):
        raise ValueProblem("value_not_text", value=_shown(raw))
    if len(raw) > LONGEST_TEXT:
        raise ValueProblem("value_too_long", most=LONGEST_TEXT)
    return raw


def _is_storable(text: str) -> bool:
    """Whether a database can hold it: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _pair(raw: object, read: Callable[[object], Value]) -> tuple[Any, ...]:
    if not isinstance(raw, list | tuple) or len(raw) != len(("low", "high")):
        raise ValueProblem("value_not_pair")
    if any(end is None or end == "" for end in raw):
        raise ValueProblem("value_missing")
    low, high = (read(end) for end in raw)
    if low > high:  # type: ignore[operator]
        raise ValueProblem("value_reversed", low=_shown(raw[0]), high=_shown(raw[1]))
    return low, high


def _several(raw: object, choices: frozenset[str] | None) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple) or not raw or len(raw) > MOST_CHOICES:
        raise ValueProblem("value_not_list", most=MOST_CHOICES)
    values = tuple(dict.fromkeys(_text(item) for item in raw))
    if choices is not None:
        for value in values:
            _require_choice(value, choices)
    return values


def _customers(raw: object) -> tuple[str | int, ...]:
    if not isinstance(raw, list | tuple) or len(raw) > MOST_LISTED:
        raise ValueProblem("listed_not_list", most=f"{MOST_LISTED:,}")
    return tuple(dict.fromkeys(map(_customer, raw)))


def _customer(item: object) -> str | int:
    if isinstance(item, int) and not isinstance(item, bool) and 0 < item < _ID_END:
        return item
    text = item.strip() if isinstance(item, str) else ""
    if not text or len(text) > LONGEST_NAME or not _is_storable(text):
        raise ValueProblem("listed_bad", value=_shown(item))
    return text


def _require_choice(value: Value, choices: frozenset[str]) -> None:
    if value not in choices:
        raise ValueProblem("value_not_choice", value=_shown(value), choices=", ".join(sorted(choices)[:20]))


def _shown(raw: object) -> str:
    return str(raw)[:50]


_READERS: Final[dict[AttributeType, Callable[[object], Value]]] = {
    AttributeType.NUMBER: read_number,
    AttributeType.MONEY: _money,
    AttributeType.DAYS: read_number,
    AttributeType.DATE: _date,
    AttributeType.BOOLEAN: _boolean,
    AttributeType.TEXT: _text,
    AttributeType.CHOICE: _text,
    AttributeType.CUSTOMER: _text,
}
