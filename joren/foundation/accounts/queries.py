"""Reads of accounts."""

from django.db.models import QuerySet

from .models import ApiToken, Role, Staff


def all_staff() -> QuerySet[Staff]:
    """Everybody who has a log-in, those who may use it first."""
    return Staff.objects.order_by("-is_active", "role", "email")


def owners() -> QuerySet[Staff]:
    """The owners who may log in."""
    return Staff.objects.filter(role=Role.OWNER, is_active=True).order_by("pk")


def tokens_of(staff: Staff) -> QuerySet[ApiToken]:
    """A person's own valid keys, newest first."""
    return ApiToken.objects.filter(staff=staff, revoked_at=None).order_by("-pk")
