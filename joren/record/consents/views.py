"""What may be sent: on the customer's page, the history with its evidence, and recording what was said."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.record.customers.models import Customer
from joren.record.customers.queries import get

from . import actions, queries
from .forms import ConsentForm


def panel(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """What may be sent, for the customer's page."""
    staff: Any = request.user
    return {"states": queries.state_of(customer.pk), "may_record": staff.may("consents.change")}


@require_GET
@requires("consents.view")
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every grant and withdrawal with its evidence."""
    staff: Any = request.user
    customer = get(pk, staff)
    shown = {
        "customer": customer,
        "rows": queries.history_of(customer.pk),
        "may_record": staff.may("consents.change"),
    }
    return render(request, "consents/history.html", shown)


@require_http_methods(["GET", "POST"])
@requires("consents.change")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a grant or a withdrawal with its evidence."""
    staff: Any = request.user
    customer = get(pk, staff)
    form = ConsentForm(request.POST or None, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            _write(customer, form.cleaned_data, staff)
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            messages.success(request, _("Recorded."))
            return redirect("customers:detail", customer.pk)
    shown = {"form": form, "customer": customer}
    return render(request, "consents/form.html", shown, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the button on the customer's page says already."""
    return {name: request.GET[name] for name in ("channel", "purpose", "said") if name in request.GET}


def _write(customer: Customer, given: dict[str, Any], staff: Any) -> None:
    said: dict[str, Any] = {
        "customer_id": customer.pk,
        "channel": given["channel"],
        "purpose": given["purpose"],
        "how": given["how"],
        "at": given["on"],
        "by": staff,
        "source": "manual",
    }
    if given["said"] == "yes":
        actions.grant(text=given["text"], **said)
    else:
        actions.withdraw(**said)
