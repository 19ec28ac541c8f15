"""Pages of comparing wordings: set it up, and say which one the rest gets."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem

from .. import actions, comparing, previewing, queries, variants
from ..forms import CompareForm
from ..models import Campaign
from ..variants import NewVariant


@require_http_methods(["GET", "POST"])
@requires("campaigns.write")
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which wordings are compared, on whom, and by what; the size it needs stands beside."""
    staff: Any = request.user
    campaign = queries.campaign(pk, staff)
    if not campaign.is_editable:
        return redirect("campaigns:detail", pk)
    form = CompareForm(request.POST if request.method == "POST" else None, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(campaign, form, staff)
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            return redirect("campaigns:compare" if form.cleaned_data["testing"] else "campaigns:detail", pk)
    return render(request, "campaigns/compare.html", _shown(campaign, form), status=422 if form.is_bound else 200)


def _keep(campaign: Campaign, form: CompareForm, staff: Any) -> None:
    number = form.cleaned_data["variants"] if form.cleaned_data["testing"] else 0
    new = [NewVariant(weight=form.weight_of(key)) for key in "abcde"[:number]]
    campaign = actions.change(campaign, by=staff, **form.given)
    comparing.check(variants.compare(campaign, new, by=staff))


def _shown(campaign: Campaign, form: CompareForm) -> dict[str, Any]:
    preview, problem = previewing.tried(campaign)
    return {
        "campaign": campaign,
        "form": form,
        "variants": list(campaign.variants.select_related("message")),
        "preview": preview,
        "problem": problem,
        "size": comparing.size(campaign, preview.sending, preview.first) if preview and campaign.testing else None,
    }


@require_POST
@requires("campaigns.send")
def winner(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one of the wordings to the rest of the audience."""
    staff: Any = request.user
    comparing.decide(queries.campaign(pk, staff), request.POST.get("variant", ""), by=staff)
    return redirect("campaigns:detail", pk)
