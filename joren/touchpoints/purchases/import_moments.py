"""When a row of a sales file happened."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from django.utils.translation import gettext as _

from joren.foundation.importing import RowRejected, ValueProblem
from joren.foundation.importing.values import date_style, moment, partial_day
from joren.foundation.time.clock import TOKYO

from .import_cells import Cells

KEYS: Final = ("date", "time", "month")
_LONGEST_MONTH: Final = len("2024-04")


class Moments:
    """Reads moments; a layout that is known may say the order of day and month (``options["date_style"]``)."""

    def __init__(self, cells: Cells) -> None:
        self._cells, self._plan = cells, cells.plan
        self._style = self._plan.options.get("date_style") or date_style(self._plan.values("date"))
        self.only_months = cells.has("month") and not cells.has("date")

    def given(self, cells: Sequence[str]) -> bool:
        """Whether the row says when it happened."""
        return bool(self._cells.text("date", cells) or self._cells.text("month", cells))

    def read(self, cells: Sequence[str]) -> tuple[datetime, bool]:
        """The moment and whether its time of day is known. Raises RowRejected."""
        text = self._cells.text("date", cells)
        if not text:
            return self._month(cells), False
        clock = self._cells.text("time", cells)
        try:
            found = moment(text, self._style)
            if clock and not isinstance(found, datetime):
                found = moment(f"{found.isoformat()} {_clock(clock)}")
        except ValueProblem as problem:
            if self._plan.has("month") or len(text) <= _LONGEST_MONTH:  # 2024-04 in a column of dates
                return self._month(cells, text), False
            raise self._cells.rejected("date", text, problem) from None
        if isinstance(found, datetime):
            return found, True
        return datetime.combine(found, time(0), TOKYO), False

    def _month(self, cells: Sequence[str], text: str = "") -> datetime:
        """The first day of a month."""
        written = text or self._cells.text("month", cells)
        key = "date" if text or not self._plan.has("month") else "month"
        if not written:
            raise self._cells.missing(key, _("the date is missing"))
        try:
            found = partial_day(written, self._style)
        except ValueProblem as problem:
            raise self._cells.rejected(key, written, problem) from None
        if found.year is None or found.month is None:
            remedy = _("Write it like 2026-04.")
            column = self._plan.column(key)
            raise RowRejected(_("the month is missing"), column=column, value=written, remedy=remedy)
        return datetime.combine(date(found.year, found.month, found.day or 1), time(0), TOKYO)


def _clock(text: str) -> str:
    """930, 0930, 093015 and 9:30 as a time of day."""
    if text.isascii() and text.isdigit():
        digits = text.zfill(6 if len(text) > 4 else 4)  # noqa: PLR2004
        return ":".join(digits[start : start + 2] for start in range(0, len(digits), 2))
    return text
