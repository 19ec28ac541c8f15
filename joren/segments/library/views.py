"""The pages of saved segments."""

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.models import Staff
from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.foundation.ui.toasts import undoable
from joren.record.consents.models import Consent
from joren.record.customers.queries import find, search
from joren.segments.catalogue.binding import BoundRule
from joren.segments.catalogue.queries import catalogue
from joren.segments.engine import run

from . import actions, queries
from .choices import by_group
from .describing import described_attribute
from .errors import SegmentNotFound
from .exporting import download
from .forms import ExportForm
from .listing import MemberTable, SegmentTable, customers_of
from .models import Segment
from .standing import kept, standing

_HITS = 8


@require_GET
@requires("segments.view")
def segment_list(request: HttpRequest) -> HttpResponse:
    """Saved segments with what they last came to."""
    archived = request.GET.get("archived") == "1"
    table = SegmentTable(request, queries.segments(archived=archived).select_related("following"))
    known = catalogue()
    for row in table.slice.rows:
        cast(Any, row).refused = "" if archived else queries.problem_of(row, known)
    may_change = staff_of(request).may("segments.change")
    return table.response("library/list.html", {"archived": archived, "may_change": may_change})


@require_GET
@requires("segments.view")
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One segment: its rule in words, how many, whom each channel reaches, who they are, why somebody is in or out."""
    segment, staff = queries.get_segment(key), staff_of(request)
    day = clock.today()
    shown: dict[str, Any] = {
        "segment": segment,
        "tabs": tabs_of(segment),
        "archive_url": reverse("segments:archive", args=[key]),
        "sentence": queries.sentence(segment),
        "users": queries.used_by(key),
        "may_change": staff.may("segments.change"),
        "may_export": staff.may("segments.export"),
    }
    try:
        rule = queries.bound(segment)
        found = standing(segment, rule, day)
        reach = kept("reach", [rule], day, lambda: queries.reach(rule, as_of=day))
    except JorenError as problem:
        return render(request, "library/broken.html", {**shown, "problem": problem})
    table = MemberTable(request, found.people(staff).select_related("shop"))
    words = dict(Consent.Channel.choices)
    shown |= {"count": found.count, "reach": [(words[channel], number) for channel, number in reach]}
    return table.response("library/detail.html", shown | _why(request, rule, day))


@require_http_methods(["GET", "POST"])
@requires("segments.export")
def export(request: HttpRequest, key: str) -> HttpResponseBase:
    """Ask what for, then give the members as CSV."""
    segment, staff = queries.get_segment(key), staff_of(request)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        members = customers_of(run.members(queries.bound(segment)), staff)
        return download(segment, members, reason=form.cleaned_data["reason"], by=staff)
    shown = {"form": form, "segment": segment}
    return render(request, "library/export.html", shown, status=422 if form.is_bound else 200)


@require_POST
@requires("segments.change")
def archive(request: HttpRequest, key: str) -> HttpResponse:
    """Put a segment away."""
    segment = queries.get_segment(key)
    actions.archive(segment, by=staff_of(request))
    undoable(
        request,
        _("“%(name)s” is put away.") % {"name": segment.name},
        undo_url=reverse("segments:restore", args=[segment.key]),
    )
    return redirect("segments:list")


@require_POST
@requires("segments.change")
def restore(request: HttpRequest, key: str) -> HttpResponse:
    """Take a segment back."""
    segment = queries.segments(archived=True).filter(key=key).first()
    if segment is None:
        raise SegmentNotFound(key=key)
    actions.restore(segment, by=staff_of(request))
    messages.success(request, _("“%(name)s” is in use again.") % {"name": segment.name})
    return redirect("segments:detail", key)


@require_GET
@requires("segments.view")
def attribute_list(request: HttpRequest) -> HttpResponse:
    """What can be known of a customer, generated from the catalogue."""
    groups = [
        (label, [described_attribute(attribute) for attribute in found])
        for label, found in by_group(catalogue().attributes.values())
    ]
    return render(request, "library/attributes.html", {"groups": groups})


def staff_of(request: HttpRequest) -> Staff:
    """Who asks; the decorators have seen to it that somebody does."""
    return cast(Staff, request.user)


def tabs_of(segment: Segment) -> list[tuple[str, str, str]]:
    """The pages of one segment."""
    pages = (("detail", _("People in it")), ("history", _("Coming and going")), ("versions", _("Versions of the rule")))
    return [(name, words, reverse(f"segments:{name}", args=[segment.key])) for name, words in pages]


def _why(request: HttpRequest, rule: BoundRule, day: date) -> dict[str, Any]:
    """The box that says why somebody is in or out: hits of the search, or the answer for the chosen person."""
    text, chosen, staff = request.GET.get("who", ""), request.GET.get("customer", ""), staff_of(request)
    if chosen:
        try:
            customer = find(f"id:{chosen}", staff)
            return {"who": text, "customer": customer, "why": run.why(rule, customer.pk, as_of=day)}
        except JorenError as problem:
            return {"who": text, "why_problem": problem}
    return {"who": text, "hits": list(search(staff, text)[:_HITS]) if text else None}
