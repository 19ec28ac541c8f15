"""What providers tell. Open without log-in: a signature over the request says who speaks."""

import json
from urllib.parse import parse_qsl

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from . import actions, queries
from .rules.signature import is_signed, is_twilios

_LARGEST = 256 * 1024
_LONGEST_ID, _LONGEST_CODE = 18, 8
_FATES = {"delivered": "delivered", "undelivered": "failed", "failed": "failed"}
_EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@csrf_exempt  # the signature is the right to do this
@login_not_required
@never_cache
@require_POST
def twilio(request: HttpRequest) -> HttpResponse:
    """An answer, or what became of a message. Without a true signature nothing is kept."""
    body = _body(request)
    account = queries.the_account()
    fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    url = f"{settings.BASE_URL.rstrip('/')}{request.get_full_path()}"
    token = queries.token_of(account) if account else ""
    if not is_twilios(token, url, fields, request.headers.get("X-Twilio-Signature", "")):
        return HttpResponse("signature", status=403, content_type="text/plain")
    told = {name: _storable(value) for name, value in fields}
    number = told.get("MessageSid") or told.get("SmsSid") or ""
    if not number:
        return HttpResponse("MessageSid", status=400, content_type="text/plain")
    if "Body" in told and told.get("From"):
        actions.received(key=number, phone=told["From"], text=told["Body"])
    elif (state := _FATES.get(told.get("MessageStatus", ""))) is not None:
        actions.fate(message_id=number, state=state, code=_number(told.get("ErrorCode")))
    return HttpResponse(_EMPTY, content_type="text/xml")


@csrf_exempt  # the signature is the right to do this
@login_not_required
@never_cache
@require_POST
def told(request: HttpRequest) -> HttpResponse:
    """The same from another provider: JSON, signed with our secret over the raw body.

    ``{"type": "answer", "id", "from", "text"}`` or ``{"type": "delivered" | "failed", "id", "code", "text"}``.
    """
    body = _body(request)
    account = queries.the_account()
    secret = queries.webhook_secret_of(account) if account else ""
    if not is_signed(secret, body, request.headers.get("X-Joren-Signature", "")):
        return HttpResponse("signature", status=403, content_type="text/plain")
    try:
        said = json.loads(body)
        number, kind = _storable(said["id"]), str(said["type"])
    except (ValueError, KeyError, TypeError):
        return HttpResponse("body", status=400, content_type="text/plain")
    if kind == "answer":
        actions.received(key=number, phone=_storable(said.get("from", "")), text=_storable(said.get("text", "")))
    elif kind in _FATES.values():
        code = said.get("code")
        known = int(number) if number.isdecimal() and len(number) <= _LONGEST_ID else None
        actions.fate(
            message_id="" if known else number,
            delivery_id=known,
            state=kind,
            code=code if isinstance(code, int) else None,
            text=_storable(said.get("text", "")),
        )
    return HttpResponse(status=204)


def _body(request: HttpRequest) -> bytes:
    given = request.headers.get("Content-Length", "0")
    size = int(given) if given.isascii() and given.isdigit() else 0
    return request.body if size <= _LARGEST else b""


def _storable(said: object) -> str:
    """The text without what PostgreSQL cannot hold: NUL and lone surrogates."""
    return str(said).replace("\x00", "").encode("utf-8", "replace").decode()


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= _LONGEST_CODE else None
