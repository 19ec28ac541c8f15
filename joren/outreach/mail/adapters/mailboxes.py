"""Looking through a mailbox for new mails over IMAP or POP3, without changing anything in it.

IMAP: mails above the last UID under the same UIDVALIDITY (RFC 9051), fetched by ``BODY.PEEK``: they stay unread.
POP3: all listed; those whose UIDL is known are skipped. Raises ConnectionError with the server's words.
"""

import imaplib
import poplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

MOST: Final = 500
"""Mails in one look; what is left comes with the next."""
_LARGEST: Final = 2_000_000
_TIMEOUT: Final = 30.0
poplib._MAXLINE = 1_000_000  # type: ignore[attr-defined]  # lines of a forwarded mail may be longer than 2048 bytes


@dataclass(frozen=True, kw_only=True)
class MailboxAccess:
    """Where the mailbox is and how to get in. `tls`: ``tls``, ``starttls`` or ``none``."""

    host: str
    port: int
    user: str
    password: str
    tls: str = "tls"
    verify: bool = True
    folder: str = "INBOX"


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A mail, and what the server calls it (UID or UIDL)."""

    uid: str
    raw: bytes


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (OSError, imaplib.IMAP4.error, poplib.error_proto, EOFError) as problem:
        words = problem.args[0] if problem.args else problem
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(problem)
        raise ConnectionError(text[:300] or type(problem).__name__) from problem


def _context(access: MailboxAccess) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not access.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


# -- IMAP


def imap_since(access: MailboxAccess, *, validity: int, after: int) -> tuple[int, list[Fetched]]:
    """The mailbox's UIDVALIDITY, and the mails above UID `after` (all when the validity changed), oldest first."""
    with _told():
        imap = _imap(access)
        try:
            imap.login(access.user, access.password)
            status, data = imap.select(f'"{access.folder}"', readonly=True)
            if status != "OK":
                raise imaplib.IMAP4.error((data[0] or b"").decode("utf-8", "replace") if data else "no such folder")
            now = int((imap.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
            return now, list(_imap_mails(imap, after if now == validity else 0))
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                imap.logout()


def _imap(access: MailboxAccess) -> imaplib.IMAP4:
    if access.tls == "tls":
        return imaplib.IMAP4_SSL(access.host, access.port, ssl_context=_context(access), timeout=_TIMEOUT)
    imap = imaplib.IMAP4(access.host, access.port, timeout=_TIMEOUT)
    if access.tls == "starttls":
        imap.starttls(_context(access))
    return imap


def _imap_mails(imap: imaplib.IMAP4, after: int) -> Iterator[Fetched]:
    _, found = imap.uid("SEARCH", f"UID {after + 1}:*")
    uids = sorted(int(uid) for uid in (found[0] or b"").split() if int(uid) > after)
    for uid in uids[:MOST]:
        _, parts = imap.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{_LARGEST}>)")
        raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
        yield Fetched(uid=str(uid), raw=raw)


# -- POP3


def pop_new(access: MailboxAccess, *, is_known: Callable[[str], bool]) -> list[Fetched]:
    """The mails whose UIDL is not known yet, oldest first. Nothing is deleted."""
    with _told():
        pop = _pop(access)
        try:
            pop.user(access.user)
            pop.pass_(access.password)
            return list(_pop_mails(pop, is_known))
        finally:
            with suppress(OSError, poplib.error_proto):
                pop.quit()


def _pop(access: MailboxAccess) -> poplib.POP3:
    if access.tls == "tls":
        return poplib.POP3_SSL(access.host, access.port, context=_context(access), timeout=_TIMEOUT)
    pop = poplib.POP3(access.host, access.port, timeout=_TIMEOUT)
    if access.tls == "starttls":
        pop.stls(_context(access))
    return pop


def _pop_mails(pop: poplib.POP3, is_known: Callable[[str], bool]) -> Iterator[Fetched]:
    listed: list[Any] = pop.uidl()[1]
    fresh = [line.decode("ascii", "replace").split(" ", 1) for line in listed]
    for number, uid in [(number, uid) for number, uid in fresh if not is_known(uid)][:MOST]:
        yield Fetched(uid=uid, raw=b"\r\n".join(pop.retr(int(number))[1]))
