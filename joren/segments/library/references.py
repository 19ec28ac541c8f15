"""Long lists inside a rule being built: a reference stands in the draft, the values are put back for the engine.

A value ``{"list": KEY}`` is a pasted list (`joren.segments.lists`), or ``saved.SEGMENT.VERSION.N``: the Nth list of a
version of a saved segment, so that opening a segment writes nothing and sends no million values to the browser.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from joren.foundation.accounts.models import Staff
from joren.segments.lists import actions as lists
from joren.segments.lists import queries as pasted_lists

from .models import SegmentVersion

MOST_INLINE: Final = 50
"""Values a draft carries itself."""
_SAVED: Final = "saved"
_MOST_LISTS: Final = 1_000
Rule = Mapping[str, Any]


def reference_in(value: object) -> str:
    """The key where the value is a reference, else ""."""
    key = value.get("list") if isinstance(value, Mapping) else None
    return key if isinstance(key, str) else ""


def unfolded(rule: Rule) -> dict[str, Any]:
    """The rule with the values in place of the references; no value where a list is gone, so that the rule refuses."""
    return _changed(rule, lambda value: (values_of(reference_in(value)) or "") if reference_in(value) else value)


def folded(rule: Rule, *, segment: str, version: int) -> dict[str, Any]:
    """A saved rule with references to itself in place of its long lists."""
    numbers = iter(range(_MOST_LISTS))
    return _changed(
        rule, lambda value: {"list": f"{_SAVED}.{segment}.{version}.{next(numbers)}"} if _is_long(value) else value
    )


def kept(rule: Rule, *, by: Staff | None) -> dict[str, Any]:
    """A rule somebody wrote with its long lists kept, and references in their place."""
    return _changed(rule, lambda value: {"list": lists.keep(values=value, by=by).key} if _is_long(value) else value)


def values_of(key: str) -> list[str | int] | None:
    """The values a reference stands for; None where they are gone."""
    if not key.startswith(f"{_SAVED}."):
        return pasted_lists.values_of(key)
    _saved, segment, version, number = [*key.split("."), "", "", ""][:4]
    if not (version.isdecimal() and number.isdecimal()):
        return None
    found = SegmentVersion.objects.filter(segment__key=segment, number=int(version)).values_list("rule", flat=True)
    rule = found.first()
    long = [value for value in _values(rule) if _is_long(value)] if rule else []
    return long[int(number)] if int(number) < len(long) else None


def _is_long(value: object) -> bool:
    return isinstance(value, list) and len(value) > MOST_INLINE and all(isinstance(item, str | int) for item in value)


def _changed(rule: Rule, change: Callable[[Any], Any]) -> dict[str, Any]:
    changed: dict[str, Any] = _replaced(rule, change)
    return changed


def _replaced(rule: Any, change: Callable[[Any], Any]) -> Any:
    """The rule with each leaf's value changed, from left to right."""
    if isinstance(rule, list):
        return [_replaced(part, change) for part in rule]
    if not isinstance(rule, Mapping):
        return rule
    if "attribute" in rule:
        return {**rule, "value": change(rule["value"])} if "value" in rule else dict(rule)
    return {key: _replaced(part, change) for key, part in rule.items()}


def _values(rule: Any) -> Iterator[Any]:
    found: list[Any] = []
    _replaced(rule, lambda value: found.append(value) or value)  # type: ignore[func-returns-value]
    return iter(found)
