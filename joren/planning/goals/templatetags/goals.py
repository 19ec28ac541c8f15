"""How a goal is shown."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.money import currency_exponent, format_money
from joren.foundation.registry import Metric
from joren.measurement.kpis.presenting import shown_minutes
from joren.planning.goals.models import Goal
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
def metric_value(metric: Metric, value: Decimal | float | None) -> str:
    """The value in the metric's unit."""
    if value is None:
        return "–"
    value = Decimal(str(value))
    if metric.unit == "money":
        return yen(value)
    if metric.unit == "minutes":
        return shown_minutes(Decimal(value))
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


@register.filter
def yen(value: Decimal | float | None) -> str:
    """An amount in the business's currency."""
    if value is None:
        return "–"
    currency = the_business().currency
    unit = Decimal(1).scaleb(-currency_exponent(currency))
    return format_money(Decimal(str(value)).quantize(unit, ROUND_HALF_UP), currency)


@register.simple_tag
def forecast_words(goal: Goal, metric: Metric) -> str:
    """How the forecast was made and how it fared."""
    ahead = goal.outlook["forecast"]
    methods = {
        "level": _("the mean of the last four"),
        "last": _("the last one again"),
        "drift": _("the last one and the usual step"),
        "season": _("the same ones a year ago, as the last four compare with theirs"),
    }
    told = {
        "method": methods[ahead["method"]],
        "trials": ahead["trials"],
        "error": "–" if ahead["error"] is None else percent_of(ahead["error"]),
    }
    return _("Forecast: %(method)s. Tried on the past %(trials)s times, it missed by %(error)s on average.") % told


@register.simple_tag
def visible_words(goal: Goal, metric: Metric) -> str:
    """Whether the change that is wanted could be told from chance."""
    shows = goal.outlook["visible"]
    if shows is None:
        return _("There are too few numbers from before to say whether a change could be told from chance.")
    size = metric_value(metric, shows["smallest"])
    told = {"size": size if shows["relative"] is None else f"{size} ({percent_of(shows['relative'])})"}
    if shows["wanted"] is not None and shows["wanted"] < shows["smallest"]:
        told["wanted"] = metric_value(metric, shows["wanted"])
        return (
            _(
                "With your numbers a change of %(wanted)s cannot be told from chance in that time; from %(size)s on it"
                " could. Give it more time, or prove the measures with a group held back."
            )
            % told
        )
    return _("With your numbers a change from %(size)s on can be told from chance in that time.") % told
