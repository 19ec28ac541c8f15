"""Who must log in where, and what the API answers to a method it does not know."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse


class LogInEverywhere(LoginRequiredMiddleware):
    """Every page needs a log-in but those of `public.py`; the API asks for a token of its own instead."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Leave the API to its `TokenAuth`, which every router inherits; send other strangers to the log-in page."""
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class ApiMethods:
    """Tells a wrong method on an address of the API in the API's own shape; the framework answers bare text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and put the refusal into words."""
        answer = self.get_response(request)
        if not isinstance(answer, HttpResponseNotAllowed) or not request.path.startswith("/api/"):
            return answer
        message = f"{request.method} is not possible here; {answer.headers['Allow']} is."
        error = {"error": {"code": "method_not_allowed", "message": message}}
        return JsonResponse(error, status=answer.status_code, headers={"Allow": answer.headers["Allow"]})
