"""What a row says of the person: birthday, gender, when they registered, member number, company, note."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.importing import ValueProblem
from joren.foundation.importing.answers import says_nothing
from joren.foundation.importing.columns import date_style, has_open_dates
from joren.foundation.importing.values import day, day_of_moment, moment, partial_day, reference, whole
from joren.foundation.japanese.dates import DateProblem, DateStyle, PartialDate
from joren.foundation.time.clock import TOKYO

from .cells import Cells

_LIMITS: Final = {"company": 200, "honorific": 20, "member_number": 100}
_EARLIEST_BIRTH: Final = 1880
_SHORT_DAY: Final = 10
_WORDS: Final = {
    "female": "女 女性 女子 おんな おんなの子 ♀ female f woman w girl ms mrs",
    "male": "男 男性 男子 おとこ おとこの子 ♂ male m man boy mr",
    "other": "その他 他 other x ノンバイナリー nonbinary non-binary lgbtq",
    "": "不明 未回答 無回答 回答しない 回答なし 答えない 未設定 未選択 選択なし unknown u none undisclosed 0 9",
}
_GENDERS: Final = {word: gender for gender, words in _WORDS.items() for word in words.split()}
_CODES: Final = {"1": "male", "2": "female"}
"""As forms number them (1 男 2 女, ISO 5218); 0 and 9 say nothing."""


class PersonReader:
    """Reads a row's birthday, gender and dates; what cannot be read is left out with a sentence."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        plan = cells.plan
        self._styles = {key: self._style(key) for key in ("birthday", "registered_on", "updated_at")}
        self._plain = cells.readers(*_LIMITS)
        self._note, self._registered = cells.reader("note"), cells.reader("registered_on")
        self._birthday, self._updated = cells.reader("birthday"), cells.reader("updated_at")
        self._parts = [cells.reader(key) for key in ("birth_year", "birth_month", "birth_day")]
        self._gender, self._code = cells.reader("gender"), cells.reader("gender_code")
        self._codes = _CODES if "2" in plan.values("gender_code") + plan.values("gender") else {}

    def _style(self, key: str) -> DateStyle:
        """The order of day and month: what the user said, else what the whole column says."""
        plan = self._cells.plan
        said: DateStyle | None = plan.options.get("date_style")
        if said:
            return said
        sample = plan.values(key)
        found = date_style(sample)
        return date_style(plan.every_value(key)) if found == "ymd" and has_open_dates(sample) else found

    def read(self, row: int, cells: Sequence[str], fields: dict[str, Any]) -> None:
        """Put what the row says into `fields`."""
        for key, read in self._plain.items():
            value = self._cells.fitting(row, key, read(cells), _LIMITS[key])
            if value:
                fields[key] = reference(value) if key == "member_number" else value
        note = self._note(cells)
        if note:
            fields["note"] = note
        gender = self._read_gender(row, cells)
        if gender:
            fields["gender"] = gender
        self._read_birth(row, cells, fields)
        registered = self._read_day(row, "registered_on", self._registered(cells))
        if registered:
            fields["registered_on"] = registered

    def changed_at(self, row: int, cells: Sequence[str]) -> datetime | None:
        """When the file's system last changed the row; None where it does not say."""
        text = self._updated(cells)
        if not text:
            return None
        try:
            found = moment(text, self._styles["updated_at"])
        except ValueProblem as problem:
            self._cells.leave_out(row, "updated_at", text, problem)
            return None
        return found if isinstance(found, datetime) else datetime.combine(found, time(), TOKYO)

    def _read_day(self, row: int, key: str, text: str) -> date | None:
        if not text:
            return None
        style = self._styles[key]
        try:
            return day(text, style) if len(text) <= _SHORT_DAY else day_of_moment(text, style)
        except ValueProblem as problem:
            self._cells.leave_out(row, key, text, problem)
            return None

    def _read_birth(self, row: int, cells: Sequence[str], fields: dict[str, Any]) -> None:
        text = self._birthday(cells)
        said = [read(cells) for read in self._parts]
        if not text and not any(said):
            return
        key = "birthday" if text else "birth_year" if said[0] else "birth_month"
        try:
            found = partial_day(text, self._styles["birthday"]) if text else _birth_of(*said)
            self._check_year(found)
        except ValueProblem as problem:
            self._cells.leave_out(row, key, text or "/".join(said), problem)
            return
        for name, part in zip(
            ("birth_year", "birth_month", "birth_day"), (found.year, found.month, found.day), strict=True
        ):
            if part is not None:
                fields[name] = part

    def _check_year(self, found: PartialDate) -> None:
        if found.year is not None and not _EARLIEST_BIRTH <= found.year <= self._cells.plan.at.year:
            raise ValueProblem(
                _("nobody alive was born in that year"),
                _("Correct the date of birth or leave the cell empty."),
                code="birth_year",
            )

    def _read_gender(self, row: int, cells: Sequence[str]) -> str:
        text = self._gender(cells)
        known = _GENDERS.get(text.lower().removesuffix(".")) if text else None
        if known is not None:
            return known
        code = reference(text or self._code(cells))
        if code in _CODES:
            if not text and self._cells.plan.has("gender"):
                return ""  # the column with words was empty: the code says no more
            if not self._codes:
                self._warn_code(row, code)
            return self._codes.get(code, "")
        if code and code not in _GENDERS and not says_nothing(code, of_value=True):
            return _GENDERS.get(code.lower(), "") or self._no_gender(row, text or code)
        return ""

    def _no_gender(self, row: int, text: str) -> str:
        problem = ValueProblem(
            _("this is no gender"), _("Write 女, 男 or その他, or female, male, other."), code="word"
        )
        self._cells.leave_out(row, "gender" if self._cells.plan.has("gender") else "gender_code", text, problem)
        return ""

    def _warn_code(self, row: int, code: str) -> None:
        plan = self._cells.plan
        plan.warn(
            row,
            "gender_code",
            str(_("A gender code has no known meaning; the gender stays unknown. Map a column that has words.")),
            column=plan.column("gender_code") or plan.column("gender"),
            value=code,
        )


def _birth_of(year: str, month: str, day_: str) -> PartialDate:
    """A birthday out of three columns; the year of an era too (昭和55年)."""
    try:
        born = partial_day(year).year if year and not year.isdigit() else whole(year) if year else None
        return PartialDate(born, _number(month, "月"), _number(day_, "日") if month else None)
    except DateProblem as problem:
        raise ValueProblem(
            _("there is no such day in the calendar"), _("Write it like 2026-04-01."), code=problem.code
        ) from None


def _number(text: str, unit: str) -> int | None:
    return whole(text.rstrip(unit)) or None if text else None
