"""Estimates in templates: rounded to what can be counted."""

from typing import Any

from django import template

from joren.foundation.ui.tags.values import currency_in, nothing
from joren.measurement.experiments.sentences import amount

register = template.Library()


@register.simple_tag(takes_context=True)
def estimated(context: Any, value: float | None) -> str:
    """An estimated amount of money in the currency of the business."""
    return nothing() if value is None else amount(value, context.get("currency") or currency_in(context))


@register.simple_tag
def whole(value: float | None) -> str:
    """An estimated number of people."""
    return nothing() if value is None else f"{round(value):,}"


@register.simple_tag
def hundredths(share: float) -> str:
    """A share (0 to 1) as a length in a drawing 100 wide, with a point in every language."""
    return f"{100 * share:.2f}"


@register.simple_tag
def ratio(value: float | None, places: int = 2) -> str:
    """A ratio without a unit."""
    return nothing() if value is None else f"{value:,.{places}f}"
