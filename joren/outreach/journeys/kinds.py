"""The entries by which any app adds a way to begin a journey or something a step can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joren.foundation.registry import entries
from joren.foundation.registry.entries import Reference, Text

from .rules.flow import Settings


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """A way to begin a journey. Of the four sources exactly one is named; all take the settings of the form first.

    * `keys` ``(settings) -> Sequence[str]``: timeline events with these keys (``*.clicked``: any app's), narrowed by
      `matches` ``(settings, happening: Happening) -> bool``. Nothing is asked about events with other keys, so that an
      event costs the same however many journeys there are.
    * `on_day` ``(settings, day: date) -> Iterable[int]``: the customers whose day it is, asked once a day.
    * `spell` ``(settings) -> tuple[str, bool]``: the key of a segment, and whether entering (True) or leaving counts.
    * `becomes` ``(settings) -> rule``: whoever this rule becomes true of, asked each night and after each event.

    `form` names a `joren.outreach.journeys.forms.base.StepForm`, `sentence` ``(settings) -> str``. Sources without a
    moment of their own begin at the hour ``settings["hour"]`` of the day.
    """

    key: str
    label: Text
    description: Text
    icon: str
    form: Reference
    sentence: Reference
    keys: Reference = ""
    matches: Reference = ""
    on_day: Reference = ""
    spell: Reference = ""
    becomes: Reference = ""
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something a step of a journey does. All references take what `Doing` carries.

    `perform` ``(doing: Doing) -> Done`` runs in a savepoint of the transaction that moves the person on: it writes
    rows (due work, not calls to other machines), so that it happens exactly once or not at all. A `JorenError` it
    raises is shown, and the step is tried again later. `rehearse` ``(doing) -> Done`` says what would have come of it
    and writes nothing; without it the step counts as done. `perform_many` ``(doings) -> Sequence[Done]``: the same as
    `perform` for many people at once, none of them twice; where it raises, each is done alone. `freeze` ``(version,
    step) -> None`` is called when a version is published, `check` ``(settings) -> Iterable[str]`` says what stands in
    the way of that.
    """

    key: str
    label: Text
    description: Text
    icon: str
    form: Reference
    sentence: Reference
    perform: Reference
    perform_many: Reference = ""
    rehearse: Reference = ""
    freeze: Reference = ""
    check: Reference = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class Doing:
    """A step about to be done for one person: `occasion` tells this entry of theirs from another one."""

    customer_id: int
    entry_id: int
    journey_id: int
    origin: str
    occasion: str
    step: str
    settings: Settings
    at: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """A timeline event as triggers see it."""

    id: int
    customer_id: int
    key: str
    occurred_at: datetime
    shop_id: int | None
    channel: str
    origin: str
    data: Mapping[str, Any]


def triggers() -> list[Trigger]:
    """Every way to begin, in the order they are offered."""
    return sorted(entries(Trigger), key=lambda kind: kind.order)


def actions() -> list[Action]:
    """Everything a step can do, in the order they are offered."""
    return sorted(entries(Action), key=lambda kind: kind.order)


def trigger(key: str) -> Trigger | None:
    """The way to begin of that key; None where no app declares it (any more)."""
    return next((kind for kind in entries(Trigger) if kind.key == key), None)


def action(key: str) -> Action | None:
    """The action of that key; None where no app declares it (any more)."""
    return next((kind for kind in entries(Action) if kind.key == key), None)


def action_keys() -> tuple[str, ...]:
    """The keys of all actions, for reading a definition."""
    return tuple(kind.key for kind in entries(Action))
