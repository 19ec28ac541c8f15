"""Log-in of programs."""

from datetime import timedelta
from hashlib import sha256

from django.http import HttpRequest
from ninja.security import HttpBearer

from joren.foundation.time import clock

from .models import ApiToken, Staff

_NOTED_EVERY = timedelta(minutes=1)  # a row of every request would be written for nothing


class TokenAuth(HttpBearer):
    """``Authorization: Bearer <token>``; the request then acts as the token's owner, with that person's rights."""

    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:
        """Return the owner of a valid key, else None (answered with 401)."""
        found = (
            ApiToken.objects.select_related("staff")
            .filter(digest=sha256(token.encode()).hexdigest(), revoked_at=None, staff__is_active=True)
            .first()
        )
        if found is None:
            return None
        _note_use(found)
        request.user = found.staff
        return found.staff


def _note_use(token: ApiToken) -> None:
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at > _NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
