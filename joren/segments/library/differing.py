"""What became of a rule: comparisons that came, went or changed. Pure: rules are JSON, nothing is looked up."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["added", "removed", "changed", "moved", "joined"]
Part = Mapping[str, Any]

_GROUPS: Final = ("all", "any", "not")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. `before` and `after` are comparisons (or named segments) as JSON; None on the side without one.

    "moved": the same comparison stands under other groups. "joined": the comparisons are the same, the groups are not.
    """

    kind: Kind
    before: Part | None = None
    after: Part | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    part: Part
    inside: tuple[str, ...]


def differences(before: Part, after: Part) -> list[Difference]:
    """From one rule to the next, in the order of the newer one; what went comes last."""
    old, new = list(_items(before, ())), dict(enumerate(_items(after, ())))
    found: dict[int, Difference] = {}
    for same, kind in _ROUNDS:
        for place, item in list(new.items()):
            twin = next((other for other in old if same(other, item)), None)
            if twin is not None:
                old.remove(twin)
                del new[place]
                if kind:
                    found[place] = Difference(kind, twin.part, item.part)
    found |= {place: Difference("added", None, item.part) for place, item in new.items()}
    told = [found[place] for place in sorted(found)]
    told += [Difference("removed", item.part) for item in old]
    return told or ([Difference("joined", before, after)] if _text(before) != _text(after) else [])


def _items(rule: Part, inside: tuple[str, ...]) -> Iterator[_Item]:
    """The comparisons with the groups they stand in; "all" at the top and a group of one part say nothing."""
    for kind in _GROUPS:
        if kind in rule:
            parts = [rule[kind]] if kind == "not" else rule[kind]
            above = inside[-1:] or ("all",)
            within = inside if kind != "not" and (above == (kind,) or len(parts) == 1) else (*inside, kind)
            for part in parts:
                yield from _items(part, within)
            return
    yield _Item(rule, inside)


def _same(one: _Item, other: _Item) -> bool:
    return one.inside == other.inside and _text(one.part) == _text(other.part)


def _moved(one: _Item, other: _Item) -> bool:
    return _text(one.part) == _text(other.part)


def _same_question(one: _Item, other: _Item) -> bool:
    return "attribute" in one.part and _question(one.part) == _question(other.part)


def _same_attribute(one: _Item, other: _Item) -> bool:
    return "attribute" in one.part and one.part["attribute"] == other.part.get("attribute")


def _question(part: Part) -> str:
    return _text({name: part[name] for name in ("attribute", "with") if name in part})


def _text(part: Part) -> str:
    return json.dumps(part, sort_keys=True, ensure_ascii=False)


_ROUNDS: Final[tuple[tuple[Callable[[_Item, _Item], bool], Kind | None], ...]] = (
    (_same, None),
    (_moved, "moved"),
    (_same_question, "changed"),
    (_same_attribute, "changed"),
)
"""What is looked for first: the likest twin."""
