"""Pages of mail: the mailbox of mails that were not really sent."""

from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires

from . import actions, queries
from .listing import MailboxTable

MAIL_CSP = {
    "default-src": ["'none'"],
    "img-src": ["https:", "http:", "data:"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
"""A mail may show its pictures and styles and open links in a new tab; it runs nothing and sends nothing."""


@require_GET
@requires("mail.mailbox")
def mailbox(request: HttpRequest) -> HttpResponse:
    """Mails that were kept instead of being sent."""
    table = MailboxTable(request, queries.mailbox())
    return table.response("mail/mailbox.html", {"is_real": queries.active_account() is not None})


@require_GET
@requires("mail.mailbox")
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One captured mail: as it looks, its text part, its headers."""
    return render(request, "mail/mail.html", {"read": queries.read_mail(pk)})


@require_GET
@requires("mail.mailbox")
@csp_replace(MAIL_CSP | {"img-src": ["data:"]})  # type: ignore[arg-type]  # its stub knows no further arguments
def mail_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part alone, for the frame it is shown in. Its open pixel stays unloaded: staff are not the reader."""
    return HttpResponse(queries.read_mail(pk).html)


@require_GET
@requires("mail.mailbox")
def mail_raw(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole message as a file that mail programs open."""
    raw = bytes(queries.read_mail(pk).mail.raw)
    response = HttpResponse(raw, content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="joren-{pk}.eml"'
    return response


@require_POST
@requires("mail.mailbox")
def empty(request: HttpRequest) -> HttpResponse:
    """Delete all captured mails."""
    staff: Any = request.user
    actions.empty_mailbox(by=staff)
    messages.success(request, _("The mailbox is empty."))
    return redirect("mail:mailbox")
