"""Changes to a definition as JSON: pure, each returns a new one. A place is written in words:

``""`` the very beginning, ``"s3"`` behind that step, ``"s3/yes"`` the beginning of that path of it.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from .flow import EVENT, NO, REACTION, RULE, SPLIT, YES

Definition = dict[str, Any]
NEW_SPLIT: Final = ({"key": "a", "share": 50, "steps": []}, {"key": "b", "share": 50, "steps": []})


def empty() -> Definition:
    """A definition in which nothing has been decided yet."""
    return {"trigger": {}, "again": {"rule": "once"}, "held_back": "0.1", "max_age_hours": 48, "steps": []}


def step_ids(data: Mapping[str, Any]) -> list[str]:
    """The ids of all steps, in reading order."""
    return [str(step["id"]) for step in _all(data.get("steps") or [])]


def find(data: Mapping[str, Any], step: str) -> dict[str, Any] | None:
    """The step of that id."""
    return next((one for one in _all(data.get("steps") or []) if one.get("id") == step), None)


def insert(
    data: Mapping[str, Any], place: str, kind: str, settings: Mapping[str, Any], beyond: int = 0
) -> tuple[Definition, str]:
    """Put a new step at a place; returns its id too, with a number above `beyond`.

    Raises LookupError for a place that is not there.
    """
    changed = deepcopy(dict(data))
    steps, index = _place(changed, place)
    key = _new_id(changed, beyond)
    steps.insert(index, _step(key, kind, settings))
    return changed, key


def change(data: Mapping[str, Any], step: str, settings: Mapping[str, Any]) -> Definition:
    """Give a step other settings. Raises LookupError."""
    changed = deepcopy(dict(data))
    found = find(changed, step)
    if found is None:
        raise LookupError(step)
    _set(found, settings)
    return changed


def remove(data: Mapping[str, Any], step: str) -> Definition:
    """Take a step out, with everything on its paths. Raises LookupError."""
    changed = deepcopy(dict(data))
    steps, index = _where(changed, step)
    del steps[index]
    return changed


def move(data: Mapping[str, Any], step: str, by: int) -> Definition:
    """Put a step before (-1) or behind (1) its neighbour on the same path. Raises LookupError."""
    changed = deepcopy(dict(data))
    steps, index = _where(changed, step)
    if not 0 <= index + by < len(steps):
        raise LookupError(step)
    steps.insert(index + by, steps.pop(index))
    return changed


def _step(key: str, kind: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"id": key, "type": kind, "settings": {}}
    if kind in (EVENT, REACTION, RULE):
        made["paths"] = [{"key": YES, "steps": []}, {"key": NO, "steps": []}]
    if kind == SPLIT:
        made["paths"] = [deepcopy(path) for path in NEW_SPLIT]
    _set(made, settings)
    return made


def _set(step: dict[str, Any], settings: Mapping[str, Any]) -> None:
    """`shares` are those of the paths of a split; paths that are there keep their steps."""
    step["settings"] = {key: value for key, value in settings.items() if key != "shares"}
    if step["type"] == SPLIT and settings.get("shares"):
        kept = {path["key"]: path.get("steps", []) for path in step.get("paths", [])}
        step["paths"] = [
            {"key": key, "share": share, "steps": kept.get(key, [])}
            for key, share in zip("abcd", settings["shares"], strict=False)
        ]


def last_number(data: Mapping[str, Any]) -> int:
    """The highest number a step of this definition has or had."""
    return max([int(key[1:]) for key in step_ids(data) if key[1:].isdecimal()] + [int(data.get("last_id") or 0)])


def _new_id(data: Definition, beyond: int) -> str:
    """An id no step has or had: ids of removed steps are not given again, people may stand there."""
    data["last_id"] = max(last_number(data), beyond) + 1
    return f"s{data['last_id']}"


def _all(steps: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for step in steps:
        found.append(step)
        for path in step.get("paths") or []:
            found.extend(_all(path.get("steps") or []))
    return found


def _place(data: Definition, place: str) -> tuple[list[dict[str, Any]], int]:
    if not place:
        steps: list[dict[str, Any]] = data.setdefault("steps", [])
        return steps, 0
    step, _, path = place.partition("/")
    if not path:
        steps, index = _where(data, step)
        return steps, index + 1
    found = find(data, step)
    for way in (found or {}).get("paths") or []:
        if way.get("key") == path:
            steps = way.setdefault("steps", [])
            return steps, 0
    raise LookupError(place)


def _where(data: Definition, step: str) -> tuple[list[dict[str, Any]], int]:
    """The list a step stands in, and its place there."""
    lists: list[list[dict[str, Any]]] = [data.get("steps") or []]
    while lists:
        steps = lists.pop()
        for index, one in enumerate(steps):
            if one.get("id") == step:
                return steps, index
            lists.extend(path.get("steps") or [] for path in one.get("paths") or [])
    raise LookupError(step)
