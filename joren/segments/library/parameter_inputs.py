"""Which input each parameter of a leaf gets, and what stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joren.foundation.catalogue import Parameter, ParameterType

from .choices import PERIOD_KINDS, Choice, band_choices, parameter_choices, products_named

_COUNTED: Final = ("last_days", "last_months", "first_days", "after_first_days")
_ONE: Final = (ParameterType.HOLIDAY,)
"""Of these a rule names one, not several."""


@dataclass(frozen=True, slots=True)
class ParameterInput:
    """One parameter of a leaf: `kind` picks the input, `given` is what stands in the draft.

    Kinds: period, band (parts of the day), one (a choice), many (ticks), search (products), text (codes with commas).
    """

    name: str
    parameter: Parameter
    kind: str
    given: Any
    choices: list[Choice] | None = None
    number: Any = ""
    is_given: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is shown at once: periods, what is needed, and what already narrows."""
        return self.is_given or self.kind == "period" or self.parameter.required


def parameter_input(address: str, parameter: Parameter, given_all: Mapping[str, Any]) -> ParameterInput:
    """The input of one parameter of the leaf at that address."""
    name, given = f"{address}:with.{parameter.key}", given_all.get(parameter.key)
    is_given = parameter.key in given_all
    if parameter.type is ParameterType.PERIOD:
        return _period(name, parameter, given or {})
    if parameter.type is ParameterType.TIME_BAND:
        return ParameterInput(name, parameter, "band", given, band_choices(given), is_given=is_given)
    if parameter.type is ParameterType.PRODUCT:
        codes = [str(item) for item in (given if isinstance(given, list) else [given]) if item]
        return ParameterInput(name, parameter, "search", ", ".join(codes), products_named(codes), is_given=is_given)
    choices = parameter_choices(parameter, given)
    if choices is None:
        written = ", ".join(map(str, given)) if isinstance(given, list) else str(given or "")
        return ParameterInput(name, parameter, "text", written, is_given=is_given)
    kind = "one" if parameter.type in _ONE else "many"
    return ParameterInput(name, parameter, kind, given, choices, is_given=is_given)


def _period(name: str, parameter: Parameter, given: Any) -> ParameterInput:
    period = given if isinstance(given, dict) else {}
    kind, number = "", ""
    for key, value in period.items():
        if key in _COUNTED:
            kind, number = key, value
        elif key in ("from", "to"):
            kind = "between"
        elif key in ("month", "fiscal_year"):
            kind, number = (f"{key}.{value}", "") if value in ("this", "last") else ("year", value)
    choices = [Choice(value, str(words), value == kind) for value, words in PERIOD_KINDS]
    shown = {"kind": kind, **period, "counts": kind in (*_COUNTED, "year")}
    return ParameterInput(name, parameter, "period", shown, choices, number, is_given=bool(period))
