"""The root of the REST API: one address, one way to log in, one error shape, routers from the registry."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from joren.foundation.accounts.api_auth import TokenAuth
from joren.foundation.errors import JorenError
from joren.foundation.registry import ApiRouter, entries, resolve

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
