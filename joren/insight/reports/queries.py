"""Every read of reports: which there are, running one with what was given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from joren.foundation.registry import Picture, Report, ReportColumn, ReportParameter, entries, resolve
from joren.foundation.registry.entries import Text
from joren.foundation.time import clock
from joren.record.shops.models import Shop

from .errors import BadParameter, PeriodReversed, UnknownParameter, UnknownReport

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Result:
    """A report that was run: what it was asked and its rows by column key."""

    report: Report
    parameters: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the main table."""
        return self.tables["main"]

    def told(self) -> dict[str, Any]:
        """For programs."""
        report = self.report
        return {
            "report": report.key,
            "label": report.label,
            "formula": report.formula,
            "parameters": self.parameters,
            "columns": [{"key": c.key, "label": c.label, "type": c.type} for c in report.columns],
            "rows": self.rows,
        }


def reports() -> list[Report]:
    """All reports in their order."""
    return sorted(entries(Report), key=lambda report: (report.order, report.key))


def report(key: str) -> Report:
    """The report of that name. Raises `UnknownReport`."""
    found = next((each for each in reports() if each.key == key), None)
    if found is None:
        raise UnknownReport(report=key[:50], known=", ".join(each.key for each in reports()))
    return found


def pictures(report: Report) -> tuple[Picture, ...]:
    """The pictures of a report; the older way of saying one counts too."""
    if report.picture:
        return report.picture if isinstance(report.picture, tuple) else (report.picture,)
    if not report.chart:
        return ()
    return (Picture(kind=report.chart, x=report.columns[0].key, value=report.chart_columns),)


def run(key: str, given: Mapping[str, Any], *, staff: "Staff | None") -> Result:
    """Run a report; settings as texts or values, an empty one is its default.

    Raises `UnknownReport`, `UnknownParameter`, `BadParameter`, `PeriodReversed`.
    """
    found = report(key)
    known = {parameter.key: parameter for parameter in found.parameters}
    for name, value in given.items():
        if value not in (None, "") and name not in known:
            raise UnknownParameter(report=key, parameter=name[:50], known=", ".join(known) or "–")
    parameters = {name: _read(parameter, given.get(name)) for name, parameter in known.items()}
    start, end = parameters.get("from"), parameters.get("to")
    if start and end and start > end:
        raise PeriodReversed(start=start, end=end)
    answer = resolve(found.run)(staff, **parameters)
    return Result(found, parameters, answer if isinstance(answer, dict) else {"main": answer})


def _read(parameter: ReportParameter, given: Any) -> Any:
    raw = parameter.default if given in (None, "") else given
    if raw == "":
        return clock.today() if parameter.key == "as_of" else None
    try:
        return _READERS[parameter.type](raw, parameter)
    except (ValueError, LookupError):
        raise BadParameter(value=str(raw)[:50], parameter=parameter.label, expected=_expected(parameter)) from None


def _date(raw: Any, _parameter: ReportParameter) -> date:
    return raw if isinstance(raw, date) else date.fromisoformat(str(raw))


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


def _month(raw: Any, _parameter: ReportParameter) -> date:
    return raw if isinstance(raw, date) else date.fromisoformat(f"{raw}-01")


def _text(raw: Any, _parameter: ReportParameter) -> str:
    text = str(raw).strip()
    if len(text) > LONGEST:
        raise ValueError(raw)
    return text


def choices(parameter: ReportParameter) -> list[tuple[str, Text]]:
    """What a setting offers, in its order."""
    return list(resolve(parameter.choices_from)() if parameter.choices_from else parameter.choices)


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
    if parameter.type == "shop":
        return _("the code of a shop: %(codes)s") % {"codes": ", ".join(code for code, _name in shop_choices()) or "–"}
    if parameter.type == "choice":
        return _("one of %(choices)s") % {"choices": ", ".join(value for value, _label in choices(parameter)) or "–"}
    if parameter.type == "month":
        return _("a month such as 2026-03")
    if parameter.type == "text":
        return _("a text of at most %(most)s characters") % {"most": LONGEST}
    return _("a whole number from %(least)s to %(most)s") % {"least": parameter.minimum, "most": parameter.maximum}


def shop_choices() -> list[tuple[str, Text]]:
    """The shops by code."""
    return list(Shop.objects.order_by("code").values_list("code", "name"))


def header(columns: tuple[ReportColumn, ...]) -> list[str]:
    """The headings of a file."""
    return [str(column.label) for column in columns]
