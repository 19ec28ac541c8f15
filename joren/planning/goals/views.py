"""The page of goals."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.errors import JorenError
from joren.foundation.time import clock

from . import actions, queries
from .forms import GoalForm
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
            actions.set_goal(by=request.user, **form.cleaned_data)
        except JorenError as problem:
            form.add_error("due_on" if problem.code == "goal_without_time" else "target", str(problem))
        else:
            messages.success(request, _("The goal is set."))
            return redirect("goals:list")
    return render(request, "goals/form.html", {"form": form})


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
