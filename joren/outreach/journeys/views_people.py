"""Who is in a journey, and the way each of them went."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires

from . import actions, queries
from .listing import EntryTable
from .panels import way_of


@require_GET
@requires("journeys.view")
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who entered."""
    journey = queries.journey(pk)
    table = EntryTable(request, queries.entries_visible_to(journey, request.user))
    return table.response("journeys/people.html", {"journey": journey})


@require_GET
@requires("journeys.view")
def person(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """One person's way: what is behind, where they stand, what comes next."""
    found, staff = queries.entry(entry, request.user), _staff(request)
    context = {"journey": found.journey, "entry": found, "way": way_of(found)}
    return render(request, "journeys/person.html", context | {"may_publish": staff.may("journeys.publish")})


@require_POST
@requires("journeys.publish")
def take_out(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Take one person out."""
    found = actions.take_out(queries.entry(entry, request.user), by=_staff(request))
    return redirect("journeys:person", pk, found.pk)


def _staff(request: HttpRequest) -> Any:
    return request.user
