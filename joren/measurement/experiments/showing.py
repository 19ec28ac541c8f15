"""What the templates of results know."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from joren.foundation.ui.context import business_of
from joren.outreach.campaigns.models import Campaign
from joren.outreach.delivery.attribution import credits

from . import presenting, queries, sentences
from .advising import Size
from .bookkeeping import books_of
from .forms import LookForm
from .funnel import stages
from .looks import looks_at
from .measuring import counted
from .models import Evaluation
from .parts import DIMENSIONS
from .pictures import forest
from .queries import Result, Status
from .sources import Kind, Subject


def shown(request: HttpRequest, subject: Subject) -> dict[str, Any]:
    """The verdict: the sentence, the next step, the two groups."""
    return _verdict(request, queries.result_of(subject))


def page(request: HttpRequest, subject: Subject, form: LookForm) -> dict[str, Any]:
    """The verdict and every further look at it."""
    found = queries.result_of(subject)
    if found.groups is None:
        return _verdict(request, found) | {"looks": looks_at(found)}
    with counted(subject, found.as_of) as once:
        return _everything(request, replace(found, subject=once), form)


def _verdict(request: HttpRequest, found: Result) -> dict[str, Any]:
    currency = business_of(request).currency
    books = books_of(found) if found.window else None
    return {
        "subject_of": found.subject,
        "result": found,
        "currency": currency,
        "word": Evaluation.Code(found.now.code.value).label if found.now else "",
        "sentence": sentences.sentence(found, currency),
        "remedy": sentences.remedy(found),
        "books": books,
        "next_step": sentences.next_step(books.advice) if books else "",
        "may_judge": _may_judge(request, found),
        "may_type": _staff(request).may("experiments.judge"),
        **(_numbers(found) if found.groups else {}),
    }


def _everything(request: HttpRequest, found: Result, form: LookForm) -> dict[str, Any]:
    looks = looks_at(found, by=form.chosen_by)
    return _verdict(request, found) | {
        "looks": looks,
        "ways": [(label, stages(one)) for label, one in looks.ways],
        "forest": forest(looks.parts) if looks.parts else None,
        "by": looks.parts.by if looks.parts else "",
        "choices": _choices(found.subject, looks.dimensions),
        "variants": forest(looks.variants) if looks.variants else None,
        "credited": _credited(found),
    }


def size_shown(request: HttpRequest, campaign: Campaign, found: Size) -> dict[str, Any]:
    """The size advisor in words and numbers."""
    shares = sorted({one.share for one in found.sights})
    days = sorted({one.days for one in found.sights})
    sights = {(one.days, one.share): one for one in found.sights}
    return {
        "campaign": campaign,
        "size": found,
        "currency": business_of(request).currency,
        "planned_too_small": found.planned is None or (found.planned.relative or 1) > _GOOD,
        "shares": [float(share) for share in shares],
        "rows": [(span, [sights.get((span, share)) for share in shares]) for span in days],
    }


_GOOD = 0.5
"""A campaign seldom changes what people spend by more than half: what needs more than that will see nothing."""


def _choices(subject: Subject, dimensions: Any) -> list[tuple[str, str]]:
    segments = [] if subject.is_rolling else LookForm.segments()
    return [(key, str(DIMENSIONS[key])) for key in dimensions] + [
        (key, _("Segment: %(name)s") % {"name": name}) for key, name in segments
    ]


def _credited(found: Result) -> list[Any]:
    if not found.subject.origin or found.window is None or found.subject.kind is Kind.CONTROL:
        return []
    return credits(found.subject.origin, found.window.start, found.as_of, found.subject.days)


def _numbers(found: Result) -> dict[str, Any]:
    return {"groups": presenting.shown_groups(found), "charts": presenting.charts(found)}


def _may_judge(request: HttpRequest, found: Result) -> bool:
    over = found.status in (Status.FINISHED, Status.WAITING_FOR_SALES)
    return over and bool(_staff(request).may("experiments.judge"))


def _staff(request: HttpRequest) -> Any:
    return request.user
