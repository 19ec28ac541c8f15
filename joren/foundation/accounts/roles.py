"""What people are here for, and what each role may do. An undeclared permission is nobody's."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import entries
from joren.foundation.registry.entries import Text


class Role(models.TextChoices):
    """What a person is here for. What each may do is said by the registry's `Permission` entries."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    MARKETER = "marketer", _("Marketing")
    SHOP_STAFF = "shop_staff", _("Shop staff")
    READ_ONLY = "read_only", _("Read only")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")


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
