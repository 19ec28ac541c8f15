"""What the roles may do. Each app declares its permissions; an undeclared one is nobody's."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from joren.foundation.registry import entries
from joren.foundation.registry.entries import Text

from .errors import NotAllowed
from .models import Role, Staff


class StaffRequest(HttpRequest):
    """A request of somebody who is logged in, which every page but the public ones can count on."""

    user: Staff


OWNERS = frozenset({Role.OWNER})
MANAGERS = OWNERS | {Role.MANAGER}
MARKETERS = MANAGERS | {Role.MARKETER}
COUNTER = MARKETERS | {Role.SHOP_STAFF}
OFFICERS = OWNERS | {Role.PRIVACY_OFFICER}
READERS = MARKETERS | {Role.READ_ONLY, Role.PRIVACY_OFFICER}
EVERYBODY = frozenset(Role)


@dataclass(frozen=True, kw_only=True)
class Permission:
    """A right, and the roles that have it. `key` is ``app.verb``."""

    key: str
    label: Text
    roles: frozenset[Any]


@cache
def roles_with(permission: str) -> frozenset[str]:
    """The roles that carry the permission; none when no app declares it."""
    for declared in entries(Permission):
        if declared.key == permission:
            return frozenset(str(role) for role in declared.roles)
    return frozenset()


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
