"""Purchases on the customer's page, on their own page, and recording them by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.time.clock import now, today
from joren.foundation.ui.form_problems import tell_problem
from joren.foundation.ui.tables import Column, Table
from joren.record.customers import queries as customers
from joren.record.customers.models import Customer

from . import actions, queries
from .actions import NewLine
from .forms import CancelForm, PurchaseForm, ReassignForm, ReturnForm
from .models import Purchase

_SHOWN = 8


class PurchaseTable(Table):
    """All purchases of one customer."""

    key = "purchases"
    columns = (
        Column(key="day", label=gettext_lazy("Date"), value="business_date", type="day", sort="purchased_at"),
        Column(key="what", label=gettext_lazy("What was bought"), template="purchases/_what_cell.html", primary=True),
        Column(key="shop", label=gettext_lazy("Shop")),
        Column(key="amount", label=gettext_lazy("Amount"), type="money", sort="amount"),
        Column(key="source", label=gettext_lazy("Source"), is_optional=True),
    )
    default_sort = "-day"
    empty_icon, empty_title = "receipt", gettext_lazy("No purchases yet")


def panel(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The numbers that matter, the last twelve months and the newest purchases, for the customer's page."""
    staff: Any = request.user
    totals = queries.totals(customer.pk)
    newest = queries.of_customer(customer.pk, _SHOWN)
    until = totals.last_on or today()
    months = queries.months(customer.pk, until) if newest else []
    return {
        "totals": totals,
        "newest": newest,
        "months": {
            "labels": [f"{month:%Y-%m}" for month, _amount in months],
            "series": [{"name": _("Amount"), "values": [float(amount) for _month, amount in months]}],
        },
        "may_record": staff.may("purchases.record"),
    }


@require_GET
@requires("purchases.view")
def of_customer(request: HttpRequest, customer: int) -> HttpResponse:
    """Every purchase of one customer."""
    staff: Any = request.user
    person = customers.get(customer, staff)
    table = PurchaseTable(request, queries.with_lines(Purchase.objects.filter(customer=person)))
    return table.response("purchases/of_customer.html", {"customer": person, "table": table})


@require_http_methods(["GET", "POST"])
@requires("purchases.record")
def new(request: HttpRequest, customer: int) -> HttpResponse:
    """Record a purchase by hand."""
    staff: Any = request.user
    person = customers.get(customer, staff)
    form = PurchaseForm(request.POST or None, initial={"purchased_at": now(), "shop": person.shop_id})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record(by=staff, customer_id=person.pk, **_given(form.cleaned_data))
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            messages.success(request, _("Recorded."))
            return redirect("customers:detail", person.pk)
    shown = {"form": form, "customer": person}
    return render(request, "purchases/form.html", shown, status=422 if form.is_bound else 200)


@require_GET
@requires("purchases.view")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One purchase with its lines and what may be done with it."""
    staff: Any = request.user
    purchase = queries.get(pk, staff)
    shown = {
        "purchase": purchase,
        "may_record": staff.may("purchases.record"),
        "may_change": staff.may("purchases.change"),
        "return_form": ReturnForm(),
        "cancel_form": CancelForm(),
        "reassign_form": ReassignForm(initial={"customer": purchase.customer_id}),
    }
    return render(request, "purchases/detail.html", shown)


@require_POST
@requires("purchases.record")
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a return."""
    staff: Any = request.user
    form = ReturnForm(request.POST)
    if form.is_valid():
        purchase = queries.get(pk, staff)
        actions.record_return(purchase=purchase, by=staff, **form.cleaned_data)
        messages.success(request, _("The return was recorded."))
    else:
        messages.error(request, " ".join(map(str, form.errors.get("amount", []))))
    return redirect("purchases:detail", pk)


@require_POST
@requires("purchases.change")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a purchase."""
    staff: Any = request.user
    reason = request.POST.get("reason", "")[:200]
    actions.cancel(purchase=queries.get(pk, staff), by=staff, reason=reason)
    messages.success(request, _("The purchase was cancelled."))
    return redirect("purchases:detail", pk)


@require_POST
@requires("purchases.change")
def reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a purchase to a customer."""
    staff: Any = request.user
    purchase = queries.get(pk, staff)
    reference = request.POST.get("customer", "").strip()
    person = customers.find(reference, staff) if reference else None
    actions.reassign(purchase=purchase, customer_id=person.pk if person else None, by=staff)
    messages.success(request, _("The purchase was given to %(customer)s.") % {"customer": person or _("nobody")})
    return redirect("purchases:detail", pk)


def _given(cleaned: dict[str, Any]) -> dict[str, Any]:
    line = NewLine(amount=cleaned["amount"], product_id=cleaned["product_code"], description=cleaned["description"])
    return {
        "purchased_at": cleaned["purchased_at"],
        "shop_id": cleaned["shop"].pk if cleaned["shop"] else None,
        "lines": [line],
        "note": cleaned["note"],
    }
