"""What an SMTP reply means for the message and for the next ones (RFC 5321 4.2, RFC 3463)."""

import re
from typing import Final, Literal

Meaning = Literal["accepted", "retry", "failed", "bounced"]

_ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
_NO_SUCH_MAILBOX: Final = {550, 551, 553}
_ACCOUNT: Final = {530, 534, 535, 538}
"""Log-in needed or refused: nothing about the recipient."""
_BAD_ADDRESS_SUBJECT: Final = "1"
_MAILBOX_DISABLED: Final = ("2", "1")


def enhanced(text: str) -> tuple[str, str, str] | None:
    """Return the enhanced status code at the head of the reply's text (5.1.1), None without one."""
    found = _ENHANCED.match(text)
    return (found[1], found[2], found[3]) if found else None


def meaning_for_recipient(code: int, text: str) -> Meaning:
    """Return what a reply to RCPT means. Only what speaks of the mailbox itself is a bounce; policy (5.7) is not."""
    if 200 <= code < 300:  # noqa: PLR2004
        return "accepted"
    if 400 <= code < 500:  # noqa: PLR2004
        return "retry"
    status = enhanced(text)
    if status:
        _, subject, detail = status
        return "bounced" if subject == _BAD_ADDRESS_SUBJECT or (subject, detail) == _MAILBOX_DISABLED else "failed"
    return "bounced" if code in _NO_SUCH_MAILBOX else "failed"


def meaning_for_message(code: int) -> Meaning:
    """Return what a reply to DATA or to the final dot means: the address itself is not judged there."""
    if 200 <= code < 300:  # noqa: PLR2004
        return "accepted"
    return "retry" if 400 <= code < 500 else "failed"  # noqa: PLR2004


def concerns_the_account(code: int) -> bool:
    """Whether the reply is about our log-in and will be the same for every recipient."""
    return code in _ACCOUNT
