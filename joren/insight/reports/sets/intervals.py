"""Days from one purchase to the next: how they are spread, and when it is time to remind somebody."""

from collections import Counter, defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

from joren.insight.reports.reading import Facts, over_days, share

from .counted import BOUGHT, gaps, given_values, values

PERCENTILES: Final = (10, 25, 50, 75, 90, 95)
MOST_NTH: Final = 10
ENOUGH: Final = 20
"""With fewer intervals no day of reminding is suggested."""
_TENTH: Final = Decimal("0.1")
_WITHIN: Final = "day >= CAST([start] AS date) AND day <= CAST([end] AS date)"


@over_days
def distribution(
    staff: Any, *, start: date | None, end: date | None, width: int, percent: int, same_day: str, as_of: date
) -> dict[str, Any]:
    """The histogram of intervals that ended in the period, percentiles, by which purchase, and a day to remind.

    `width`: days of a bar. `percent`: the share of returns after which somebody is reminded.
    """
    facts, asked = Facts(), values(start, end, as_of)
    sql = f"""
        WITH {gaps(same_day)} SELECT least(nth, {MOST_NTH + 1}), days, count(*)
        FROM gaps WHERE {_WITHIN} GROUP BY 1, 2
    """  # noqa: S608
    by_nth: dict[int, Counter[int]] = defaultdict(Counter)
    for row in facts.rows(sql, ("nth", "days", "number"), asked):
        by_nth[row["nth"]][row["days"]] += row["number"]
    everything = sum(by_nth.values(), Counter[int]())
    return {
        "main": _bars(everything, _people_by_bar(facts, width, same_day, asked), width),
        "percentiles": [{"percentile": p, "days": percentile(everything, p)} for p in PERCENTILES if everything],
        "nth": [_nth(nth, by_nth[nth]) for nth in sorted(by_nth) if nth <= MOST_NTH],
        "reminder": _reminder(facts, everything, percent, asked),
    }


def _people_by_bar(facts: Facts, width: int, same_day: str, asked: dict[str, Any]) -> dict[int, int]:
    sql = f"""
        WITH {gaps(same_day)} SELECT {_bar(width)}, count(DISTINCT person) FROM gaps WHERE {_WITHIN} GROUP BY 1
    """  # noqa: S608
    return {row["bar"]: row["people"] for row in facts.rows(sql, ("bar", "people"), asked)}


def _bar(width: int) -> str:
    return f"CAST((days - days % {int(width)}) / {int(width)} AS bigint)"


def _bars(counts: Counter[int], people: dict[int, int], width: int) -> list[dict[str, Any]]:
    whole, so_far, rows = sum(counts.values()), 0, []
    bars: Counter[int] = Counter()
    for days, number in counts.items():
        bars[days // width] += number
    for bar in sorted(bars):
        so_far += bars[bar]
        first, last = bar * width, bar * width + width - 1
        rows.append(
            {
                "_row": str(bar),
                "days": str(first) if width == 1 else f"{first}–{last}",
                "from_day": first,
                "intervals": bars[bar],
                "share": share(bars[bar], whole),
                "so_far": share(so_far, whole),
                "customers": people[bar],
            }
        )
    return rows


def _nth(nth: int, counts: Counter[int]) -> dict[str, Any]:
    whole = sum(counts.values())
    total = sum(days * number for days, number in counts.items())
    return {
        "_row": f"nth{nth}",
        "nth": nth,
        "intervals": whole,
        "mean": (Decimal(total) / whole).quantize(_TENTH, ROUND_HALF_UP),
        "p25": percentile(counts, 25),
        "median_days": percentile(counts, 50),
        "p75": percentile(counts, 75),
    }


def percentile(counts: Counter[int], percent: int) -> Decimal:
    """The percentile of days, interpolated between neighbours as spreadsheets do (PERCENTILE.INC), to a tenth."""
    ordered = sorted(counts)
    place = Fraction(percent, 100) * (sum(counts.values()) - 1)
    low, rest = int(place), place - int(place)
    lower, upper = _value_at(counts, ordered, low), _value_at(counts, ordered, low + (1 if rest else 0))
    found = lower + (upper - lower) * rest
    return (Decimal(found.numerator) / found.denominator).quantize(_TENTH, ROUND_HALF_UP)


def _value_at(counts: Counter[int], ordered: list[int], place: int) -> Fraction:
    for days in ordered:
        place -= counts[days]
        if place < 0:
            return Fraction(days)
    return Fraction(ordered[-1])


def reminder_day(counts: Counter[int], percent: int) -> int | None:
    """The first day by which at least that share of the returns had been made; None of too few."""
    whole, so_far = sum(counts.values()), 0
    if whole < ENOUGH:
        return None
    for days in sorted(counts):
        so_far += counts[days]
        if so_far * 100 >= percent * whole:
            return days
    return None


def _reminder(facts: Facts, counts: Counter[int], percent: int, asked: dict[str, Any]) -> list[dict[str, Any]]:
    day = reminder_day(counts, percent)
    if day is None:
        return []
    sql = f"""
        SELECT count(*) FROM (
            SELECT max(purchases.business_date) AS last_on FROM {{purchases}} WHERE {BOUGHT}
            GROUP BY purchases.customer_id
        ) AS people WHERE CAST(CAST([as_of] AS date) - last_on AS integer) > [day]
    """  # noqa: S608
    late = facts.rows(sql, ("number",), asked | {"day": day})[0]["number"]
    by_then = sum(number for days, number in counts.items() if days <= day)
    return [
        {
            "_row": f"late{day}",
            "day": day,
            "share": share(by_then, sum(counts.values())),
            "intervals": sum(counts.values()),
            "late": late,
        }
    ]


def of_row(staff: Any, row: str, **given: Any) -> dict[str, Any] | list[int]:
    """Those with such an interval; or those for whom it is time to be reminded. Raises LookupError."""
    kind = row.rstrip("0123456789")
    if kind not in ("", "nth", "late") or not row[len(kind) :].isdecimal():
        raise LookupError(row)
    number = int(row[len(kind) :])
    if kind == "late":
        return {"attribute": "purchases.days_since_last", "op": "more_than", "value": number}
    held = f"{_bar(given['width'])} = [number]" if not kind else "nth = [number]"
    sql = f"""
        WITH {gaps(given["same_day"])} SELECT DISTINCT person FROM gaps WHERE {_WITHIN} AND {held} ORDER BY person
    """  # noqa: S608
    rows = Facts().rows(sql, ("person",), given_values(given) | {"number": number})
    return [found["person"] for found in rows]
