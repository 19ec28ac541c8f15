"""Before a new customer is saved: who looks like them already."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.japanese.emails import normalise_email
from joren.foundation.japanese.phones import normalise_phone

from .queries import Match, matches_of
from .rules.features import Written
from .sentences import why

_SHOWN = 3
_PARTS = ("family_name", "given_name", "family_kana", "given_kana", "company", "gender", "member_number")


def panel(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """The place on the form of a new customer where the warning appears; nothing on the form of a known one."""
    return None if subject is not None else {}


@require_POST
@requires("duplicates.view")
def looks_like(request: HttpRequest) -> HttpResponse:
    """Who looks like the person typed in so far. A POST so that no name stands in an address; writes nothing."""
    return render(request, "duplicates/_looks_like.html", {"found": warnings_for(request)})


def warnings_for(request: HttpRequest) -> list[tuple[Match, str]]:
    """Those who may be the person being typed in, with the sentence why; relatives and strangers are left out."""
    staff: Any = request.user
    found = matches_of(typed(request.POST), staff=staff, limit=_SHOWN * 2)
    return [(match, why([item._asdict() for item in match.evidence])) for match in found if match.suggests == "same"][
        :_SHOWN
    ]


def typed(fields: Any) -> Written:
    """What a form holds so far, readable or not."""
    phone, email = normalise_phone(fields.get("phone", "")), normalise_email(fields.get("email", ""))
    address = tuple(fields.get(part, "") for part in ("postal_code", "prefecture", "city", "line", "building"))
    return Written(
        **{part: fields.get(part, "").strip() for part in _PARTS},
        birth_year=_number(fields.get("birth_year", "")),
        birth_month=_number(fields.get("birth_month", "")),
        birth_day=_number(fields.get("birth_day", "")),
        phones=[phone] if phone else [],
        emails=[email] if email else [],
        addresses=[address] if any(address) else [],
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("2026") else None
