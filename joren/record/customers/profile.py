"""What the head of a customer's page says: who it is, in lines of (name, value)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from joren.foundation.japanese.dates import PartialDate
from joren.foundation.time.clock import today

from .labels import source_words
from .models import Customer, CustomValue
from .origins import Mark, marked
from .rules import age

_SOME_LEAP_YEAR: Final = 2000  # 29 February of an unknown year exists


def facts_of(customer: Customer, marks: Mapping[str, Mark]) -> list[tuple[str, Any]]:
    """Who the customer is, each value with the mark of where it comes from; empty values are shown as not known."""
    names = " ".join(filter(None, [customer.family_name, customer.given_name]))
    kana = " ".join(filter(None, [customer.family_kana, customer.given_kana]))
    return [
        (_("Name"), marked(names, marks.get("family_name") or marks.get("given_name"))),
        (_("Kana"), marked(kana, marks.get("family_kana") or marks.get("given_kana"))),
        (_("Member number"), marked(customer.member_number, marks.get("member_number"))),
        (_("Birthday"), marked(birthday_words(customer), _newest(marks, "birth_year", "birth_month", "birth_day"))),
        (_("Gender"), marked(customer.get_gender_display() if customer.gender else "", marks.get("gender"))),
        (_("Company"), marked(customer.company, marks.get("company"))),
        (_("Home shop"), marked(customer.shop.name if customer.shop else "", marks.get("shop_id"))),
        (_("Registered on"), marked(day_words(customer.registered_on), marks.get("registered_on"))),
        (_("Where from"), source_words(customer.source)),
    ]


def numbers_of(customer: Customer, marks: Mapping[str, Mark]) -> list[tuple[str, Any]]:
    """Numbers at other systems and the fields of the business's own."""
    outside = [(external.source, external.value) for external in customer.external_ids.all() if not external.is_made]
    own = (
        (value.field.label, marked(shown(value), marks.get(f"custom.{value.field.key}")))
        for value in customer.custom_values.all()
    )
    return [*outside, *own]


def _newest(marks: Mapping[str, Mark], *fields: str) -> Mark | None:
    """The mark of the part that was written last."""
    return max((marks[field] for field in fields if field in marks), key=lambda mark: mark.at, default=None)


def birthday_words(customer: Customer) -> str:
    """The birthday with its known parts, and the age where there is one; "" when nothing is known."""
    born = customer.birthday
    written = partial_words(born)
    years = age(born.year, born.month, born.day, today())
    if not written or years is None:
        return written
    aged = ngettext("%(n)d year old", "%(n)d years old", years) % {"n": years}
    return _("%(birthday)s (%(age)s)") % {"birthday": written, "age": aged}


def partial_words(born: PartialDate) -> str:
    """A date of which parts may be unknown, in the reader's language."""
    if born.year is not None and born.month is not None:
        form = pgettext("date format", "j F Y") if born.day else pgettext("date format", "F Y")
        return date_format(date(born.year, born.month, born.day or 1), form)
    if born.month is not None:
        form = pgettext("date format", "j F") if born.day else pgettext("date format", "F")
        return date_format(date(_SOME_LEAP_YEAR, born.month, born.day or 1), form)
    return _("%(year)d") % {"year": born.year} if born.year is not None else ""


def day_words(day: Any) -> str:
    """A known day as a birthday would be written."""
    return partial_words(PartialDate(day.year, day.month, day.day)) if day else ""


def shown(value: CustomValue) -> Any:
    """A custom value as people read it."""
    plain = value.value
    if isinstance(plain, bool):
        return _("yes") if plain else _("no")
    return f"{plain.normalize():f}" if isinstance(plain, Decimal) else plain
