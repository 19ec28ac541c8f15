"""How far purchases lie apart, how regularly they come, and how late the next one is.

The intervals are those between purchases one after the other; of two on one day the interval is 0.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import AttributeType, Derived, days_between, median, nth_smallest, ratio

from .making import AS_OF, COUNT, FIRST_DAY, LAST_DAY, of_purchases

_SPAN: Final = days_between(FIRST_DAY, LAST_DAY)
_WAITED: Final = days_between(LAST_DAY, AS_OF)
_NTH: Final = {nth: nth_smallest("f.business_date", nth, "{where}") for nth in (1, 2, 3)}

_BEFORE: Final = "lag(f.business_date) OVER (PARTITION BY f.customer_id ORDER BY f.business_date)"
_GAP: Final = (Derived(name="gap", expression=days_between(_BEFORE, "f.business_date")),)
_GAPS: Final = "count(f.gap)"
_TOTAL: Final = "CAST(sum(f.gap) AS bigint)"
_SQUARES: Final = "CAST(sum(CAST(f.gap AS bigint) * f.gap) AS bigint)"
# Whole numbers under the root, so that every engine takes the root of the very same number.
_ROOT: Final = f"SQRT(CAST({_GAPS} * {_SQUARES} - {_TOTAL} * {_TOTAL} AS DOUBLE PRECISION))"


def _rounded(value: str) -> str:
    """A double to two decimals, half up; NULL with fewer than two intervals."""
    return f"CASE WHEN {_GAPS} >= 2 THEN CAST(FLOOR({value} * 100 + 0.5) / 100 AS DECIMAL(14,2)) END"


INTERVALS: Final = (
    of_purchases(
        "interval_days",
        _("Average interval between purchases"),
        _("Days from the first to the last purchase, divided by the number of purchases less one."),
        AttributeType.NUMBER,
        ratio(_SPAN, f"({COUNT} - 1)"),
        unit=_("days"),
        ready=True,
    ),
    of_purchases(
        "span_days",
        _("Days from the first to the last purchase"),
        _("How long the customer has been buying: 0 with purchases of one day only."),
        AttributeType.DAYS,
        _SPAN,
        unit=_("days"),
    ),
    of_purchases(
        "median_interval",
        _("Usual interval between purchases"),
        _("The median of the days between a purchase and the next: half of the intervals are shorter."),
        AttributeType.NUMBER,
        median("f.gap", "f.gap IS NOT NULL"),
        unit=_("days"),
        derived=_GAP,
    ),
    of_purchases(
        "longest_interval",
        _("Longest interval between purchases"),
        _("The most days that lay between a purchase and the next."),
        AttributeType.DAYS,
        "max(f.gap)",
        unit=_("days"),
        derived=_GAP,
    ),
    of_purchases(
        "interval_spread",
        _("Spread of the intervals"),
        _("Standard deviation of the days between purchases, from two intervals on; small for who comes regularly."),
        AttributeType.NUMBER,
        _rounded(f"{_ROOT} / {_GAPS}"),
        unit=_("days"),
        derived=_GAP,
    ),
    of_purchases(
        "irregularity",
        _("Irregularity of the intervals"),
        _("Standard deviation of the days between purchases in per cent of their average; 0 for one like a clock."),
        AttributeType.NUMBER,
        _rounded(f"100 * {_ROOT} / NULLIF({_TOTAL}, 0)"),
        unit="%",
        derived=_GAP,
    ),
    of_purchases(
        "days_overdue",
        _("Days overdue"),
        _("Days since the last purchase beyond the average interval of the customer; below 0 while none is due."),
        AttributeType.NUMBER,
        ratio(f"({_WAITED} * ({COUNT} - 1) - {_SPAN})", f"({COUNT} - 1)"),
        unit=_("days"),
        ready=True,
    ),
    of_purchases(
        "intervals_waited",
        _("Intervals since the last purchase"),
        _("Days since the last purchase divided by the average interval of the customer: 2 is twice the usual time."),
        AttributeType.NUMBER,
        ratio(f"({_WAITED} * ({COUNT} - 1))", _SPAN),
        unit=_("times"),
        ready=True,
    ),
    of_purchases(
        "days_to_second",
        _("Days from the first to the second purchase"),
        _("How soon the customer came back after the first purchase."),
        AttributeType.DAYS,
        days_between(FIRST_DAY, _NTH[2]),
        unit=_("days"),
        early=True,
        ready=True,
    ),
    of_purchases(
        "days_to_third",
        _("Days from the first to the third purchase"),
        _("How soon the customer had bought three times."),
        AttributeType.DAYS,
        days_between(FIRST_DAY, _NTH[3]),
        unit=_("days"),
        ready=True,
    ),
)
