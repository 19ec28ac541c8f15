"""Pictures of messages, for everybody who got one. Open without log-in: the address cannot be guessed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from . import queries
from .errors import NoSuchImage


@login_not_required
@require_safe
def image(request: HttpRequest, token: str) -> HttpResponse:
    """A picture. It never changes, so that mail programs and their proxies may keep it for a year."""
    try:
        found = queries.image(token.partition(".")[0])
    except NoSuchImage:
        return HttpResponse(status=404)
    response = HttpResponse(bytes(found.data), content_type=found.content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
