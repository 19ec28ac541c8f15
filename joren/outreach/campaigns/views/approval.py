"""Pages of approval: ask, say yes or no, and whether the business wants it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from joren.foundation.accounts.permissions import demand, requires

from .. import approving, queries
from ..forms import PolicyForm


@require_POST
@requires("campaigns.view")
def turn(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Ask for a second person's word, give it to exactly what was seen, or refuse it."""
    staff: Any = request.user
    campaign = queries.campaign(pk, staff)
    demand(staff, "campaigns.write" if verb == "ask" else "campaigns.approve")
    if verb == "ask":
        approving.ask(campaign, by=staff)
    elif verb == "approve":
        approving.approve(campaign, by=staff, fingerprint_seen=request.POST.get("fingerprint", ""))
    else:
        approving.refuse(campaign, by=staff)
    return redirect("campaigns:detail", pk)


@require_http_methods(["GET", "POST"])
@requires("campaigns.policy")
def policy(request: HttpRequest) -> HttpResponse:
    """Whether campaigns need a second person's word."""
    staff: Any = request.user
    form = PolicyForm(
        request.POST if request.method == "POST" else None, initial={"needs_approval": approving.is_needed()}
    )
    if request.method == "POST" and form.is_valid():
        approving.set_policy(needs_approval=form.cleaned_data["needs_approval"], by=staff)
        messages.success(request, _("Saved."))
        return redirect("campaigns:policy")
    return render(request, "campaigns/policy.html", {"form": form}, status=422 if form.is_bound else 200)
