"""Verdicts as a CSV file."""

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
    about = [_("Campaign"), _("Sent on"), _("Window until"), _("Verdict"), _("People")]
    sales = [_("Extra sales"), _("Extra sales, at least"), _("Extra sales, at most")]
    buyers = [_("Extra buyers"), _("Extra buyers, at least"), _("Extra buyers, at most")]
    return [*about, *sales, *buyers, _("Judged at")]


def _cells(kept: Evaluation) -> list[Any]:
    figures, window = Figures.from_dict(kept.figures), window_of(kept)
    about = [kept.campaign.name, window.start, window.last, kept.get_code_display(), kept.people]
    judged_at = kept.judged_at.isoformat(timespec="minutes")
    return [*about, *_numbers(figures.sales), *_numbers(figures.buyers), judged_at]


def _numbers(estimate: Estimate | None) -> list[float | str]:
    if estimate is None:
        return ["", "", ""]
    return [round(value, 2) for value in (estimate.value, estimate.low, estimate.high)]
