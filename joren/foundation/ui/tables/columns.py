"""What a list is made of: columns and the actions on picked rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from joren.foundation.money import format_money
from joren.foundation.registry.entries import Text
from joren.foundation.ui.tags import values

Type = Literal["text", "number", "money", "percent", "day", "moment", "ago", "yes_no"]
_RIGHT = frozenset({"number", "money", "percent"})


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.

    `value` is a dotted path into the row or a function of it; without one, `key`. `template` draws the cell from
    ``row`` and ``value`` instead of `type`. `sort` is the field path the database sorts by; without one the column
    cannot be sorted. `link` gives the address a cell leads to. `primary`: the row's name, always shown and the title
    of the card on a phone. `is_optional`: shown only to those who choose it.
    """

    key: str
    label: Text
    value: str | Callable[[Any], Any] = ""
    template: str = ""
    type: Type = "text"
    sort: str = ""
    link: Callable[[Any], str] | None = None
    primary: bool = False
    is_optional: bool = False
    help: Text = ""

    @property
    def is_right(self) -> bool:
        """Whether its values stand at the right edge, as figures do."""
        return self.type in _RIGHT

    def value_of(self, row: Any) -> Any:
        """The plain value of a row's cell; None when something on the way to it is missing."""
        if callable(self.value):
            return self.value(row)
        value = row
        for name in (self.value or self.key).split("."):
            value = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
            if value is None:
                return None
            value = value() if callable(value) and not isinstance(value, type) else value
        return value

    def draw(self, row: Any, *, currency: str, context: Mapping[str, Any] | None = None) -> str:
        """The cell as HTML."""
        value = self.value_of(row)
        if self.template:
            return render_to_string(self.template, {"row": row, "value": value, **(context or {})})
        shown = show(value, self.type, currency)
        return format_html('<a href="{}">{}</a>', self.link(row), shown) if self.link else shown


def show(value: Any, as_type: Type, currency: str) -> str:
    """A value as its type is written in the language of the moment; a dash for nothing."""
    if value is None or value == "":
        return values.nothing()
    if as_type == "money":
        return format_money(value, currency)
    if as_type == "yes_no":
        return _("Yes") if value else _("No")
    if as_type == "number":
        return f"{value:,}"
    writers: dict[str, Callable[[Any], str]] = {
        "percent": values.percent,
        "day": lambda day: values.day(day, short=True),
        "moment": values.moment,
        "ago": values.ago,
    }
    write = writers.get(as_type)
    return write(value) if write else format_html("{}", value)


@dataclass(frozen=True, kw_only=True)
class BulkAction:
    """Something to do with the picked rows: a button that POSTs the selection to `url_name`.

    `question` is asked first in the browser; a deed that cannot be undone asks on a page of its own.
    """

    key: str
    label: Text
    url_name: str
    icon: str = ""
    permission: str = ""
    style: str = ""
    question: Text = ""
