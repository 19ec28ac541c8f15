"""Writes of experiments: giving a verdict and keeping it."""

from decimal import Decimal

from django.db import transaction

from joren.foundation.accounts.models import Staff
from joren.foundation.audit.actions import record
from joren.foundation.business.queries import the_business
from joren.foundation.money import currency_exponent
from joren.foundation.time import clock
from joren.outreach.campaigns.models import Campaign

from . import queries
from .errors import NothingSent, WindowStillOpen
from .models import Evaluation
from .queries import Result, Status
from .rules import Estimate


@transaction.atomic
def evaluate(campaign: Campaign, *, by: Staff | None) -> Evaluation:
    """Give the verdict and keep it. A person may have it given again, after late sales came in.

    The system (`by` None) never changes a verdict that was given. Raises `NothingSent` or `WindowStillOpen`.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    before = Evaluation.objects.filter(campaign=campaign).first()
    if before and by is None:
        return before
    result = queries.measure(campaign, queries.today(), sales_are_in=True)
    _refuse_early(result)
    evaluation, _created = Evaluation.objects.update_or_create(campaign=campaign, defaults=_kept(result, by))
    record(
        "changed" if before else "created",
        by=by,
        subject_type="experiments.evaluation",
        subject_id=campaign.pk,
        label=campaign.name,
        detail={"before": _told(before), "after": _told(evaluation)},
    )
    return evaluation


def _refuse_early(result: Result) -> None:
    if result.status is Status.NOT_SENT or result.window is None:
        raise NothingSent(campaign=result.campaign.name)
    if result.status is Status.RUNNING:
        raise WindowStillOpen(campaign=result.campaign.name, last=result.window.last)


def _kept(result: Result, by: Staff | None) -> dict[str, object]:
    assert result.window and result.groups and result.figures, "refused before"
    groups, figures = result.groups, result.figures
    return {
        "window_start": result.window.start,
        "window_days": result.window.days,
        "share": result.share,
        "treated": queries.moments_as_json(groups.treated),
        "held_back": queries.moments_as_json(groups.held_back),
        "figures": figures.as_dict(),
        "code": figures.code.value,
        "extra_sales": _value(figures.sales, min(currency_exponent(the_business().currency), 2)),
        "extra_buyers": _value(figures.buyers, 2),
        "people": groups.treated.n + groups.held_back.n,
        "judged_at": clock.now(),
        "staff": by,
    }


def _value(estimate: Estimate | None, places: int) -> Decimal | None:
    return None if estimate is None else Decimal(estimate.value).quantize(Decimal(1).scaleb(-places))


def _told(evaluation: Evaluation | None) -> dict[str, object] | None:
    if evaluation is None:
        return None
    sales = evaluation.extra_sales
    return {"code": evaluation.code, "extra_sales": None if sales is None else str(sales)}
