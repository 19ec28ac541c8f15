"""The list itself: reads its address, asks the database for one page, and knows the addresses around it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from joren.foundation.registry.entries import Text
from joren.foundation.ui.errors import SelectionUnreadable

from .columns import BulkAction, Column
from .keyset import Cursor, Order, Slice, read_slice
from .selection import Selection, everything, ticked

COUNTED_UP_TO: Final = 1000
"""Lists are counted no further: an exact total of a big list costs more than its page."""

CHOSEN_COLUMNS: Final = "table_columns"
"""The session key under which each list's chosen columns are kept."""

_PLACE: Final = ("after", "before")


@dataclass(frozen=True)
class Heading:
    """A column's head: `url` sorts by it, `direction` is "ascending", "descending" or "" while it is not sorted."""

    column: Column
    url: str
    direction: str


@dataclass(frozen=True)
class Row:
    """One drawn row."""

    key: Any
    object: Any
    cells: tuple[tuple[Column, str, bool], ...]


class Table:
    """Subclass it, say what it shows, and give it the request and the rows the person may see.

    * `key` names it in addresses and in the session: lower case, one per list;
    * `default_sort` is a column key, with ``-`` in front for descending;
    * `filter_form` is a Form whose valid values are given to `narrow`;
    * `empty_*` is what it says while there are no rows at all.
    """

    key: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    default_sort: ClassVar[str] = ""
    actions: ClassVar[tuple[BulkAction, ...]] = ()
    filter_form: ClassVar[type[forms.Form] | None] = None
    page_size: ClassVar[int] = 50
    empty_icon: ClassVar[str] = "inbox"
    empty_title: ClassVar[Text] = ""
    empty_text: ClassVar[Text] = ""
    template_name: ClassVar[str] = "ui/table.html"

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        *,
        export_url: str = "",
        empty_url: str = "",
        empty_label: Text = "",
        extra_columns: Iterable[Column] = (),
    ) -> None:
        """Nothing is read yet. `extra_columns` come after the declared ones, for fields a business defined itself."""
        self.request = request
        self.visible = queryset
        self.export_base = export_url
        self.empty_url = empty_url
        self.empty_label = empty_label
        self.all_columns = (*self.columns, *extra_columns)
        self.parameters = _parameters_of(request)

    def narrow(self, rows: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        """Apply the filters' cleaned values. Without an override there are no filters."""
        return rows

    # What the person chose

    @cached_property
    def form(self) -> forms.Form | None:
        """The filters as they stand in the address."""
        return self.filter_form(self.parameters) if self.filter_form else None

    @cached_property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.form and any(self.parameters.get(name) for name in self.form.fields))

    @cached_property
    def results(self) -> QuerySet[Any]:
        """The rows that pass the filters; none while a filter cannot be read."""
        if self.form is None:
            return self.visible
        return self.narrow(self.visible, self.form.cleaned_data) if self.form.is_valid() else self.visible.none()

    @cached_property
    def shown(self) -> tuple[Column, ...]:
        """The columns this person chose, else all that are not optional."""
        chosen = self.request.session.get(CHOSEN_COLUMNS, {}).get(self.key)
        if chosen is None:
            return tuple(column for column in self.all_columns if not column.is_optional)
        return tuple(column for column in self.all_columns if column.primary or column.key in chosen)

    @cached_property
    def sorting(self) -> str:
        """The column key it is sorted by, ``-`` in front for descending; only what can be sorted by."""
        wanted = self.parameters.get("sort", "")
        sortable = {column.key for column in self.all_columns if column.sort}
        return wanted if wanted.removeprefix("-") in sortable else self.default_sort

    @cached_property
    def order(self) -> Order:
        """What the database sorts by."""
        key = self.sorting.removeprefix("-")
        path = next((column.sort for column in self.all_columns if column.key == key), "pk")
        return Order(path or "pk", self.sorting.startswith("-"))

    # What the page shows

    @cached_property
    def slice(self) -> Slice:
        """The rows of this page. A cursor of another order or list leads to the first page."""
        for name in _PLACE:
            cursor = Cursor.read(self.parameters.get(name, ""), self._scope)
            if cursor is not None:
                return read_slice(self.results, self.order, size=self.page_size, cursor=cursor)
        return read_slice(self.results, self.order, size=self.page_size)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows, drawn."""
        return [Row(row.pk, row, tuple(self._cell(column, row) for column in self.shown)) for row in self.slice.rows]

    def cell_context(self) -> Mapping[str, Any]:
        """More that the cells' templates know, for example values read for the whole page at once."""
        return {"request": self.request}

    @cached_property
    def count(self) -> int:
        """How many results, counted up to one more than `COUNTED_UP_TO`."""
        return self.results.order_by()[: COUNTED_UP_TO + 1].count()

    @property
    def is_more_than_counted(self) -> bool:
        """Whether there are more results than were counted."""
        return self.count > COUNTED_UP_TO

    @property
    def counted(self) -> int:
        """The number to show: exact, or the one it is more than."""
        return min(self.count, COUNTED_UP_TO)

    @property
    def headings(self) -> list[Heading]:
        """The heads of the shown columns."""
        return [self._heading(column) for column in self.shown]

    @property
    def sort_choices(self) -> list[tuple[str, Text, bool]]:
        """(value, label, is chosen) of every order, for a phone that shows no heads."""
        sortable = [column for column in self.all_columns if column.sort]
        return [
            (f"{sign}{column.key}", column.label, self.sorting == f"{sign}{column.key}")
            for column in sortable
            for sign in ("", "-")
        ]

    @property
    def allowed_actions(self) -> list[tuple[BulkAction, str]]:
        """The bulk actions the person may do, with their addresses."""
        staff: Any = self.request.user
        may = [action for action in self.actions if not action.permission or staff.may(action.permission)]
        return [(action, reverse(action.url_name)) for action in may]

    # Addresses

    @property
    def dom_id(self) -> str:
        """The id of the list on the page, which htmx swaps."""
        return f"table-{self.key}"

    @property
    def query(self) -> str:
        """The filters and the order as an address query, without the place in the list."""
        return self._query()

    @property
    def filter_fields(self) -> list[tuple[str, str]]:
        """The set filters as (name, value), to carry along in a form."""
        names = set(self.form.fields) if self.form else set()
        return [(name, value) for name in self.parameters if name in names for value in self.parameters.getlist(name)]

    @property
    def here(self) -> str:
        """This list's address with its filters, order and place."""
        return self.request.get_full_path()

    @property
    def first_url(self) -> str:
        """The first page."""
        return f"?{self._query()}"

    @property
    def before_url(self) -> str:
        """The page before, or ""."""
        cursor = self.slice.before
        return f"?{self._query(before=cursor.write(self._scope))}" if cursor else ""

    @property
    def after_url(self) -> str:
        """The page after, or ""."""
        cursor = self.slice.after
        return f"?{self._query(after=cursor.write(self._scope))}" if cursor else ""

    @property
    def export_url(self) -> str:
        """The export of all results, or ""."""
        return f"{self.export_base}?{self._query()}" if self.export_base else ""

    # Answers

    def response(self, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
        """The page, or for htmx the list alone."""
        htmx: Any = getattr(self.request, "htmx", None)
        only_list = bool(htmx) and htmx.target == self.dom_id and not htmx.history_restore_request
        shown = {"table": self, **(context or {})}
        return render(self.request, self.template_name if only_list else template, shown)

    def selection(self) -> Selection:
        """The rows a posted bulk action is about, inside `visible`.

        Raises NothingSelected, and SelectionUnreadable when “all results” comes with filters that cannot be read:
        a selection never grows because something was wrong.
        """
        posted = self.request.POST
        if posted.get("everything") != "1":
            return ticked(self.visible, posted)
        if "query" not in posted or (self.form is not None and not self.form.is_valid()):
            raise SelectionUnreadable
        return everything(self.results, posted)

    # Parts

    @property
    def _scope(self) -> str:
        return f"{self.key}:{self.sorting}"

    def _cell(self, column: Column, row: Any) -> tuple[Column, str, bool]:
        drawn = column.draw(row, currency=self._currency, context=self._cell_context)
        is_empty = not drawn.strip() if column.template else column.value_of(row) in (None, "")
        return column, drawn, is_empty

    @cached_property
    def _cell_context(self) -> Mapping[str, Any]:
        return self.cell_context()

    @cached_property
    def _currency(self) -> str:
        from joren.foundation.ui.context import business_of

        return str(business_of(self.request).currency)

    def _heading(self, column: Column) -> Heading:
        if not column.sort:
            return Heading(column, "", "")
        directions = {column.key: "ascending", f"-{column.key}": "descending"}
        other = f"-{column.key}" if self.sorting == column.key else column.key
        return Heading(column, f"?{self._query(sort=other)}", directions.get(self.sorting, ""))

    def _query(self, **changes: str) -> str:
        query = self.parameters.copy()
        for name in _PLACE:
            query.pop(name, None)
        for name, value in changes.items():
            query[name] = value
        return query.urlencode()


def _parameters_of(request: HttpRequest) -> QueryDict:
    """The list's parameters: of the address, or as a bulk action carries them."""
    return QueryDict(request.POST.get("query", "")) if request.method == "POST" else request.GET.copy()
