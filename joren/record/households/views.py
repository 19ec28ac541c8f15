"""Households on the customer's page: who lives together, joining, leaving, whom letters go to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.record.customers import queries as customers
from joren.record.customers.models import Customer

from . import actions, queries

_FOUND = 20


def panel(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The household on the customer's page."""
    household = queries.household_of(customer.pk)
    return {
        "household": household,
        "members": queries.members_of(household, staff_of(request)) if household else [],
        "may_change": staff_of(request).may("customers.change"),
    }


@require_http_methods(["GET", "POST"])
@requires("customers.change")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename the household and look for further people; POST renames."""
    customer = customers.get(pk, staff_of(request))
    household = queries.household_of(customer.pk)
    if request.method == "POST" and household is not None:
        try:
            actions.rename(household=household, name=request.POST.get("name", ""), by=staff_of(request))
        except JorenError as problem:
            messages.error(request, str(problem))
            return redirect("households:edit", customer.pk)
        messages.success(request, _("Saved."))
        return redirect("customers:detail", customer.pk)
    text = request.GET.get("q", "").strip()
    members = queries.members_of(household, staff_of(request)) if household else []
    there = {customer.pk, *(member.customer_id for member in members)}
    search = customers.search(staff_of(request), text).exclude(pk__in=there) if text else None
    found = customers.with_contacts(search)[:_FOUND] if search is not None else []
    shown = {"customer": customer, "household": household, "members": members, "q": text, "found": found}
    return render(request, "households/edit.html", shown)


@require_POST
@requires("customers.change")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring another customer into the household; makes one where there is none."""
    staff = staff_of(request)
    other = request.POST.get("customer", "")
    people = [customers.get(pk, staff).pk, customers.find(f"id:{other}", staff).pk]
    try:
        actions.join(customer_ids=people, by=staff)
    except JorenError as problem:
        messages.error(request, f"{problem} {problem.remedy_sentence}".strip())
        return redirect("households:edit", pk)
    messages.success(request, _("Saved."))
    return redirect("customers:detail", pk)


@require_POST
@requires("customers.change")
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Let this customer leave the household."""
    customer = customers.get(pk, staff_of(request))
    actions.leave(customer_id=customer.pk, by=staff_of(request))
    messages.success(request, _("%(name)s is no longer in the household.") % {"name": customer.full_name})
    return redirect("customers:detail", customer.pk)


@require_POST
@requires("customers.change")
def make_primary(request: HttpRequest, pk: int) -> HttpResponse:
    """Letters for all go to this customer."""
    customer = customers.get(pk, staff_of(request))
    actions.make_primary(customer_id=customer.pk, by=staff_of(request))
    messages.success(request, _("Saved."))
    return redirect("customers:detail", customer.pk)


def staff_of(request: HttpRequest) -> Any:
    """The person who is logged in; views are only reached by staff."""
    return request.user
