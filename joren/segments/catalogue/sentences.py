"""Says a bound rule as a sentence a shop person would use: "purchases (last 365 days) is at least 3 and …"."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from joren.foundation.business.queries import the_business
from joren.foundation.catalogue import Attribute, AttributeType
from joren.foundation.money import format_money

from .binding import BoundGroup, BoundLeaf, BoundRule, BoundUse
from .operators import Operator
from .words import listed

_SAID: Final[dict[Operator, Promise]] = {
    Operator.AT_LEAST: gettext_lazy("%(what)s is at least %(value)s"),
    Operator.AT_MOST: gettext_lazy("%(what)s is at most %(value)s"),
    Operator.MORE_THAN: gettext_lazy("%(what)s is more than %(value)s"),
    Operator.LESS_THAN: gettext_lazy("%(what)s is less than %(value)s"),
    Operator.EQUALS: gettext_lazy("%(what)s is exactly %(value)s"),
    Operator.BETWEEN: gettext_lazy("%(what)s is between %(low)s and %(high)s"),
    Operator.ON_OR_AFTER: gettext_lazy("%(what)s is %(value)s or later"),
    Operator.ON_OR_BEFORE: gettext_lazy("%(what)s is %(value)s or earlier"),
    Operator.WITHIN_LAST_DAYS: gettext_lazy("%(what)s is within the last %(value)s"),
    Operator.IS: gettext_lazy("%(what)s is %(value)s"),
    Operator.IS_NOT: gettext_lazy("%(what)s is not %(value)s"),
    Operator.ANY_OF: gettext_lazy("%(what)s is one of %(value)s"),
    Operator.CONTAINS: gettext_lazy("%(what)s contains “%(value)s”"),
    Operator.STARTS_WITH: gettext_lazy("%(what)s starts with “%(value)s”"),
    Operator.IS_KNOWN: gettext_lazy("%(what)s is known"),
}


def rule_sentence(rule: BoundRule) -> str:
    """The rule in the language of the moment, groups inside groups in brackets."""
    if isinstance(rule, BoundLeaf):
        return leaf_sentence(rule)
    if rule.segment:
        return segment_sentence(rule)
    if rule.kind == "not":
        return _("not (%(rule)s)") % {"rule": rule_sentence(rule.parts[0])}
    joint = pgettext("rule", " and ") if rule.kind == "all" else pgettext("rule", " or ")
    return joint.join(_inside(part, rule.kind) for part in rule.parts)


def segment_sentence(group: BoundGroup) -> str:
    """That somebody is in a saved segment."""
    return _("is in the segment “%(name)s”") % {"name": group.segment_name or group.segment}


def leaf_sentence(bound: BoundLeaf) -> str:
    """One comparison."""
    attribute, leaf = bound.use.attribute, bound.leaf
    what = use_words(bound.use)
    if attribute.type is AttributeType.BOOLEAN:
        said = _("%(what)s: yes") if leaf.value else _("%(what)s: no")
        return said % {"what": what}
    words = {"what": what, **_value_words(attribute, leaf.op, leaf.value)}
    return str(_SAID[leaf.op]) % words


def use_words(use: BoundUse) -> str:
    """The attribute with its parameters in brackets."""
    label = str(use.attribute.label)
    return _("%(what)s (%(how)s)") % {"what": label, "how": use.words} if use.words else label


def answer_words(attribute: Attribute, value: Any) -> str:
    """An answer as people read it: with its unit, a choice by its label, "unknown" for none."""
    if value is None or value == "":
        return pgettext("rule", "unknown")
    if isinstance(value, bool):
        return pgettext("rule", "yes") if value else pgettext("rule", "no")
    words = _WORDS.get(attribute.type)
    return words(attribute, value) if words else str(value)


def _inside(rule: BoundRule, kind: str) -> str:
    said = rule_sentence(rule)
    alone = isinstance(rule, BoundLeaf) or rule.segment or rule.kind in ("not", kind) or len(rule.parts) == 1
    return said if alone else _("(%(rule)s)") % {"rule": said}


def _value_words(attribute: Attribute, op: Operator, value: Any) -> dict[str, str]:
    if op is Operator.IS_KNOWN:
        return {}
    if op is Operator.BETWEEN:
        low, high = value
        return {"low": answer_words(attribute, low), "high": answer_words(attribute, high)}
    if op is Operator.ANY_OF:
        return {"value": _several(attribute, value)}
    if op is Operator.WITHIN_LAST_DAYS:
        return {"value": _days_words(attribute, value)}
    return {"value": answer_words(attribute, value)}


_MOST_SAID: Final = 20


def _several(attribute: Attribute, values: Any) -> str:
    """All of a few, the first of many and how many there are."""
    said = listed(answer_words(attribute, item) for item in values[:_MOST_SAID])
    more = len(values) - _MOST_SAID
    return _("%(first)s and %(more)s more") % {"first": said, "more": f"{more:,}"} if more > 0 else said


def _number(value: Any) -> str:
    number = Decimal(str(value)).normalize()
    return f"{number:,f}"


def _number_words(attribute: Attribute, value: Any) -> str:
    unit = str(attribute.unit)
    return (
        pgettext("amount", "%(number)s %(unit)s") % {"number": _number(value), "unit": unit} if unit else _number(value)
    )


def _money_words(_attribute: Attribute, value: Any) -> str:
    return format_money(Decimal(value), the_business().currency)


def _days_words(_attribute: Attribute, value: Any) -> str:
    plural = 1 if Decimal(value) == 1 else 2
    return ngettext("%(number)s day", "%(number)s days", plural) % {"number": _number(value)}


def _choice_words(attribute: Attribute, value: Any) -> str:
    return next((str(option.label) for option in attribute.options if option.value == value), str(value))


_WORDS: Final[dict[AttributeType, Callable[[Attribute, Any], str]]] = {
    AttributeType.NUMBER: _number_words,
    AttributeType.MONEY: _money_words,
    AttributeType.DAYS: _days_words,
    AttributeType.CHOICE: _choice_words,
    AttributeType.DATE: lambda _attribute, value: value.isoformat(),
}
