"""What was understood of a mail that came back."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a mail is that came to the address for returns."""

    BOUNCE = "bounce"
    DELAY = "delay"
    COMPLAINT = "complaint"
    FEEDBACK = "feedback"
    AUTO_REPLY = "auto_reply"
    OTHER = "other"


class Reason(StrEnum):
    """Why a message was not taken. Of these, `HARD` say that nobody can be reached at the address."""

    UNKNOWN_USER = "unknown_user"
    UNKNOWN_HOST = "unknown_host"
    MOVED = "moved"
    NO_MAIL = "no_mail"
    FULL = "full"
    SUSPENDED = "suspended"
    FILTERED = "filtered"
    POLICY = "policy"
    TOO_BIG = "too_big"
    NETWORK = "network"
    SYSTEM = "system"
    OTHER = "other"


HARD = frozenset({Reason.UNKNOWN_USER, Reason.UNKNOWN_HOST, Reason.MOVED, Reason.NO_MAIL})


@dataclass(frozen=True, kw_only=True)
class Returned:
    """One address of a mail that came back. `status` is RFC 3463's (5.1.1), `code` SMTP's (550), "" where not said.

    `words` is what the other server said, on one line.
    """

    address: str
    reason: Reason
    status: str = ""
    code: str = ""
    words: str = ""
    is_final: bool = True

    @property
    def is_hard(self) -> bool:
        """Whether the address is gone for good: a server that says 4.1.1 may find it tomorrow."""
        return self.is_final and self.reason in HARD and not self.status.startswith("4")


@dataclass(frozen=True, kw_only=True)
class Report:
    """A mail read. `message_ids` and `sent_to` are of the message of ours it speaks of, as far as it says.

    `feedback_type` is RFC 5965's (abuse, opt-out, auth-failure, …), "" for anything but a complaint.
    """

    kind: Kind
    returned: tuple[Returned, ...] = ()
    message_ids: tuple[str, ...] = ()
    sent_to: tuple[str, ...] = ()
    came_to: tuple[str, ...] = ()
    feedback_type: str = ""
    subject: str = ""
