"""Tags that show one value in the language and the currency of the house: money, days, times, shares."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joren.foundation.money import currency_exponent, format_money
from joren.foundation.time.clock import TOKYO, now

register = template.Library()
_MINUTE, _HOUR, _DAY, _MONTH = 60, 3600, 86_400, 30 * 86_400


def nothing() -> SafeString:
    """How a value that is not known is shown: a dash that reads as “not known”."""
    return format_html('<span class="text-secondary" title="{}">–</span>', _("not known"))


@register.simple_tag(takes_context=True)
def money(context: dict[str, Any], amount: Decimal | int | None, *, rounded: bool = False) -> str:
    """``{% money purchase.amount %}``: ¥1,234 in the currency of the business; a dash for None.

    `rounded`: to the decimals the currency has (yen: none), for averages, which nobody paid.
    """
    if amount is None:
        return nothing()
    currency = currency_in(context)
    if rounded:
        amount = Decimal(amount).quantize(Decimal(1).scaleb(-currency_exponent(currency)), ROUND_HALF_UP)
    return format_money(amount, currency)


def currency_in(context: Any) -> str:
    """The currency of the page's business; yen where a template is rendered without a page."""
    business = context.get("business")
    return str(business.currency) if business is not None else "JPY"


@register.simple_tag
def number(value: Decimal | float | None, places: int = 0) -> str:
    """``{% number 12345.6 1 %}``: 12,345.6; a dash for None."""
    return nothing() if value is None else f"{value:,.{places}f}"


@register.simple_tag
def percent(share: Decimal | float | None, places: int = 1) -> str:
    """``{% percent 0.123 %}``: 12.3 %, from a share of one; a dash for None."""
    return nothing() if share is None else f"{share * 100:,.{places}f}%"


@register.simple_tag
def day(value: date | datetime | None, short: bool = False) -> str:
    """``{% day purchase.bought_on %}``: 2026年3月31日 or 31 March 2026; short=True: 2026/03/31 or 2026-03-31."""
    if value is None:
        return nothing()
    local = _local(value) if isinstance(value, datetime) else value
    return format_html(
        '<time datetime="{}">{}</time>', local.strftime("%Y-%m-%d"), formats.date_format(local, _day_form(short))
    )


def _day_form(short: bool) -> str:
    # Translators: Django date format of a day in full, then in short.
    return _("j F Y") if not short else _("Y-m-d")


@register.simple_tag
def moment(value: datetime | None) -> str:
    """``{% moment job.finished_at %}``: the day and the minute in Japan; a dash for None."""
    if value is None:
        return nothing()
    local = _local(value)
    shown = formats.date_format(local, _("Y-m-d H:i"))
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), shown)


@register.simple_tag
def ago(value: datetime | None) -> str:
    """``{% ago job.created_at %}``: “3 minutes ago” with the exact time on hover; a dash for None."""
    if value is None:
        return nothing()
    local = _local(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        formats.date_format(local, _("Y-m-d H:i")),
        distance(now() - value),
    )


def distance(passed: timedelta) -> str:
    """A distance in time as people say it: just now, minutes, hours, days, months; negative is in the future."""
    seconds = int(abs(passed.total_seconds()))
    if seconds < _MINUTE:
        return _("just now")
    unit, amount = _unit(seconds)
    return _in_the_future(unit, amount) if passed.total_seconds() < 0 else _in_the_past(unit, amount)


def _unit(seconds: int) -> tuple[str, int]:
    for unit, length in (("month", _MONTH), ("day", _DAY), ("hour", _HOUR)):
        if seconds >= length:
            return unit, seconds // length
    return "minute", seconds // _MINUTE


def _in_the_past(unit: str, amount: int) -> str:
    words = {
        "minute": ngettext("%(n)d minute ago", "%(n)d minutes ago", amount),
        "hour": ngettext("%(n)d hour ago", "%(n)d hours ago", amount),
        "day": ngettext("%(n)d day ago", "%(n)d days ago", amount),
        "month": ngettext("%(n)d month ago", "%(n)d months ago", amount),
    }
    return words[unit] % {"n": amount}


def _in_the_future(unit: str, amount: int) -> str:
    words = {
        "minute": ngettext("in %(n)d minute", "in %(n)d minutes", amount),
        "hour": ngettext("in %(n)d hour", "in %(n)d hours", amount),
        "day": ngettext("in %(n)d day", "in %(n)d days", amount),
        "month": ngettext("in %(n)d month", "in %(n)d months", amount),
    }
    return words[unit] % {"n": amount}


def _local(value: datetime) -> datetime:
    return timezone.localtime(value, TOKYO) if timezone.is_aware(value) else value
