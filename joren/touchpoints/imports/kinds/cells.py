"""The cells of a row by field, and the sentence for a value that is left out while its row is taken in."""

from collections.abc import Callable, Sequence
from typing import Final

from django.utils.translation import gettext as _

from joren.foundation.importing import Plan, ValueProblem
from joren.foundation.importing.answers import NOTHING, says_nothing

Read = Callable[[Sequence[str]], str]
_EXAMPLE: Final = 100
_EMPTY: Final = NOTHING | {word.upper() for word in NOTHING} | {word.title() for word in NOTHING} | {"－", "", "Ｎ／Ａ"}
"""Looked up as written, because every cell is."""


def _nothing(cells: Sequence[str]) -> str:
    return ""


class Cells:
    """What a plan's columns give. A field without a column reads as empty."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def reader(self, key: str) -> Read:
        """The field's text; cells that say "nothing" (-, N/A, 未設定) are empty."""
        read = self.plan.reader(key)
        if read is None:
            return _nothing
        return lambda cells: text if (text := read(cells)) not in _EMPTY else ""

    def readers(self, *keys: str) -> dict[str, Read]:
        """The readers of those of the fields that something gives."""
        return {key: self.reader(key) for key in keys if self.plan.has(key)}

    def leave_out(self, row: int, key: str, value: str, problem: ValueProblem) -> None:
        """Say that a value cannot be read and was left out, and what to do; the row goes on."""
        if problem.empty or says_nothing(value, of_value=True):
            return
        column = self.plan.column(key)
        sentence = _("Column “%(column)s”: %(problem)s. The value was left out, its row was taken in. %(remedy)s") % {
            "column": column or key,
            "problem": problem.sentence,
            "remedy": problem.remedy,
        }
        code = f"{key}_{problem.code}" if problem.code else key
        self.plan.warn(row, code, sentence.strip(), column=column, value=value[:_EXAMPLE])

    def fitting(self, row: int, key: str, value: str, limit: int) -> str:
        """The value, or nothing where it is longer than the record holds."""
        if len(value) <= limit:
            return value
        problem = ValueProblem(
            _("longer than %(limit)s characters") % {"limit": limit},
            _("Shorten it, or match the column to another field."),
            code="too_long",
        )
        self.leave_out(row, key, value, problem)
        return ""
