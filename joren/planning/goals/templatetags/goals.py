"""How a goal is shown."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.money import format_money
from joren.foundation.registry import Metric
from joren.planning.goals.rules import Standing, Verdict

register = template.Library()

_COLOURS = {
    Verdict.REACHED: "green",
    Verdict.ON_TRACK: "green",
    Verdict.BEHIND: "orange",
    Verdict.MISSED: "red",
    Verdict.NOT_STARTED: "secondary",
}


@register.simple_tag
def metric_value(metric: Metric, value: Decimal) -> str:
    """The value in the metric's unit."""
    if metric.unit == "money":
        return format_money(value, the_business().currency)
    return f"{value:,.1f} %" if metric.unit == "percent" else f"{value:,.0f}"


@register.simple_tag
def verdict_badge(standing: Standing | None) -> SafeString | str:
    """One word on a colour."""
    if standing is None:
        return ""
    words = {
        Verdict.REACHED: _("reached"),
        Verdict.ON_TRACK: _("on track"),
        Verdict.BEHIND: _("behind"),
        Verdict.MISSED: _("missed"),
        Verdict.NOT_STARTED: _("not started"),
    }
    colour = _COLOURS[standing.verdict]
    return format_html('<span class="badge bg-{}-lt">{}</span>', colour, words[standing.verdict])


@register.simple_tag
def share_percent(share: float) -> int:
    """A share as the width of a bar, 0 to 100."""
    return round(100 * min(max(share, 0.0), 1.0))


@register.filter
def percent_of(share: float) -> str:
    """A share as a whole percentage."""
    return f"{100 * share:.0f} %"
