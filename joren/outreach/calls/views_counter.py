"""The counter: who stands there, and what they are to be told."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.errors import JorenError
from joren.record.customers.queries import get as customer_of
from joren.record.customers.queries import search
from joren.record.shops.queries import shops_visible_to

from . import actions
from .models import Attempt, Call
from .outcomes import Report
from .panels import to_tell

_FOUND = 8


@require_GET
@requires("calls.make")
def counter(request: StaffRequest) -> HttpResponse:
    """Look a customer up by name, number or telephone, and see what to tell them."""
    asked = request.GET.get("q", "").strip()[:100]
    found = list(search(request.user, asked).select_related("shop")[:_FOUND]) if asked else []
    context: dict[str, Any] = {
        "q": asked,
        "found": [{"customer": one, **to_tell(one)} for one in found],
        "shops": shops_visible_to(request.user),
    }
    return render(request, "calls/counter.html", context)


@require_POST
@requires("calls.make")
def tell(request: StaffRequest, pk: int) -> HttpResponse:
    """Told, declined, or another day."""
    call = Call.objects.filter(pk=pk).first()
    customer = customer_of(call.customer_id if call else 0, request.user)  # only whom this person may see
    report = Report(
        outcome=request.POST.get("outcome", ""),
        note=request.POST.get("note", "")[:500],
        stop=request.POST.get("stop") == "1",
    )
    try:
        attempt = actions.tell(pk, report, by=request.user, shop_id=_shop(request))
    except JorenError as problem:
        messages.error(request, f"{problem} {problem.remedy_sentence}".strip())
    else:
        messages.success(request, _said(attempt))
    back = request.POST.get("back") == "counter"
    where = f"{reverse('calls:counter')}?q={customer.member_number or customer.pk}"
    return redirect(where if back else reverse("customers:detail", args=[customer.pk]))


def _said(attempt: Attempt | None) -> str:
    if attempt is None:
        return _("It comes up again tomorrow.")
    return _("Kept as told.") if attempt.outcome == Attempt.Outcome.REACHED else _("Kept as declined.")


def _shop(request: StaffRequest) -> int | None:
    """The shop of whoever stands there: known where they work in exactly one."""
    shops = list(request.user.shops.values_list("pk", flat=True)[:2])
    return int(shops[0]) if len(shops) == 1 else None


@require_POST
@requires("calls.make")
def again(request: StaffRequest, customer_id: int) -> HttpResponse:
    """The customer wants to hear of offers at the counter again."""
    customer = customer_of(customer_id, request.user)
    actions.may_be_told_again(customer.pk, by=request.user)
    messages.success(request, _("Offers may be told at the counter again."))
    return redirect("customers:detail", customer.pk)
