"""Cells of a sales file by field, read with the sentence that rejects the row."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from joren.foundation.importing import Plan, RowRejected, ValueProblem

Read = Callable[[Sequence[str]], str]
Number = TypeVar("Number")
Default = TypeVar("Default")
_VALUE_LENGTH: Final = 100


def _nothing(cells: Sequence[str]) -> str:
    return ""


class Cells:
    """The texts and numbers of a row."""

    def __init__(self, plan: Plan, keys: Iterable[str]) -> None:
        self.plan = plan
        self._read: dict[str, Read] = {key: plan.reader(key) or _nothing for key in keys}

    def has(self, key: str) -> bool:
        """Whether anything gives the field."""
        return self._read[key] is not _nothing

    def present(self, *keys: str) -> tuple[str, ...]:
        """Those fields that anything gives."""
        return tuple(filter(self.has, keys))

    def text(self, key: str, cells: Sequence[str]) -> str:
        """The trimmed text of a field; empty where nothing gives it."""
        return self._read[key](cells)

    def number(
        self, key: str, cells: Sequence[str], reader: Callable[[str], Number], default: Default
    ) -> Number | Default:
        """The number of a field, `default` where the cell is empty. Raises RowRejected."""
        text = self._read[key](cells)
        if not text:
            return default
        try:
            return reader(text)
        except ValueProblem as problem:
            raise self.rejected(key, text, problem) from None

    def rejected(self, key: str, text: str, problem: ValueProblem) -> RowRejected:
        """The refusal of a cell."""
        return RowRejected(
            problem.sentence, column=self.plan.column(key), value=text[:_VALUE_LENGTH], remedy=problem.remedy
        )

    def missing(self, key: str, reason: str) -> RowRejected:
        """The refusal of a row without what it needs."""
        remedy = _("Fill the cell, or match another column to this field.")
        return RowRejected(reason, column=self.plan.column(key), remedy=remedy)
