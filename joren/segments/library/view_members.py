"""Who came into a segment and who left it, its growth, and the segments of one customer."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.record.customers.models import Customer

from . import actions, moves_of, queries
from .growth import STEPS, Step, growth
from .listing import EnteredTable, LeftTable
from .models import Following, Membership
from .telling import Teller
from .views import staff_of, tabs_of


@require_GET
@requires("segments.view")
def history(request: HttpRequest, key: str) -> HttpResponse:
    """The growth of a segment and, person by person, who came in or left and because of what."""
    segment, staff = queries.get_segment(key), staff_of(request)
    left = request.GET.get("which") == "left"
    rows = (moves_of.left if left else moves_of.entered)(segment, staff)
    table = (LeftTable if left else EnteredTable)(request, rows)
    told(table.slice.rows, Teller(segment.names), entering=not left)
    shown: dict[str, Any] = {
        "segment": segment,
        "tabs": tabs_of(segment),
        "left": left,
        "following": Following.objects.filter(segment=segment).first(),
        "may_change": staff.may("segments.change"),
        "steps": [(step, words) for step, words in _step_words()],
    }
    try:
        found = growth(segment, step_of(request.GET.get("step", "")))
        shown |= {"growth": found, "members": found.members_picture(), "moves": found.moves_picture()}
    except JorenError as problem:
        shown["problem"] = problem
    return table.response("library/history.html", shown)


@require_POST
@requires("segments.change")
def timeline(request: HttpRequest, key: str) -> HttpResponse:
    """Whether entering and leaving stand on people's timelines."""
    keep = request.POST.get("keep") == "1"
    actions.keep_on_timeline(queries.get_segment(key), keep=keep, by=staff_of(request))
    said = (
        _("From now on entering and leaving stand on people's timelines.")
        if keep
        else _("Entering and leaving no longer stand on people's timelines.")
    )
    messages.success(request, said)
    return redirect("segments:history", key)


def panel(request: HttpRequest, customer: Customer) -> dict[str, Any] | None:
    """For the customer's page: the segments they are in and since when, and those they left last."""
    inside, before = moves_of.of_customer(customer.pk)
    if not inside and not before:
        return None
    teller = Teller()
    told(inside, teller, entering=True)
    told(before, teller, entering=False)
    return {"inside": inside, "before": before}


def told(rows: Iterable[Membership], teller: Teller, *, entering: bool) -> None:
    """Give each row the sentences of its reason, and whether the day it entered is the earliest that is known."""
    for row in rows:
        shown = cast(Any, row)
        shown.because = teller.because(row.entered_because if entering else row.left_because, entering=entering)
        shown.at_least = (row.entered_because or {}).get("kind") == "first"


def step_of(written: str) -> Step | None:
    """The step of an address; None for one that there is not."""
    return next((step for step in STEPS if step == written), None)


def _step_words() -> list[tuple[str, str]]:
    return [("day", _("by day")), ("week", _("by week")), ("month", _("by month"))]
