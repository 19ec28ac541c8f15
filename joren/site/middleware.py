"""Who must log in where."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase


class LogInEverywhere(LoginRequiredMiddleware):
    """Every page needs a log-in but those of `public.py`; the API asks for a token of its own instead."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Leave the API to its `TokenAuth`, which every router inherits; send other strangers to the log-in page."""
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
