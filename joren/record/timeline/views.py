"""The timeline on the customer's page, further back by htmx or as a page of its own without."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from joren.foundation.accounts.permissions import requires
from joren.foundation.time.clock import TOKYO
from joren.record.customers.models import Customer
from joren.record.customers.queries import get

from . import queries
from .kinds import EventKind
from .models import Event
from .types import icon_of, sentence_of


@dataclass(frozen=True, kw_only=True)
class ShownEvent:
    """An event as the page shows it. `at` is local time; `has_time` False where only the day is known."""

    event: Event
    sentence: str
    icon: str
    at: Any
    has_time: bool


def panel(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The newest events of the customer, for the customer's page."""
    return _shown(request, customer)


@require_GET
@requires("customers.view")
def of_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Events further back or of chosen kinds: for htmx the list alone, else a page."""
    customer = get(pk, request.user)  # type: ignore[arg-type]  # views are only reached by staff
    htmx: Any = getattr(request, "htmx", None)
    template = "timeline/_events.html" if htmx else "timeline/page.html"
    return render(request, template, {"customer": customer, "subject": customer, **_shown(request, customer)})


def _shown(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    chosen = [kind for kind in request.GET.getlist("kind") if kind in EventKind]
    page = queries.timeline_of(customer.pk, kinds=chosen, before=request.GET.get("before", ""))
    address = reverse("timeline:of_customer", args=[customer.pk])
    more = [*(("kind", kind) for kind in chosen), ("before", page.more)]
    return {
        "months": _by_month([_told(event) for event in page.events]),
        "kinds": _filters(customer, chosen, address),
        "more_url": f"{address}?{urlencode(more)}" if page.more else "",
        "chosen": chosen[0] if len(chosen) == 1 else "",
        "is_first": "before" not in request.GET,
    }


def _filters(customer: Customer, chosen: list[str], address: str) -> list[tuple[str, str, str]]:
    """(key, label, address) of everything and of each kind this customer has, for tabs; none for a single kind."""
    kinds = queries.kinds_of(customer.pk)
    if len(kinds) <= 1 and not chosen:
        return []
    each = [(kind, str(EventKind(kind).label), f"{address}?kind={kind}") for kind in kinds if kind in EventKind]
    return [("", "", address), *each]


def _told(event: Event) -> ShownEvent:
    at = event.occurred_at.astimezone(TOKYO)
    has_time = (at.hour, at.minute) != (0, 0)
    return ShownEvent(event=event, sentence=sentence_of(event), icon=icon_of(event), at=at, has_time=has_time)


def _by_month(events: list[ShownEvent]) -> list[tuple[date, list[ShownEvent]]]:
    """The events under the first day of their business month, newest month first."""
    months = groupby(events, key=lambda shown: shown.event.occurred_on.replace(day=1))
    return [(month, list(shown)) for month, shown in months]
