"""How calls go, for managers, and how the business calls."""

import csv
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.audit import actions as audit
from joren.foundation.csv_safety import neutralise_formula
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.foundation.ui.form_problems import tell_problem
from joren.outreach.delivery import policy
from joren.record.shops.models import Shop

from . import actions, queries
from . import progress as figures
from .forms import ConditionsForm

_PERIODS = (7, 30, 90)


@require_GET
@requires("calls.progress")
def progress(request: HttpRequest) -> HttpResponse:
    """Reached share by staff and hour, in the last ``?days=`` days, of ``?shop=``."""
    since, until, shop, days = _asked(request)
    found = figures.progress(since, until, until, shop)
    context = {
        "found": found,
        "days": days,
        "periods": _PERIODS,
        "shops": Shop.objects.order_by("name"),
        "shop": shop,
        "week": [(WEEKDAYS_ABBR[day - 1], cells) for day, cells in found.days],
    }
    return render(request, "calls/progress.html", context)


def _asked(request: HttpRequest) -> tuple[date, date, int | None, int]:
    given, shop = request.GET.get("days", ""), request.GET.get("shop", "")
    days = int(given) if given in map(str, _PERIODS) else 30
    until = clock.today()
    number = int(shop) if shop.isascii() and shop.isdecimal() and len(shop) < 10 else None  # noqa: PLR2004 - an id
    return until - timedelta(days=days - 1), until, number, days


@require_GET
@requires("calls.progress")
def progress_csv(request: StaffRequest) -> HttpResponse:
    """Every try as a file."""
    since, until, shop, _days = _asked(request)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="call-results.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [
            _("When"),
            _("Customer"),
            _("Member number"),
            _("Where"),
            _("Outcome"),
            _("Minutes"),
            _("Yen"),
            _("By"),
            _("Shop"),
            _("What about"),
            _("Origin"),
            _("Answers"),
            _("Note"),
        ]
    )
    audit.record("exported", by=request.user, subject_type="calls.attempt", label="call-results.csv")
    for line in figures.lines(figures.attempts(since, until, shop)):
        writer.writerow([neutralise_formula(str(cell)) for cell in line])
    return response


@require_http_methods(["GET", "POST"])
@requires("calls.settings")
def conditions(request: StaffRequest) -> HttpResponse:
    """Wage, tries, days, and who calls."""
    form = ConditionsForm(request.POST if request.method == "POST" else None, instance=queries.the_conditions())
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_conditions(form.save(commit=False), by=request.user)
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("calls:conditions")
    rule = policy.rules_of()[queries.CHANNEL]
    context = {"form": form, "rule": rule, "may_policy": request.user.may("delivery.policy")}
    return render(request, "calls/conditions.html", context, status=422 if form.is_bound else 200)
