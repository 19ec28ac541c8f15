"""Pages of delivery: blocked addresses, messages nobody knows the fate of, a customer's messages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem

from . import actions, queries
from .forms import SuppressionForm
from .listing import SuppressionTable
from .models import Suppression

_SHOWN = 200


@require_GET
@requires("delivery.view")
def suppressions(request: StaffRequest) -> HttpResponse:
    """Addresses that are never written to."""
    table = SuppressionTable(request, queries.suppressions())
    shown = {"uncertain": queries.uncertain().count(), "may_suppress": request.user.may("delivery.suppress")}
    return table.response("delivery/suppressions.html", shown)


@require_http_methods(["GET", "POST"])
@requires("delivery.suppress")
def suppress(request: HttpRequest) -> HttpResponse:
    """Block an address."""
    staff: Any = request.user
    form = SuppressionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.suppress(channel="mail", by=staff, **form.cleaned_data)
        except JorenError as problem:
            tell_problem(form, problem, field="address")
        else:
            messages.success(request, _("The address is blocked."))
            return redirect("delivery:suppressions")
    return render(request, "delivery/suppress.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@requires("delivery.decide")
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Allow an address again."""
    staff: Any = request.user
    actions.lift_suppression(get_object_or_404(Suppression, pk=pk), by=staff)
    messages.success(request, _("The address may be written to again."))
    return redirect("delivery:suppressions")


@require_GET
@requires("delivery.view")
def uncertain(request: StaffRequest) -> HttpResponse:
    """Messages of which nobody knows whether they arrived."""
    rows = queries.uncertain()
    shown = {"rows": rows[:_SHOWN], "number": rows.count(), "may_decide": request.user.may("delivery.decide")}
    return render(request, "delivery/uncertain.html", shown)


@require_POST
@requires("delivery.decide")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A person decides about one of them."""
    staff: Any = request.user
    if request.POST.get("decision") == "again":
        actions.send_uncertain_again(pk, by=staff)
    else:
        actions.decide_uncertain(pk, arrived=request.POST.get("decision") == "arrived", by=staff)
    messages.success(request, _("Decided."))
    return redirect("delivery:uncertain")


def customer_panel(request: HttpRequest, customer: Any) -> dict[str, Any] | None:
    """The newest messages to a customer, for the customer's page; nothing where there is none."""
    rows = queries.of_customer(customer.pk)
    return {"rows": rows} if rows else None
