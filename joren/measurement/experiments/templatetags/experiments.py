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
