"""Writes of experiments: giving a verdict and keeping it; the margin somebody knows."""

from decimal import Decimal

from django.db import connection, transaction

from joren.foundation.accounts.models import Staff
from joren.foundation.audit.actions import record
from joren.foundation.business.queries import the_business
from joren.foundation.money import currency_exponent
from joren.foundation.time import clock
from joren.outreach.campaigns.models import Campaign

from . import bookkeeping, queries
from .errors import NothingSent, StillEntering, WindowStillOpen
from .models import Evaluation, TypedMargin
from .queries import Result, Status
from .rules import Estimate
from .sources import Subject, as_subject


@transaction.atomic
def evaluate(of: Campaign | Subject, *, by: Staff | None) -> Evaluation:
    """Give the verdict and keep it. A person may have it given again, after late sales came in.

    The system (`by` None) never changes a verdict that was given. Raises `NothingSent` or `WindowStillOpen`.
    """
    subject = _locked(as_subject(of) if isinstance(of, Campaign) else of)
    before = Evaluation.objects.filter(key=subject.key).first()
    if before and by is None:
        return before
    result = queries.measure(subject, queries.today(), sales_are_in=True)
    _refuse_early(result)
    evaluation, _created = Evaluation.objects.update_or_create(key=subject.key, defaults=_kept(result, by))
    record(
        "changed" if before else "created",
        by=by,
        subject_type="experiments.evaluation",
        subject_id=evaluation.pk if subject.campaign is None else subject.campaign.pk,
        label=subject.name,
        detail={"before": _told(before), "after": _told(evaluation)},
    )
    return evaluation


@transaction.atomic
def type_margin(subject: Subject, *, share: Decimal | None, by: Staff | None) -> None:
    """Keep the margin (0 to 1) somebody knows for an experiment, or with None go by the goods again.

    A verdict that was given stays; what was left of it and the next step are reckoned anew.
    """
    _locked(subject)
    if share is None:
        TypedMargin.objects.filter(key=subject.key).delete()
    else:
        typed = {"share": share, "staff": by, "typed_at": clock.now()}
        TypedMargin.objects.update_or_create(key=subject.key, defaults=typed)
    kept = Evaluation.objects.filter(key=subject.key).first()
    if kept:
        Evaluation.objects.filter(pk=kept.pk).update(**_money(queries.kept_result(subject, kept)))
    record(
        "changed",
        by=by,
        subject_type="experiments.evaluation",
        subject_id=subject.campaign.pk if subject.campaign else subject.key,
        label=subject.name,
        detail={"margin": None if share is None else str(share)},
    )


def _locked(subject: Subject) -> Subject:
    """Two who judge at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"experiments:{subject.key}"])
    return subject


def _refuse_early(result: Result) -> None:
    if result.status is Status.NOT_SENT or result.window is None:
        raise NothingSent(campaign=result.subject.name)
    if result.status is Status.RUNNING:
        last = queries.last_day(result.subject, result.window)
        if last is None:
            raise StillEntering(name=result.subject.name)
        raise WindowStillOpen(campaign=result.subject.name, last=last)


def _kept(result: Result, by: Staff | None) -> dict[str, object]:
    assert result.window and result.groups and result.figures, "refused before"
    groups, figures = result.groups, result.figures
    places = min(currency_exponent(the_business().currency), 2)
    return {
        "name": result.subject.name[:200],
        "campaign": result.subject.campaign,
        "window_start": result.window.start,
        "window_days": result.window.days,
        "share": result.share,
        "treated": queries.moments_as_json(groups.treated),
        "held_back": queries.moments_as_json(groups.held_back),
        "figures": figures.as_dict(),
        "code": figures.code.value,
        "extra_sales": _value(figures.sales, places),
        "extra_buyers": _value(figures.buyers, 2),
        "people": groups.treated.n + groups.held_back.n,
        "judged_at": clock.now(),
        "staff": by,
        **_money(result),
    }


def _money(result: Result) -> dict[str, object]:
    books = bookkeeping.books_of(result)
    places = min(currency_exponent(the_business().currency), 2)
    return {
        "cost": Decimal(books.cost).quantize(_CENT) if result.subject.has_messages else None,
        "margin": Decimal(books.margin.share).quantize(Decimal("0.0001")),
        "margin_is_assumed": books.margin.is_assumed,
        "gain": _value(books.profit.gain, places) if books.profit else None,
        "step": books.advice.step.value if books.advice else "",
    }


_CENT = Decimal("0.01")


def _value(estimate: Estimate | None, places: int) -> Decimal | None:
    return None if estimate is None else Decimal(estimate.value).quantize(Decimal(1).scaleb(-places))


def _told(evaluation: Evaluation | None) -> dict[str, object] | None:
    if evaluation is None:
        return None
    sales = evaluation.extra_sales
    return {"code": evaluation.code, "extra_sales": None if sales is None else str(sales)}
