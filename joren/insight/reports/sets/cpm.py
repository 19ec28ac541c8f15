"""Customer portfolio management (CPM): five stages of a customer, each at home or gone.

Stages by number of purchases, days from the first to the last one and amount, as the published definition of LTV-Lab
("CPM集計とは", 90 and 210 days, 70,000 yen, gone after 240 days) has them; every bound can be set.
Formulas with worked numbers: docs/rules/reports.md.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from joren.foundation.registry.entries import Text
from joren.insight.reports.errors import BadParameter
from joren.insight.reports.reading import Facts, average, money_unit, share

from .buyers import People, Rule, both, bought, buyers, leaf, opened

STAGES: Final[dict[str, Text]] = {
    "first": gettext_lazy("First-time"),
    "toddling": gettext_lazy("Toddling"),
    "steady": gettext_lazy("Steady"),
    "fashion": gettext_lazy("Fashion"),
    "excellent": gettext_lazy("Excellent"),
}
STATES: Final[dict[str, Text]] = {
    "active": pgettext_lazy("state of a customer", "At home"),
    "gone": pgettext_lazy("state of a customer", "Gone"),
}
_TENURE = "CAST(last_on - first_on AS integer)"


def portfolio(staff: Any, **given: Any) -> list[dict[str, Any]]:
    """The ten groups, empty ones too. Raises `BadParameter` for bounds that are reversed."""
    names = ("stage", "state", "customers", "amount", "purchases")
    sql = f"""
        SELECT stage, state, count(*), sum(amount), CAST(sum(number) AS bigint)
        FROM ({_staged()}) AS staged GROUP BY stage, state
    """  # noqa: S608
    found = Facts().rows(sql, names, _values(given))
    cells = {(row["stage"], row["state"]): row for row in found}
    people, paid = sum(row["customers"] for row in found), sum((row["amount"] for row in found), Decimal(0))
    return [_told(cells.get((stage, state)), stage, state, people, paid) for state in STATES for stage in STAGES]


def of_group(staff: Any, row: str, **given: Any) -> People:
    """Who is in a group, such as "steady.gone"."""
    stage, _dot, state = row.partition(".")
    if stage not in STAGES or state not in STATES:
        raise LookupError(row)
    values = _values(given)
    ids = f"SELECT person FROM ({_staged()}) AS staged WHERE stage = '{stage}' AND state = '{state}'"  # noqa: S608
    return opened(Facts(), _rule(stage, state, values), ids, values)


def _values(given: dict[str, Any]) -> dict[str, Any]:
    young, long = given["young_days"], given["long_days"]
    if long <= young:
        expected = _("more days than toddling lasts, %(days)s") % {"days": young}
        raise BadParameter(value=long, parameter=_("excellent from (days)"), expected=expected)
    bounds = {"young": young, "long": long, "paid": given["amount"], "away": given["away_days"]}
    return {"start": date.min, "end": given["as_of"], **bounds}


def _staged() -> str:
    """Each buyer with stage and state; exactly at a bound the higher stage, and gone."""
    return f"""
        SELECT buyers.*, CASE WHEN number = 1 THEN 'first' WHEN {_TENURE} < [young] THEN 'toddling'
                WHEN amount < [paid] THEN 'steady' WHEN {_TENURE} < [long] THEN 'fashion' ELSE 'excellent' END AS stage,
            CASE WHEN CAST(CAST([end] AS date) - last_on AS integer) < [away] THEN 'active' ELSE 'gone' END AS state
        FROM ({buyers()}) AS buyers
    """  # noqa: S608


def _rule(stage: str, state: str, values: dict[str, Any]) -> Rule:
    """The same in words of the catalogue: `purchases.span_days` are the days from the first to the last purchase."""
    op = "less_than" if state == "active" else "at_least"
    since = leaf("purchases.days_since_last", op, values["away"], {})
    if stage == "first":
        return both(bought({}, "equals", 1), since)
    young = leaf("purchases.span_days", "less_than" if stage == "toddling" else "at_least", values["young"], {})
    parts = [bought({}, "at_least", 2), young, since]
    if stage != "toddling":
        parts.append(leaf("purchases.amount", "less_than" if stage == "steady" else "at_least", values["paid"], {}))
    if stage in ("fashion", "excellent"):
        longer = "less_than" if stage == "fashion" else "at_least"
        parts.append(leaf("purchases.span_days", longer, values["long"], {}))
    return both(*parts)


def _told(found: dict[str, Any] | None, stage: str, state: str, people: int, paid: Decimal) -> dict[str, Any]:
    number, amount, purchases = (0, Decimal(0), 0)
    if found:
        number, amount, purchases = found["customers"], found["amount"], found["purchases"]
    unit = money_unit()
    return {
        **({"_row": f"{stage}.{state}"} if number else {}),
        "group": f"{STAGES[stage]} · {STATES[state]}",
        "stage": str(STAGES[stage]),
        "state": str(STATES[state]),
        "customers": number,
        "share": share(number, people),
        "amount": amount,
        "amount_share": share(amount, paid) if paid > 0 else None,
        "average": average(amount, number, unit),
        "purchases": average(purchases, number, Decimal("0.1")),
    }
