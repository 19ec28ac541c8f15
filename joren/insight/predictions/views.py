"""Pages of predictions."""

from typing import Any, Final, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.models import Staff
from joren.foundation.accounts.permissions import requires
from joren.record.customers.models import Customer

from . import actions, queries
from .lists import PredictionTable
from .sentences import verdict

_SHOWN: Final = 10


@require_GET
@requires("predictions.view")
def overview(request: HttpRequest) -> HttpResponse:
    """What is expected, how good the prediction was when tried, and whom to look at."""
    fit, staff = queries.newest_fit(), _staff(request)
    shown: dict[str, Any] = {
        "fit": fit,
        "job": queries.running_job(),
        "may_refresh": staff.may("predictions.refresh"),
    }
    if fit is not None:
        shown |= {"verdict": verdict(fit), "trial_chart": _trial_chart(fit.trial)}
        if fit.speaks:
            bands = queries.bands(staff)
            shown |= {
                "bands": bands,
                "total": {name: sum(row[name] or 0 for row in bands) for name in ("people", "purchases", "value")},
                "overdue": list(queries.overdue(staff)[:_SHOWN]),
            }
    return render(request, "predictions/overview.html", shown)


@require_POST
@requires("predictions.refresh")
def refresh(request: HttpRequest) -> HttpResponse:
    """Fit and tell everybody's anew, now."""
    actions.schedule_refresh(by=_staff(request))
    return redirect("predictions:overview")


@require_GET
@requires("predictions.view")
def people(request: HttpRequest, group: str) -> HttpResponse:
    """The people of a band of chances (0 to 4), or those who are overdue."""
    staff = _staff(request)
    if group == "overdue":
        title, rows = _("Should have come by now"), queries.overdue(staff)
    else:
        if not group.isdigit() or int(group) >= len(queries.BANDS):
            raise Http404
        low, high = queries.BANDS[int(group)]
        title = _("%(low)s–%(high)s %% likely to be customers still") % {"low": low, "high": high}
        rows = queries.predictions(staff, band=int(group))
    return PredictionTable(request, rows).response("predictions/people.html", {"title": title})


def panel(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """What is expected of one customer, for their page; nothing where nothing is."""
    return {"prediction": queries.of_customer(customer)}


def _trial_chart(trial: dict[str, Any]) -> dict[str, Any] | None:
    groups = trial.get("groups") or []
    if not groups:
        return None
    return {
        "labels": [_("Group %(number)s") % {"number": number} for number in range(1, len(groups) + 1)],
        "series": [
            {"name": _("Predicted"), "values": [round(group["expected"], 2) for group in groups]},
            {"name": _("What came"), "values": [round(group["came"], 2) for group in groups]},
        ],
    }


def _staff(request: HttpRequest) -> Staff:
    return cast(Staff, request.user)
