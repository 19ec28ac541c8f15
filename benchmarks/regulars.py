"""How long the four steps of regulars take on a whole base: how many, why, who is next, the months.

    python benchmarks/regulars.py [CUSTOMERS]       # 20,000 by default

A made-up chain of shops (`retail.py`) in a throw-away PostgreSQL of its own (DATABASE_URL: a database on that server,
which is created and dropped). A regular is who bought five times. CPU is that of this process and of its database
backend; on a busy machine trust it and not the wall.
"""

import sys
from collections.abc import Callable
from typing import Any

from harness import line, peak, throwaway, timed
from retail import LAST_DAY, fill

RULE = {"attribute": "purchases.count", "op": "at_least", "value": 5}
LIMIT_SECONDS = 30


def main() -> None:
    """Measure and print."""
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    with throwaway():
        _measure(numbers[0] if numbers else 20_000)


def _measure(customers: int) -> None:
    from joren.insight.loyalty import actions, history, prospects, queries
    from joren.insight.loyalty.finding import find
    from joren.segments.mirror.actions import sync

    fill(customers)
    sync()
    line("customers, purchases", f"{customers:,}, {customers * 10:,}")
    definition = actions.define(rule=RULE, by=None)
    _cpu, seen = _say("1. how many, what share", lambda: queries.overview(definition, as_of=LAST_DAY))
    line("   regulars", f"{seen.regulars:,}")
    _say("   months of who became one", lambda: history.months(definition, as_of=LAST_DAY))
    cpu, found = _say("2. why", lambda: find(definition, as_of=LAST_DAY))
    line("   told", f"{found['status']}, {len(found['factors'])} signs")
    line("RATIO why : limit", f"{cpu / LIMIT_SECONDS:.2f} CPU (at most 1 at 200,000)")
    _cpu, near = _say("3. who is next", lambda: prospects.who_is_next(definition, as_of=LAST_DAY))
    line("   people", f"{len(near.people):,}")
    line("memory of this process", f"{peak():.0f} MB at most")


def _say(name: str, work: Callable[[], Any]) -> tuple[float, Any]:
    result: list[Any] = []
    wall, cpu = timed(lambda: result.append(work()))
    line(name, f"{wall:.1f} s wall, {cpu:.1f} s CPU")
    return cpu, result[0]


if __name__ == "__main__":
    main()
