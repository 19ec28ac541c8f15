"""The root of the REST API: one address, one way to log in, one error shape, routers from the registry."""

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from joren.foundation.accounts.api_auth import TokenAuth
from joren.foundation.errors import JorenError
from joren.foundation.registry import ApiRouter, entries, resolve
from joren.foundation.ui.problems import as_problem

logger = logging.getLogger(__name__)

api = NinjaAPI(
    title="Joren",
    version="1",
    auth=TokenAuth(),
    docs_url=None,
    description='From a customer file to a mail whose effect is proven. Errors: {"error": {"code", "message"}}.',
)

for entry in entries(ApiRouter):
    api.add_router(f"/{entry.prefix}/", resolve(entry.router), tags=[str(entry.tag)])


def _error(request: HttpRequest, code: str, message: str, status: int, **details: Any) -> HttpResponse:
    return api.create_response(request, {"error": {"code": code, "message": message, **details}}, status=status)


@api.exception_handler(JorenError)
def _joren_error(request: HttpRequest, problem: JorenError) -> HttpResponse:
    return api.create_response(request, {"error": problem.as_dict()}, status=problem.status)


@api.exception_handler(AuthenticationError)
def _not_logged_in(request: HttpRequest, problem: AuthenticationError) -> HttpResponse:
    return _error(request, "not_authenticated", "Send a valid token: Authorization: Bearer …", 401)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    return _error(request, "invalid", "The request does not have the documented shape.", 422, fields=problem.errors)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, problem: HttpError) -> HttpResponse:
    return _error(request, "unreadable", str(problem), problem.status_code)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, problem: Http404) -> HttpResponse:
    return _error(request, "not_found", "There is nothing at this address.", 404)


@api.exception_handler(Exception)
def _failed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Text that cannot be stored is the sender's mistake; anything else is ours, and in the log."""
    problem = as_problem(exception)
    if problem is not None:
        return api.create_response(request, {"error": problem.as_dict()}, status=problem.status)
    logger.error("the API failed at %s %s", request.method, request.path, exc_info=exception)
    return _error(request, "failed", "Joren failed. The reason is in its log.", 500)


def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer addresses below the API that lead nowhere in the API's own shape."""
    return _error(request, "not_found", "There is nothing at this address.", 404)
