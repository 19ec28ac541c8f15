"""Twenty representative segment rules: compiled, by hand in DuckDB over the same files, and on PostgreSQL.

    python benchmarks/segments.py                    # 20,000 and 200,000 customers
    python benchmarks/segments.py 20000 200000 1000000

Each size runs in a process of its own on a chain of shops made by `retail.py` (10 purchases, 30 lines and 20 events a
customer). CPU is counted on both sides (DuckDB's threads; PostgreSQL's backend, its helpers switched off), because on a
shared machine the clock says little. PostgreSQL has the indexes Joren ships and covering ones made for these rules.
"""

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from harness import ROOT, line, peak, throwaway
from segment_rules import AS_OF, CASES, READY, Case

RUN: Final = os.getpid()
READS: Final = 300
"""How often readers beside syncs look at least."""
_BEGAN: Final = time.time()
SIZES: Final = ("20000", "200000")
COVERING: Final = (
    "CREATE INDEX bench_purchases ON purchases_purchase (customer_id)"
    " INCLUDE (business_date, kind, cancelled_at, transactions, amount)",
    "CREATE INDEX bench_by_day ON purchases_purchase (business_date)"
    " INCLUDE (customer_id, kind, cancelled_at, transactions, amount)",
    "CREATE INDEX bench_lines ON purchases_purchaseline (product_id)"
    " INCLUDE (customer_id, business_date, counts, amount, quantity)",
    "CREATE INDEX bench_events ON timeline_event (key, occurred_on) INCLUDE (customer_id)",
    "CREATE INDEX bench_consents ON consents_consent (channel, purpose)"
    " INCLUDE (customer_id, granted_at, withdrawn_at)",
    "CREATE INDEX bench_addresses ON customers_postaladdress (prefecture) INCLUDE (customer_id, is_primary)",
)
SALE: Final = (
    "INSERT INTO purchases_purchase (customer_id, shop_id, kind, source, external_id, purchased_at, business_date,"
    " minute_of_day, transactions, amount, discount, channel, note) SELECT 1 + (g * 7919::bigint) % {n}, 1, 'sale',"
    " '{source}', g::text, now(), date '2025-05-31', 700, 1, 500, 0, '{channel}', ''"
    " FROM generate_series(1, {rows}) AS g"
)
LINES: Final = (
    "INSERT INTO purchases_purchaseline (purchase_id, number, product_id, description, quantity, amount, customer_id,"
    " shop_id, business_date, minute_of_day, counts) SELECT p.id, k, 1 + p.id % 2000, '', 1, 100, p.customer_id, 1,"
    " p.business_date, 700, true FROM purchases_purchase AS p, generate_series(1, 3) AS k WHERE p.source = '{source}'"
)


def main() -> None:
    """Run each size in a process of its own, then compare the sizes."""
    sizes = [argument for argument in sys.argv[1:] if argument.isdigit()] or list(SIZES)
    if "--one" in sys.argv:
        with throwaway():
            import retail
            from django.db import connection

            began = time.perf_counter()
            retail.fill(int(sizes[0]))
            line("making them", f"{time.perf_counter() - began:.0f} s")
            with connection.cursor() as cursor:
                for statement in COVERING:
                    cursor.execute(statement)
                cursor.execute("VACUUM (ANALYZE)")
            print(json.dumps(measure(int(sizes[0]))))
        return
    found = {size: _one(size) for size in sizes}
    if len(found) > 1:
        _growth(found)


def _one(size: str) -> dict[str, float]:
    run = subprocess.Popen([sys.executable, __file__, "--one", size], stdout=subprocess.PIPE, text=True)
    assert run.stdout
    last = ""
    for text in run.stdout:
        if last:
            print(last, end="", flush=True)
        last = text
    if run.wait():
        raise SystemExit(f"{size} customers: failed")
    answers: dict[str, float] = json.loads(last)
    return answers


def _growth(found: dict[str, dict[str, float]]) -> None:
    sizes = sorted(found, key=int)
    print("\nCPU of the compiled rule by customers (at most as many times as there are customers)")
    for smaller, larger in pairwise(sizes):
        times = [found[larger][case.name] / found[smaller][case.name] for case in CASES]
        line(f"  {int(smaller):,} to {int(larger):,}, x{int(larger) / int(smaller):.0f}",
             f"median x{statistics.median(times):.1f}, most x{max(times):.1f}")  # fmt: skip


def measure(customers: int) -> dict[str, float]:
    """All figures of one size, printed; CPU seconds of each compiled rule."""
    from joren.segments.mirror.actions import sync

    print(f"\n== {customers:,} customers")
    with cpu() as used:
        report = sync()
    line("mirror, all of it", f"{used[0]:.1f} s CPU, {sum(report.rows.values()):,} rows")
    answers = _rules()
    _one_customer()
    _changes(customers)
    _beside_readers(customers)
    line("memory of this process at most", f"{peak():.0f} MB")
    return answers


def _rules() -> dict[str, float]:
    from django.db import connection

    from joren.segments.engine import run
    from joren.segments.engine.asking import Asking
    from joren.segments.engine.engines import MirrorEngine, PostgresEngine

    mirror, postgres = MirrorEngine(), PostgresEngine()
    names = _names(mirror)
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB'")
    found: dict[str, float] = {}
    ratios, rivals = [], []
    print(f"{'CPU, ms':34}{'people':>9}{'compiled':>10}{'by hand':>10}{'ratio':>7}{'PostgreSQL':>12}{'times':>7}")
    for case in CASES:
        people, own, hand = _mirror_times(case, mirror, names)
        theirs = _cpu_seconds(_asked(case, postgres, people), 1)
        found[case.name] = own
        ratios.append(own / hand)
        rivals.append(theirs / own)
        figures = f"{own * 1000:10.1f}{hand * 1000:10.1f}{own / hand:7.2f}{theirs * 1000:12.0f}{theirs / own:7.1f}"
        print(f"{case.name:34}{people:9,}{figures}", flush=True)
    line("compiled / by hand, median", f"{statistics.median(ratios):.2f} (at most 1.15), most {max(ratios):.2f}")
    line("PostgreSQL / compiled, median", f"{statistics.median(rivals):.0f} (at least 8), least {min(rivals):.1f}")
    common = [found[case.name] for case in CASES if case.common]
    line("common rules", f"{statistics.median(common) * 1000:.0f} ms CPU, most {max(common) * 1000:.0f} (50 at 1 M)")
    binding = _cpu_seconds(lambda: Asking(as_of=AS_OF, engine=mirror).rule(CASES[-1].rule), 9)
    line("reading and binding five conditions", f" {binding * 1000:.1f} ms CPU of looking names up in the record")
    line("five conditions", f"{found[CASES[-1].name] * 1000:.0f} ms CPU (1,000 at 1 M)")
    whole = statistics.median(_cpu_seconds(lambda: run.count(CASES[1].rule, as_of=AS_OF), 1) for _ in range(7))
    line("a common rule asked for, with the look whether all is fresh", f" {whole * 1000:.0f} ms CPU")
    return found


def _mirror_times(case: Case, mirror: Any, names: dict[str, str]) -> tuple[int, float, float]:
    """How many people, CPU seconds compiled and by hand: medians, taking turns."""
    by_hand = case.by_hand.format(**names)
    people = int(mirror.rows(by_hand, _day(by_hand))[0][0])
    compiled = _asked(case, mirror, people)
    compiled()
    own, hand = [], []
    quick = _cpu_seconds(compiled, 1) < 0.1
    for _ in range(9 if quick else 3):
        own.append(_cpu_seconds(compiled, 3 if quick else 1))
        hand.append(_cpu_seconds(lambda: mirror.rows(by_hand, _day(by_hand)), 3 if quick else 1))
    return people, statistics.median(own), statistics.median(hand)


def _day(sql: str) -> dict[str, Any]:
    return {"day": AS_OF} if "$day" in sql else {}


def _asked(case: Case, engine: Any, people: int) -> Callable[[], None]:
    """Compiles the bound rule and runs it; what binding costs (names looked up in the record) is told apart."""
    from joren.segments.engine.asking import Asking

    asking = Asking(as_of=AS_OF, engine=engine)
    bound = asking.rule(case.rule)

    def ask() -> None:
        compiler = asking.compiler()
        found = int(asking.rows(compiler.query(["count(*)"], where=[compiler.narrowed_to(bound)]))[0][0])
        assert found == people, (case.name, found, people)

    return ask


def _names(mirror: Any) -> dict[str, str]:
    """The relations of the mirror by name, and the columns that stand ready."""
    from joren.foundation.catalogue import Attribute
    from joren.foundation.registry import entry
    from joren.segments.engine.ready import parts, question

    found = {name: mirror.mirror.relation(name) for name in mirror.mirror.manifest.tables}
    columns = {}
    for name, key in READY.items():
        split = parts(entry(Attribute, key).source)  # type: ignore[arg-type]
        assert split
        columns[name] = f"c.{mirror.ready.ready.columns[question(split.kept[0])]}"
    return found | columns | {"ready": mirror.ready.relation}


def _one_customer() -> None:
    from joren.segments.engine import run

    times = []
    for pk in range(1, 200):
        began = time.perf_counter()
        run.why(CASES[-1].rule, pk, as_of=AS_OF)
        times.append(time.perf_counter() - began)
    line("one customer, PostgreSQL, why", f"{statistics.median(times) * 1000:.1f} ms (below 10)")


def _changes(customers: int) -> None:
    from joren.segments.engine import run
    from joren.segments.mirror.actions import sync

    rule = CASES[1].rule
    seen = []
    for number in range(5):
        _execute(SALE.format(n=customers, rows=1, source=f"one{RUN}{number}", channel=""))
        began = time.perf_counter()
        run.count(rule, as_of=AS_OF)
        seen.append(time.perf_counter() - began)
    line("one new purchase, seen after", f"{statistics.median(seen):.2f} s, most {max(seen):.2f} (at most 2)")
    _execute(SALE.format(n=customers, rows=10_000, source=f"many{RUN}", channel=""), LINES.format(source=f"many{RUN}"))
    with cpu() as used:
        sync()
    line("10,000 new purchases, 30,000 lines", f"{used[0]:.2f} s CPU (at most 3)")
    _execute(
        "UPDATE purchases_purchase SET cancelled_at = now()"
        f" WHERE source = 'many{RUN}' OR id % 1000 = 7 AND id < 1000000"
    )
    with cpu() as used:
        sync()
    line("as many cancelled, old ones too", f"{used[0]:.2f} s CPU")
    with cpu() as used:
        sync()
    line("nothing new", f"{used[0] * 1000:.0f} ms CPU")


_READER = """
import os, sys
import django
django.setup()
from joren.segments.mirror import reading
from joren.segments.engine.engines import MirrorEngine
while True:
    engine = MirrorEngine()
    tables = {name: engine.mirror.relation(name) for name in ("purchases", "customers")}
    (pairs,), = engine.rows("SELECT count(*) FROM {purchases} AS f WHERE channel = 'pair'".format(**tables), {})
    counts = "f.transactions) FILTER (WHERE {where}), 0) AS bigint"
    column = next(name for key, name in engine.ready.ready.columns.items() if counts in key)
    facts = ("SELECT c.id, coalesce(sum(transactions) FILTER (WHERE NOT cancelled AND f.kind = 'sale'), 0) AS n"
             " FROM {customers} AS c LEFT JOIN {purchases} AS f ON f.customer_id = c.id GROUP BY 1".format(**tables))
    (wrong,), = engine.rows(f"SELECT count(*) FROM ({facts}) AS f FULL JOIN {engine.ready.relation} AS r USING (id)"
                            f" WHERE f.n IS DISTINCT FROM r.{column}", {})
    found = engine.mirror.manifest
    print(f"bad: {pairs} in pairs, {wrong} customers wrong, {found}" if pairs % 2 or wrong else "good", flush=True)
"""


def _beside_readers(customers: int) -> None:
    """Other processes read while purchases come in pairs, are synced, compacted, and syncs are killed.

    Each read compares facts and ready-made counts of every customer within one manifest.
    """
    from joren.segments.engine.engines import MirrorEngine
    from joren.segments.mirror.actions import sync

    chance = random.Random(1)
    readers = [subprocess.Popen([sys.executable, "-c", _READER], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said: list[str] = []
    threads = [threading.Thread(target=_listen, args=(reader, said)) for reader in readers]
    for thread in threads:
        thread.start()
    while len(said) < 2 and all(reader.poll() is None for reader in readers):
        time.sleep(0.05)
    program = "import django; django.setup(); from joren.segments.mirror.actions import sync; sync()"
    kills = 0
    for turn in range(50):
        if turn >= 10 and len(said) >= READS:
            break
        _execute(SALE.format(n=customers, rows=2 * chance.randint(1, 400), source=f"pair{RUN}{turn}", channel="pair"))
        if turn % 2:
            victim = subprocess.Popen([sys.executable, "-c", program])
            time.sleep(0.8 + chance.random())
            victim.send_signal(signal.SIGKILL)
            kills += victim.wait() == -signal.SIGKILL
        else:
            sync(compact=turn == 4 and customers <= 200_000)
    engine = MirrorEngine()
    query = "SELECT count(*), sum(amount) FROM {} AS f WHERE channel = 'pair'"
    here = engine.rows(query.format(engine.mirror.relation("purchases")), {})
    there = _fetch(query.format("purchases_purchase"))
    died = sum(reader.poll() is not None for reader in readers)
    for reader in readers:
        reader.kill()
    for thread in threads:
        thread.join()
    wrong = [text for text in said if text != "good"]
    bad = len(wrong) + died
    for text in wrong[:3]:
        print(text)
    if any(path.stat().st_mtime > _BEGAN for path in ROOT.glob("joren/segments/**/*.py")):
        print("The software was changed meanwhile: what the readers found says nothing.")
    line("reads by two other processes", f"{len(said)} beside {kills} syncs killed, bad: {bad}, lost: {here != there}")


def _listen(reader: Any, said: list[str]) -> None:
    for text in reader.stdout:
        said.append(text.strip())


def _execute(*statements: str) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _fetch(query: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _cpu_seconds(work: Callable[[], Any], times: int) -> float:
    backend = _backend()
    began = time.process_time() + _of(backend, 11, 12)
    for _ in range(times):
        work()
    return (time.process_time() + _of(backend, 11, 12) - began) / times


@contextmanager
def cpu() -> Iterator[list[float]]:
    """CPU seconds of a block: this process, its backend, and connections of PostgreSQL that ended meanwhile."""
    backend = _backend()
    server = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
    found = [0.0]
    began = time.process_time() + _of(backend, 11, 12) + _of(server, 13, 14)
    yield found
    found[0] = time.process_time() + _of(backend, 11, 12) + _of(server, 13, 14) - began


def _backend() -> int:
    from django.db import connection

    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _of(pid: int, *fields: int) -> float:
    """CPU seconds of a process (fields 11 and 12 of its line) or of its children that ended (13 and 14)."""
    found = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(found[field]) for field in fields) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
