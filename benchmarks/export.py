"""How fast customers go out: against a bare COPY TO of the very tables read, and a plain queryset written by csv.

    python benchmarks/export.py [ROWS]

Runs on a throw-away PostgreSQL of its own (DATABASE_URL: a database on that server, which is created and dropped).
CPU seconds are those of this process and of its database backend together; on a busy machine compare those. Memory is
what each export allocates in this process at its highest, told at a fifth of the rows too: it must not grow with them.
The rivals: `COPY (SELECT …) TO STDOUT CSV` of each table that an export of customers reads, one after the other; and
what one would write first, `for customer in Customer.objects.prefetch_related(…): writer.writerow(…)`, which holds all
rows in memory at once: it gets 20,000 of them, scaled.
"""

import csv
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from harness import line, take_in, throwaway, timed

TABLES = (
    "customers_customer",
    "customers_externalid",
    "customers_contactpoint",
    "customers_postaladdress",
    "customers_customertag",
    "customers_customvalue",
    "consents_consent",
)
_MB = 1e6
_RIVAL_ROWS = 20_000


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with throwaway() as folder:
        import customer_file

        take_in(customer_file.write(folder / "small.csv", count // 5), "customers")
        low = {kind: _memory(lambda kind=kind: _joren(folder, kind)) for kind in ("csv", "xlsx")}
        take_in(customer_file.write(folder / "customers.csv", count), "customers")
        high = {kind: _memory(lambda kind=kind: _joren(folder, kind)) for kind in ("csv", "xlsx")}
        some = min(count, _RIVAL_ROWS)
        naive_memory = _memory(lambda: _naive(folder / "naive.csv", some))
        times = {
            "CSV, UTF-8": timed(lambda: _joren(folder, "csv")),
            "CSV, CP932": timed(lambda: _joren(folder, "csv", "cp932")),
            "workbook": timed(lambda: _joren(folder, "xlsx")),
        }
        bare, naive = timed(lambda: _bare(folder / "bare.csv")), timed(lambda: _naive(folder / "naive.csv", some))
        naive = (naive[0] * count / some, naive[1] * count / some)
    line("rows", f"{count:,}")
    for name, (wall, cpu) in times.items():
        line(f"Joren, {name}", f"{wall:.2f} s wall, {cpu:.2f} s CPU, {count / wall:,.0f} rows/s")
    line("bare COPY TO of the tables read", f"{bare[0]:.2f} s wall, {bare[1]:.2f} s CPU")
    line("plain queryset and csv", f"{naive[0]:.2f} s wall, {naive[1]:.2f} s CPU")
    ours = times["CSV, UTF-8"]
    line("RATIO Joren CSV : bare COPY TO", f"{ours[0] / bare[0]:.1f} wall, {ours[1] / bare[1]:.1f} CPU")
    line("RATIO plain queryset : Joren CSV", f"{naive[0] / ours[0]:.2f} wall, {naive[1] / ours[1]:.2f} CPU")
    for kind in ("csv", "xlsx"):
        line(
            f"memory at its highest, {kind}", f"{low[kind]:.1f} MB with {count // 5:,} rows, {high[kind]:.1f} with all"
        )
    line("memory of the plain queryset", f"{naive_memory:.1f} MB with {some:,} rows")


def _memory(work: Callable[[], object]) -> float:
    """Megabytes the work allocates at its highest."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1] / _MB
    tracemalloc.stop()
    return most


def _joren(folder: Path, kind: str, encoding: str = "utf-8-bom") -> None:
    from joren.foundation.exporting import Losses, Scope, open_writer
    from joren.record.customers.exports.people import columns, rows

    wanted = columns()
    scope = Scope(columns=tuple(column.key for column in wanted))
    with open_writer(folder / f"out.{kind}", wanted, format=kind, encoding=encoding, losses=Losses()) as writer:
        for _done in writer.write(rows(None, scope)):
            pass


def _bare(path: Path) -> None:
    from django.db import connection

    with connection.cursor() as cursor, path.open("wb") as file:
        for table in TABLES:
            leave_out = ("search_text", "search_grams", "changed_xid", "provenance")
            described = connection.introspection.get_table_description(cursor, table)
            names = ", ".join(f'"{column.name}"' for column in described if column.name not in leave_out)
            with cursor.copy(f"COPY (SELECT {names} FROM {table} ORDER BY id) TO STDOUT CSV HEADER") as copy:
                for data in copy:
                    file.write(data)


def _naive(path: Path, rows: int) -> None:
    from joren.record.customers.models import Customer

    everything = ("contact_points", "addresses", "tag_links__tag", "external_ids", "custom_values", "consents")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for customer in Customer.objects.select_related("shop").prefetch_related(*everything)[:rows]:
            emails = [point.value for point in customer.contact_points.all() if point.kind == "email"]
            phones = [point.value for point in customer.contact_points.all() if point.kind == "phone"]
            address = next(iter(customer.addresses.all()), None)
            writer.writerow(
                [
                    *(customer.pk, customer.member_number, customer.family_name, customer.given_name),
                    *(customer.family_kana, customer.given_kana, customer.company, customer.gender),
                    *(customer.birthday.isoformat(), *emails[:1], *phones[:1], str(address or "")),
                    *(customer.shop.code if customer.shop else "", customer.registered_on, customer.note),
                    ", ".join(link.tag.name for link in customer.tag_links.all()),
                    ", ".join(str(external) for external in customer.external_ids.all()),
                    *(value.value for value in customer.custom_values.all()),
                    *(consent.channel for consent in customer.consents.all() if consent.withdrawn_at is None),
                ]
            )


if __name__ == "__main__":
    main()
