"""Providers' interfaces (SendGrid, Mailgun, Postmark) through django-anymail: one more way to hand a mail in.

A provider gives no key against sending twice. What it refused is told by its answer; a request that broke after it was
sent, or an answer of 5xx other than "not now", leaves the message uncertain, as it is with SMTP.
"""

import warnings
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from importlib import import_module
from typing import Any, Final

from joren.outreach.delivery.channels import Outcome

from .handing import Parcel

_BACKENDS: Final = {
    "sendgrid": "anymail.backends.sendgrid",
    "mailgun": "anymail.backends.mailgun",
    "postmark": "anymail.backends.postmark",
}
KEY_NAMES: Final = {"sendgrid": "api_key", "mailgun": "api_key", "postmark": "server_token"}
_NOT_OURS: Final = frozenset(
    {"from", "to", "subject", "mime-version", "content-type", "content-transfer-encoding", "dkim-signature", "reply-to"}
)
_LOG_IN: Final = (401, 403)
_NOT_NOW: Final = (408, 429, 502, 503)


class ProviderConnection:
    """A kept session with a provider. `key` is its secret; `url` another address of its interface, "" for its own."""

    def __init__(self, *, provider: str, key: str, url: str = "", domain: str = "", timeout: float = 30.0) -> None:
        self._provider = provider
        self._options: dict[str, Any] = {KEY_NAMES[provider]: key, "requests_timeout": timeout}
        if url:
            self._options["api_url"] = url
        if domain and provider == "mailgun":
            self._options["sender_domain"] = domain
        self._kept: Any = None

    def hand_in(self, parcel: Parcel, meanwhile: Callable[[], None] | None = None) -> Outcome:
        """Send one message through the provider."""
        from anymail.exceptions import AnymailError
        from requests.exceptions import RequestException

        message = _message(parcel)
        try:
            self._backend().send_messages([message])
        except AnymailError as refused:
            return _refused(refused)
        except RequestException as broken:
            return _broken(broken)
        status = message.anymail_status
        return Outcome(kind="sent", message_id=str(status.message_id or "")[:200], text=", ".join(status.status or ()))

    def greet(self) -> None:
        """A provider is asked only when something is sent: here the key is looked at, nothing more."""
        if not self._options[KEY_NAMES[self._provider]]:
            raise ConnectionError("no key")

    def close(self) -> None:
        """End the session."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()

    def _backend(self) -> Any:
        if self._kept is None:
            with warnings.catch_warnings():  # it warns that SendGrid is kept on trust; our tests hold it
                warnings.simplefilter("ignore")
                self._kept = import_module(_BACKENDS[self._provider]).EmailBackend(**self._options)
            self._kept.open()
        return self._kept


def _message(parcel: Parcel) -> Any:
    """The message as Django knows it, for a provider that builds the bytes itself."""
    from anymail.message import AnymailMessage

    parsed = message_from_bytes(parcel.raw, policy=policy.default)
    assert isinstance(parsed, Parsed)
    make: Any = AnymailMessage
    made = make(
        subject=str(parsed["subject"] or ""),
        body=_part(parsed, "plain"),
        from_email=str(parsed["from"]),
        to=[parcel.recipient],
        reply_to=[str(parsed["reply-to"])] if parsed["reply-to"] else None,
        headers={name: str(value) for name, value in parsed.items() if name.lower() not in _NOT_OURS},
    )
    html = _part(parsed, "html")
    if html:
        made.attach_alternative(html, "text/html")
    made.metadata = {"joren": parcel.token}
    return made


def _part(parsed: Parsed, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""


def _refused(problem: Any) -> Outcome:
    """What the provider answered, as an outcome."""
    from anymail.exceptions import AnymailRecipientsRefused

    code, text = getattr(problem, "status_code", None) or 0, _short(problem)
    if isinstance(problem, AnymailRecipientsRefused):
        return Outcome(kind="bounced", code=str(code or ""), text=text)
    if code in _LOG_IN:
        return Outcome(kind="not_begun", code=str(code), text=text, halts="for_good")
    if code in _NOT_NOW:
        return Outcome(kind="retry", code=str(code), text=text, halts="for_now")
    if code >= 500:  # noqa: PLR2004 - the provider's own fault, after it had the message
        return Outcome(kind="uncertain", code=str(code), text=text, halts="for_now")
    if not code and _broke(problem):
        return _broken(problem)
    return Outcome(kind="failed", code=str(code or ""), text=text)


def _broke(problem: BaseException | None) -> bool:
    from requests.exceptions import RequestException

    return isinstance(problem, RequestException) or (problem is not None and _broke(problem.__cause__))


def _broken(problem: BaseException) -> Outcome:
    """The request did not end: without a connection nothing left; otherwise nobody knows."""
    from requests.exceptions import ConnectTimeout
    from urllib3.exceptions import NewConnectionError

    told = repr(problem)
    safe = isinstance(problem, ConnectTimeout) or NewConnectionError.__name__ in told or "NameResolution" in told
    cause = problem.__cause__
    safe = (
        safe or isinstance(cause, ConnectTimeout) or (cause is not None and NewConnectionError.__name__ in repr(cause))
    )
    return Outcome(kind="retry" if safe else "uncertain", text=_short(problem), halts="for_now")


def _short(problem: BaseException) -> str:
    return " ".join(str(problem).split())[:300]
