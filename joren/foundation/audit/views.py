"""The audit page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from joren.foundation.accounts.permissions import StaffRequest, requires

from . import queries
from .forms import AuditFilter

PAGE = 100
_LONGEST_ID = 18  # digits: below the largest number a record can have


@require_GET
@requires("audit.view")
def trail(request: StaffRequest) -> HttpResponse:
    """Who did what, newest first, a hundred at a time."""
    form = AuditFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    before = request.GET.get("before", "")
    found = queries.entries(
        staff_id=chosen["staff"].pk if chosen.get("staff") else None,
        action=chosen.get("action", ""),
        customer_id=chosen.get("customer"),
        before=int(before) if before.isdecimal() and len(before) <= _LONGEST_ID else None,
    )[: PAGE + 1]
    shown = list(found)
    arguments = request.GET.copy()
    if len(shown) > PAGE:
        arguments["before"] = str(shown[PAGE - 1].pk)
    context = {
        "form": form,
        "entries": shown[:PAGE],
        "older": arguments.urlencode() if len(shown) > PAGE else "",
    }
    return render(request, "audit/trail.html", context)
