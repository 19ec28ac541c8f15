"""How fast customers come in: against a bare COPY of the very rows written, and against django-import-export.

    python benchmarks/import_customers.py [ROWS] [RIVAL_ROWS] [AGREEING]

Runs on a throw-away PostgreSQL of its own (DATABASE_URL: a database on that server, which is created and dropped).
CPU seconds are those of this process and of its database backend together; on a busy machine compare those.
The rival takes RIVAL_ROWS of the same file into the customer table alone, and is scaled to ROWS.
AGREEING is the share of rows whose postal code is that of their address: 0.95, or 0 for a file in which none is, so
that every row is told of (the worst there can be).
"""

import csv
import sys
from pathlib import Path

from harness import bare_copy, empty, line, peak, take_in, throwaway, timed

TABLES = (
    "customers_customer",
    "customers_externalid",
    "customers_contactpoint",
    "customers_postaladdress",
    "consents_consent",
    "timeline_event",
)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rival_count = int(sys.argv[2]) if len(sys.argv) > 2 else 3_000
    with throwaway() as folder:
        import customer_file

        agreeing = float(sys.argv[3]) if len(sys.argv) > 3 else customer_file.AGREEING
        file = customer_file.write(folder / "customers.csv", count, agreeing=agreeing)
        take_in(customer_file.write(folder / "small.csv", count // 5), "customers")
        empty(TABLES)
        low = peak()
        wall, cpu = timed(lambda: take_in(file, "customers"))
        high = peak()
        again_wall, again_cpu = timed(lambda: take_in(file, "customers"))
        bare_wall, bare_cpu = bare_copy(TABLES)
        empty(TABLES)
        rival = timed(lambda: _rival(file, rival_count))
        size = file.stat().st_size
    rival_wall, rival_cpu = (seconds * count / rival_count for seconds in rival)
    line("rows", f"{count:,} ({size / 1e6:.1f} MB, CP932, {agreeing:.0%} of codes agree with the address)")
    line("Joren, first time", f"{wall:.1f} s wall, {cpu:.1f} s CPU, {count / wall:,.0f} rows/s")
    line("Joren, same file again", f"{again_wall:.1f} s wall, {again_cpu:.1f} s CPU (nothing changes)")
    line("bare COPY of the rows written", f"{bare_wall:.1f} s wall, {bare_cpu:.1f} s CPU")
    line("django-import-export", f"{rival_wall:.1f} s wall, {rival_cpu:.1f} s CPU (scaled from {rival_count:,} rows)")
    line("RATIO Joren : bare COPY", f"{wall / bare_wall:.2f} wall, {cpu / bare_cpu:.2f} CPU (at most 3)")
    line("RATIO rival : Joren", f"{rival_wall / wall:.1f} wall, {rival_cpu / cpu:.1f} CPU (at least 5)")
    line("peak memory", f"{low:.0f} MB with {count // 5:,} rows, {high:.0f} MB with {count:,}")


def _rival(file: Path, rows: int) -> None:
    """django-import-export with its defaults, into the customer's own columns only."""
    import tablib
    from import_export import resources

    from joren.record.customers.models import Customer

    resource_class = resources.modelresource_factory(
        model=Customer,
        meta_options={
            "fields": ("member_number", "family_name", "family_kana", "registered_on"),
            "import_id_fields": ("member_number",),
        },
    )
    data = tablib.Dataset(headers=["member_number", "family_name", "family_kana", "registered_on"])
    with file.open(encoding="cp932", newline="") as opened:
        reader = csv.DictReader(opened)
        for _number, row in zip(range(rows), reader, strict=False):
            data.append([row["顧客番号"], row["氏名"], row["フリガナ"], row["登録日"].replace("/", "-")])
    result = resource_class().import_data(data, raise_errors=True)
    assert result.totals["new"] == rows, result.totals


if __name__ == "__main__":
    main()
