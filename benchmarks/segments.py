"""How fast a five-condition segment is: compiled against hand-written, DuckDB on the mirror against PostgreSQL.

    python benchmarks/segments.py [CUSTOMERS]       # 20,000 by default, under a minute
    python benchmarks/segments.py --large           # 200,000 customers, 2 M purchases, 6 M lines

Ten purchases a customer and three lines a purchase, skewed like retail (few people buy most, few products sell
most), made inside PostgreSQL. Runs on a throw-away server of its own (DATABASE_URL: a database on that server, which is
created and dropped). Figures are medians; the ratios come from one run, so that a busy machine spares nobody. On
a busy one trust the CPU figures (PostgreSQL without parallel helpers there, with them in the wall figures).
"""

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from harness import throwaway

AS_OF = date(2025, 6, 1)
RULE = {
    "all": [
        {"attribute": "purchases.count", "with": {"period": {"last_days": 365}}, "op": "at_least", "value": 3},
        {"attribute": "purchases.amount", "op": "at_least", "value": 20_000},
        {"attribute": "purchases.days_since_last", "op": "at_most", "value": 90},
        {"attribute": "purchases.item_amount", "with": {"category": "C3"}, "op": "more_than", "value": 1_000},
        {"attribute": "customer.gender", "op": "is", "value": "female"},
    ]
}
BY_HAND = """
WITH bought AS (
    SELECT customer_id FROM {purchases} AS p
    WHERE NOT cancelled AND business_date <= $day AND customer_id IS NOT NULL GROUP BY customer_id
    HAVING sum(transactions) FILTER (WHERE kind = 'sale' AND business_date > $day - 365) >= 3
       AND sum(amount) >= 20000 AND max(business_date) FILTER (WHERE kind = 'sale') >= $day - 90
), category AS (
    SELECT l.customer_id FROM {purchase_lines} AS l JOIN {products} AS d ON d.id = l.product_id
    WHERE l.counts AND l.business_date <= $day AND d.category_id = 3 AND l.customer_id IS NOT NULL
    GROUP BY l.customer_id HAVING sum(l.amount) > 1000
)
SELECT count(*) FROM {customers} AS c JOIN bought ON bought.customer_id = c.id
JOIN category ON category.customer_id = c.id
WHERE c.gender = 'female' AND (c.registered_on IS NULL OR c.registered_on <= $day)
"""
DATA = (
    "INSERT INTO shops_shop (code, name, kind, day_ends_at, postal_code, address, phone, source)"
    " SELECT 'S' || g, 'Shop ' || g, 'retail', '00:00', '', '', '', '' FROM generate_series(1, 10) g",
    "INSERT INTO products_category (id, code, name, path, source)"
    " SELECT g, 'C' || g, 'Category ' || g, 'C' || g || '/', '' FROM generate_series(1, 20) g",
    "INSERT INTO products_product (id, code, name, category_id, unit_price, source)"
    " SELECT g, 'P' || g, 'Product ' || g, 1 + g % 20, 100 + g % 900, '' FROM generate_series(1, 2000) g",
    "INSERT INTO customers_customer (family_name, given_name, family_kana, given_kana, company, honorific, birth_year,"
    " birth_month, birth_day, gender, shop_id, registered_on, note, source, created_at, changed_at, search_text,"
    " search_grams) SELECT 'F' || g, 'G', '', '', '', '', 1940 + (g * 7919::bigint) % 65, 1 + g % 12, 1 + g % 28,"
    " (ARRAY['', 'female', 'male'])[1 + g % 3], 1 + g % 10, date '2022-01-01' + ((g * 104729::bigint) % 1000)::int, '',"
    " 'bench', now(), now(), '', '{{}}' FROM generate_series(1, {n}) g",
    "INSERT INTO purchases_purchase (customer_id, shop_id, kind, source, external_id, purchased_at, business_date,"
    " minute_of_day, transactions, amount, discount, channel, note)"
    " SELECT c, 1 + (hashint4(i) & 1023) % 10, 'sale', 'bench', i::text, d + interval '3 hours', d,"
    " 600 + (hashint4(i * 3) & 1023) % 780, 1, 200 + (hashint4(i * 7) & 8191), 0, '', ''"
    " FROM (SELECT i, 1 + floor({n} * power((hashint4(i * 11) & 1048575) / 1048576.0, 2))::int c,"
    " date '2022-06-01' + (i::bigint * 1100 / ({n} * 10))::int d FROM generate_series(1, {n} * 10) i) s",
    "INSERT INTO purchases_purchaseline (purchase_id, number, product_id, description, quantity, amount, customer_id,"
    " shop_id, business_date, minute_of_day, counts)"
    " SELECT p.id, k, 1 + floor(2000 * power((hashint4((p.id * 3 + k)::int) & 1048575) / 1048576.0, 2))::int, '', 1,"
    " (p.amount / 3)::numeric(14,2), p.customer_id, p.shop_id, p.business_date, p.minute_of_day, true"
    " FROM purchases_purchase p CROSS JOIN generate_series(1, 3) k",
    "CREATE INDEX bench_purchases ON purchases_purchase (customer_id)"
    " INCLUDE (business_date, kind, cancelled_at, transactions, amount)",
    "CREATE INDEX bench_lines ON purchases_purchaseline (product_id)"
    " INCLUDE (customer_id, business_date, counts, amount)",
)


def main() -> None:
    """Measure and print."""
    large = "--large" in sys.argv
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    customers = numbers[0] if numbers else 200_000 if large else 20_000
    with throwaway():
        _measure(customers)


def _measure(customers: int) -> None:
    from django.db import connection

    from joren.segments.engine.asking import Asking
    from joren.segments.engine.engines import MirrorEngine, PostgresEngine
    from joren.segments.mirror.actions import sync

    print(f"{customers:,} customers, {customers * 10:,} purchases, {customers * 30:,} lines")
    print(f"  making them in PostgreSQL   {_timed(lambda: _fill(customers))[0]:8.1f} s")
    seconds, report = _timed(sync)
    print(f"  mirror, all                 {seconds:8.1f} s   {sum(report.rows.values()) / seconds:,.0f} rows/s")
    _touch()
    seconds, report = _timed(sync)
    print(f"  mirror, 1,000 new purchases {seconds * 1000:8.0f} ms")
    print(f"  mirror, nothing new         {_timed(sync)[0] * 1000:8.0f} ms")

    mirror, postgres = MirrorEngine(), PostgresEngine()
    tables = {name: mirror.mirror.relation(name) for name in ("customers", "purchases", "purchase_lines", "products")}
    questions: dict[str, Callable[[], int]] = {
        "compiled, DuckDB on the mirror": lambda: _compiled(Asking(as_of=AS_OF, engine=mirror)),
        "by hand, DuckDB on the mirror": lambda: mirror.rows(BY_HAND.format(**tables), {"day": AS_OF})[0][0],
        "compiled, PostgreSQL": lambda: _compiled(Asking(as_of=AS_OF, engine=postgres)),
    }
    print("PostgreSQL with covering indexes made for this very rule:")
    _ratios("wall", _compare(questions, "wall", time.perf_counter))
    with connection.cursor() as cursor:  # helpers of PostgreSQL are other processes: without them its CPU is one's
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    _ratios("CPU", _compare(questions, "CPU", lambda: time.process_time() + _cpu_of(pid)))
    with connection.cursor() as cursor:
        cursor.execute("RESET max_parallel_workers_per_gather; DROP INDEX bench_purchases, bench_lines")
    print("PostgreSQL with the indexes Joren ships:")
    _ratios("wall", _compare(questions, "wall", time.perf_counter))
    _one_person()


def _compiled(asking: Any) -> int:
    bound = asking.rule(RULE)
    compiler = asking.compiler()
    return int(asking.rows(compiler.query(["count(*)"], where=[compiler.holds(bound)]))[0][0])


def _compare(questions: dict[str, Callable[[], int]], kind: str, clock: Callable[[], float]) -> list[float]:
    """Medians of each question by that clock, the questions taking turns."""
    answers = {name: ask() for name, ask in questions.items()}  # also warms up
    assert len(set(answers.values())) == 1, answers
    print(f"  people in the segment       {next(iter(answers.values())):8,}")
    times: dict[str, list[float]] = {name: [] for name in questions}
    for turn in range(11):
        for name, ask in questions.items():
            if turn < 3 or "PostgreSQL" not in name:
                began = clock()
                ask()
                times[name].append(clock() - began)
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, seconds in medians.items():
        print(f"  {name:31s} {seconds * 1000:8.0f} ms {kind}")
    return list(medians.values())


def _ratios(kind: str, medians: list[float]) -> None:
    compiled, by_hand, operational = medians
    print(f"  compiled / by hand          {compiled / by_hand:8.2f} x {kind}  (at most 1.30)")
    print(f"  PostgreSQL / compiled       {operational / compiled:8.1f} x {kind}  (at least 5)")


def _cpu_of(pid: int) -> float:
    """CPU seconds of a process on this machine; 0 for a server elsewhere."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _one_person() -> None:
    from joren.segments.engine import run

    times = [_timed(lambda pk=pk: run.why(RULE, pk, as_of=AS_OF))[0] for pk in range(1, 200)]
    print(f"  why, one person, PostgreSQL {statistics.median(times) * 1000:8.1f} ms  (below 10)")
    print(f"  memory of this process      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB at most")


def _fill(customers: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in DATA:
            cursor.execute(statement.format(n=customers))
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")


def _touch() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO purchases_purchase (customer_id, shop_id, kind, source, external_id, purchased_at,"
            " business_date, minute_of_day, transactions, amount, discount, channel, note) SELECT g, 1, 'sale', 'new',"
            " g::text, now(), date '2025-05-30', 700, 1, 500, 0, '', '' FROM generate_series(1, 1000) g"
        )


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


if __name__ == "__main__":
    main()
