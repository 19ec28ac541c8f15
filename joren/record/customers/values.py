"""Reads what people and files write into the form the record keeps; refuses with a sentence that names the field."""

import datetime as dt
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.japanese.dates import DateProblem, PartialDate, parse_date
from joren.foundation.japanese.emails import email_problem, normalise_email
from joren.foundation.japanese.phones import normalise_phone, phone_problem
from joren.foundation.japanese.postal import normalise_postal_code

from .errors import NotABirthday, NotAnEmail, NotAPhone, NotAPostalCode, NotValid
from .models import ContactPoint, CustomField

_LONGEST_LINE_ID, _LONGEST_TEXT = 100, 1000
_LARGEST_NUMBER: Final = Decimal(10) ** 16
_PLACES: Final = Decimal("0.0001")
_YES: Final = frozenset(["1", "true", "t", "yes", "y", "on", "はい", "有", "有り", "あり", "○", "〇", "◯", "可", "済"])
_NO: Final = frozenset(["0", "false", "f", "no", "n", "off", "いいえ", "無", "無し", "なし", "×", "✕", "不可", "未"])

CustomAnswer = str | Decimal | dt.date | bool


def words(text: str) -> str:
    """The text without NUL characters (PostgreSQL holds none) and spaces at its ends."""
    return text.replace("\x00", "").strip()


def email(text: str) -> str:
    """The address in its one form. Raises NotAnEmail."""
    address = normalise_email(text)
    if address is None:
        two = email_problem(text) == "two_addresses"
        said = _("“%(value)s” holds more than one e-mail address.") if two else None
        raise NotAnEmail(said, value=text[:100], field="email")
    return address


def phone(text: str) -> str:
    """The number in E.164. Raises NotAPhone."""
    number = normalise_phone(text)
    if number is None:
        dummy = phone_problem(text) == "dummy"
        said = _("“%(value)s” is not anybody's phone number.") if dummy else None
        raise NotAPhone(said, value=text[:100], field="phone")
    return number


def contact_value(kind: str, text: str) -> str:
    """The value of a contact point of that kind in its one form. Raises NotValid or one of its kinds."""
    if kind == ContactPoint.Kind.EMAIL:
        return email(text)
    if kind == ContactPoint.Kind.PHONE:
        return phone(text)
    value = words(text)
    if kind != ContactPoint.Kind.LINE or not value or len(value) > _LONGEST_LINE_ID or " " in value:
        raise NotValid(value=text[:100], field=kind)
    return value


def postal_code(text: str) -> str:
    """The code as 123-4567, "" for nothing. Raises NotAPostalCode."""
    code = normalise_postal_code(text) if words(text) else ""
    if code is None:
        raise NotAPostalCode(value=text[:100], field="postal_code")
    return code


def check_birthday(year: int | None, month: int | None, day: int | None, today: dt.date) -> None:
    """Refuse parts that no calendar has and days to come. Raises NotABirthday."""
    said = "/".join("?" if part is None else str(part) for part in (year, month, day))
    try:
        PartialDate(year, month, day)
    except DateProblem:
        raise NotABirthday(value=said, field="birth_day") from None
    if year is not None and (year, month or 1, day or 1) > (today.year, today.month, today.day):
        raise NotABirthday(value=said, field="birth_year")


def custom_answer(field: CustomField, written: Any) -> CustomAnswer | None:
    """The value of a custom field in its type, None for nothing. Raises NotValid with the field's key."""
    text = words(str(written)) if written is not None else ""
    if not text:
        return None
    answer = _READERS[field.type](field, text)
    if answer is None:
        raise NotValid(_refusal_of(field), value=text[:100], field=field.key, label=field.label)
    return answer


def _text(field: CustomField, text: str) -> str | None:
    return text if len(text) <= _LONGEST_TEXT else None


def _number(field: CustomField, text: str) -> Decimal | None:
    try:
        number = Decimal(unicodedata.normalize("NFKC", text).replace(",", "").replace("−", "-"))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= _LARGEST_NUMBER:
        return None
    return number.quantize(_PLACES)


def _date(field: CustomField, text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except DateProblem:
        return None


def _boolean(field: CustomField, text: str) -> bool | None:
    word = unicodedata.normalize("NFKC", text).lower()
    if word in _YES or word in _NO:
        return word in _YES
    return None


def _choice(field: CustomField, text: str) -> str | None:
    return text if text in field.choices else None


_READERS: Final = {
    CustomField.Type.TEXT.value: _text,
    CustomField.Type.NUMBER.value: _number,
    CustomField.Type.DATE.value: _date,
    CustomField.Type.BOOLEAN.value: _boolean,
    CustomField.Type.CHOICE.value: _choice,
}


def _refusal_of(field: CustomField) -> Any:
    return {
        CustomField.Type.TEXT.value: _("“%(label)s” is longer than 1,000 characters."),
        CustomField.Type.NUMBER.value: _("“%(value)s” is not a number (%(label)s)."),
        CustomField.Type.DATE.value: _("“%(value)s” is not a day; write 2026-04-01 (%(label)s)."),
        CustomField.Type.BOOLEAN.value: _("“%(value)s” is neither yes nor no (%(label)s)."),
        CustomField.Type.CHOICE.value: _("“%(value)s” is not one of the choices of “%(label)s”."),
    }[field.type]
