"""The page of goals."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.errors import JorenError
from joren.foundation.time import clock

from . import actions, measures, queries, reviewing
from .drawing import drawn
from .forms import GoalForm, MeasureForm, ToldForm
from .models import Goal


@require_GET
@requires("goals.view")
def goal_list(request: StaffRequest) -> HttpResponse:
    """Each goal and where it stands."""
    closed = request.GET.get("closed") == "1"
    shown = {"goals": queries.goals(closed=closed), "closed": closed, "may_change": request.user.may("goals.change")}
    return render(request, "goals/list.html", shown)


@require_http_methods(["GET", "POST"])
@requires("goals.change")
def new_goal(request: StaffRequest) -> HttpResponse:
    """Set a goal."""
    today = clock.today()
    form = GoalForm(request.POST or None, initial={"starts_on": today, "due_on": today + timedelta(days=90)})
    if request.method == "POST" and form.is_valid():
        try:
            if "measure" in request.POST:
                return render(request, "goals/form.html", {"form": form, "measured": _measured(form)})
            goal = actions.set_goal(by=request.user, **form.cleaned_data)
        except JorenError as problem:
            form.add_error(_FIELDS.get(problem.code, "target"), str(problem))
        else:
            actions.look(goal)
            messages.success(request, _("The goal is set."))
            return redirect("goals:detail", goal.pk)
    return render(request, "goals/form.html", {"form": form})


_FIELDS = {
    "bad_name": "name",
    "goal_without_time": "due_on",
    "goal_out_of_range": "due_on",
    "cannot_narrow": "shop",
    "not_measurable": "metric",
}


def _measured(form: GoalForm) -> dict[str, Any]:
    """What the metric was over as many days just before, for the form. Raises what measuring raises."""
    given = form.cleaned_data
    first, last = queries.days_before(given["starts_on"], given["due_on"])
    shop, people = given["shop"], queries.people_of(given["segment_key"], given["starts_on"])
    value = queries.before_of(
        given["metric"], given["starts_on"], given["due_on"], shop=shop.pk if shop else None, people=people
    )
    return {"metric": queries.metric(given["metric"]), "value": value, "first": first, "last": last}


@require_GET
@requires("goals.view")
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """A goal: where it stands and is going, what is done for it, its reviews."""
    goal = get_object_or_404(Goal.objects.select_related("owner", "shop"), pk=pk)
    found = measures.of_goal(goal)
    shown = {
        "item": queries.with_standing(goal),
        "goal": goal,
        "drawing": drawn(goal),
        "measures": [(each, ToldForm(instance=each.measure)) for each in found],
        "proven": sum((each.proven for each in found if each.proven is not None), Decimal(0)),
        "form": MeasureForm(),
        "days": reviewing.days(goal),
        "reviews": goal.reviews.select_related("staff"),
        "may_change": request.user.may("goals.change"),
    }
    return render(request, "goals/detail.html", shown)


@require_POST
@requires("goals.change")
def look(request: StaffRequest, pk: int) -> HttpResponse:
    """Look at its course now."""
    try:
        actions.look(get_object_or_404(Goal, pk=pk))
    except JorenError as problem:
        messages.error(request, str(problem))
    return redirect("goals:detail", pk)


@require_POST
@requires("goals.change")
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a goal away."""
    actions.close_goal(get_object_or_404(Goal, pk=pk), by=request.user)
    messages.success(request, _("The goal is put away. You find it under “closed”."))
    return redirect("goals:list")


@require_POST
@requires("goals.change")
def reopen(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a closed goal back."""
    actions.reopen_goal(get_object_or_404(Goal, pk=pk), by=request.user)
    return redirect("goals:list")
