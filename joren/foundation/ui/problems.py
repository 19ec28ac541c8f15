"""Turns refusals into a page (or a toast) with a sentence."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from joren.foundation.errors import JorenError


class ProblemMiddleware:
    """Answers a `JorenError` that a view let through with its sentence and remedy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, JorenError):
            return None
        return render(request, "ui/problem.html", {"problem": exception}, status=exception.status)
