"""Who is the same person, among made-up Japanese customers of whom the truth is known; against plain blocking.

    python benchmarks/duplicates.py [SIZE …] [--without-rival]      (default: 20000 200000)

Runs on a throw-away PostgreSQL of its own (DATABASE_URL: a database on that server, which is created and dropped).
For each size: a check of everybody from nothing (profiles, blocks, comparisons, writing), looking single people up,
and the rival on the same people. CPU seconds are those of all processes of the check and of its database backends.
With 200,000 also: 100,000 new customers against them. Memory is what comes on top of the test data. The rival
blocks by phone, mail, birthday and name and weighs rapidfuzz likenesses, as one would by hand; it holds everybody in
memory.
"""

import gc
import itertools
import os
import random
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from harness import line, throwaway

Pair = tuple[int, int]
_LOOK_UPS = 1_000


def main() -> None:
    """Measure and print."""
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()] or [20_000, 200_000]
    with throwaway():
        from japanese_people import people

        for size in sizes:
            print(f"\n-- {size:,} records", flush=True)
            known = people(size)
            truth = true_pairs(known)
            gc.freeze()  # a program that uses the check holds no million people of its own to be looked through
            _empty()
            load(known)
            _measure_check(known, truth)
            _measure_look_ups(size)
            if size == 200_000:
                _measure_newcomers(people(300_000)[200_000:], size)
            if "--without-rival" not in sys.argv:
                _measure_rival("plain blocking with rapidfuzz", known, truth, plain_pairs)


def true_pairs(known: Sequence[Any]) -> set[Pair]:
    """The pairs of records (numbered from 1) that are of one person."""
    records: dict[int, list[int]] = defaultdict(list)
    for number, person in enumerate(known, 1):
        records[person.person].append(number)
    return {pair for numbers in records.values() for pair in itertools.combinations(numbers, 2)}


def _measure_check(known: Sequence[Any], truth: set[Pair]) -> None:
    from joren.record.duplicates import actions

    phases: list[tuple[str, float]] = []

    def progress(_done: int, _total: int | None, message: str) -> None:
        if not phases or phases[-1][0] != message:
            phases.append((message, time.perf_counter()))

    wall, cpu, memory = spent(lambda: actions.check(progress=progress))
    phases.append(("", time.perf_counter()))
    steps = ", ".join(f"{name} {after - begin:.0f} s" for (name, begin), (_n, after) in itertools.pairwise(phases))
    line(
        "check of everybody",
        f"{wall:.0f} s wall, {cpu:.0f} s CPU, {memory:.0f} MB, {1e6 * cpu / len(known):.0f} µs/record",
    )
    line("", steps)
    bands = found_pairs()
    _say_quality("sure", bands["sure"], truth)
    _say_quality("sure + review", bands["sure"] | bands["review"], truth)
    household = bands["household"]
    right = sum(known[a - 1].household == known[b - 1].household for a, b in household)
    same = len(household & truth)
    line(
        "households",
        f"{len(household):,} offered, {right / max(len(household), 1):.4f} of one house, {same} one person",
    )


def found_pairs() -> dict[str, set[Pair]]:
    """The open pairs by band; what suggests a household apart."""
    from joren.record.duplicates.models import Candidate

    bands: dict[str, set[Pair]] = {"sure": set(), "review": set(), "household": set()}
    rows = Candidate.objects.values_list("first_id", "second_id", "band", "suggests")
    for first, second, band, suggests in rows.iterator(chunk_size=20_000):
        bands["household" if suggests == "household" else band].add((first, second))
    return bands


def _say_quality(name: str, found: set[Pair], truth: set[Pair]) -> None:
    right = len(found & truth)
    precision, recall = right / max(len(found), 1), right / max(len(truth), 1)
    line(name, f"precision {precision:.4f}, recall {recall:.4f} ({len(found):,} pairs, {len(truth):,} true)")


def _measure_look_ups(size: int) -> None:
    """Single people against everybody, as a till would ask; the record itself must be among the answers."""
    from joren.record.duplicates import queries

    numbers = random.Random(7).sample(range(1, size + 1), _LOOK_UPS)
    asked = [(number, queries.written_of_customer(number)) for number in numbers]
    queries.matches_of(asked[0][1])
    seconds, there = [], 0
    for number, person in asked:
        began = time.perf_counter()
        found = queries.matches_of(person, limit=20)
        seconds.append(time.perf_counter() - began)
        there += any(match.customer.pk == number for match in found)
    seconds.sort()
    p50, p99 = (1000 * seconds[int(_LOOK_UPS * share)] for share in (0.5, 0.99))
    line("one person against everybody", f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, {there / _LOOK_UPS:.1%} find themselves")


def _measure_newcomers(newcomers: Sequence[Any], size: int) -> None:
    from joren.record.duplicates import actions

    load(newcomers, begin=size + 1)
    wall, cpu, memory = spent(actions.check)
    line("100,000 new against 200,000", f"{wall:.0f} s wall, {cpu:.0f} s CPU, {memory:.0f} MB")


def _measure_rival(
    name: str, known: Sequence[Any], truth: set[Pair], rival: Callable[[Sequence[Any]], set[Pair]]
) -> None:
    found: set[Pair] = set()
    wall, cpu, memory = spent(lambda: found.update(rival(known)))
    line(f"RIVAL {name}", f"{wall:.0f} s wall, {cpu:.0f} s CPU, {memory:.0f} MB")
    _say_quality("  its pairs", found, truth)


def plain_pairs(known: Sequence[Any]) -> set[Pair]:
    """What one writes by hand: blocks by phone, mail, birthday and name, likenesses summed, one threshold."""
    from rapidfuzz.distance import JaroWinkler

    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, one in enumerate(known):
        for key in _plain_keys(one):
            blocks[key].append(number)
    compared: set[int] = set()
    found: set[Pair] = set()
    for members in blocks.values():
        if len(members) > 200:
            continue
        for a, b in itertools.combinations(members, 2):
            mark = a * len(known) + b
            if mark in compared:
                continue
            compared.add(mark)
            if _likeness(known[a], known[b], JaroWinkler.similarity) >= 0.85:
                found.add((a + 1, b + 1))
    return found


def _plain_keys(one: Any) -> Iterable[tuple[str, ...]]:
    for phone in (one.mobile, one.landline):
        if phone:
            yield ("phone", phone)
    if one.email:
        yield ("mail", one.email)
    if one.year and one.day:
        yield ("born", one.family_name, f"{one.year}-{one.month}-{one.day}")
        yield ("born", one.given_name, f"{one.year}-{one.month}-{one.day}")
    yield ("name", one.family_name, one.given_name)


def _likeness(one: Any, other: Any, similar: Callable[[str, str], float]) -> float:
    """Of what both have, how alike it is: 0 to 1."""
    got = weight = 0.0
    for mine, theirs, counts in (
        (one.family_name + one.given_name, other.family_name + other.given_name, 3.0),
        (one.family_kana + one.given_kana, other.family_kana + other.given_kana, 2.0),
        (_day(one), _day(other), 3.0),
        (one.mobile, other.mobile, 2.0),
        (one.email, other.email, 2.0),
        (one.city + one.line, other.city + other.line, 1.0),
    ):
        if mine and theirs:
            got += counts * similar(mine, theirs)
            weight += counts
    return got / weight if weight else 0.0


def _day(one: Any) -> str:
    return f"{one.year}{one.month:02}{one.day:02}" if one.year and one.day else ""


def load(known: Sequence[Any], begin: int = 1) -> None:
    """COPY the people in, numbered in order."""
    from django.db import connection

    when = "2026-01-01"
    with connection.cursor() as cursor:
        with cursor.copy(
            "COPY customers_customer (id, family_name, given_name, family_kana, given_kana, company, honorific,"
            " birth_year, birth_month, birth_day, gender, note, source, created_at, changed_at, search_text,"
            " search_grams, provenance) FROM STDIN"
        ) as copy:
            for number, one in enumerate(known, begin):
                names = (one.family_name, one.given_name, one.family_kana, one.given_kana, "", "様")
                born = (one.year, one.month, one.day, one.gender)
                copy.write_row((number, *names, *born, "", "till", when, when, "", [], "{}"))
        with cursor.copy(
            "COPY customers_contactpoint (customer_id, kind, value, written, is_primary, undeliverable_reason, source)"
            " FROM STDIN"
        ) as copy:
            for number, one in enumerate(known, begin):
                points = {("phone", one.mobile), ("phone", one.landline), ("email", one.email), ("line", one.line_id)}
                for kind, value in points:
                    if value:
                        copy.write_row((number, kind, value, value, True, "", ""))
        with cursor.copy(
            "COPY customers_postaladdress (customer_id, postal_code, prefecture, city, line, building, is_primary,"
            " source) FROM STDIN"
        ) as copy:
            for number, one in enumerate(known, begin):
                if one.line:
                    copy.write_row(
                        (number, one.postal_code, one.prefecture, one.city, one.line, one.building, True, "")
                    )
        cursor.execute("ANALYZE")


def _empty() -> None:
    from django.apps import apps
    from django.db import connection

    tables = ["customers_customer", *(model._meta.db_table for model in apps.get_app_config("duplicates").get_models())]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        cursor.execute("TRUNCATE changes_tombstone")


def spent(work: Callable[[], Any]) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds of all processes and backends, and the memory they took at most, in MB."""
    watch = _Watch()
    began = time.perf_counter()
    work()
    wall = time.perf_counter() - began
    cpu, memory = watch.stop()
    return wall, cpu, memory


class _Watch(threading.Thread):
    """Looks every tenth of a second at this process, its children and the backends of the database they work in."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._ended = threading.Event()
        self._used: dict[int, float] = {}
        self._at_start: dict[int, float] = {}
        self._most = self._held_at_start = 0.0
        self._look()
        self._at_start, self._held_at_start = dict(self._used), self._most
        self.start()

    def run(self) -> None:
        while not self._ended.wait(0.1):
            self._look()

    def stop(self) -> tuple[float, float]:
        self._ended.set()
        self.join()
        self._look()
        cpu = sum(used - self._at_start.get(process, 0.0) for process, used in self._used.items())
        return cpu, self._most - self._held_at_start

    def _look(self) -> None:
        import psutil

        me = psutil.Process()
        held = 0.0
        for process in [me, *me.children(recursive=True), *_backends()]:
            try:
                times = process.cpu_times()
                self._used[process.pid] = times.user + times.system
                if "postgres" not in process.name():
                    held += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        self._most = max(self._most, held / 1e6)


def _backends() -> Iterable[Any]:
    """The PostgreSQL processes that serve our database."""
    import psutil

    name = os.environ["DATABASE_URL"].rpartition("/")[2].partition("?")[0]
    for process in psutil.process_iter(["name", "cmdline"]):
        command = " ".join(process.info["cmdline"] or ())
        if process.info["name"] == "postgres" and f" {name} " in f"{command} ":
            yield process


if __name__ == "__main__":
    main()
