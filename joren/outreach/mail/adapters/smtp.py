"""SMTP: one kept connection, commands pipelined when the server offers it, and the truth about each message.

A message is in doubt only from the moment its final dot has been handed to the operating system until the server's
reply: whatever breaks before that is safe to repeat (RFC 5321 4.1.1.4: without the final dot nothing is delivered).
"""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal

from joren.outreach.delivery.channels import Outcome

from ..rules.mime import dot_stuffed
from ..rules.smtp_codes import Meaning, concerns_the_account, meaning_for_message, meaning_for_recipient
from .handing import Parcel

TlsMode = Literal["none", "starttls", "tls"]
_CLOSING: Final = 421
_GO_ON: Final = 354
_FIRST_REFUSAL: Final = 400
_FIRST_PERMANENT: Final = 500


@dataclass(frozen=True, kw_only=True)
class SmtpServer:
    """Where to hand mails in, and how. `timeout` in seconds, for each reply; `reply_timeout` for the one after the
    message."""

    host: str
    port: int
    tls: TlsMode = "starttls"
    user: str = ""
    password: str = ""
    verify: bool = True
    timeout: float = 30.0
    reply_timeout: float = 300.0


class _Lost(Exception):
    """The connection broke or the server did not answer in time."""


class _Refused(Exception):
    """The server would not have us: nothing can be sent over this account now."""

    def __init__(self, text: str, code: int = 0, *, for_good: bool) -> None:
        super().__init__(text)
        self.outcome = Outcome(
            kind="not_begun",
            code=str(code or ""),
            text=text,
            halts="for_good" if for_good else "for_now",
        )


class SmtpConnection:
    """A connection that is made when first needed, kept, and made again after it was lost."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._pipelining = False

    def send(self, sender: str, recipient: str, message: bytes, meanwhile: Callable[[], None] | None = None) -> Outcome:
        """Hand one message (CRLF lines) over. `sender` and `recipient` are plain, checked addresses; `meanwhile` is
        called while the server is busy with the message."""
        data = dot_stuffed(message)
        for last_try in (False, True):
            fresh = self._smtp is None
            try:
                smtp = self._connected()
                outcome = self._envelope(smtp, sender, recipient)
                return outcome or self._content(smtp, data, meanwhile)
            except _Refused as refused:
                self.close()
                return refused.outcome
            except _Lost as lost:
                self.close()
                if fresh or last_try:
                    return Outcome(kind="retry", text=str(lost), halts="for_now")
        raise AssertionError  # pragma: no cover - the loop always returns

    def hand_in(self, parcel: Parcel, meanwhile: Callable[[], None] | None = None) -> Outcome:
        """The same for a parcel."""
        return self.send(parcel.return_address, parcel.recipient, parcel.raw, meanwhile)

    def greet(self) -> None:
        """Connect and log in, for "test the connection". Raises ConnectionError with the server's words."""
        try:
            self._connected()
        except (_Refused, _Lost) as problem:
            raise ConnectionError(str(problem)) from problem

    def close(self) -> None:
        """Say goodbye if anybody listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                if smtp.sock is not None:
                    smtp.sock.settimeout(1)
                    smtp.sock.sendall(b"QUIT\r\n")
            with suppress(OSError):
                smtp.close()

    # -- connecting

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp = self._connect()
            self._pipelining = self._smtp.has_extn("pipelining")
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        try:
            smtp = self._opened()
            try:
                self._logged_in(smtp)
            except BaseException:
                smtp.close()
                raise
        except smtplib.SMTPResponseException as refused:
            for_good = refused.smtp_code >= _FIRST_PERMANENT
            raise _Refused(_words(refused.smtp_error), refused.smtp_code, for_good=for_good) from refused
        except (smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError) as problem:
            raise _Refused(str(problem), for_good=True) from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise _Refused(f"{type(problem).__name__}: {problem}", for_good=False) from problem
        return smtp

    def _opened(self) -> smtplib.SMTP:
        server = self.server
        if server.tls == "tls":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=self._context())
        return smtplib.SMTP(server.host, server.port, timeout=server.timeout)

    def _logged_in(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self.server.tls == "starttls":
            smtp.starttls(context=self._context())
            smtp.ehlo()
        if self.server.user:
            smtp.login(self.server.user, self.server.password)

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self.server.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    # -- one message

    def _envelope(self, smtp: smtplib.SMTP, sender: str, recipient: str) -> Outcome | None:
        """Announce the message; None when the server waits for its content."""
        commands = [f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"]
        if self._pipelining:
            self._write(smtp, "".join(f"{command}\r\n" for command in commands).encode("ascii"))
            replies = [self._reply(smtp) for _ in commands]
        else:
            replies = self._one_by_one(smtp, commands)
        refused = self._judge(replies)
        if refused:
            self._back_to_start(smtp, replies)
        return refused

    def _one_by_one(self, smtp: smtplib.SMTP, commands: list[str]) -> list[tuple[int, str]]:
        replies: list[tuple[int, str]] = []
        for command in commands:
            self._write(smtp, f"{command}\r\n".encode("ascii"))
            replies.append(self._reply(smtp))
            if replies[-1][0] >= _FIRST_REFUSAL:
                break
        return replies

    def _judge(self, replies: list[tuple[int, str]]) -> Outcome | None:
        """The outcome when one of the replies to MAIL, RCPT, DATA is a refusal."""
        closing = next((text for code, text in replies if code == _CLOSING), None)
        if closing is not None:
            raise _Lost(f"{_CLOSING} {closing}")
        code, text = replies[0]
        if code >= _FIRST_REFUSAL:  # about the sender: every message would fare the same
            raise _Refused(text, code, for_good=code >= _FIRST_PERMANENT)
        for (code, text), meaning in zip(replies[1:], _MEANINGS, strict=False):
            if concerns_the_account(code):
                raise _Refused(text, code, for_good=True)
            meant = meaning(code, text)
            if meant != "accepted":
                return Outcome(kind=meant, code=str(code), text=text)
        return None

    def _back_to_start(self, smtp: smtplib.SMTP, replies: list[tuple[int, str]]) -> None:
        """Make the connection ready for the next message, or drop it."""
        try:
            if replies[-1][0] == _GO_ON and len(replies) == 3:  # noqa: PLR2004 - it waits for content nobody receives
                self._write(smtp, b".\r\n")
                self._reply(smtp)
            self._write(smtp, b"RSET\r\n")
            if self._reply(smtp)[0] >= _FIRST_REFUSAL:
                self.close()
        except _Lost:
            self.close()

    def _content(self, smtp: smtplib.SMTP, data: bytes, meanwhile: Callable[[], None] | None) -> Outcome:
        self._write(smtp, data)  # broken off here, the final dot was not handed over: safe to repeat
        if meanwhile is not None:
            meanwhile()
        try:
            assert smtp.sock is not None
            smtp.sock.settimeout(self.server.reply_timeout)
            code, text = self._reply(smtp)
            smtp.sock.settimeout(self.server.timeout)
        except (_Lost, OSError) as lost:
            self.close()
            return Outcome(kind="uncertain", text=str(lost), halts="for_now")
        if code == _CLOSING:
            self.close()
        meant = meaning_for_message(code)
        return Outcome(kind="sent" if meant == "accepted" else meant, code=str(code), text=text)

    def _write(self, smtp: smtplib.SMTP, data: bytes) -> None:
        try:
            assert smtp.sock is not None
            smtp.sock.sendall(data)
        except OSError as problem:
            raise _Lost(f"{type(problem).__name__}: {problem}") from problem

    def _reply(self, smtp: smtplib.SMTP) -> tuple[int, str]:
        try:
            code, text = smtp.getreply()
        except (OSError, smtplib.SMTPException) as problem:
            raise _Lost(
                _words(getattr(problem, "smtp_error", "")) or f"{type(problem).__name__}: {problem}"
            ) from problem
        if code < 0:
            raise _Lost("the server sent something that is no SMTP reply")
        return code, _words(text)


def _for_data(code: int, text: str) -> Meaning:
    return "accepted" if code == _GO_ON else meaning_for_message(code) if code >= _FIRST_REFUSAL else "failed"


_MEANINGS: Final[tuple[Callable[[int, str], Meaning], ...]] = (meaning_for_recipient, _for_data)


def _words(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text
