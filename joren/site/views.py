"""The home page."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from joren.foundation.accounts.models import Staff
from joren.foundation.jobs.queries import unfinished
from joren.foundation.time.clock import now, today

from . import home as parts

_JOBS_SHOWN = 3


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Greet: what stands, what runs, and the next step of the loop."""
    staff = cast(Staff, request.user)
    steps = parts.steps(staff)
    shown = {
        "greeting": parts.greeting(now(), str(staff)),
        "today": today(),
        "tiles": parts.tiles(request, staff),
        "checklist": parts.checklist(steps),
        "next": parts.next_step(steps),
        "jobs": list(unfinished().filter(staff=staff)[:_JOBS_SHOWN]),
    }
    return render(request, "site/home.html", shown)


def closed(request: HttpRequest, **parts_of_address: str) -> HttpResponse:
    """A page of the log-in library that makes no sense here: staff do not manage addresses or sign up."""
    raise Http404
