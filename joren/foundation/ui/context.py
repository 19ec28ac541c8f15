"""What every page's template knows. Nothing is computed or read before a template uses it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from joren.foundation.business.models import Business
from joren.foundation.business.queries import the_business

from .navigation import navigation


def page(request: HttpRequest) -> dict[str, Any]:
    """`business`, `navigation`, `language`, `languages` and the addresses the base page links to."""
    return {
        "business": SimpleLazyObject(lambda: business_of(request)),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "language": get_language() or settings.LANGUAGE_CODE,
        "languages": (("ja", "日本語"), ("en", "English")),
        "search_url": first_address("customers:list"),
        "import_url": first_address("imports:new") if _may(request, "imports.run") else "",
        "tokens_url": first_address("accounts:tokens"),
    }


def business_of(request: HttpRequest) -> Business:
    """The business, read once for a request."""
    found: Business | None = getattr(request, "joren_business", None)
    if found is None:
        found = the_business()
        request.joren_business = found  # type: ignore[attr-defined]
    return found


def _may(request: HttpRequest, permission: str) -> bool:
    staff: Any = getattr(request, "user", None)
    return bool(staff and staff.is_authenticated and staff.may(permission))


def first_address(*names: str) -> str:
    """The first of the named pages that is mounted here, or ""."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
