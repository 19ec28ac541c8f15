"""Pages of campaigns: write, preview, send, watch."""

from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.audit import actions as audit
from joren.foundation.errors import JorenError
from joren.foundation.jobs.queries import latest, worker_seems_alive
from joren.foundation.ui.form_problems import tell_problem
from joren.outreach.content.fields import merge_fields
from joren.outreach.mail.queries import active_account
from joren.outreach.mail.views import MAIL_CSP
from joren.outreach.responses.queries import clicks_by_link
from joren.record.customers import queries as customers

from .. import actions, approving, comparing, dividing, exporting, presenting, previewing, queries
from ..forms import CampaignForm, SendForm, TestForm
from ..listing import CampaignTable, PeopleTable
from ..models import AudienceMember, Campaign
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
    return render(request, "campaigns/detail.html", _shown(campaign, staff))


def _shown(campaign: Campaign, staff: Any) -> dict[str, Any]:
    preview, problem = previewing.tried(campaign)
    return {
        "campaign": campaign,
        "progress": queries.progress(campaign),
        "job": latest(actions.PREPARE, str(campaign.pk)),
        "worker_alive": worker_seems_alive(),
        "waits": presenting.waits(campaign),
        "preview": preview,
        "problem": problem,
        "reasons": _reasons(preview),
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
        "example": previewing.example(campaign, preview, staff),
        "links": clicks_by_link(campaign.origin),
        "failing": queries.deliveries(campaign, ("failed", "bounced", "uncertain"))[:50],
        "test_form": TestForm(initial={"to": staff.email}),
        "is_real": active_account() is not None,
        "may_write": staff.may("campaigns.write"),
        "may_send": staff.may("campaigns.send"),
        "may_export": staff.may("campaigns.export"),
    }


def _reasons(preview: queries.Preview | None) -> list[tuple[str, str, int]]:
    if preview is None:
        return []
    labels = dict(AudienceMember.Reason.choices)
    return [(key, str(labels[key]), preview.reasons[key]) for key in labels if preview.reasons.get(key)]


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


@require_GET
@requires("campaigns.view")
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who gets it, who is held back, who is left out for which reason."""
    staff = _staff(request)
    campaign = queries.campaign(pk, staff)
    preview = queries.preview(campaign)
    group = request.GET.get("group", "send")
    table = PeopleTable(request, dividing.people_in(campaign, group, staff).select_related("shop"))
    context = {
        "campaign": campaign,
        "preview": preview,
        "group": group,
        "tabs": _tabs(campaign, preview),
    }
    return table.response("campaigns/people.html", context)


def _tabs(campaign: Campaign, preview: queries.Preview) -> list[tuple[str, str, str, int]]:
    groups = [("send", _("get it"), preview.sending), ("held_back", _("held back"), preview.held_back)]
    if not preview.is_frozen:  # who is held back is decided only when it starts
        groups = [("send", _("can get it"), preview.reachable)]
    groups += _reasons(preview)
    address = reverse("campaigns:people", args=[campaign.pk])
    return [(key, label, f"{address}?group={key}", number) for key, label, number in groups]


@require_GET
@requires("campaigns.view")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail as one person gets it; ``?customer=`` is any reference."""
    staff = _staff(request)
    campaign = queries.campaign(pk, staff)
    customer = customers.find(request.GET.get("customer", ""), staff)
    made = previewing.as_person(campaign, customer.pk)
    return render(request, "campaigns/person.html", {"campaign": campaign, "customer": customer, "message": made})


@require_GET
@requires("campaigns.view")
@csp_replace(MAIL_CSP)  # type: ignore[arg-type]  # its stub knows no further arguments
def person_html(request: HttpRequest, pk: int, customer_id: int) -> HttpResponse:
    """The HTML part alone, for the frame it is shown in. Customer 0: nobody, only fallbacks."""
    staff = _staff(request)
    campaign = queries.campaign(pk, staff)
    customer = customers.get(customer_id, staff) if customer_id else None
    return HttpResponse(previewing.as_person(campaign, customer.pk if customer else None).html)


@require_POST
@requires("campaigns.send")
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test to a member of staff."""
    staff = _staff(request)
    campaign = queries.campaign(pk, staff)
    form = TestForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write one e-mail address."))
        return redirect("campaigns:detail", pk)
    reference = form.cleaned_data["customer"]
    customer_id = customers.find(reference, staff).pk if reference else None
    previewing.send_test(campaign, to=form.cleaned_data["to"], customer_id=customer_id, by=staff)
    if active_account():
        messages.success(request, _("The test mail was sent."))
    else:
        messages.success(request, _("The test mail is in the mailbox."))
    return redirect("campaigns:detail", pk)


@require_http_methods(["GET", "POST"])
@requires("campaigns.send")
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Look once more, then send now or later."""
    staff = _staff(request)
    campaign = queries.campaign(pk, staff)
    if not campaign.is_editable:
        return redirect("campaigns:detail", pk)
    form = SendForm(request.POST if request.method == "POST" else None, initial=presenting.day_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            decided = form.cleaned_data["annoyance"] or None
            actions.send(campaign, at=form.cleaned_data["at"], annoyance=decided, by=staff)
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            return redirect("campaigns:detail", pk)
    preview, problem_now = previewing.tried(campaign)
    context = {
        "campaign": campaign,
        "form": form,
        "preview": preview,
        "problem": problem_now,
        "reasons": _reasons(preview),
        "bars": presenting.bars(campaign, preview),
        "ways": presenting.ways(campaign, preview),
        "attention": presenting.attention(preview),
        "waits": presenting.waits(campaign),
        "approval": approving.state(campaign),
        "size": comparing.size(campaign, preview.sending, preview.first) if preview and campaign.testing else None,
        "tired_names": presenting.tired(campaign, preview, staff),
        "advice": previewing.advice(campaign, preview) if preview else [],
        "is_real": active_account() is not None,
    }
    return render(request, "campaigns/send.html", context, status=422 if form.is_bound else 200)


@require_GET
@requires("campaigns.export")
def audience_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The fixed audience with the reason for each person, as a file; that it was taken is kept."""
    staff = _staff(request)
    campaign = queries.campaign(pk, staff)
    audit.record("exported", by=staff, subject_type="campaigns.campaign", subject_id=pk, label=campaign.name)
    response = StreamingHttpResponse(exporting.as_csv(campaign, staff), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audience-{pk}.csv"'
    return response


@require_POST
@requires("campaigns.send")
def turn(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Pause, resume, cancel, or take a scheduled one back."""
    staff = _staff(request)
    _VERBS[verb](queries.campaign(pk, staff), by=staff)
    return redirect("campaigns:detail", pk)


_VERBS = {
    "pause": actions.pause,
    "resume": actions.resume,
    "cancel": actions.cancel,
    "unschedule": actions.unschedule,
}


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
