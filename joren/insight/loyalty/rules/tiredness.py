"""Who had better be left in peace for a while: a rule anybody can follow, from what was sent and what came back."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SENT, ANSWERED, STOPPED = "messages.sent", "messages.answered", "messages.stopped"


class Tired(StrEnum):
    """Why somebody is left out, in the order in which it is told."""

    STOPPED = "stopped"
    """Withdrew a consent, or stopped messages, a short time ago."""
    SILENT = "silent"
    """Was written to often and never reacted."""
    JUST_WRITTEN = "just_written"
    """Was written to a few days ago."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How much is too much. Days count back from the day asked for, that day included."""

    stopped_days: int = 180
    silent_messages: int = 3
    silent_days: int = 90
    rest_days: int = 7


def tired(*, sent: int, reacted: int, sent_lately: int, stopped: int, patience: Patience | None = None) -> Tired | None:
    """Why this person is tired of us; None for who is not.

    `sent` messages and `reacted` (responses and purchases) within `silent_days`, `sent_lately` messages within
    `rest_days`, `stopped` withdrawals within `stopped_days`. Written down in docs/rules/factors.md.
    """
    limits = patience or Patience()
    if stopped:
        return Tired.STOPPED
    if sent >= limits.silent_messages and not reacted:
        return Tired.SILENT
    return Tired.JUST_WRITTEN if sent_lately else None


def tired_rule(patience: Patience | None = None) -> dict[str, Any]:
    """The same as a rule of the segment language: who is tired of us."""
    limits = patience or Patience()
    silent = [
        _times(SENT, limits.silent_days, "at_least", limits.silent_messages),
        _times(ANSWERED, limits.silent_days, "at_most", 0),
        _times("purchases.count", limits.silent_days, "at_most", 0),
    ]
    return {
        "any": [
            _times(STOPPED, limits.stopped_days, "at_least", 1),
            {"all": silent},
            _times(SENT, limits.rest_days, "at_least", 1),
        ]
    }


def _times(attribute: str, days: int, op: str, value: int) -> dict[str, Any]:
    return {"attribute": attribute, "with": {"period": {"last_days": days}}, "op": op, "value": value}
