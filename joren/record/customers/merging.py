"""What becomes of a customer's own rows when two records are one person: contact points, addresses, custom values.

Rules of `joren.foundation.merging`: nothing is lost, the same said twice is kept once, and of what there can be only
one (the preferred address, a value of a field) `Merging.takes_theirs` says whose.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from joren.foundation.merging import Merging, Pair, Parting

from .models import ContactPoint, CustomValue, PostalAddress


def contact_points(merging: Merging) -> None:
    """Ways to reach them join; what both have is kept once, a bounce of either counts, one of a kind is preferred."""
    table, changes = ContactPoint._meta.db_table, _Changes(merging, ContactPoint._meta.db_table)
    dropped: dict[int, tuple[int, int | None]] = {}
    for pair, mine, theirs in _by_pair(merging, ContactPoint.objects.order_by("id")):
        known = {(point.kind, point.value): point for point in mine}
        for point in theirs:
            twin = known.get((point.kind, point.value))
            if twin is not None:
                dropped[point.pk] = (pair.merge, twin.pk)
                if point.undeliverable_at and not twin.undeliverable_at:
                    twin.undeliverable_at, twin.undeliverable_reason = (
                        point.undeliverable_at,
                        point.undeliverable_reason,
                    )
                    changes.add(pair, twin)
        _prefer(merging, pair, mine, [point for point in theirs if point.pk not in dropped], theirs, changes)
    changes.write(["is_primary", "undeliverable_at", "undeliverable_reason"])
    merging.drop(table, dropped)
    merging.move(table)


def _prefer(
    merging: Merging,
    pair: Pair,
    mine: list[ContactPoint],
    coming: list[ContactPoint],
    theirs: list[ContactPoint],
    changes: "_Changes",
) -> None:
    """Leave one preferred point of each kind."""
    for kind in ContactPoint.Kind.values:
        ours, gone = _primary(mine, kind), _primary(theirs, kind)
        wanted = gone if gone and merging.takes_theirs(pair, kind, ours, gone) else ours or gone
        for point in (*mine, *coming):
            if point.kind == kind and point.is_primary != (point.value == wanted):
                point.is_primary = point.value == wanted
                changes.add(pair, point)


def _primary(points: Iterable[ContactPoint], kind: str) -> str:
    return next((point.value for point in points if point.kind == kind and point.is_primary), "")


def addresses(merging: Merging) -> None:
    """Both addresses stay, the same one once; one is preferred."""
    table, changes = PostalAddress._meta.db_table, _Changes(merging, PostalAddress._meta.db_table)
    dropped: dict[int, tuple[int, int | None]] = {}
    for pair, mine, theirs in _by_pair(merging, PostalAddress.objects.order_by("-is_primary", "id")):
        known = {_written(address): address for address in mine}
        coming = []
        for address in theirs:
            twin = known.get(_written(address))
            if twin is None:
                coming.append(address)
            else:
                dropped[address.pk] = (pair.merge, twin.pk)
        ours, gone = _first(mine), _first(theirs)
        wanted = gone if gone and merging.takes_theirs(pair, "address", ours, gone) else ours or gone
        for address in (*mine, *coming):
            if address.is_primary != (_written(address) == wanted):
                address.is_primary = not address.is_primary
                changes.add(pair, address)
    changes.write(["is_primary"])
    merging.drop(table, dropped)
    merging.move(table)


def _written(address: PostalAddress) -> str:
    return "\n".join((address.postal_code, address.prefecture, address.city, address.line, address.building))


def _first(found: Sequence[PostalAddress]) -> str:
    return _written(found[0]) if found and found[0].is_primary else ""


def custom_values(merging: Merging) -> None:
    """A field of one's own holds one value: the one that ranks first; gaps are filled."""
    dropped: dict[int, tuple[int, int | None]] = {}
    for pair, mine, theirs in _by_pair(merging, CustomValue.objects.select_related("field").order_by("id")):
        known = {value.field_id: value for value in mine}
        for value in theirs:
            ours = known.get(value.field_id)
            field = f"custom.{value.field.key}"
            took = merging.takes_theirs(pair, field, str(ours.value) if ours else "", str(value.value))
            if ours is not None and took:
                dropped[ours.pk] = (pair.merge, None)
            elif ours is not None:
                dropped[value.pk] = (pair.merge, ours.pk if ours.value == value.value else None)
    merging.drop(CustomValue._meta.db_table, dropped)
    merging.move(CustomValue._meta.db_table)


_BOUNCES = """
UPDATE customers_contactpoint t SET undeliverable_at = s.undeliverable_at, undeliverable_reason = s.undeliverable_reason
FROM customers_contactpoint s
WHERE t.customer_id = %(gone)s AND s.customer_id = %(survivor)s AND (s.kind, s.value) = (t.kind, t.value)
  AND s.undeliverable_at > %(merged_at)s AND t.undeliverable_at IS NULL
"""


_HEIRS = """
UPDATE customers_contactpoint t SET is_primary = true WHERE t.id IN (
    SELECT min(id) FROM customers_contactpoint WHERE customer_id = ANY(%(both)s)
    GROUP BY customer_id, kind HAVING NOT bool_or(is_primary))
"""


def part_contact_points(parting: Parting) -> None:
    """An address both have and that bounced since does not work for either; each has a preferred one of each kind."""
    values: dict[str, Any] = {"gone": parting.gone, "survivor": parting.survivor, "merged_at": parting.merged_at}
    with connection.cursor() as cursor:
        cursor.execute(_BOUNCES, values)
        cursor.execute(_HEIRS, {"both": [parting.gone, parting.survivor]})


_FIRST_ADDRESS = """
UPDATE customers_postaladdress t SET is_primary = true WHERE t.id IN (
    SELECT min(id) FROM customers_postaladdress WHERE customer_id = ANY(%(both)s)
    GROUP BY customer_id HAVING NOT bool_or(is_primary))
"""


def part_addresses(parting: Parting) -> None:
    """Whoever has an address has a preferred one."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_ADDRESS, {"both": [parting.gone, parting.survivor]})


class _Changes:
    """Rows a rule changes: kept by the journal first, then written at once."""

    def __init__(self, merging: Merging, table: str) -> None:
        self._merging, self._table = merging, table
        self._rows: dict[int, tuple[int, Any]] = {}

    def add(self, pair: Pair, row: Any) -> None:
        self._rows[row.pk] = (pair.merge, row)

    def write(self, columns: list[str]) -> None:
        if self._rows:
            self._merging.keep(self._table, {key: merge for key, (merge, _row) in self._rows.items()})
            rows = [row for _merge, row in self._rows.values()]
            type(rows[0]).objects.bulk_update(rows, columns, batch_size=500)


def _by_pair(merging: Merging, rows: Any) -> Iterable[tuple[Pair, list[Any], list[Any]]]:
    """The rows of both, pair by pair, where the gone one has any."""
    people = [key for pair in merging.pairs for key in (pair.survivor, pair.gone)]
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.filter(customer_id__in=people):
        found[row.customer_id].append(row)
    for pair in merging.pairs:
        if found[pair.gone]:
            yield pair, found[pair.survivor], found[pair.gone]
