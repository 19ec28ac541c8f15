"""Log-in of programs."""

from hashlib import sha256

from django.http import HttpRequest
from ninja.security import HttpBearer

from .models import ApiToken, Staff


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
        request.user = found.staff
        return found.staff
