"""What is to do today, for the people at the counter."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.time import clock
from joren.record.shops.models import Shop

from . import actions, queries


@require_GET
@requires("tasks.do")
def task_list(request: HttpRequest) -> HttpResponse:
    """Late, today, soon; of one shop with ``?shop=``."""
    staff: Any = request.user
    given = request.GET.get("shop", "")
    shop = int(given) if given.isdecimal() and len(given) < 10 else None  # noqa: PLR2004 - an id
    context = {
        "tasks": queries.open_tasks(staff, clock.today(), shop),
        "done": queries.done_tasks(staff),
        "shops": Shop.objects.order_by("name"),
        "shop": shop,
    }
    return render(request, "journeys/tasks.html", context)


@require_POST
@requires("tasks.do")
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick one off, or open it again."""
    staff: Any = request.user
    actions.finish_task(queries.task(pk, staff), by=staff, done=request.POST.get("open") != "1")
    return redirect("tasks:list")
