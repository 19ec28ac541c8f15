"""What the head of a customer's page says: who it is, in lines of (name, value)."""

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
from .rules import age

_SOME_LEAP_YEAR: Final = 2000  # 29 February of an unknown year exists


def facts_of(customer: Customer) -> list[tuple[str, Any]]:
    """Who the customer is; empty values are shown as not known."""
    return [
        (_("Member number"), customer.member_number),
        (_("Birthday"), birthday_words(customer)),
        (_("Gender"), customer.get_gender_display() if customer.gender else ""),
        (_("Company"), customer.company),
        (_("Home shop"), customer.shop.name if customer.shop else ""),
        (_("Registered on"), day_words(customer.registered_on)),
        (_("Where from"), source_words(customer.source)),
    ]


def numbers_of(customer: Customer) -> list[tuple[str, Any]]:
    """Numbers at other systems and the fields of the business's own."""
    outside = [(external.source, external.value) for external in customer.external_ids.all()]
    return [*outside, *((value.field.label, shown(value)) for value in customer.custom_values.all())]


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
