"""Verdicts, and everything known of one of them, as CSV files."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.exporting import csv_text

from .figures import Figures
from .models import Evaluation
from .rules import Estimate
from .tables import window_of


def as_csv(rows: Iterable[Evaluation]) -> str:
    """A line for each verdict under a heading in the language of the moment; Excel in Japan opens it as it is."""
    return csv_text(_heading(), map(_cells, rows))


def _heading() -> list[str]:
    about = [_("What was tried"), _("Sent on"), _("Window until"), _("Verdict"), _("People")]
    sales = [_("Extra sales"), _("Extra sales, at least"), _("Extra sales, at most")]
    buyers = [_("Extra buyers"), _("Extra buyers, at least"), _("Extra buyers, at most")]
    money = [_("Cost of sending and coupons"), _("Margin"), _("Left after all costs"), _("Next step")]
    return [*about, *sales, *buyers, *money, _("Judged at")]


def _cells(kept: Evaluation) -> list[Any]:
    figures, window = Figures.from_dict(kept.figures), window_of(kept)
    about = [kept.name, window.start, window.last, kept.get_code_display(), kept.people]
    judged_at = kept.judged_at.isoformat(timespec="minutes")
    money = ["" if value is None else value for value in (kept.cost, kept.margin, kept.gain, kept.step)]
    return [*about, *_numbers(figures.sales), *_numbers(figures.buyers), *money, judged_at]


def _numbers(estimate: Estimate | None) -> list[float | str]:
    if estimate is None:
        return ["", "", ""]
    return [round(value, 2) for value in (estimate.value, estimate.low, estimate.high)]


def everything_as_csv(pieces: dict[str, Any]) -> str:
    """All figures of one result in long form: part, row, measure, value, low, high."""
    heading = [_("Part"), _("Row"), _("Measure"), _("Value"), _("at least"), _("at most")]
    return csv_text(heading, ([_plain(cell) for cell in row] for row in _lines(pieces)))


def _lines(pieces: dict[str, Any]) -> Iterable[list[Any]]:
    for part, value in pieces.items():
        if isinstance(value, list):
            for row in value:
                name = row.get("label") or row.get("key") or ""
                measures = {key: one for key, one in row.items() if key not in ("key", "label")}
                yield from (_line(part, name, key, one) for key, one in measures.items())
        elif isinstance(value, dict) and set(value) != {"value", "low", "high"}:
            yield from (_line(part, "", key, one) for key, one in value.items())
        else:
            yield _line(part, "", "", value)


def _line(part: str, row: str, measure: str, value: Any) -> list[Any]:
    if isinstance(value, dict) and {"value", "low", "high"} <= set(value):
        return [part, row, measure, value["value"], value["low"], value["high"]]
    if isinstance(value, dict):
        value = ", ".join(f"{key} {one}" for key, one in value.items())
    return [part, row, measure, value, "", ""]


def _plain(cell: Any) -> Any:
    return "" if cell is None else round(cell, 6) if isinstance(cell, float) else cell
