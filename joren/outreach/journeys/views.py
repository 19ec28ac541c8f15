"""Pages of journeys: the list, one journey with its numbers, publish, pause, end."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.jobs.queries import worker_seems_alive

from . import actions, queries
from .calling import key_of
from .checking import problems_of
from .drawing import picture_of
from .forms.journey import JourneyForm, NameForm, SampleForm
from .listing import JourneyTable
from .models import Journey
from .samples import SAMPLES


@require_GET
@requires("journeys.view")
def journey_list(request: HttpRequest) -> HttpResponse:
    """All journeys."""
    staff: Any = request.user
    address = reverse("journeys:new")
    table = JourneyTable(request, queries.journeys(), empty_url=address, empty_label=_("New journey"))
    return table.response("journeys/list.html", {"may_write": staff.may("journeys.write")})


@require_http_methods(["GET", "POST"])
@requires("journeys.write")
def new(request: HttpRequest) -> HttpResponse:
    """Begin an empty one, or a ready-made one by its button."""
    ready = SampleForm(request.POST)
    if request.method == "POST" and ready.is_valid():
        name = request.POST.get("name", "").strip() or ready.name
        made = actions.create(name=name, sample=ready.cleaned_data["sample"], by=_staff(request))
        return redirect("journeys:build", made.pk)
    form = JourneyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect("journeys:build", actions.create(name=form.cleaned_data["name"], by=_staff(request)).pk)
    context = {"form": form, "samples": SAMPLES}
    return render(request, "journeys/new.html", context, status=422 if form.is_bound else 200)


@require_GET
@requires("journeys.view")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What runs now, with live numbers at each step."""
    journey = queries.journey(pk)
    if journey.version is None:
        return redirect("journeys:build", pk)
    return render(request, "journeys/detail.html", _shown(journey, request.user))


def _shown(journey: Journey, staff: Any) -> dict[str, Any]:
    definition = journey.version.definition if journey.version else journey.draft
    return {
        "journey": journey,
        "picture": picture_of(definition, None, queries.step_numbers(journey)),
        "totals": queries.totals(journey),
        "versions": journey.versions.select_related("published_by").order_by("-number")[:10],
        "has_draft": journey.version is not None and journey.draft != journey.version.definition,
        "key": key_of(journey) if journey.sealed_key and staff.may("journeys.publish") else "",
        "worker_alive": worker_seems_alive(),
        "may_write": staff.may("journeys.write"),
        "may_publish": staff.may("journeys.publish"),
    }


@require_http_methods(["GET", "POST"])
@requires("journeys.write")
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it another name."""
    journey, staff = queries.journey(pk), _staff(request)
    first = {"name": journey.name, "note": journey.note}
    form = NameForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.rename(journey, by=staff, **form.cleaned_data)
        return redirect("journeys:detail", pk)
    context = {"form": form, "journey": journey}
    return render(request, "journeys/rename.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("journeys.publish")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Look once more, decide about those inside, and let it begin."""
    journey = queries.journey(pk)
    if request.method == "POST":
        inside: Any = "move" if request.POST.get("inside") == "move" else "finish"
        version = actions.publish(journey, inside=inside, by=_staff(request))
        messages.success(request, _("Version %(number)s is running.") % {"number": version.number})
        return redirect("journeys:detail", pk)
    problems = problems_of(journey.draft)
    context = {
        "journey": journey,
        "picture": picture_of(journey.draft, problems),
        "problems": problems,
        "inside": queries.inside_counts([pk]).get(pk, 0),
        "rehearsal": queries.last_rehearsal(journey),
        "held_back": _percent(journey.draft.get("held_back", "0.1")),
        "next": (journey.version.number if journey.version else 0) + 1,
    }
    return render(request, "journeys/publish.html", context)


def _percent(share: Any) -> str:
    """0.1 as 10%; "" for nobody."""
    shown = Decimal(str(share)) * 100
    return f"{shown.normalize():f}%" if shown else ""


@require_POST
@requires("journeys.write")
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft with the same steps."""
    return redirect("journeys:build", actions.copy(queries.journey(pk), by=_staff(request)).pk)


@require_POST
@requires("journeys.write")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft that never began."""
    actions.delete(queries.journey(pk), by=_staff(request))
    messages.success(request, _("The journey was deleted."))
    return redirect("journeys:list")


@require_POST
@requires("journeys.publish")
def turn(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Pause, resume, end."""
    turns = {"pause": actions.pause, "resume": actions.resume, "stop": actions.stop}
    turns[verb](queries.journey(pk), by=_staff(request))
    return redirect("journeys:detail", pk)


def _staff(request: HttpRequest) -> Any:
    return request.user
