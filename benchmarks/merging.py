"""How fast two records become one person: pairs a second of `merge_many`, of single merges, and of taking back.

    python benchmarks/merging.py [PAIRS]

Runs on a throw-away PostgreSQL of its own (DATABASE_URL: a database on that server, which is created and dropped). One
file is taken in twice under two sources, so that everybody has two records, with five purchases for each. The rival is
what one would write first: rows moved and deleted by the ORM, pair by pair, without a journal and without a way back.
"""

import sys

from harness import line, take_in, throwaway, timed

_SINGLE = 100
_PURCHASES = """
INSERT INTO purchases_purchase (customer_id, kind, source, external_id, purchased_at, business_date, transactions,
    amount, discount, channel, note)
SELECT c.id, 'sale', 'bench', c.id || '/' || n, now(), current_date, 1, 1000, 0, '', ''
FROM customers_customer c, generate_series(1, 5) n
"""


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with throwaway() as folder:
        import customer_file

        file = customer_file.write(folder / "customers.csv", count + 2 * _SINGLE)
        take_in(file, "customers", "till")
        take_in(file, "customers", "web")
        pairs = _pairs()
        _run(_PURCHASES)
        _run("ANALYZE")
        from joren.record.merging import actions

        many, rest = pairs[:count], pairs[count:]
        merges: list[object] = []
        wall, cpu = timed(lambda: merges.extend(actions.merge_many(pairs=many, by=None).merges))
        single, _cpu = timed(lambda: [actions.merge(survivor=a, gone=b, by=None) for a, b in rest[:_SINGLE]])
        naive, _cpu = timed(lambda: [_naive(a, b) for a, b in rest[_SINGLE:]])
        back, _cpu = timed(lambda: [actions.unmerge(merge=merge, by=None) for merge in merges[::-1][:_SINGLE]])
    line("pairs", f"{count:,}")
    line("merge_many", f"{wall:.2f} s wall, {cpu:.2f} s CPU, {count / wall:,.0f} pairs/s")
    line("merge, one by one", f"{_SINGLE / single:,.0f} pairs/s")
    line("unmerge, one by one", f"{_SINGLE / back:,.0f} pairs/s")
    line("plain ORM, one by one", f"{_SINGLE / naive:,.0f} pairs/s")
    line("RATIO plain ORM : merge_many", f"{(naive / _SINGLE) / (wall / count):.1f} wall")


def _pairs() -> list[tuple[int, int]]:
    from joren.record.customers.models import ExternalId

    numbers: dict[str, list[int]] = {}
    for value, customer in ExternalId.objects.order_by("id").values_list("value", "customer_id"):
        numbers.setdefault(value, []).append(customer)
    return [(found[0], found[1]) for found in numbers.values() if len(found) == 2]


def _run(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def _naive(kept: int, gone: int) -> None:
    """Every row of the one pointed at the other, and the rest deleted."""
    from django.db import transaction

    from joren.record.customers.actions import refresh_search
    from joren.record.customers.models import Customer

    with transaction.atomic():
        old = Customer.objects.get(pk=gone)
        known = set(Customer.objects.get(pk=kept).contact_points.values_list("kind", "value"))
        for point in old.contact_points.all():
            if (point.kind, point.value) not in known:
                point.customer_id = kept
                point.save()
        for rows in (old.external_ids, old.addresses, old.events, old.purchases):
            for row in rows.all():
                row.customer_id = kept
                row.save()
        old.delete()
        refresh_search([kept])


if __name__ == "__main__":
    main()
