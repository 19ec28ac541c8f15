"""What every way to hand mails in has in common: a server over SMTP, or the interface of a provider."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from joren.outreach.delivery.channels import Outcome


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One message on its way: who returns go to, to whom, the whole message (CRLF lines) and what tells it again."""

    return_address: str
    recipient: str
    raw: bytes
    token: str


class Connection(Protocol):
    """A kept way to one account. Used by one thread at a time, without the database."""

    def hand_in(self, parcel: Parcel, meanwhile: Callable[[], None] | None = None) -> Outcome:
        """Hand one message in and say what became of it. Never raises for what the other side does.

        `meanwhile`, which never raises, may be called while the other side is busy with it.
        """
        ...

    def greet(self) -> None:
        """See that the account would be let in, sending nothing. Raises ConnectionError with the other side's words."""
        ...

    def close(self) -> None:
        """Let go."""
        ...
