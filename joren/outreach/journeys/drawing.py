"""A definition as it is drawn: boxes below each other, paths side by side, with words and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .kinds import trigger
from .sentences import beginnings, labels, steps


@dataclass(frozen=True, slots=True)
class Way:
    """A path out of a box. `place` is where a step put first on it would stand."""

    label: str
    place: str
    boxes: list["Box"]
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """One step. `place` is where a step put behind it would stand, `here` how many people stand at it now."""

    id: str
    kind: str
    label: str
    icon: str
    sentence: str
    place: str
    ways: list[Way] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    here: int | None = None
    outcomes: list[tuple[str, int]] = field(default_factory=list)
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole: how it begins, who may enter, the steps."""

    begins: str
    begins_icon: str
    again: str
    only_if: str
    boxes: list[Box]
    problems: list[str]


def picture_of(
    definition: Mapping[str, Any],
    problems: Mapping[str, list[str]] | None = None,
    numbers: Mapping[str, Mapping[str, int]] | None = None,
) -> Picture:
    """How a definition looks. `numbers` are those of `queries.step_numbers`."""
    begins = definition.get("trigger") or {}
    kind = trigger(str(begins.get("type") or ""))
    drawing = _Drawing(definition, problems or {}, numbers)
    return Picture(
        begins=beginnings.trigger_sentence(begins),
        begins_icon=kind.icon if kind else "help-circle",
        again=beginnings.again_sentence(definition),
        only_if=beginnings.only_if_sentence(definition),
        boxes=drawing.boxes(definition.get("steps") or []),
        problems=list((problems or {}).get("", [])),
    )


class _Drawing:
    """One definition being drawn."""

    def __init__(self, definition: Mapping[str, Any], problems: Any, numbers: Any) -> None:
        self.definition, self.problems, self.numbers = definition, problems, numbers

    def boxes(self, steps: Any) -> list[Box]:
        return [self.box(step) for step in steps]

    def box(self, step: Mapping[str, Any]) -> Box:
        key, kind = str(step.get("id")), str(step.get("type"))
        counted = (self.numbers or {}).get(key, {})
        outcomes = {name[1:]: number for name, number in counted.items() if name.startswith("=")}
        ways = [self.way(key, kind, path, outcomes) for path in step.get("paths") or []]
        return Box(
            id=key,
            kind=kind,
            label=labels.kind_label(kind),
            icon=labels.icon(kind),
            sentence=steps.step_sentence(step, self.definition),
            place=key,
            ways=ways,
            problems=list(self.problems.get(key, [])),
            here=None if self.numbers is None else counted.get("here", 0),
            outcomes=[] if ways else [(labels.outcome_label(name), n) for name, n in sorted(outcomes.items())],
            is_end=kind == "end",
        )

    def way(self, key: str, kind: str, path: Mapping[str, Any], outcomes: Mapping[str, int]) -> Way:
        name = str(path.get("key"))
        label = labels.path_label(kind, name, int(path.get("share") or 0))
        number = None if self.numbers is None else outcomes.get(name, 0)
        return Way(label, f"{key}/{name}", self.boxes(path.get("steps") or []), number)
