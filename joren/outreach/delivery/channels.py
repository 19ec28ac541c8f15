"""The contract between the delivery engine and a channel: what a channel declares and what its sender does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

from joren.foundation.registry import entries, resolve
from joren.foundation.registry.entries import Reference, Text

from .models import Dispatch
from .rules.quiet import NEVER_QUIET, Quiet


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A way to reach people, declared in an app's provides.

    `key` is the consent channel (``mail``) and the first word of its timeline events (``mail.sent``); `address_kind`
    the kind of contact point it writes to (``email``; ``postal`` for the postal address), `address_pattern` a
    PostgreSQL regular expression the address must meet (mobile numbers). `sender` names
    ``(dispatch: Dispatch) -> Sender``.

    What follows holds until the business decides otherwise (`Policy`): `default_cost` in yen a message; `points` of a
    person's attention a message takes; `quiet` hours in which none begins. `hears_back`: the channel learns of opens,
    clicks or answers, so that silence means something. `marks_address`: a message that came back means that the address
    itself is dead; else (a landline that takes no short message can still be called) it is only blocked here.
    `forecast` names ``(number: int, words: Any) -> Forecast | None`` where the yen of a sending are more than its
    number times the price (a plan with free messages, parts of a text); `words`: what is said, as content knows it.
    """

    key: str
    label: Text
    address_kind: str
    sender: Reference
    address_pattern: str = ""
    icon: str = "send"
    default_cost: Decimal = Decimal(0)
    points: int = 1
    quiet: Quiet = NEVER_QUIET
    hears_back: bool = True
    marks_address: bool = True
    forecast: Reference = ""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What a sending will cost before it goes: yen altogether, how many of its messages are free, and how many cannot
    go at all because the account has no room for them this month."""

    yen: Decimal
    free: int = 0
    too_many: int = 0


class Handover(NamedTuple):
    """What a line needs of a delivery: plain values, so that no thread of a line can reach the database.

    `id` is the delivery's; `content` the values of the merge fields; `attempts` how often it was tried before;
    `variant` which words this person gets.
    """

    id: int
    customer_id: int
    origin: str
    channel: str
    address: str
    content: dict[str, Any]
    attempts: int
    variant: str = ""


OutcomeKind = Literal["sent", "retry", "failed", "bounced", "uncertain", "not_begun"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one message.

    * ``sent`` — the other side took responsibility for it;
    * ``retry`` — refused for now (SMTP 4xx) or not handed over: may be tried again later without doubt;
    * ``failed`` — refused for good, the address itself may be fine;
    * ``bounced`` — the address does not exist or takes nothing: it is marked undeliverable;
    * ``uncertain`` — handed over, no answer: a person decides, never the machine;
    * ``not_begun`` — the sender never started on it: due again at once.

    `cost` is what this message cost in yen, where the other side or the channel's price list says so. `told_later`:
    the channel tells the timeline itself that it was sent, when it really leaves the house (a letter when it is
    posted).

    `halts` tells the engine that the next messages would fare the same: ``for_now`` (server gone) ends the run, which
    is tried again within minutes; ``for_good`` (log-in refused) pauses the sending until somebody has looked.
    """

    kind: OutcomeKind
    message_id: str = ""
    code: str = ""
    text: str = ""
    halts: Literal["", "for_now", "for_good"] = ""
    cost: Decimal | None = None
    told_later: bool = False


class Line(Protocol):
    """One connection, used by one thread, without the database."""

    def send(self, delivery: Handover) -> Outcome:
        """Hand one message over and say what became of it. Never raises for what the other side does."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


@runtime_checkable
class Ahead(Protocol):
    """A line that composes the next message while the other side is busy with one: its `send` calls `meanwhile` then,
    which the engine sets, and the engine calls `prepare` with the message that follows, if one waits."""

    meanwhile: Callable[[], None]

    def prepare(self, delivery: Handover) -> None:
        """Compose a message that `send` will be given next; it may be given another one all the same."""
        ...


class Sender(Protocol):
    """Prepared once for a dispatch, in the job's thread, where the database may be used.

    `lines`: how many connections to use at once; 0: messages are handed over in the job's own thread and inside the
    transaction that records them (a channel that only writes to our own database). `per_minute`: the most messages a
    minute, None for no limit; `account` names what that limit belongs to, across workers.
    """

    lines: int
    per_minute: int | None
    account: str

    def open(self) -> Line:
        """Make a line; connecting may wait for its first message."""
        ...

    def recorded(self, sent: Sequence[tuple[Handover, Outcome]]) -> None:
        """Write what the channel itself keeps of these messages, in the transaction that records their outcome."""
        ...


def channel(key: str) -> Channel:
    """The declared channel. Raises KeyError when no app declares it."""
    for declared in entries(Channel):
        if declared.key == key:
            return declared
    raise KeyError(key)


def sender_for(dispatch: Dispatch) -> Sender:
    """The channel's sender for this dispatch. Raises a `JorenError` when nothing can be sent (no sender block, …)."""
    made: Any = resolve(channel(dispatch.channel).sender)(dispatch)
    return made  # type: ignore[no-any-return]
