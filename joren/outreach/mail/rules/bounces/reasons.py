"""Why a message was not taken, by status code and by the words of the other server.

Words come before codes: servers say 5.0.0 and 5.7.1 to everything, but "user unknown" to one thing only.
"""

import re
from typing import Final

from .report import Reason
from .wordings import WORDS

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?![\d.])(?=[\s\-:,\]<]|$)")
AFTER_DATA = re.compile(
    r"in reply to end of DATA|>>> DATA\s+<<< 5(?!.{0,400}(?:503|no valid recipients|\n55\d 5\.1\.1))"
    r"|after end of data|SMTP command\s+DATA"
    r"|\(DATA\)|\[DATA\]|not like our DATA|55\d[ :]*: user unknown|55\d delivery error:",
    re.I | re.S,
)
"""Where the conversation had come to. au names nobody in its excuse ("550 : User unknown")."""
_BOILERPLATE = re.compile(
    r"送信先メールアドレスが見つからないか、?\s*送信先メールサーバの事由により|double-checking the recipient"
    r"|5\.1\.0 - Unknown address error"
)
"""Sentences that stand in every report of their server, whatever happened."""


_BY_POLICY = re.compile(r"(?:user|recipient) unknown|unknown (?:user|recipient)|no such user", re.I)
_BY_STATUS: Final = {
    "1.1": Reason.UNKNOWN_USER,
    "1.2": Reason.UNKNOWN_HOST,
    "1.3": Reason.UNKNOWN_USER,
    "1.4": Reason.UNKNOWN_USER,
    "1.6": Reason.MOVED,
    "1.10": Reason.UNKNOWN_USER,
    "2.0": Reason.FILTERED,
    "2.1": Reason.SUSPENDED,
    "2.2": Reason.FULL,
    "2.3": Reason.TOO_BIG,
    "3.4": Reason.TOO_BIG,
    "3.1": Reason.SYSTEM,
    "3.2": Reason.SYSTEM,
    "4.1": Reason.NETWORK,
    "4.2": Reason.NETWORK,
    "4.4": Reason.UNKNOWN_HOST,
    "4.6": Reason.NETWORK,
    "4.7": Reason.NETWORK,
}
_SURE_BY_STATUS: Final = {
    "2.2": Reason.FULL,
    "2.3": Reason.TOO_BIG,
    "1.7": Reason.POLICY,  # the sender's address is what the server does not like (RFC 3463, 3.2)
    "1.8": Reason.POLICY,
}
_SURE_BY_CODE: Final = {"556": Reason.NO_MAIL}
_MOVED_CODE: Final = "551"


def status_of(words: str) -> str:
    """The most telling status code in the words (5.1.1); one of 5.0.0 only where there is no other, "" for none."""
    found = [".".join(one) for one in _STATUS.findall(words)]
    telling = [status for status in found if not status.endswith(".0.0") and not status.startswith("2")]
    return (telling or [status for status in found if not status.startswith("2")] or [""])[0]


def code_of(words: str) -> str:
    """The SMTP reply code in the words (550); "" for none."""
    found = _CODE.search(words)
    return found[1] if found else ""


def reason_of(words: str, status: str = "", code: str = "") -> Reason:
    """Why, by what the server said (`words`), its status and its code.

    "No such user", said after the whole mail was read, is a filter's excuse: docomo, au and others answer so for a
    person who refuses mail from computers; so it is with a status of policy (5.7). The address is well.
    """
    sure = _SURE_BY_STATUS.get(status[2:]) or _SURE_BY_CODE.get(code)
    if sure:
        return sure
    said = _said(_BOILERPLATE.sub(" ", words))
    if said == Reason.UNKNOWN_USER and _is_an_excuse(words, status):
        return Reason.FILTERED
    return said or _by_code(status[2:], code)


def _by_code(detail: str, code: str) -> Reason:
    """Where the words say nothing."""
    if code == _MOVED_CODE:
        return Reason.MOVED
    return Reason.POLICY if detail.startswith("7.") else _BY_STATUS.get(detail, Reason.OTHER)


def _is_an_excuse(words: str, status: str) -> bool:
    if status[2:].startswith("1."):  # it speaks of the address and says so
        return False
    return bool(AFTER_DATA.search(words) or (status[2:].startswith("7.") and _BY_POLICY.search(words)))


def _said(words: str) -> Reason | None:
    for reason, pattern in WORDS:
        if pattern.search(words):
            return reason
    return None
