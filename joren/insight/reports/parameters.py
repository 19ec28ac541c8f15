"""The settings of a report: reading what was given, what each may be."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from joren.foundation.registry import Report, ReportParameter, resolve
from joren.foundation.registry.entries import Text
from joren.foundation.time import clock
from joren.record.shops.models import Shop
from joren.segments.engine.asking import sensible

from .errors import BadParameter, PeriodReversed, UnknownParameter

LONGEST: Final = 200
AS_OF: Final = "as_of"


def read_parameters(report: Report, given: Mapping[str, Any]) -> dict[str, Any]:
    """What `run` gets: settings as texts or values, an empty one is its default.

    Raises `UnknownParameter`, `BadParameter`, `PeriodReversed`, `DayOutOfRange`: beyond the years of a shop the
    sums of days overflow, and an empty calendar takes minutes.
    """
    known = {parameter.key: parameter for parameter in report.parameters}
    for name, value in given.items():
        if value not in (None, "") and name not in known:
            raise UnknownParameter(report=report.key, parameter=name[:50], known=", ".join(known) or "–")
    parameters = {name: _read(parameter, given.get(name)) for name, parameter in known.items()}
    start, end = parameters.get("from"), parameters.get("to")
    if start and end and start > end:
        raise PeriodReversed(start=start, end=end)
    return parameters


def compared(given: str | None) -> str:
    """What to compare with: `before`, `year`, or nothing."""
    return given if given in ("before", "year") else ""


def choices(parameter: ReportParameter) -> list[tuple[str, Text]]:
    """What a setting offers, in its order."""
    return list(resolve(parameter.choices_from)() if parameter.choices_from else parameter.choices)


def shop_choices() -> list[tuple[str, Text]]:
    """The shops by code."""
    return list(Shop.objects.order_by("code").values_list("code", "name"))


def shown(report: Report, parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The settings a result was made with, for its file and its paper: (name, value); those not given are left out."""
    by_key = {parameter.key: parameter for parameter in report.parameters}
    return [
        (str(by_key[key].label), _told(by_key[key], value))
        for key, value in parameters.items()
        if value not in (None, "") and key in by_key
    ]


def _told(parameter: ReportParameter, value: Any) -> str:
    if parameter.type == "month":
        return f"{value:%Y-%m}"
    offered = shop_choices() if parameter.type == "shop" else choices(parameter) if parameter.type == "choice" else []
    return str(dict(offered).get(value, value))


def _read(parameter: ReportParameter, given: Any) -> Any:
    raw = parameter.default if given in (None, "") else given
    if raw == "":
        return clock.today() if parameter.key == AS_OF else None
    try:
        return _READERS[parameter.type](raw, parameter)
    except (ValueError, LookupError):
        raise BadParameter(value=str(raw)[:50], parameter=parameter.label, expected=_expected(parameter)) from None


def _date(raw: Any, _parameter: ReportParameter) -> date:
    return sensible(raw if isinstance(raw, date) else date.fromisoformat(str(raw)))


def _month(raw: Any, _parameter: ReportParameter) -> date:
    return sensible(raw.replace(day=1) if isinstance(raw, date) else date.fromisoformat(f"{raw}-01"))


def _shop(raw: Any, _parameter: ReportParameter) -> str:
    if not Shop.objects.filter(code=str(raw)).exists():
        raise LookupError(raw)
    return str(raw)


def _choice(raw: Any, parameter: ReportParameter) -> str:
    if str(raw) not in {value for value, _label in choices(parameter)}:
        raise LookupError(raw)
    return str(raw)


def _number(raw: Any, parameter: ReportParameter) -> int:
    number = int(str(raw))
    if not parameter.minimum <= number <= parameter.maximum:
        raise ValueError(raw)
    return number


def _text(raw: Any, _parameter: ReportParameter) -> str:
    text = str(raw).strip()
    if len(text) > LONGEST or "\0" in text:
        raise ValueError(raw)
    return text


_READERS: Final[dict[str, Callable[[Any, ReportParameter], Any]]] = {
    "date": _date,
    "month": _month,
    "shop": _shop,
    "choice": _choice,
    "number": _number,
    "text": _text,
}


def _expected(parameter: ReportParameter) -> str:
    if parameter.type == "date":
        return _("a day such as 2026-03-31")
    if parameter.type == "month":
        return _("a month such as 2026-03")
    if parameter.type == "shop":
        return _("the code of a shop: %(codes)s") % {"codes": ", ".join(code for code, _name in shop_choices()) or "–"}
    if parameter.type == "choice":
        return _("one of %(choices)s") % {"choices": ", ".join(value for value, _label in choices(parameter)) or "–"}
    if parameter.type == "text":
        return _("a text of at most %(most)s characters") % {"most": LONGEST}
    return _("a whole number from %(least)s to %(most)s") % {"least": parameter.minimum, "most": parameter.maximum}
