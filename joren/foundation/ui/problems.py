"""Turns refusals into a page (or a toast) with a sentence."""

import logging
from collections.abc import Callable
from typing import Final

from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from joren.foundation.errors import JorenError

from .errors import DoesNotFit, OnlyForButtons, UnreadableText
from .toasts import Toast, add_toasts

logger = logging.getLogger(__name__)

# What PostgreSQL calls a NUL and half of a surrogate pair, in text and inside JSON.
_NOT_STORED: Final = ("NUL", "\\u0000", "Unicode high surrogate", "Unicode low surrogate")
# SQLSTATE: string_data_right_truncation, numeric_value_out_of_range, datetime_field_overflow.
_TOO_LARGE: Final = frozenset({"22001", "22003", "22008"})


def as_problem(exception: Exception) -> JorenError | None:
    """The refusal an exception is: our own, or what PostgreSQL cannot hold; None for a fault of Joren."""
    if isinstance(exception, JorenError):
        return exception
    if isinstance(exception, DataError) and getattr(exception.__cause__, "sqlstate", None) in _TOO_LARGE:
        logger.warning("a value too large for its column came as far as the database", exc_info=exception)
        return DoesNotFit()
    is_nul = isinstance(exception, DataError) and any(sign in str(exception) for sign in _NOT_STORED)
    is_half = isinstance(exception, UnicodeEncodeError) and exception.reason == "surrogates not allowed"
    return UnreadableText() if is_nul or is_half else None


class ProblemMiddleware:
    """Answers a refusal that a view let through with its sentence and remedy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; say in words what opening an address means that only takes what a button sends."""
        answer = self.get_response(request)
        if (
            not isinstance(answer, HttpResponseNotAllowed)
            or request.method != "GET"
            or not request.accepts("text/html")
        ):
            return answer
        said = render(request, "ui/problem.html", {"problem": OnlyForButtons(), "back": page_above(request.path)})
        said.status_code, said.headers["Allow"] = answer.status_code, answer.headers["Allow"]
        return said

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page of its own, or for htmx a toast that leaves the page as it is."""
        problem = as_problem(exception)
        if problem is None:
            return None
        if request.headers.get("HX-Request") == "true":
            return _as_toast(problem)
        shown = {"problem": problem, "back": page_before(request)}
        return render(request, "ui/problem.html", shown, status=problem.status)


def page_before(request: HttpRequest) -> str:
    """The page of this installation the person came from, for the Back button; the home page if there is none."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return came_from
    return "/"


def page_above(path: str) -> str:
    """The nearest address above this one that there is: ``/coupons/1/`` of ``/coupons/1/stop/``."""
    parts = path.strip("/").split("/")
    for number in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:number])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/"


def _as_toast(problem: JorenError) -> HttpResponse:
    response = HttpResponse(status=problem.status, headers={"HX-Reswap": "none"})
    add_toasts(response, [Toast("error", f"{problem} {problem.remedy_sentence}".strip(), "")])
    return response
