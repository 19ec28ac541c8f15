"""Pages of campaigns: the list, writing one, where it stands."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.jobs.queries import latest, worker_seems_alive
from joren.foundation.ui.form_problems import tell_problem
from joren.outreach.content.fields import merge_fields
from joren.outreach.mail.queries import active_account
from joren.outreach.responses.queries import clicks_by_link

from .. import actions, approving, comparing, presenting, previewing, queries
from ..forms import CampaignForm, TestForm
from ..listing import CampaignTable
from ..models import Campaign
from ..panels import begun_from, handed_words


@require_GET
@requires("campaigns.view")
def campaign_list(request: HttpRequest) -> HttpResponse:
    """All campaigns."""
    staff: Any = request.user
    table = CampaignTable(
        request,
        queries.campaigns_visible_to(staff),
        empty_url=reverse("campaigns:new"),
        empty_label=_("New campaign"),
    )
    return table.response(
        "campaigns/list.html", {"may_write": staff.may("campaigns.write"), "may_policy": staff.may("campaigns.policy")}
    )


@require_http_methods(["GET", "POST"])
@requires("campaigns.write")
def new(request: HttpRequest) -> HttpResponse:
    """Begin a campaign; ``?segment=``, ``name``, ``subject`` and ``body`` fill in what another page hands over."""
    form = CampaignForm(
        request.POST if request.method == "POST" else None, initial=handed_words(request) | begun_from(request)
    )
    return _written(request, form, None)


@require_http_methods(["GET", "POST"])
@requires("campaigns.write")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    campaign = queries.campaign(pk, _staff(request))
    if not campaign.is_editable:
        return redirect("campaigns:detail", pk)
    return _written(
        request, CampaignForm(request.POST if request.method == "POST" else None, campaign=campaign), campaign
    )


def _written(request: HttpRequest, form: CampaignForm, campaign: Campaign | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(form, campaign, _staff(request))
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            return redirect("campaigns:detail", saved.pk)
    context = {"form": form, "campaign": campaign, "fields": merge_fields()}
    return render(request, "campaigns/form.html", context, status=422 if form.is_bound else 200)


def _save(form: CampaignForm, campaign: Campaign | None, staff: Any) -> Campaign:
    return actions.change(campaign, by=staff, **form.given) if campaign else actions.create(by=staff, **form.given)


@require_GET
@requires("campaigns.view")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a campaign stands and what it says."""
    staff = _staff(request)
    campaign = queries.campaign(pk, staff)
    asked = request.GET.get("channel", "")
    channel = asked if asked in campaign.channels else campaign.channels[0]
    return render(request, "campaigns/detail.html", _shown(campaign, staff, channel))


def _shown(campaign: Campaign, staff: Any, channel: str) -> dict[str, Any]:
    preview, problem = previewing.tried(campaign)
    return {
        "campaign": campaign,
        "progress": queries.progress(campaign),
        "job": latest(actions.PREPARE, str(campaign.pk)),
        "worker_alive": worker_seems_alive(),
        "waits": presenting.waits(campaign),
        "preview": preview,
        "problem": problem,
        "reasons": presenting.reasons(preview),
        "bars": presenting.bars(campaign, preview),
        "ways": presenting.ways(campaign, preview),
        "approval": approving.state(campaign),
        "may_approve": approving.may_approve(campaign, staff),
        "approval_fingerprint": approving.fingerprint(campaign) if campaign.is_editable else "",
        "fared": presenting.fared(campaign) if campaign.testing and campaign.started_at else [],
        "decides_at": comparing.decides_at(campaign) if comparing.is_waiting(campaign) else None,
        "waits_for_winner": comparing.is_waiting(campaign),
        "variants": campaign.variants.select_related("message") if campaign.testing else [],
        "advice": previewing.advice(campaign, preview) if preview and campaign.is_editable else [],
        "channel": channel,
        "looks": presenting.looks(campaign, channel),
        "example": previewing.example(campaign, preview, staff, channel),
        "links": clicks_by_link(campaign.origin),
        "failing": queries.deliveries(campaign, ("failed", "bounced", "uncertain"))[:50],
        "test_form": TestForm(initial={"to": staff.email}),
        "is_real": active_account() is not None,
        "may_write": staff.may("campaigns.write"),
        "may_send": staff.may("campaigns.send"),
        "may_export": staff.may("campaigns.export"),
    }


@require_GET
@requires("campaigns.view")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The card that renews itself while mails go out."""
    campaign = queries.campaign(pk, _staff(request))
    shown = queries.progress(campaign)
    context = {
        "campaign": campaign,
        "progress": shown,
        "job": latest(actions.PREPARE, str(pk)),
        "worker_alive": worker_seems_alive(),
        "waits": presenting.waits(campaign),
    }
    response = render(request, "campaigns/_progress.html", context)
    if not shown.is_running:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@requires("campaigns.write")
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft with the same words."""
    staff = _staff(request)
    campaign = queries.campaign(pk, staff)
    copied = actions.copy(campaign, name=_("%(name)s (copy)") % {"name": campaign.name[:180]}, by=staff)
    return redirect("campaigns:edit", copied.pk)


@require_POST
@requires("campaigns.write")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    staff = _staff(request)
    actions.delete(queries.campaign(pk, staff), by=staff)
    messages.success(request, _("The draft is deleted."))
    return redirect("campaigns:list")


def _staff(request: HttpRequest) -> Any:
    return request.user
