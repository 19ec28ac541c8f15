"""What the builder offers to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import Attribute, Parameter, ParameterType
from joren.record.customers.models import Tag
from joren.record.products.models import Category
from joren.record.shops.models import Shop
from joren.segments.catalogue.operators import Operator
from joren.segments.catalogue.parameters import options_of
from joren.segments.catalogue.words import BAND_WORDS, WEEKDAY_WORDS

_MOST: Final = 1_000

OPERATOR_WORDS: Final[dict[Operator, Promise]] = {
    Operator.AT_LEAST: _("at least"),
    Operator.AT_MOST: _("at most"),
    Operator.MORE_THAN: _("more than"),
    Operator.LESS_THAN: _("less than"),
    Operator.EQUALS: _("exactly"),
    Operator.BETWEEN: _("between"),
    Operator.ON_OR_AFTER: _("on or after"),
    Operator.ON_OR_BEFORE: _("on or before"),
    Operator.WITHIN_LAST_DAYS: _("within the last … days"),
    Operator.IS: _("is"),
    Operator.IS_NOT: _("is not"),
    Operator.ANY_OF: _("is one of"),
    Operator.CONTAINS: _("contains"),
    Operator.STARTS_WITH: _("starts with"),
    Operator.IS_KNOWN: _("is known"),
}
MODE_WORDS: Final[dict[str, Promise]] = {
    "all": _("all of these hold"),
    "any": _("at least one of these holds"),
    "none": _("none of these holds"),
}
PERIOD_KINDS: Final[tuple[tuple[str, Promise], ...]] = (
    ("", _("ever")),
    ("last_days", _("last … days")),
    ("last_months", _("last … months")),
    ("between", _("from … to …")),
    ("month.this", _("this month")),
    ("month.last", _("last month")),
    ("fiscal_year.this", _("this fiscal year")),
    ("fiscal_year.last", _("last fiscal year")),
    ("year", _("fiscal year …")),
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


def band_choices(given: Any) -> list[Choice]:
    """The named parts of the day, and one's own."""
    named = [Choice(key, str(words), given == key) for key, words in BAND_WORDS.items()]
    return [*named, Choice("own", str(_("other times …")), isinstance(given, dict))]


def _offered(kind: ParameterType) -> list[tuple[str, str, int]] | None:
    if kind is ParameterType.SHOP:
        return [(code, name, 0) for code, name in Shop.objects.values_list("code", "name")[:_MOST]]
    if kind is ParameterType.TAG:
        return [(name, name, 0) for name in Tag.objects.values_list("name", flat=True)[:_MOST]]
    if kind is ParameterType.CATEGORY:
        rows = Category.objects.values_list("code", "name", "path")[:_MOST]
        return [(code, name or code, path.count("/") - 1) for code, name, path in rows]
    if kind is ParameterType.WEEKDAY:
        return [(str(day), str(words), 0) for day, words in WEEKDAY_WORDS.items()]
    options = options_of(kind)
    return None if options is None else [(value, label, 0) for value, label in options]
