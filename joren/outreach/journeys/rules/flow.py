"""A journey as it is defined: a trigger and steps, some of which part the way into paths that meet again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

WAIT, UNTIL_HOUR, EVENT, REACTION, RULE, SPLIT, END = (
    "wait",
    "until_hour",
    "wait_event",
    "reaction",
    "rule",
    "split",
    "end",
)
BUILT_IN: Final = (WAIT, UNTIL_HOUR, EVENT, REACTION, RULE, SPLIT, END)
YES, NO = "yes", "no"
UNITS: Final = {"minutes": 1, "hours": 60, "days": 1440, "weeks": 10080}
"""The units of a wait, in minutes."""
REACTIONS: Final = ("opened", "clicked", "replied", "bought")
WINDOW_DAYS: Final = 28
"""Whole weeks, so that every weekday counts as often."""
MOST_STEPS, MOST_DAYS, DEEPEST = 100, 366, 8
MOST_PATHS: Final = 4
AGAIN: Final = ("once", "every", "always")

Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Path:
    """One of the ways a step parts into; `share` is its part of 100 where chance decides."""

    key: str
    steps: tuple["Step", ...] = ()
    share: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `type` is one of `BUILT_IN` or the key of an action of the registry."""

    id: str
    type: str
    settings: Settings = field(default_factory=dict)
    paths: tuple[Path, ...] = ()

    @property
    def parts(self) -> bool:
        """Whether the way parts here."""
        return self.type in (EVENT, REACTION, RULE, SPLIT)

    @property
    def acts(self) -> bool:
        """Whether it does something to the person."""
        return self.type not in BUILT_IN


@dataclass(frozen=True, slots=True)
class Again:
    """Whether somebody may enter once more: ``once`` never, ``every`` after `days`, ``always`` each time."""

    rule: Literal["once", "every", "always"] = "once"
    days: int = 0


@dataclass(frozen=True)
class Flow:
    """A whole journey. `only_if` is a rule that must hold on entering; `held_back` the share 0 to 0.5 kept out.

    `max_age_hours`: what happened longer ago starts nobody, so that an old file brought in starts no journey.
    `window_days`: how long after entering a person's purchases count for its result.
    """

    trigger: str
    settings: Settings
    steps: tuple[Step, ...]
    again: Again = Again()
    only_if: Settings | None = None
    held_back: Decimal = Decimal("0.1")
    max_age_hours: int = 48
    window_days: int = WINDOW_DAYS

    @cached_property
    def nodes(self) -> dict[str, Step]:
        """Every step by its id."""
        return {step.id: step for step in walk_steps(self.steps)}

    @cached_property
    def follows(self) -> dict[str, str | None]:
        """The step that comes after each one once its paths, if any, have been gone; None: the end."""
        found: dict[str, str | None] = {}
        _chain(self.steps, None, found)
        return found

    @property
    def first(self) -> str | None:
        """The step everybody begins with."""
        return self.steps[0].id if self.steps else None

    def after(self, step: Step, path: str = "") -> str | None:
        """The step that comes after this one on the path chosen; None at the end."""
        chosen = next((way for way in step.paths if way.key == path), None)
        return chosen.steps[0].id if chosen and chosen.steps else self.follows[step.id]

    def place_of_removed(self, removed: str, newer: "Flow") -> str | None:
        """Where somebody at a step that `newer` no longer has goes on: the next of this flow's steps that is there."""
        at: str | None = removed
        while at is not None and at not in newer.nodes:
            at = self.follows.get(at)
        return at


def walk_steps(steps: Sequence[Step]) -> Iterator[Step]:
    """Every step, in reading order."""
    for step in steps:
        yield step
        for path in step.paths:
            yield from walk_steps(path.steps)


def _chain(steps: Sequence[Step], then: str | None, found: dict[str, str | None]) -> None:
    for place, step in enumerate(steps):
        follows = steps[place + 1].id if place + 1 < len(steps) else then
        found[step.id] = follows
        for path in step.paths:
            _chain(path.steps, follows, found)


def message_steps(flow: Flow) -> dict[str, Step]:
    """The steps that send a message, by id."""
    return {key: step for key, step in flow.nodes.items() if step.type == "message"}
