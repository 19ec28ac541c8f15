"""Pages of delivery: blocked addresses, messages nobody knows the fate of, a customer's messages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.foundation.ui.form_problems import tell_problem
from joren.record.customers.queries import customers_visible_to

from . import deciding, queries, settling, suppressing
from .errors import UnknownDecision
from .forms import PolicyPage, SuppressionForm
from .listing import SuppressionTable
from .models import Delivery, Suppression
from .origins import named
from .policy import examples, is_quiet, rules_of, the_policy

_SHOWN = 200


@require_GET
@requires("delivery.view")
def suppressions(request: StaffRequest) -> HttpResponse:
    """Addresses that are never written to."""
    table = SuppressionTable(request, queries.suppressions())
    shown = {
        "uncertain": queries.uncertain(request.user).count(),
        "may_suppress": request.user.may("delivery.suppress"),
    }
    return table.response("delivery/suppressions.html", shown)


@require_http_methods(["GET", "POST"])
@requires("delivery.suppress")
def suppress(request: HttpRequest) -> HttpResponse:
    """Block an address."""
    staff: Any = request.user
    form = SuppressionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            suppressing.suppress(channel="mail", by=staff, **form.cleaned_data)
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
    suppressing.lift_suppression(get_object_or_404(Suppression, pk=pk), by=staff)
    messages.success(request, _("The address may be written to again."))
    return redirect("delivery:suppressions")


@require_GET
@requires("delivery.view")
def uncertain(request: StaffRequest) -> HttpResponse:
    """Messages of which nobody knows whether they arrived."""
    rows = queries.uncertain(request.user)
    oldest = list(rows[:_SHOWN])
    names = named({row.origin for row in oldest})
    shown = {
        "rows": [(row, names[row.origin]) for row in oldest],
        "number": rows.count(),
        "may_decide": request.user.may("delivery.decide"),
    }
    return render(request, "delivery/uncertain.html", shown)


@require_POST
@requires("delivery.decide")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A person decides about one of them. Raises `UnknownDecision` for what no button says."""
    staff: Any = request.user
    get_object_or_404(Delivery, pk=pk, customer__in=customers_visible_to(staff))
    decision = request.POST.get("decision")
    if decision == "again":
        settling.send_uncertain_again(pk, by=staff)
    elif decision in ("arrived", "lost"):
        settling.decide_uncertain(pk, arrived=decision == "arrived", by=staff)
    else:
        raise UnknownDecision
    messages.success(request, _("Decided."))
    return redirect("delivery:uncertain")


@require_http_methods(["GET", "POST"])
@requires("delivery.policy")
def policy(request: HttpRequest) -> HttpResponse:
    """How people are written to: budget of attention, price and quiet hours of each channel, who gets nothing."""
    staff: Any = request.user
    page = PolicyPage(request.POST if request.method == "POST" else None)
    refused = False
    if request.method == "POST":
        if page.is_valid():
            deciding.change_policy(
                fields=page.policy.values(),
                channels=[form.rule() for form in page.channels],
                segments=page.budgets(),
                by=staff,
            )
            messages.success(request, _("Saved."))
            return redirect("delivery:policy")
        refused = True
    now, stored = clock.now(), the_policy()
    shown = {
        "page": page,
        "policy": stored,
        "weeks": queries.attention_of_the_week(now),
        "quiet_now": [form.channel for form in page.channels if is_quiet(form.channel.key, now)],
        "hours": range(0, 25, 6),
        "examples": examples(stored.per_week, rules_of()),
    }
    return render(request, "delivery/policy.html", shown, status=422 if refused else 200)


def customer_panel(request: HttpRequest, customer: Any) -> dict[str, Any] | None:
    """The newest messages to a customer, for the customer's page; nothing where there is none."""
    rows = queries.of_customer(customer.pk)
    return {"rows": rows} if rows else None
