"""What the head of a customer's page says: who it is, in lines of (name, value)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joren.foundation.japanese.dates import PartialDate
from joren.foundation.time.clock import today

from .models import Customer, CustomValue
from .rules import age


def facts_of(customer: Customer) -> list[tuple[str, Any]]:
    """Who the customer is; empty values are shown as not known."""
    return [
        (_("Member number"), customer.member_number),
        (_("Birthday"), birthday_words(customer)),
        (_("Gender"), customer.get_gender_display() if customer.gender else ""),
        (_("Company"), customer.company),
        (_("Home shop"), customer.shop.name if customer.shop else ""),
        (_("Registered on"), day_words(customer.registered_on)),
        (_("Where from"), customer.source),
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
    parts = {"year": born.year, "month": born.month, "day": born.day}
    if born.year is not None:
        if born.month is None:
            return _("%(year)d") % parts
        return (_("%(year)d-%(month)02d-%(day)02d") if born.day else _("%(year)d-%(month)02d")) % parts
    if born.month is None:
        return ""
    return (_("month %(month)d, day %(day)d") if born.day else _("month %(month)d")) % parts


def day_words(day: Any) -> str:
    """A known day as a birthday would be written."""
    return partial_words(PartialDate(day.year, day.month, day.day)) if day else ""


def shown(value: CustomValue) -> Any:
    """A custom value as people read it."""
    plain = value.value
    if isinstance(plain, bool):
        return _("yes") if plain else _("no")
    return f"{plain.normalize():f}" if hasattr(plain, "normalize") else plain
