"""Merge fields: what of a customer may stand in a message, and the values for many customers at once."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from joren.foundation.business.queries import the_business
from joren.foundation.catalogue import Attribute, AttributeType
from joren.foundation.registry.entries import Text
from joren.record.customers.models import Customer
from joren.segments.catalogue.queries import catalogue
from joren.segments.catalogue.tree import Use

from .errors import UnknownMergeField, UnknownMergeFieldLike


@dataclass(frozen=True, kw_only=True)
class MergeField:
    """A field of the editor's list. `fallback` is printed where the customer has no value and the message gives no
    default."""

    key: str
    label: Text
    group: Text
    fallback: Text = ""
    type: AttributeType = AttributeType.TEXT


_PERSON: Final = _("Person")
OWN: Final = (
    MergeField(key="customer.family_name", label=_("family name"), group=_PERSON, fallback=_("valued customer")),
    MergeField(key="customer.given_name", label=_("given name"), group=_PERSON),
    MergeField(key="customer.full_name", label=_("full name"), group=_PERSON, fallback=_("valued customer")),
    MergeField(key="customer.honorific", label=_("honorific"), group=_PERSON),
    MergeField(key="customer.company", label=_("company"), group=_PERSON),
    MergeField(key="customer.member_number", label=_("member number"), group=_PERSON),
    MergeField(key="shop.name", label=_("name of the customer's shop"), group=_("Shop")),
    MergeField(key="business.name", label=_("name of the business"), group=_("Shop")),
)
_OUR_NAME: Final = "business.name"
_OWN_KEYS: Final = {field.key for field in OWN}


def merge_fields() -> list[MergeField]:
    """All fields that may be used: the person's own and every attribute of the catalogue that needs no parameter."""
    return [*OWN, *(_of_attribute(attribute) for attribute in _usable_attributes().values())]


def _usable_attributes() -> dict[str, Attribute]:
    return {
        attribute.key: attribute
        for attribute in catalogue().attributes.values()
        if attribute.key not in _OWN_KEYS
        and attribute.type is not AttributeType.CUSTOMER
        and not any(parameter.required for parameter in attribute.parameters)
    }


def _of_attribute(attribute: Attribute) -> MergeField:
    return MergeField(key=attribute.key, label=attribute.label, group=attribute.group, type=attribute.type)


def check_known(used: Iterable[str], *, part: str) -> None:
    """Raise `UnknownMergeField` (with a guess) for the first field nobody declares."""
    known = {field.key for field in merge_fields()}
    for field in sorted(used):
        if field in known:
            continue
        like = get_close_matches(field, known, n=1, cutoff=0.6)
        if like:
            raise UnknownMergeFieldLike(field=field, part=part, suggestion=like[0])
        raise UnknownMergeField(field=field, part=part)


def fallbacks(used: Collection[str]) -> list[tuple[str, str]]:
    """Each used field with what is printed where it is empty, in the language of the moment."""
    known = [(field.key, str(field.fallback)) for field in merge_fields() if field.key in used]
    return [(key, the_business().name if key == _OUR_NAME else words) for key, words in known]


def values_of(customer_ids: Collection[int], used: Collection[str]) -> dict[int, dict[str, Any]]:
    """The used fields of many customers, nested as templates read them; an empty one is None. Numbers stay numbers."""
    flat = _own_values(customer_ids, used)
    wanted = {key: attribute for key, attribute in _usable_attributes().items() if key in used}
    if wanted:
        from joren.segments.engine import run as engine

        found = engine.values([Use(key) for key in wanted], list(customer_ids))
        for customer_id, answers in found.items():
            for key, answer in answers.items():
                flat.setdefault(customer_id, {})[key] = _shown(wanted[key], answer)
    return {customer_id: _nested(values) for customer_id, values in flat.items()}


def _own_values(customer_ids: Collection[int], used: Collection[str]) -> dict[int, dict[str, Any]]:
    rows = Customer.objects.filter(pk__in=customer_ids).select_related("shop")
    our_name = the_business().name if "business.name" in used else ""
    getters: dict[str, Callable[[Customer], str]] = {
        "customer.full_name": lambda row: f"{row.family_name} {row.given_name}".strip(),
        "shop.name": lambda row: row.shop.name if row.shop else "",
        "business.name": lambda _row: our_name,
    }
    keys = [key for key in _OWN_KEYS if key in used]
    return {
        row.pk: {
            key: (getters[key](row) if key in getters else getattr(row, key.partition(".")[2])) or None for key in keys
        }
        for row in rows
    }


def _shown(attribute: Attribute, answer: Any) -> Any:
    """An answer as a message can carry it: plain JSON, dates and choices in words."""
    if answer is None or isinstance(answer, bool | int | float):
        return answer
    if isinstance(answer, Decimal):
        return int(answer) if answer == answer.to_integral_value() else float(answer)
    if isinstance(answer, date):
        return date_format(answer, "DATE_FORMAT")
    labels = {option.value: str(option.label) for option in attribute.options}
    return labels.get(str(answer), str(answer))


def _nested(flat: dict[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for key, value in flat.items():
        *branches, leaf = key.split(".")
        place = nested
        for branch in branches:
            place = place.setdefault(branch, {})
        place[leaf] = value
    return nested


def example_values(used: Collection[str]) -> dict[str, Any]:
    """Values of nobody, to see whether a template can be rendered at all."""
    samples = {
        AttributeType.NUMBER: 3,
        AttributeType.MONEY: 12_000,
        AttributeType.DAYS: 30,
        AttributeType.BOOLEAN: True,
    }
    return _nested(
        {field.key: samples.get(field.type, gettext("example")) for field in merge_fields() if field.key in used}
    )
