"""What a list of customers may be narrowed by, read as the list page reads it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from joren.record.consents.queries import consented
from joren.record.customers.errors import FiltersUnreadable
from joren.record.customers.forms import CustomerFilters
from joren.record.customers.models import Customer
from joren.record.customers.queries import matching
from joren.record.timeline.models import Event


def checked(filters: Mapping[str, str]) -> dict[str, str]:
    """The filters that are set, once they are known to make sense. Raises FiltersUnreadable: a list never grows."""
    wanted = {name: value for name, value in filters.items() if value}
    _read(wanted)
    return wanted


def narrowed(customers: QuerySet[Customer], filters: Mapping[str, str]) -> QuerySet[Customer]:
    """Those of the customers the filters mean. Raises FiltersUnreadable."""
    return narrow_by(customers, _read(filters))


def narrow_by(customers: QuerySet[Customer], values: Mapping[str, Any]) -> QuerySet[Customer]:
    """Apply what the list's form has read; of an import, those to whom it brought something."""
    if values["q"]:
        customers = matching(customers, values["q"])
    if values["shop"]:
        customers = customers.filter(shop=values["shop"])
    if values["tag"]:
        customers = customers.filter(tag_links__tag=values["tag"])
    if values["consent"]:
        customers = customers.filter(pk__in=consented(values["consent"]))
    if values["import_id"]:
        customers = customers.filter(pk__in=Event.objects.filter(import_id=values["import_id"]).values("customer"))
    return customers


def told(filters: Mapping[str, str]) -> list[tuple[str, str]]:
    """The set filters in words: label and what is meant. Raises FiltersUnreadable."""
    values, form = _read(filters), CustomerFilters()
    consents = dict(form.fields["consent"].choices)  # type: ignore[attr-defined]
    return [
        (str(form.fields[name].label), str(consents[value] if name == "consent" else value))
        for name, value in values.items()
        if value
    ]


def _read(filters: Mapping[str, str]) -> dict[str, Any]:
    form = CustomerFilters(dict(filters))
    unknown = set(filters) - set(form.fields)
    if unknown or not form.is_valid():
        wrong = ", ".join(sorted(unknown) or sorted(form.errors))
        raise FiltersUnreadable(filters=wrong)
    return form.cleaned_data
