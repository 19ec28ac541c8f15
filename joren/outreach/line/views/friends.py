"""LINE friends: who they are, and the cards with which customers link themselves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.business.queries import the_business
from joren.outreach.line import actions, linking, queries
from joren.outreach.line.actions.linking import AT_THE_COUNTER
from joren.outreach.line.listing import FriendTable
from joren.outreach.line.models import LinkTicket
from joren.outreach.line.rules import codes
from joren.record.customers import queries as customers


@require_GET
@requires("line.link")
def friends(request: HttpRequest) -> HttpResponse:
    """All friends, and claims a person has to decide."""
    staff: Any = request.user
    table = FriendTable(request, queries.friends_visible_to(staff))
    visible = customers.customers_visible_to(staff)
    return table.response("line/friends.html", {"claims": queries.claims().filter(customer__in=visible)})


@require_POST
@requires("line.link")
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which customer a friend is."""
    staff: Any = request.user
    customer = customers.find(request.POST.get("customer", ""), staff)
    actions.link(queries.friend(pk, staff), customer_id=customer.pk, by=staff)
    messages.success(request, _("Linked with %(name)s.") % {"name": customer})
    return redirect("line:conversation", pk=pk)


@require_POST
@requires("line.link")
def make_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a friend as a new customer."""
    staff: Any = request.user
    customer = actions.make_customer(queries.friend(pk, staff), name=request.POST.get("name", ""), by=staff)
    messages.success(request, _("Recorded as a new customer."))
    return redirect("customers:detail", customer.pk)


@require_POST
@requires("line.link")
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """A friend is not that customer after all."""
    staff: Any = request.user
    actions.unlink(queries.friend(pk, staff), by=staff)
    messages.success(request, _("Unlinked."))
    return redirect("line:friends")


@require_POST
@requires("line.link")
def decide_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide about a friend who used another customer's code."""
    staff: Any = request.user
    ticket = get_object_or_404(queries.claims(), pk=pk, customer__in=customers.customers_visible_to(staff))
    actions.decide_claim(ticket, accept=request.POST.get("decision") == "accept", by=staff)
    messages.success(request, _("Decided."))
    return redirect("line:friends")


@require_POST
@requires("line.link")
def issue(request: HttpRequest, customer_id: int) -> HttpResponse:
    """A new card with QR code and code for a customer."""
    staff: Any = request.user
    customer = customers.get(customer_id, staff)
    ticket = actions.issue_ticket(customer_id=customer.pk, lives=AT_THE_COUNTER, by=staff)
    return redirect("line:card", pk=ticket.pk)


@require_GET
@requires("line.link")
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The card: to be shown on the counter's screen or printed."""
    staff: Any = request.user
    ticket = get_object_or_404(
        LinkTicket.objects.select_related("customer"), pk=pk, customer__in=customers.customers_visible_to(staff)
    )
    account, url = queries.the_account(), linking.link_for(ticket.customer_id)
    context = {
        "ticket": ticket,
        "code": codes.shown(ticket.code),
        "url": url,
        "qr": mark_safe(linking.qr_svg(url)),  # noqa: S308 - drawn here from our own address
        "friend_url": queries.add_friend_url(account),
        "account": account,
        "business": the_business(),
        "is_public": url.startswith("https://"),
    }
    return render(request, "line/card.html", context)


def customer_panel(request: HttpRequest, customer: Any) -> dict[str, Any] | None:
    """The customer's LINE, on the customer's page; nothing while LINE is not set up."""
    account = queries.the_account()
    found = queries.friends_of(customer.pk)
    if account is None and not found:
        return None
    staff: Any = request.user
    return {"friends": found, "customer": customer, "may_answer": staff.may("line.inbox")}
