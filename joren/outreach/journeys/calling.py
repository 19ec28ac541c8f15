"""Calls to other systems: due rows, signed, tried again until the other side says that it has them."""

import hmac
import json
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction

from joren.foundation.secrets import seal, unseal
from joren.foundation.time import clock

from .addresses import target_of
from .errors import AddressNotAllowed
from .models import Call, Journey

RETRY_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
TIMEOUT: Final = 10.0
AT_ONCE: Final = 50
PURPOSE: Final = "journeys.webhook"
_GONE: Final = 410
_FIRST_GOOD, _FIRST_OTHER = 200, 300


def key_of(journey: Journey) -> str:
    """The key this journey signs with, made when it is first asked for."""
    if not journey.sealed_key:
        made = seal(secrets.token_urlsafe(32), purpose=PURPOSE)
        Journey.objects.filter(pk=journey.pk, sealed_key="").update(sealed_key=made)
        journey.refresh_from_db(fields=["sealed_key"])
    return unseal(journey.sealed_key, purpose=PURPOSE)


def signature(key: str, moment: str, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256, in hex, of the moment (seconds since 1970), a dot and the body."""
    return "v1=" + hmac.new(key.encode(), moment.encode() + b"." + body, sha256).hexdigest()


def call_due() -> int:
    """Make the calls that are due, one by one; returns how many were tried.

    Each is tried under a lock that other workers skip; the other side may get one twice when we die between its answer
    and our note, and tells them apart by ``Joren-Id``.
    """
    tried = 0
    while tried < AT_ONCE and _call_next():
        tried += 1
    return tried


@transaction.atomic
def _call_next() -> bool:
    due = Call.objects.filter(state=Call.State.DUE, due_at__lte=clock.now()).order_by("due_at", "pk")
    call = due.select_for_update(skip_locked=True, of=("self",)).select_related("entry__journey").first()
    if call is None:
        return False
    call.attempts += 1
    status, problem = _send(call)
    call.status_code, call.problem = status, problem[:300]
    if status is not None and _FIRST_GOOD <= status < _FIRST_OTHER:
        call.state, call.done_at = Call.State.DONE, clock.now()
    elif status == _GONE or call.attempts > len(RETRY_AFTER):
        call.state = Call.State.FAILED
    else:
        call.due_at = clock.now() + RETRY_AFTER[call.attempts - 1]
    call.save()
    return True


def _send(call: Call) -> tuple[int | None, str]:
    """The other side's status, or None and what went wrong. Redirects are not followed."""
    import httpx

    try:
        target = target_of(call.url)
    except (AddressNotAllowed, OSError) as problem:
        return None, str(problem)
    body = json.dumps(call.body, ensure_ascii=False, separators=(",", ":")).encode()
    moment = str(int(clock.now().timestamp()))
    headers = {
        "Host": target.host,
        "Content-Type": "application/json",
        "User-Agent": "Joren",
        "Joren-Id": f"{call.entry_id}-{call.step}",
        "Joren-Timestamp": moment,
        "Joren-Signature": signature(key_of(call.entry.journey), moment, body),
    }
    try:
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client:
            extensions = {"sni_hostname": target.name}
            # Only the first line of the answer is read: what follows may have no end.
            with client.stream("POST", target.url, content=body, headers=headers, extensions=extensions) as answer:
                return answer.status_code, "" if answer.is_success else answer.reason_phrase
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        return None, f"{type(problem).__name__}: {problem}"
