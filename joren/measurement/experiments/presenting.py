"""A result as pages, the command line and the API show it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.chance import student_t_quantile
from joren.outreach.delivery.attribution import credits

from . import sentences
from .advising import Size
from .bookkeeping import Books, books_of
from .figures import Figures
from .funnel import LABELS
from .looks import Looks, looks_at
from .measuring import HELD_BACK, SEND, counted
from .parts import Parts
from .queries import Result
from .rules import Estimate, Moments, Sight, wilson

_CENT = Decimal("0.01")


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
    books = books_of(result) if window else None
    return {
        "campaign": {"id": result.campaign.pk, "name": result.campaign.name} if result.campaign else None,
        "experiment": {"key": result.subject.key, "kind": result.subject.kind.value, "name": result.subject.name},
        "status": result.status.value,
        "code": figures.code.value if figures else None,
        "sentence": sentences.sentence(result, currency),
        "remedy": sentences.remedy(result) or None,
        "next_step": _step(books),
        "currency": currency,
        "as_of": result.as_of,
        "judged_at": result.judged_at,
        "window": {"first": window.start, "last": window.last, "days": window.days, "before": window.before}
        if window
        else None,
        "days_left": result.days_left if window else None,
        "sales_known_until": result.sales_known_until,
        "held_back_share": result.share,
        "groups": {"sent": _group(groups.treated), "held_back": _group(groups.held_back)} if groups else None,
        **_figures(figures),
        "interim": {"code": result.interim.code.value, **_figures(result.interim)} if result.interim else None,
        "money": _books(books),
    }


def told_everything(result: Result, currency: str, *, by: str = "") -> dict[str, Any]:
    """`told` with every further look: the way of the messages, ratios, variants, groups, credited sales."""
    if result.groups is None:
        return _everything(result, currency, looks_at(result))
    with counted(result.subject, result.as_of) as once:
        counted_result = replace(result, subject=once)
        return _everything(counted_result, currency, looks_at(counted_result, by=by))


def _everything(result: Result, currency: str, looks: Looks) -> dict[str, Any]:
    subject, until = result.subject, result.as_of
    return told(result, currency) | {
        "way": [
            {
                "label": label,
                **{name: getattr(one, name) for name in LABELS},
                "loaded_by_machine": one.loaded,
                "opened_estimate": one.opened_estimate,
            }
            for label, one in looks.ways
        ],
        "ratios": [
            {"key": one.key, "sent": one.treated, "held_back": one.held_back, "difference": _estimate(one.difference)}
            for one in looks.ratios
        ],
        "clicks": [
            {"key": one.key, "people": one.people, "per_message": one.share, "difference": _estimate(one.difference)}
            for one in looks.clicks
        ],
        "variants": _parts(looks.variants),
        "groups_by": {"by": looks.parts.by, "differ_p": looks.parts.differ, "groups": _parts(looks.parts)}
        if looks.parts
        else None,
        "credited": [
            {"key": way.key, "buyers": one.buyers, "purchases": one.purchases, "sales": one.sales}
            for way, one in credits(subject.origin, subject.window.start, until, subject.days)
        ]
        if subject.origin and subject.window
        else [],
    }


def _figures(figures: Figures | None) -> dict[str, Any]:
    return {
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


def _step(books: Books | None) -> dict[str, Any] | None:
    if books is None or books.advice is None:
        return None
    return {
        "key": books.advice.step.value,
        "number": books.advice.number,
        "sentence": sentences.next_step(books.advice),
    }


def _books(books: Books | None) -> dict[str, Any] | None:
    if books is None:
        return None
    return {
        "cost": Decimal(books.cost).quantize(_CENT),
        "sending": books.sending,
        "coupons_used": books.given.uses,
        "gifts": books.given.gifts,
        "discounts": books.given.discounts,
        "channels": [
            {"channel": one.channel, "messages": one.messages, "cost": one.cost, "by_price_list": one.assumed}
            for one in books.spent
        ],
        "margin": books.margin.share,
        "margin_is_assumed": books.margin.is_assumed,
        "margin_is_typed": books.margin.is_typed,
        "left": _estimate(books.profit.gain if books.profit else None),
        "per_yen": books.profit.per_yen if books.profit else None,
    }


def _parts(parts: Parts | None) -> list[dict[str, Any]]:
    return [
        {
            "key": part.key,
            "label": part.label,
            "people": part.compared.one,
            "compared_with": part.compared.other,
            "per_person": _estimate(part.compared.estimate),
            "p": part.compared.p,
            "claimed": part.compared.claimed,
        }
        for part in (parts.parts if parts else ())
    ]


def _group(group: Moments) -> dict[str, Any]:
    return {"people": group.n, "buyers": group.buyers, "sales": group.sum_y, "sales_before": group.sum_x}


def _estimate(estimate: Estimate | None) -> dict[str, float] | None:
    return asdict(estimate) if estimate else None


def told_size(size: Size) -> dict[str, Any]:
    """The size advisor for programs."""
    return {
        "people": size.people,
        "purchases_read_until": size.until,
        "correlation": round(size.r, 4),
        "spent_per_person": size.mean,
        "planned": _sight(size.planned),
        "recommended": _sight(size.best),
        "sights": [_sight(one) for one in size.sights],
    }


def _sight(sight: Sight | None) -> dict[str, Any] | None:
    if sight is None:
        return None
    return {
        "days": sight.days,
        "held_back_share": float(sight.share),
        "held_back": sight.held_back,
        "smallest_per_person": sight.each,
        "smallest_total": sight.total,
        "smallest_relative": sight.relative,
        "smallest_buyers": sight.buyers,
    }


def size_in_words(told: dict[str, Any]) -> str:
    """The same for people at a terminal."""
    lines = [_("%(n)s people can be reached.") % {"n": f"{told['people']:,}"}]
    for key, words in (("planned", _("As planned")), ("recommended", _("Recommended"))):
        one = told[key]
        if one:
            lines.append(f"{words}: " + _sight_in_words(one))
    if told["recommended"] is None:
        lines.append(_("With this audience an effect of 5 % cannot be seen, however many are held back."))
    return "\n".join(lines)


def _sight_in_words(one: dict[str, Any]) -> str:
    return _("%(held)s held back, %(days)s days: shows from %(each)s per person or %(buyers)s more buyers on") % {
        "held": f"{one['held_back']:,}",
        "days": one["days"],
        "each": f"{one['smallest_per_person']:,.0f}",
        "buyers": f"{one['smallest_buyers']:,.0f}",
    }
