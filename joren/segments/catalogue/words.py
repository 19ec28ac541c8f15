"""How periods, weekdays, parts of the day and lists are said."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from joren.foundation.time.periods import Period

WEEKDAY_WORDS: Final = {
    1: gettext_lazy("Monday"),
    2: gettext_lazy("Tuesday"),
    3: gettext_lazy("Wednesday"),
    4: gettext_lazy("Thursday"),
    5: gettext_lazy("Friday"),
    6: gettext_lazy("Saturday"),
    7: gettext_lazy("Sunday"),
}
BAND_WORDS: Final = {
    "morning": pgettext_lazy("time of day", "morning"),
    "lunch": pgettext_lazy("time of day", "lunch time"),
    "afternoon": pgettext_lazy("time of day", "afternoon"),
    "dinner": pgettext_lazy("time of day", "evening"),
    "late_night": pgettext_lazy("time of day", "late night"),
}


def listed(words: Iterable[str]) -> str:
    """The words with the language's comma between them."""
    return pgettext("list", ", ").join(words)


def period_words(period: Period) -> str:
    """The period in the language of the moment: "last 365 days"."""
    value = period.value
    if period.kind in _COUNTED:
        return _counted(period)
    if period.kind == "between":
        return _between(period.first, period.last)
    if period.kind == "month":
        return pgettext("rule", "this month") if value == "this" else pgettext("rule", "last month")
    return pgettext("rule", "ever") if period.kind == "all" else _fiscal_year(value)


_COUNTED: Final = ("last_days", "last_months", "first_days", "after_first_days")


def _counted(period: Period) -> str:
    number = int(period.value or 0)
    words = {
        "last_days": ngettext("last %(n)s day", "last %(n)s days", number),
        "last_months": ngettext("last %(n)s month", "last %(n)s months", number),
        "first_days": ngettext(
            "first %(n)s day from the first purchase", "first %(n)s days from the first purchase", number
        ),
        "after_first_days": ngettext(
            "after the first %(n)s day from the first purchase",
            "after the first %(n)s days from the first purchase",
            number,
        ),
    }
    return words[period.kind] % {"n": number}


def _between(first: date | None, last: date | None) -> str:
    if first and last:
        return _("from %(first)s to %(last)s") % {"first": first, "last": last}
    return _("since %(first)s") % {"first": first} if first else _("until %(last)s") % {"last": last}


def _fiscal_year(value: int | str | None) -> str:
    if value == "this":
        return pgettext("rule", "this fiscal year")
    return pgettext("rule", "last fiscal year") if value == "last" else _("fiscal year %(year)s") % {"year": value}
