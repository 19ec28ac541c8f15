"""What is done for a goal, its reviews, and what was learned."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.errors import JorenError
from joren.foundation.registry import entries
from joren.outreach.delivery.channels import Channel
from joren.segments.library.models import Segment

from . import actions, experience, queries, reviewing
from .forms import MeasureForm, ReviewForm, ToldForm
from .models import Goal, Measure


@require_POST
@requires("goals.change")
def add_measure(request: StaffRequest, pk: int) -> HttpResponse:
    """Hang something that is done under a goal."""
    goal, form = get_object_or_404(Goal, pk=pk), MeasureForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, " ".join(str(each) for each in form.non_field_errors()) or _("Choose one from the list.")
        )
        return redirect("goals:detail", pk)
    kind, _colon, number = form.cleaned_data["what"].partition(":")
    try:
        if number:
            actions.add_measure(goal, kind=kind, reference=int(number), by=request.user)
        else:
            actions.add_measure(goal, kind="free", name=form.cleaned_data["name"], by=request.user)
    except JorenError as problem:
        messages.error(request, str(problem))
    return redirect("goals:detail", pk)


@require_POST
@requires("goals.change")
def tell_measure(request: StaffRequest, pk: int, measure: int) -> HttpResponse:
    """Say how something else stands."""
    found = get_object_or_404(Measure, pk=measure, goal_id=pk, kind=Measure.Kind.FREE)
    form = ToldForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        actions.tell_measure(found, status=given["status"], result=given["result"], by=request.user)
    return redirect("goals:detail", pk)


@require_POST
@requires("goals.change")
def remove_measure(request: StaffRequest, pk: int, measure: int) -> HttpResponse:
    """Take it off the goal."""
    actions.remove_measure(get_object_or_404(Measure, pk=measure, goal_id=pk), by=request.user)
    return redirect("goals:detail", pk)


@require_http_methods(["GET", "POST"])
@requires("goals.view")
def review(request: StaffRequest, pk: int, day: str) -> HttpResponse:
    """The review of a day, filled in beforehand."""
    goal = get_object_or_404(Goal.objects.select_related("owner", "shop"), pk=pk)
    try:
        found = reviewing.prepared(goal, date.fromisoformat(day))
    except (JorenError, ValueError) as problem:
        raise Http404(str(problem)) from problem
    initial = {"keep": found.keep, "stop": found.stop}
    form = ReviewForm(request.POST or None, instance=found.written, initial=None if found.written else initial)
    may_change = request.user.may("goals.change")
    if request.method == "POST" and may_change and form.is_valid():
        actions.write_review(goal, on=found.on, by=request.user, **form.cleaned_data)
        messages.success(request, _("The review is written down."))
        return redirect("goals:detail", pk)
    shown = {
        "goal": goal,
        "metric": queries.metric(goal.metric),
        "found": found,
        "form": form,
        "may_change": may_change,
    }
    return render(request, "goals/review.html", shown)


@require_GET
@requires("goals.view")
def experiences(request: StaffRequest) -> HttpResponse:
    """What was learned, by words, kind, way and segment."""
    given = {name: request.GET.get(name, "") for name in ("words", "kind", "channel", "segment")}
    shown = {
        "found": experience.search(
            given["words"], kind=given["kind"], channel=given["channel"], segment=given["segment"]
        ),
        "given": given,
        "kinds": [choice for choice in Measure.Kind.choices if choice[0] != "coupon"],
        "channels": [(channel.key, channel.label) for channel in entries(Channel)],
        "segments": Segment.objects.filter(archived_at=None).order_by("name"),
    }
    return render(request, "goals/experience.html", shown)
