"""What each person lacks to the definition, read from the rows of one question."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from joren.foundation.business.queries import the_business
from joren.foundation.money import currency_exponent
from joren.segments.catalogue.queries import catalogue

from .models import RegularDefinition
from .reach import kinds_of
from .rules import LeafResult, Limits, Path, Step, missing_step

_ANY: Final = Decimal("1e15")


class Measure:
    """Reads rows with ``met0``, ``value0`` … by the leaves of the definition. `step`: only steps in that attribute."""

    def __init__(self, definition: RegularDefinition, leaves: Mapping[Path, Mapping[str, Any]], step: str = "") -> None:
        kinds = kinds_of(catalogue().attributes)
        self._rule: Mapping[str, Any] = definition.rule
        self._leaves = leaves
        self._kinds = {step: kinds[step]} if step in kinds else kinds
        unit = Decimal(1).scaleb(-currency_exponent(the_business().currency))
        self._limits = Limits(money=definition.money_step, money_unit=unit)
        self._far = Limits(money=_ANY, days=int(_ANY), money_unit=unit, count=_ANY)

    def step(self, row: Mapping[str, Any]) -> Step | None:
        """The one step; None for who the rule lets in but no step of its own leads there."""
        return missing_step(self._rule, dict(self._results(row)), self._kinds, self._limits)

    def far(self, row: Mapping[str, Any]) -> Step | None:
        """All that is missing of the nearest part, however much; None where several parts are missing at once."""
        return missing_step(self._rule, dict(self._results(row)), self._kinds, self._far)

    def _results(self, row: Mapping[str, Any]) -> Iterator[tuple[Path, LeafResult]]:
        for place, (path, leaf) in enumerate(self._leaves.items()):
            target = leaf.get("value")
            value = _number(row.get(f"value{place}"))
            yield path, LeafResult(row[f"met{place}"], value, _number(target))


def leaves_of(rule: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Comparisons and saved segments with their places, as `missing_step` counts places."""
    if "attribute" in rule or "segment" in rule:
        yield path, rule
    elif "not" in rule:
        yield from leaves_of(rule["not"], (*path, 0))
    else:
        for place, part in enumerate(rule.get("all") or rule.get("any") or ()):
            yield from leaves_of(part, (*path, place))


def _number(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float) else value
