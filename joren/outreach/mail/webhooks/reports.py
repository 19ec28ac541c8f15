"""Providers' reports as things told about one message each (`returns.Told`), read by django-anymail's parsers.

Proof: SendGrid signs with ECDSA over time and body, Mailgun with HMAC over time and token; both are checked over the
raw body. Postmark and Amazon SNS sign nothing that could be checked without the network: theirs is the secret name in
the address they report to, 192 random bits over TLS.
"""

import json
import warnings
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

from joren.foundation.secrets import unseal
from joren.outreach.mail import queries
from joren.outreach.mail.accounts import delivery_of_id
from joren.outreach.mail.errors import ReportRefused
from joren.outreach.mail.models import MailAccount
from joren.outreach.mail.returns import Told
from joren.outreach.mail.rules.bounces.reasons import code_of, reason_of, status_of
from joren.outreach.mail.rules.bounces.report import HARD, Kind, Reason

_SIGNED: Final = ("sendgrid", "mailgun")
_KINDS: Final = {"bounced": Kind.BOUNCE, "rejected": Kind.BOUNCE, "failed": Kind.BOUNCE, "complained": Kind.COMPLAINT}
_NOT_THE_ADDRESS: Final = ("blocked", "spam", "unsubscribed", "timed_out", "other")


def read(request: HttpRequest, account: MailAccount) -> list[Told]:
    """What a report tells. Raises `ReportRefused` when it is not the provider's, ValueError when it cannot be read."""
    key = unseal(account.webhook_key_sealed, purpose=queries.WEBHOOK) if account.webhook_key_sealed else ""
    if account.provider in _SIGNED and not key:
        raise ReportRefused
    if account.provider == "amazon_ses":
        return [told for event in _of_amazon(request) if (told := _told(event, account)) is not None]
    try:
        view = _view(account.provider, key)
        view.validate_request(request)
    except (SuspiciousOperation, ValueError, KeyError) as problem:
        raise ReportRefused from problem
    return [told for event in _events(view, request) if (told := _told(event, account)) is not None]


def _view(provider: str, key: str) -> Any:
    """The parser of the provider, as anymail has it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if provider == "sendgrid":
            from anymail.webhooks.sendgrid import SendGridTrackingWebhookView

            return _made(
                SendGridTrackingWebhookView, tracking_webhook_verification_key=key, warn_if_no_basic_auth=False
            )
        if provider == "mailgun":
            from anymail.webhooks.mailgun import MailgunTrackingWebhookView

            return _made(MailgunTrackingWebhookView, webhook_signing_key=key, warn_if_no_basic_auth=False)
        if provider == "postmark":
            from anymail.webhooks.postmark import PostmarkTrackingWebhookView

            return _made(PostmarkTrackingWebhookView, warn_if_no_basic_auth=False)
    raise ReportRefused


def _made(view: Any, **options: Any) -> Any:
    return view(**options)


def _of_amazon(request: HttpRequest) -> Iterator[Any]:
    """The events of a notice by Amazon SNS. anymail's view wants Amazon's own library only to confirm the
    subscription, so that its parser is used without the view."""
    from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView

    notice = json.loads(request.body)
    if notice.get("Type") != "Notification":
        return
    event = json.loads(notice["Message"])
    parser: Any = object.__new__(AmazonSESTrackingWebhookView)
    yield from parser.esp_to_anymail_events(event, notice)


def _events(view: Any, request: HttpRequest) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from view.parse_events(request)


def _told(event: Any, account: MailAccount) -> Told | None:
    kind = _KINDS.get(str(event.event_type))
    if kind is None:
        return None
    words = " ".join(str(text) for text in (event.mta_response, event.description) if text)
    reason = _reason(str(event.reject_reason or ""), words)
    token = (event.metadata or {}).get("joren", "") if isinstance(event.metadata, dict) else ""
    return Told(
        key=_key(event, account),
        source=account.provider,
        kind=kind,
        address=str(event.recipient or ""),
        reason=reason if kind == Kind.BOUNCE else "abuse",
        status=status_of(words) or code_of(words),
        words=words,
        is_hard=kind == Kind.BOUNCE and reason in HARD and _is_permanent(event),
        delivery_id=_delivery_of(event, str(token)),
    )


def _delivery_of(event: Any, token: str) -> int | None:
    """By the mark we gave with the message, or by our Message-ID, which Amazon and SendGrid hand back."""
    raw = event.esp_event if isinstance(event.esp_event, dict) else {}
    headers = (raw.get("mail") or {}).get("commonHeaders") or {} if isinstance(raw.get("mail"), dict) else {}
    for given in (token, str(raw.get("smtp-id", "")), str(headers.get("messageId", "")), str(event.message_id or "")):
        found = delivery_of_id(given)
        if found is not None:
            return found
    return None


def _reason(reject: str, words: str) -> Reason:
    found = reason_of(words, status_of(words), code_of(words))
    if found == Reason.OTHER and reject in ("bounced", "invalid"):
        return Reason.UNKNOWN_USER
    if found in HARD and reject in _NOT_THE_ADDRESS:
        return Reason.POLICY if reject != "other" else found
    return found


def _is_permanent(event: Any) -> bool:
    """A deferred one is no event of these kinds; Amazon names transient bounces, Mailgun temporary failures."""
    raw = event.esp_event if isinstance(event.esp_event, dict) else {}
    bounce = raw.get("bounce") if isinstance(raw.get("bounce"), dict) else {}
    severity = (
        (raw.get("event-data") or raw).get("severity", "") if isinstance(raw.get("event-data") or raw, dict) else ""
    )
    return (bounce or {}).get("bounceType", "Permanent") == "Permanent" and severity != "temporary"


def _key(event: Any, account: MailAccount) -> str:
    """One thing told once: the provider's own number of the event, or what the event says where it has none."""
    raw = f"{account.provider}:{event.event_id or ''}:{event.message_id}:{event.event_type}:{event.recipient}"
    return "event:" + sha256(raw.encode()).hexdigest()
