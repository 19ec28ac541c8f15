"""The people behind each number of a result."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from django.db.models import BooleanField, CharField, DecimalField, F, Field, QuerySet
from django.db.models.expressions import RawSQL

from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to

from .measuring import parameters, people_sql
from .sources import Subject

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_NAMED: Final = re.compile(r"%\((\w+)\)s")
_IDS: Final = "SELECT p.customer_id FROM ({people}) p"
_ONE: Final = "SELECT p.{column} FROM ({people}) p WHERE p.customer_id = {customers}.id"
_AMOUNT: Final[DecimalField[Any, Any]] = DecimalField(max_digits=16, decimal_places=2)


def people_of(subject: Subject, until: dt.date, staff: "Staff | None") -> QuerySet[Customer]:
    """Everybody who counts and whom this person may see, with `decision`, `variant`, `spent`, `spent_before` and
    `bought`, as `groups_of` counts.
    """
    return (
        customers_visible_to(staff)
        .filter(pk__in=_raw(_IDS.format(people=people_sql(subject)), subject, until))
        .annotate(
            decision=_of_them(subject, until, "decision", CharField()),
            variant=_of_them(subject, until, "variant", CharField()),
            spent=_of_them(subject, until, "y", _AMOUNT),
            spent_before=_of_them(subject, until, "x", _AMOUNT),
            bought=_of_them(subject, until, "bought", BooleanField()),
            kana=F("family_kana"),
        )
    )


def _of_them(subject: Subject, until: dt.date, column: str, kind: "Field[Any, Any]") -> RawSQL:
    """What `people_sql` says of the row's customer; PostgreSQL takes the one person's rows only."""
    sql = _ONE.format(column=column, people=people_sql(subject), customers=Customer._meta.db_table)
    return _raw(sql, subject, until, kind)


def _raw(sql: str, subject: Subject, until: dt.date, kind: "Field[Any, Any] | None" = None) -> RawSQL:
    """The statement with its parameters by place, as Django's own have them; no text of a user is in it."""
    values = parameters(subject, until)
    places = [values[name] for name in _NAMED.findall(sql)]
    return RawSQL(_NAMED.sub("%s", sql), places, output_field=kind)  # noqa: S611
