"""What a provider's answer means for the message: taken, to be tried again, refused for good, or nobody knows.

Neither Twilio nor most Japanese providers know a retry key: a request that may have reached them is never repeated,
unless the business says that its provider refuses the same id twice.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, Literal, NamedTuple

Kind = Literal["sent", "retry", "failed", "bounced", "uncertain"]
Halt = Literal["", "for_now", "for_good"]

TWILIO_GONE: Final = frozenset({21211, 21214, 21217, 21614, 30005, 30006})
"""Invalid number, unreachable by this network, no mobile number, unknown, landline."""
TWILIO_STOPPED: Final = 21610
TWILIO_ACCOUNT: Final = frozenset({20003, 20404, 21606, 21603, 21612, 30002, 30038})
"""Log-in refused, no such account, the sender's number is not usable, account suspended, too many complaints."""


class Meaning(NamedTuple):
    """What becomes of the message, and of those behind it."""

    kind: Kind
    halts: Halt = ""


def meaning_of(status: int, code: int | None, *, is_idempotent: bool) -> Meaning:  # noqa: PLR0911 - one line a case
    """The meaning of an HTTP status and Twilio's error code. Status 0: no answer to a request that went out; -1: no
    connection, so that nothing went out."""
    if status == -1:
        return Meaning("retry", "for_now")
    if status == 0 or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Meaning("retry" if is_idempotent else "uncertain", "for_now")
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Meaning("sent")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Meaning("retry", "for_now")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PAYMENT_REQUIRED):
        return Meaning("retry", "for_good")
    if code in TWILIO_ACCOUNT:
        return Meaning("retry", "for_good")
    if code in TWILIO_GONE:
        return Meaning("bounced")
    return Meaning("failed")


def number_at(body: Any, path: str) -> str:
    """What stands in a JSON answer at ``data.message.id``; "" when nothing does."""
    found = body
    for name in filter(None, path.split(".")):
        if isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        elif isinstance(found, Mapping) and name in found:
            found = found[name]
        else:
            return ""
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
