"""Paging by the last row seen. OFFSET would read and throw away everything before the page.

Rows are ordered by (sort value, primary key), so ties have a place; rows without a value come last both ways. A
cursor is the sort value and key of the row at the page's edge. It is signed: what comes back is what was given out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

SORT_VALUE: Final = "table_sort_value"
_signer = Signer(salt="joren.ui.tables")

_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "bool": lambda text: text == "True",
    "int": int,
    "float": float,
    "str": str,
    "Decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "UUID": UUID,
}


@dataclass(frozen=True)
class Order:
    """Sorted by the field path or annotation `path`, ties by primary key in the same direction."""

    path: str
    is_descending: bool = False


@dataclass(frozen=True)
class Cursor:
    """The row at a page's edge. `is_backwards`: the page before it is wanted."""

    value: Any
    key: Any
    is_backwards: bool = False

    def write(self, scope: str) -> str:
        """The cursor for an address; `scope` names the list and its order, for which alone it is good."""
        return _signer.sign_object([scope, _pack(self.value), _pack(self.key), self.is_backwards])

    @classmethod
    def read(cls, text: str, scope: str) -> "Cursor | None":
        """The cursor of an address; None if it was not given out for this list and order."""
        try:
            given, value, key, is_backwards = _signer.unsign_object(text)
        except (BadSignature, ValueError, TypeError):
            return None
        return cls(_unpack(value), _unpack(key), is_backwards) if given == scope else None


@dataclass(frozen=True)
class Slice:
    """The rows of one page, in order, and the cursors to its neighbours; None where there is none."""

    rows: list[Any]
    before: Cursor | None
    after: Cursor | None


def read_slice(queryset: QuerySet[Any], order: Order, *, size: int, cursor: Cursor | None = None) -> Slice:
    """One page of at most `size` rows, by one query that reads one row more than it shows."""
    is_nullable = may_be_null(queryset, order.path)
    ordered = _ordered(queryset, order, is_nullable)
    is_backwards = cursor is not None and cursor.is_backwards
    if cursor is not None:
        ordered = ordered.filter(_beyond(cursor, order, is_nullable))
    rows = list((ordered.reverse() if is_backwards else ordered)[: size + 1])
    has_more, rows = len(rows) > size, rows[:size]
    if is_backwards:
        rows.reverse()
    has_before = has_more if is_backwards else cursor is not None
    has_after = True if is_backwards else has_more
    return Slice(rows, _edge(rows[:1], True) if has_before else None, _edge(rows[-1:], False) if has_after else None)


def may_be_null(queryset: QuerySet[Any], path: str) -> bool:
    """Whether a row may have no value there. What is computed may; a stored field says so itself."""
    if path in queryset.query.annotations:
        return True
    options = queryset.model._meta
    for name in path.split("__"):
        if options is None:
            return True
        field = options.pk if name == "pk" else options.get_field(name)
        if field is None or getattr(field, "null", True):
            return True
        related = getattr(field, "related_model", None)
        options = related._meta if related is not None and not isinstance(related, str) else None
    return False


def _ordered(queryset: QuerySet[Any], order: Order, is_nullable: bool) -> QuerySet[Any]:
    last = True if is_nullable else None
    by_value = OrderBy(F(SORT_VALUE), descending=order.is_descending, nulls_last=last)
    by_key = OrderBy(F("pk"), descending=order.is_descending)
    ordered: QuerySet[Any] = queryset.annotate(**{SORT_VALUE: F(order.path)}).order_by(by_value, by_key)
    return ordered


def _beyond(cursor: Cursor, order: Order, is_nullable: bool) -> Q:
    """The rows behind the cursor in the direction of reading."""
    further = "lt" if order.is_descending != cursor.is_backwards else "gt"
    same_side = Q(**{f"pk__{further}": cursor.key})
    is_null = Q(**{f"{SORT_VALUE}__isnull": True})
    if cursor.value is None:
        tied = is_null & same_side
        return tied | ~is_null if cursor.is_backwards else tied
    # "at least, and (more or behind)" lets the index begin at the value; "more or (equal and behind)" does not.
    found = Q(**{f"{SORT_VALUE}__{further}e": cursor.value}) & (
        Q(**{f"{SORT_VALUE}__{further}": cursor.value}) | same_side
    )
    return found | is_null if is_nullable and not cursor.is_backwards else found


def _edge(rows: list[Any], is_backwards: bool) -> Cursor | None:
    return Cursor(getattr(rows[0], SORT_VALUE), rows[0].pk, is_backwards) if rows else None


def _pack(value: Any) -> list[str] | None:
    if value is None:
        return None
    name = type(value).__name__
    if name not in _READERS:
        raise TypeError(f"a list cannot be sorted by a {name}")
    return [name, value.isoformat() if isinstance(value, date | time) else str(value)]


def _unpack(packed: list[str] | None) -> Any:
    return None if packed is None else _READERS[packed[0]](packed[1])
