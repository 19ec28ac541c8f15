"""Pages of who gets a campaign, who does not and why, and what one person gets."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from joren.foundation.accounts.permissions import requires
from joren.foundation.audit import actions as audit
from joren.foundation.errors import JorenError
from joren.outreach.content import framing
from joren.record.customers import queries as customers

from .. import dividing, exporting, presenting, previewing, queries
from ..listing import PeopleTable
from ..models import Campaign


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
    groups += presenting.reasons(preview)
    address = reverse("campaigns:people", args=[campaign.pk])
    return [(key, label, f"{address}?group={key}", number) for key, label, number in groups]


@require_GET
@requires("campaigns.view")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The message as one person gets it; ``?customer=`` is any reference, ``channel`` over which way."""
    staff = _staff(request)
    campaign = queries.campaign(pk, staff)
    customer = customers.find(request.GET.get("customer", ""), staff)
    channel = _channel(request, campaign)
    made = previewing.as_person(campaign, customer.pk, channel=channel)
    context = {"campaign": campaign, "customer": customer, "message": made, "channel": channel}
    return render(request, "campaigns/person.html", context)


@require_GET
@requires("campaigns.view")
@framing.framed
def person_html(request: HttpRequest, pk: int, customer_id: int) -> HttpResponse:
    """The message alone, for the frame it is shown in. Customer 0: nobody, only fallbacks."""
    staff = _staff(request)
    campaign = queries.campaign(pk, staff)
    customer = customers.get(customer_id, staff) if customer_id else None
    try:
        made = previewing.as_person(campaign, customer.pk if customer else None, channel=_channel(request, campaign))
    except JorenError as problem:
        return framing.page(request, None, problem=problem)
    return framing.page(request, made)


def _channel(request: HttpRequest, campaign: Campaign) -> str:
    """The channel asked for, as far as the campaign takes it; "" for the first it says something on."""
    asked = request.GET.get("channel", "")
    return asked if asked in campaign.channels else ""


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


def _staff(request: HttpRequest) -> Any:
    return request.user
