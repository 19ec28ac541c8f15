"""Which rows a bulk action is about: the ticked ones, or all results of the filters."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from joren.foundation.ui.errors import NothingSelected, SelectionUnreadable


@dataclass(frozen=True)
class Selection:
    """The chosen rows, always inside what the person may see. `is_everything`: all results, also those of other pages.

    `hidden` are the form fields that carry the same choice on to a page that asks further questions.
    """

    rows: QuerySet[Any]
    is_everything: bool
    hidden: tuple[tuple[str, str], ...]

    @cached_property
    def count(self) -> int:
        """How many rows, exactly."""
        return self.rows.count()


def ticked(rows: QuerySet[Any], posted: QueryDict) -> Selection:
    """The ticked rows among those the person may see. Raises NothingSelected or SelectionUnreadable."""
    key = rows.model._meta.pk
    try:
        ids = [key.to_python(text) for text in posted.getlist("ids")]
    except ValidationError as problem:
        raise SelectionUnreadable from problem
    if not ids:
        raise NothingSelected
    hidden = (*(("ids", str(one)) for one in ids), ("query", posted.get("query", "")))
    return _something(Selection(rows.filter(pk__in=ids), False, hidden))


def everything(rows: QuerySet[Any], posted: QueryDict) -> Selection:
    """All results of the filters. Raises NothingSelected."""
    return _something(Selection(rows, True, (("everything", "1"), ("query", posted.get("query", "")))))


def _something(selection: Selection) -> Selection:
    if not selection.rows.exists():
        raise NothingSelected
    return selection
