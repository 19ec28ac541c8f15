"""The home page, and what is answered when Joren itself fails."""

import sys
from typing import Final, cast

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from joren.foundation.accounts.models import Staff
from joren.foundation.jobs.queries import unfinished
from joren.foundation.time.clock import now, today
from joren.insight.reports import boards

from . import home as parts

_JOBS_SHOWN = 3
_RETRY_SECONDS: Final = "10"


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
        "cards": boards.home(staff),
        "board": next(iter(boards.own(staff)), None),
        "jobs": list(unfinished().filter(staff=staff)[:_JOBS_SHOWN]),
    }
    return render(request, "site/home.html", shown)


def failed(request: HttpRequest) -> HttpResponse:
    """What is answered to an error nobody expected: 503 while the database cannot be reached, else 500."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if away else 500
    if request.path.startswith("/api/"):
        message = "The database cannot be reached." if away else "Joren failed. The reason is in its log."
        answer: HttpResponse = JsonResponse({"error": {"code": "failed", "message": message}}, status=status)
    else:
        answer = render(None, f"{status}.html", status=status)  # no request: nothing may ask the database
    if away:
        answer.headers["Retry-After"] = _RETRY_SECONDS
    return answer


def closed(request: HttpRequest, **parts_of_address: str) -> HttpResponse:
    """A page of the log-in library that makes no sense here: staff do not manage addresses or sign up."""
    raise Http404
