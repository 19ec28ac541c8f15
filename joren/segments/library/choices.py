"""What the builder offers to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from joren.foundation.catalogue import Attribute, Parameter, ParameterType
from joren.record.customers.models import Tag
from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop
from joren.segments.catalogue.operators import Operator
from joren.segments.catalogue.parameters import options_of
from joren.segments.catalogue.words import BAND_WORDS, WEEKDAY_WORDS

from . import queries

_MOST: Final = 1_000
MOST_HITS: Final = 20

OPERATOR_WORDS: Final[dict[Operator, Promise]] = {
    Operator.AT_LEAST: pgettext_lazy("rule", "at least"),
    Operator.AT_MOST: pgettext_lazy("rule", "at most"),
    Operator.MORE_THAN: pgettext_lazy("rule", "more than"),
    Operator.LESS_THAN: pgettext_lazy("rule", "less than"),
    Operator.EQUALS: pgettext_lazy("rule", "exactly"),
    Operator.BETWEEN: pgettext_lazy("rule", "between"),
    Operator.ON_OR_AFTER: pgettext_lazy("rule", "on or after"),
    Operator.ON_OR_BEFORE: pgettext_lazy("rule", "on or before"),
    Operator.WITHIN_LAST_DAYS: pgettext_lazy("rule", "within the last … days"),
    Operator.IS: pgettext_lazy("rule", "is"),
    Operator.IS_NOT: pgettext_lazy("rule", "is not"),
    Operator.ANY_OF: pgettext_lazy("rule", "is one of"),
    Operator.CONTAINS: pgettext_lazy("rule", "contains"),
    Operator.STARTS_WITH: pgettext_lazy("rule", "starts with"),
    Operator.IS_KNOWN: pgettext_lazy("rule", "is known"),
}
MODE_WORDS: Final[dict[str, Promise]] = {
    "all": pgettext_lazy("rule", "all of these hold"),
    "any": pgettext_lazy("rule", "at least one of these holds"),
    "none": pgettext_lazy("rule", "none of these holds"),
}
PERIOD_KINDS: Final[tuple[tuple[str, Promise], ...]] = (
    ("", pgettext_lazy("rule", "ever")),
    ("last_days", pgettext_lazy("rule", "last … days")),
    ("last_months", pgettext_lazy("rule", "last … months")),
    ("first_days", pgettext_lazy("rule", "first … days from the first purchase")),
    ("after_first_days", pgettext_lazy("rule", "after the first … days from the first purchase")),
    ("between", pgettext_lazy("rule", "from … to …")),
    ("month.this", pgettext_lazy("rule", "this month")),
    ("month.last", pgettext_lazy("rule", "last month")),
    ("fiscal_year.this", pgettext_lazy("rule", "this fiscal year")),
    ("fiscal_year.last", pgettext_lazy("rule", "last fiscal year")),
    ("year", pgettext_lazy("rule", "fiscal year …")),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose. `indent`: how deep it lies in a tree."""

    value: str
    label: str
    chosen: bool = False
    indent: int = 0


def by_group(attributes: Iterable[Attribute]) -> list[tuple[str, list[Attribute]]]:
    """The attributes under their groups, in the order the apps declare them."""
    groups: dict[str, list[Attribute]] = {}
    for attribute in attributes:
        groups.setdefault(str(attribute.group), []).append(attribute)
    return list(groups.items())


def parameter_choices(parameter: Parameter, given: Any) -> list[Choice] | None:
    """What a parameter may take; None where it is written as text."""
    chosen = {str(item) for item in (given if isinstance(given, list | tuple) else [given]) if item}
    offered = _offered(parameter.type)
    if offered is None:
        return None
    known = {value for value, _label, _indent in offered}
    gone = [Choice(value, value, True) for value in sorted(chosen - known)]  # kept, so that its problem can be seen
    return [Choice(value, label, value in chosen, indent) for value, label, indent in offered] + gone


def products_named(codes: list[str]) -> list[Choice]:
    """The products of those codes with their names; a code that is none by itself, so that its problem can be seen."""
    names = dict(Product.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return [Choice(code, names.get(code) or code, True) for code in codes]


def products_like(text: str) -> list[Choice]:
    """The products whose code or name holds the text, at most `MOST_HITS`, by name."""
    rows = Product.objects.filter(Q(name__icontains=text) | Q(code__icontains=text)) if text else Product.objects.all()
    return [
        Choice(code, name or code) for code, name in rows.order_by("name", "pk").values_list("code", "name")[:MOST_HITS]
    ]


def band_choices(given: Any) -> list[Choice]:
    """The named parts of the day, and one's own."""
    named = [Choice(key, str(words), given == key) for key, words in BAND_WORDS.items()]
    return [*named, Choice("own", str(pgettext_lazy("rule", "other times …")), isinstance(given, dict))]


def _offered(kind: ParameterType) -> list[tuple[str, str, int]] | None:
    if kind is ParameterType.SHOP:
        return [(code, name, 0) for code, name in Shop.objects.values_list("code", "name")[:_MOST]]
    if kind is ParameterType.TAG:
        return [(name, name, 0) for name in Tag.objects.values_list("name", flat=True)[:_MOST]]
    if kind is ParameterType.CATEGORY:
        rows = Category.objects.values_list("code", "name", "path")[:_MOST]
        return [(code, name or code, path.count("/") - 1) for code, name, path in rows]
    if kind is ParameterType.SEGMENT:
        return [(one.key, one.name, 0) for one in queries.segments().order_by("name", "pk")[:_MOST]]
    if kind is ParameterType.WEEKDAY:
        return [(str(day), str(words), 0) for day, words in WEEKDAY_WORDS.items()]
    options = options_of(kind)
    return None if options is None else [(value, label, 0) for value, label in options]
