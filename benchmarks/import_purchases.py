"""How fast the lines of a sales file come in: against a bare COPY of the very rows written plus the mirror's own write.

    python benchmarks/import_purchases.py [LINES]      # 1,000,000 by default

Three lines an order, one customer for every ten orders, products and shops as a chain has them. Runs on a throw-away
PostgreSQL of its own (DATABASE_URL: a database on that server, which is created and dropped). On a busy machine
compare the CPU seconds: those of this process and of its database backend together.
"""

import csv
import random
import sys
from datetime import date, timedelta
from pathlib import Path

from harness import bare_copy, empty, line, peak, take_in, throwaway, timed

TABLES = ("products_product", "purchases_purchase", "purchases_purchaseline", "timeline_event")
HEADER = ["取引番号", "会員ID", "日付", "時刻", "店舗コード", "商品コード", "商品名", "数量", "金額"]
LIMIT = 3


def write(path: Path, lines: int) -> Path:
    """A sales file as a till exports it, in CP932; deterministic."""
    chance = random.Random(7)
    customers = max(lines // 30, 1)
    first = date(2024, 4, 1)
    with path.open("w", encoding="cp932", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for order in range(-(-lines // 3)):
            who = f"C{1 + int(customers * chance.random() ** 2):08}" if chance.random() < 0.8 else ""
            day = first + timedelta(days=order * 700 * 3 // lines)
            clock = f"{chance.randrange(10, 22):02}:{chance.randrange(60):02}"
            shop = f"S{chance.randrange(1, 31):03}"
            for _line in range(min(3, lines - order * 3)):
                product = int(2_000 * chance.random() ** 2)
                pieces = chance.choice((1, 1, 1, 2, 3))
                price = f"{pieces * (100 + product % 900):,}"
                writer.writerow(
                    [
                        f"R{order:09}",
                        who,
                        f"{day:%Y/%m/%d}",
                        clock,
                        shop,
                        f"P{product:05}",
                        f"商品{product}",
                        pieces,
                        price,
                    ]
                )
    return path


def main() -> None:
    """Measure and print."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with throwaway() as folder:
        import customer_file

        from joren.segments.mirror.actions import sync

        take_in(customer_file.write(folder / "customers.csv", max(lines // 30, 1)), "customers")
        take_in(write(folder / "small.csv", max(lines // 10, 3)), "purchases")
        sync()
        low = peak()
        empty(TABLES)
        sync()
        file = write(folder / "sales.csv", lines)
        wall, cpu = timed(lambda: take_in(file, "purchases"))
        high = peak()
        mirror_wall, mirror_cpu = timed(sync)
        again_wall, again_cpu = timed(lambda: take_in(file, "purchases"))
        bare_wall, bare_cpu = bare_copy(TABLES)
        size = file.stat().st_size
    line("lines", f"{lines:,} ({size / 1e6:.1f} MB, CP932)")
    line("Joren, first time", f"{wall:.1f} s wall, {cpu:.1f} s CPU, {lines / wall:,.0f} lines/s")
    line("Joren, same file again", f"{again_wall:.1f} s wall, {again_cpu:.1f} s CPU (nothing changes)")
    line("mirror write", f"{mirror_wall:.1f} s wall, {mirror_cpu:.1f} s CPU")
    line("bare COPY of the rows written", f"{bare_wall:.1f} s wall, {bare_cpu:.1f} s CPU")
    ratio = (wall + mirror_wall) / (bare_wall + mirror_wall), (cpu + mirror_cpu) / (bare_cpu + mirror_cpu)
    line("RATIO Joren : COPY, both + mirror", f"{ratio[0]:.2f} wall, {ratio[1]:.2f} CPU (at most {LIMIT})")
    line("RATIO Joren : COPY, import alone", f"{wall / bare_wall:.2f} wall, {cpu / bare_cpu:.2f} CPU")
    line("peak memory", f"{low:.0f} MB with {lines // 10:,} lines, {high:.0f} MB with {lines:,}")


if __name__ == "__main__":
    main()
