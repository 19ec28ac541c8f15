"""Guards: a page or an API call for those whose role carries a permission. Apps declare theirs with `Permission`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from .errors import NotAllowed
from .models import Staff
from .roles import COUNTER, EVERYBODY, MANAGERS, MARKETERS, OFFICERS, OWNERS, READERS, Permission, roles_with

__all__ = [
    "COUNTER",
    "EVERYBODY",
    "MANAGERS",
    "MARKETERS",
    "OFFICERS",
    "OWNERS",
    "READERS",
    "Permission",
    "StaffRequest",
    "demand",
    "requires",
    "roles_with",
]


class StaffRequest(HttpRequest):
    """A request of somebody who is logged in, which every page but the public ones can count on."""

    user: Staff


def demand(staff: Any, permission: str) -> Staff:
    """The staff, if their role carries it; for the API, where `requires` cannot stand. Raises `NotAllowed`."""
    if not (isinstance(staff, Staff) and staff.may(permission)):
        raise NotAllowed(permission=permission)
    return staff


def requires(permission: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let a view run only for staff with the permission; others get the 403 page."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not (request.user.is_authenticated and request.user.may(permission)):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
