"""A result as pages, the command line and the API show it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.chance import student_t_quantile

from . import sentences
from .measuring import HELD_BACK, SEND
from .queries import Result
from .rules import Estimate, Moments, wilson


@dataclass(frozen=True, slots=True)
class GroupShown:
    """One group as a row of the table: `each` and `before_each` are per person, `share` is that of buyers."""

    key: str
    label: str
    people: int
    buyers: int
    share: float | None
    sales: Any
    each: float | None
    before_each: float | None


def shown_groups(result: Result) -> list[GroupShown]:
    """Both groups, those who were sent to first."""
    assert result.groups
    labels = {SEND: _("Sent to"), HELD_BACK: _("Not sent to")}
    pairs = ((SEND, result.groups.treated), (HELD_BACK, result.groups.held_back))
    return [_shown(key, labels[key], group) for key, group in pairs]


def _shown(key: str, label: str, group: Moments) -> GroupShown:
    some = group.n > 0
    return GroupShown(
        key=key,
        label=label,
        people=group.n,
        buyers=group.buyers,
        share=group.buyers / group.n if some else None,
        sales=group.sum_y,
        each=float(group.mean_y) if some else None,
        before_each=float(group.mean_x) if some else None,
    )


def charts(result: Result) -> Mapping[str, Any] | None:
    """Average sales and share of buyers of both groups with 95 % intervals; None where a group is too small."""
    assert result.groups
    groups = (result.groups.treated, result.groups.held_back)
    if min(group.n for group in groups) < 2:  # noqa: PLR2004  # one person has no spread
        return None
    labels = [_("Sent to"), _("Not sent to")]
    means = [_mean(group) for group in groups]
    shares = [_share(group) for group in groups]
    return {
        "sales": _bars(labels, _("Sales per person"), means),
        "buyers": _bars(labels, _("Share of buyers (%)"), shares),
    }


def _bars(labels: list[str], name: str, estimates: list[Estimate]) -> dict[str, Any]:
    series = {
        "name": name,
        "values": [round(one.value, 1) for one in estimates],
        "low": [round(one.low, 1) for one in estimates],
        "high": [round(one.high, 1) for one in estimates],
    }
    return {"labels": labels, "series": [series]}


def _mean(group: Moments) -> Estimate:
    mean = float(group.mean_y)
    reach = student_t_quantile(0.975, group.n - 1) * sqrt(group.spread_y / Fraction(group.n * (group.n - 1)))
    return Estimate(mean, mean - reach, mean + reach)


def _share(group: Moments) -> Estimate:
    low, high = wilson(group.buyers, group.n)
    return Estimate(100 * group.buyers / group.n, 100 * low, 100 * high)


def told(result: Result, currency: str) -> dict[str, Any]:
    """The result for programs: the documented shape of ``joren campaign result --json`` and of the API."""
    figures, window, groups = result.figures, result.window, result.groups
    return {
        "campaign": {"id": result.campaign.pk, "name": result.campaign.name},
        "status": result.status.value,
        "code": figures.code.value if figures else None,
        "sentence": sentences.sentence(result, currency),
        "remedy": sentences.remedy(result) or None,
        "currency": currency,
        "as_of": result.as_of,
        "judged_at": result.judged_at,
        "window": {"first": window.start, "last": window.last, "days": window.days, "before": window.before}
        if window
        else None,
        "sales_known_until": result.sales_known_until,
        "held_back_share": result.share,
        "groups": {"sent": _group(groups.treated), "held_back": _group(groups.held_back)} if groups else None,
        "extra_sales": _estimate(figures.sales if figures else None),
        "extra_sales_per_person": _estimate(figures.sales_each if figures else None),
        "extra_buyers": _estimate(figures.buyers if figures else None),
        "extra_share_of_buyers": _estimate(figures.buyers_share if figures else None),
        "people_needed": figures.about if figures else None,
        "adjustment": {"theta": figures.theta, "noise_removed": figures.noise_removed}
        if figures and figures.theta is not None
        else None,
        "split_p": figures.split_p if figures else None,
    }


def _group(group: Moments) -> dict[str, Any]:
    return {"people": group.n, "buyers": group.buyers, "sales": group.sum_y, "sales_before": group.sum_x}


def _estimate(estimate: Estimate | None) -> dict[str, float] | None:
    return asdict(estimate) if estimate else None
