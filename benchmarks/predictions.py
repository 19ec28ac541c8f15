"""How fast everybody is predicted: fitting and telling a whole base, following those who bought, against lifetimes.

    python benchmarks/predictions.py [CUSTOMERS]       # 20,000 by default; --large: 1,000,000

A made-up chain of shops (`retail.py`) in a throw-away PostgreSQL of its own (DATABASE_URL: a database on that server,
which is created and dropped). The limit: a million fitted and told within 30 seconds on two cores. The rival fits and
scores the very same histories, given to it as arrays; ours is timed on those arrays, too, so that both do the same.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from harness import line, peak, throwaway, timed
from retail import LAST_DAY, fill

LIMIT_SECONDS = 30
BOUGHT = 1_000


def main() -> None:
    """Measure and print."""
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    customers = numbers[0] if numbers else 1_000_000 if "--large" in sys.argv else 20_000
    with throwaway():
        _measure(customers)


def _measure(customers: int) -> None:
    from joren.insight.predictions import actions
    from joren.insight.predictions.reading import histories
    from joren.segments.mirror.actions import sync

    fill(customers)
    sync()
    line("customers, purchases", f"{customers:,}, {customers * 10:,}")
    seconds, cpu, everybody = _timed(lambda: histories(LAST_DAY))
    line("reading the histories", f"{seconds:.1f} s wall, {cpu:.1f} s CPU ({len(everybody):,} have bought)")
    ours = _on_arrays(everybody)
    seconds, cpu, fit = _timed(lambda: actions.refresh(as_of=LAST_DAY))
    line(
        "fitted, tried and told", f"{seconds:.1f} s wall, {cpu:.1f} s CPU ({fit.standing}, {fit.trial['off_by']:+.1%})"
    )
    line("RATIO a million : limit", f"{seconds * 1e6 / customers / LIMIT_SECONDS:.2f} wall, in proportion (at most 1)")
    _buy()
    seconds, cpu, told = _timed(lambda: actions.follow(as_of=LAST_DAY))
    line(f"following {BOUGHT:,} who bought", f"{seconds:.1f} s wall, {cpu:.1f} s CPU ({told:,} told anew)")
    line("memory of this process", f"{peak():.0f} MB at most")
    rival = _lifetimes(everybody)
    line("RATIO lifetimes : ours, arrays", f"{rival / ours:.1f} CPU")


def _on_arrays(people: Any) -> float:
    from joren.insight.predictions.rules.bg_nbd import History, fit_bg_nbd
    from joren.insight.predictions.rules.gamma_gamma import fit_gamma_gamma
    from joren.insight.predictions.rules.scores import scored

    def both() -> Any:
        model, money = fit_bg_nbd(History.of(*people.weeks)), fit_gamma_gamma(people.frequency, people.amount)
        return model, scored(model, money, *people.weeks, people.amount)

    seconds, cpu, (model, _scores) = _timed(both)
    likelihood = model.log_likelihood(History.of(*people.weeks))
    line("ours, fit and score of arrays", f"{seconds:.1f} s wall, {cpu:.1f} s CPU, log-likelihood {likelihood:,.1f}")
    return cpu


def _lifetimes(people: Any) -> float:
    import warnings

    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    from joren.insight.predictions.rules.bg_nbd import BgNbd, History

    warnings.simplefilter("ignore")
    x, t_x, age = (pd.Series(values) for values in people.weeks)
    amount = pd.Series(people.amount)

    def both() -> Any:
        bought = BetaGeoFitter().fit(x, t_x, age)
        again = (x > 0) & (amount > 0)
        money = GammaGammaFitter().fit(x[again], amount[again])
        bought.conditional_expected_number_of_purchases_up_to_time(52, x, t_x, age)
        bought.conditional_probability_alive(x, t_x, age)
        money.conditional_expected_average_profit(x, amount)
        return bought

    seconds, cpu, bought = _timed(both)
    likelihood = BgNbd(*bought.params_).log_likelihood(History.of(*people.weeks))
    line(
        "lifetimes, fit and score of arrays", f"{seconds:.1f} s wall, {cpu:.1f} s CPU, log-likelihood {likelihood:,.1f}"
    )
    return cpu


def _buy() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO purchases_purchase (customer_id, kind, source, external_id, purchased_at, business_date,"
            " minute_of_day, transactions, amount, discount, channel, note)"
            " SELECT g, 'sale', 'new', g::text, now(), %s, 700, 1, 500, 0, '', '' FROM generate_series(1, %s) g",
            [LAST_DAY, BOUGHT],
        )


def _timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    result: list[Any] = []
    started = time.perf_counter()
    _wall, cpu = timed(lambda: result.append(work()))
    return time.perf_counter() - started, cpu, result[0]


if __name__ == "__main__":
    main()
