"""What the home page is made of: the loop's tiles, the checklist, the next step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from joren.foundation.accounts.models import Staff
from joren.foundation.registry import entries, resolve
from joren.foundation.time.clock import TOKYO
from joren.foundation.ui.context import first_address
from joren.foundation.ui.entries import LoopFigure, Step
from joren.foundation.ui.navigation import SECTIONS, Line, Section, navigation

_MORNING_ENDS, _DAY_ENDS = 11, 18


@dataclass(frozen=True)
class Figure:
    """A number of a tile, written."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Tile:
    """A stage of the loop: what it does, where it stands, where it leads."""

    number: int
    section: Section
    figures: list[Figure]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class StepShown:
    """A step with its address and whether it is done."""

    step: Step
    url: str
    is_done: bool


def greeting(now: datetime, name: str) -> str:
    """Good morning, day or evening by the clock in Japan."""
    hour = now.astimezone(TOKYO).hour
    if hour < _MORNING_ENDS:
        return _("Good morning, %(name)s") % {"name": name}
    return (_("Hello, %(name)s") if hour < _DAY_ENDS else _("Good evening, %(name)s")) % {"name": name}


def tiles(request: HttpRequest, staff: Staff) -> list[Tile]:
    """The six stages with what this person may see and open; a stage with nothing to open or to say is left out."""
    lines = {group.section.key: group.lines for group in navigation(request)}
    sections = [section for section in SECTIONS if section.promise]
    every = [
        Tile(n, section, figures(section.key, staff), lines.get(section.key, ()))
        for n, section in enumerate(sections, start=1)
    ]
    return [tile for tile in every if tile.figures or tile.lines]


def figures(section: str, staff: Staff) -> list[Figure]:
    """The figures of a stage that this person may see."""
    declared = [one for one in entries(LoopFigure) if one.section == section and _may(one.permission, staff)]
    declared.sort(key=lambda one: (one.order, one.key))
    valued = ((one, resolve(one.value)(staff)) for one in declared)
    return [
        Figure(str(one.label), _written(value), _address(one.url_name)) for one, value in valued if value is not None
    ]


def _written(value: int | str) -> str:
    return value if isinstance(value, str) else f"{value:,}"


def steps(staff: Staff) -> list[StepShown]:
    """All steps this person can take here, in order, those of the checklist first."""
    declared = [one for one in entries(Step) if _may(one.permission, staff) and _address(one.url_name)]
    declared.sort(key=lambda one: (one.recurs, one.order, one.key))
    return [StepShown(one, _address(one.url_name), bool(resolve(one.is_done)(staff))) for one in declared]


def next_step(shown: list[StepShown]) -> StepShown | None:
    """The first step that is not done; None when there is nothing to do."""
    return next((one for one in shown if not one.is_done), None)


def checklist(shown: list[StepShown]) -> list[StepShown]:
    """The first steps, as long as one of them is not done; after that none."""
    first = [one for one in shown if not one.step.recurs]
    return first if any(not one.is_done for one in first) else []


def _may(permission: str, staff: Any) -> bool:
    return not permission or staff.may(permission)


def _address(url_name: str) -> str:
    return first_address(url_name) if url_name else ""
