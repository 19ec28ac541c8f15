"""The addresses and pictures with which a customer's LINE is joined to their record."""

from io import BytesIO
from typing import Final

from django.conf import settings
from django.urls import reverse

from joren.foundation.time import clock

from .rules.tokens import LinkKey

DAYS: Final = 60
"""How long a link in a mail or on paper works."""


def link_for(customer_id: int) -> str:
    """The customer's own link: on paper as a QR code, in a mail as a button."""
    token = LinkKey(settings.SECRET_KEY).make(customer_id, now=clock.now().timestamp(), days=DAYS)
    return base_url() + reverse("line_public:link", args=[token])


def customer_of(token: str) -> int | None:
    """Whose link it is; None for a bad one or one that is too old."""
    return LinkKey(settings.SECRET_KEY).read(token, now=clock.now().timestamp())


def base_url() -> str:
    """Where customers reach this installation, without a slash at the end."""
    return settings.BASE_URL.rstrip("/") or "http://127.0.0.1:8000"


def qr_svg(text: str) -> str:
    """The text as a QR code that scanners read (never a micro code), as an SVG for a page."""
    import segno

    out = BytesIO()
    segno.make(text, micro=False, error="m").save(
        out, kind="svg", scale=5, border=4, xmldecl=False, svgns=True, nl=False
    )
    return out.getvalue().decode()
