"""Every read of pasted lists, and who the values of one are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Func, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Upper

from joren.foundation.accounts.models import Staff
from joren.record.customers.models import ContactPoint, Customer
from joren.record.customers.queries import customers_visible_to

from .models import PastedList
from .rules import loose, unpacked


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the values of a list name: `values` as a rule writes them, one for each customer found.

    That is the member number; the customer number, as an integer, of who has none.
    """

    values: list[str | int] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unclear: list[tuple[str, int]] = field(default_factory=list)


def pasted(key: str) -> PastedList | None:
    """The list of that key, without its values; None when it is gone."""
    return PastedList.objects.filter(key=key).defer("packed").first()


def values_of(key: str) -> list[str | int] | None:
    """The values of the list of that key; None when it is gone."""
    kept = PastedList.objects.filter(key=key).values_list("packed", flat=True).first()
    return None if kept is None else unpacked(bytes(kept))


def resolved(written: Sequence[str], staff: Staff | None) -> Resolved:
    """Look the values up among the customers this person may see.

    By member number; what is none by e-mail address; what is neither by the member number as a spreadsheet leaves it
    (without its leading zeros, in letters of another case). A value of several customers is unclear and names nobody.
    """
    people = customers_visible_to(staff)
    hits: dict[str, set[int]] = {}
    for find in (_by_number, _by_mail, _by_loose_number):
        left = [value for value in written if value not in hits]
        if left:
            hits |= find(left, people)
    return _told(written, hits)


def _told(written: Sequence[str], hits: dict[str, set[int]]) -> Resolved:
    missing = [value for value in written if value not in hits]
    unclear = [(value, len(hits[value])) for value in written if len(hits.get(value, ())) > 1]
    named = list(dict.fromkeys(next(iter(hits[value])) for value in written if len(hits.get(value, ())) == 1))
    numbers = dict(_listed(Customer.objects.all(), "pk", named).values_list("pk", "member_number"))
    return Resolved([numbers.get(pk) or pk for pk in named], missing, unclear)


def _by_number(values: list[str], people: QuerySet[Customer]) -> dict[str, set[int]]:
    return _grouped(_listed(people, "member_number", values).values_list("member_number", "pk"))


def _by_mail(values: list[str], people: QuerySet[Customer]) -> dict[str, set[int]]:
    mails = {value: value.lower() for value in values if "@" in value}
    if not mails:
        return {}
    owned = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, customer__in=people)
    found = _grouped(_listed(owned, "value", list(set(mails.values()))).values_list("value", "customer_id"))
    return {value: found[mail] for value, mail in mails.items() if mail in found}


def _by_loose_number(values: list[str], people: QuerySet[Customer]) -> dict[str, set[int]]:
    wanted = {value: loose(value) for value in values if "@" not in value and loose(value)}
    if not wanted:
        return {}
    stripped: Any = Func(Upper("member_number"), Value("0"), function="LTRIM")
    rows = _listed(people.annotate(loose=stripped), "loose", list(set(wanted.values())))
    found = _grouped(rows.values_list("loose", "pk"))
    return {value: found[key] for value, key in wanted.items() if key in found}


def _listed(rows: QuerySet[Any], name: str, values: Sequence[Any]) -> QuerySet[Any]:
    """One array for all values: an IN list would be parsed item by item."""
    raw: Any = RawSQL("SELECT unnest(%s::text[])", [list(values)])
    if name == "pk":
        raw = RawSQL("SELECT unnest(%s::bigint[])", [list(values)])
    return rows.filter(**{f"{name}__in": raw}).order_by(F("pk"))


def _grouped(rows: Iterable[tuple[Any, int]]) -> dict[str, set[int]]:
    make: Callable[[], set[int]] = set
    found: dict[str, set[int]] = defaultdict(make)
    for value, pk in rows.iterator() if isinstance(rows, QuerySet) else rows:
        found[value].add(pk)
    return dict(found)
