"""Deciles: the buyers of a period in ten groups of equal size by what they paid.

Formulas with worked numbers: docs/rules/reports.md.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from joren.insight.reports.reading import Facts, average, money_unit, over_days, share

from .buyers import People, Rule, both, bought, buyers, leaf, opened, period, span

GROUPS: Final = 10
_NAMES = ("decile", "customers", "amount", "purchases", "least", "most")


@over_days
def deciles(staff: Any, *, start: date | None, end: date | None, as_of: date) -> list[dict[str, Any]]:
    """The groups from the best downwards; with fewer than ten buyers as many groups as there are buyers."""
    return running(grouped(Facts(), GROUPS, span(start, end, as_of)))


def grouped(facts: Facts, groups: int, values: dict[str, date]) -> list[dict[str, Any]]:
    """The buyers by what they paid in so many groups of equal size; what is over goes to the first, one each."""
    sql = f"""
        SELECT part, count(*), sum(amount), CAST(sum(number) AS bigint), min(amount), max(amount)
        FROM ({placed(groups)}) AS placed GROUP BY part ORDER BY part
    """  # noqa: S608
    return facts.rows(sql, _NAMES, values)


def placed(groups: int) -> str:
    """Each buyer with their group; of equal amounts who bought more often stands first, then the older record."""
    part = f"ntile({groups}) OVER (ORDER BY amount DESC, number DESC, person) AS part"
    return f"SELECT buyers.*, {part} FROM ({buyers()}) AS buyers"  # noqa: S608


def running(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The groups with their shares, and what they come to together with those above."""
    rows = list(found)
    total, unit = sum((row["amount"] for row in rows), Decimal(0)), money_unit()
    people, above, told = sum(row["customers"] for row in rows), Decimal(0), []
    for row in rows:
        above += row["amount"]
        told.append(
            {
                "_row": str(row["decile"]),
                **row,
                "people_share": share(row["customers"], people),
                "share": share(row["amount"], total) if total > 0 else None,
                "cumulative": above,
                "cumulative_share": share(above, total) if total > 0 else None,
                "average": average(row["amount"], row["customers"], unit),
                "per_purchase": average(row["amount"], row["purchases"], unit),
            }
        )
    return told


def of_decile(staff: Any, row: str, **given: Any) -> People:
    """Who is in a group: those who paid from so much to so much; their ids where the next group paid the same."""
    return of_group(GROUPS, row, span(given["from"], given["to"], given["as_of"]))


def of_group(groups: int, row: str, values: dict[str, date]) -> People:
    """Who is in one of so many groups. Raises LookupError for one that is not there."""
    facts = Facts()
    found = {str(group["decile"]): group for group in grouped(facts, groups, values)}
    group, number = found[row], int(row)
    above, below = found.get(str(number - 1)), found.get(str(number + 1))
    ids = f"SELECT person FROM ({placed(groups)}) AS placed WHERE part = {number}"  # noqa: S608
    is_parted = (above and above["least"] == group["most"]) or (below and below["most"] == group["least"])
    rule = None if is_parted else paid(values, group["least"] if below else None, group["most"] if above else None)
    return opened(facts, rule, ids, values)


def paid(values: dict[str, date], least: Decimal | None, most: Decimal | None) -> Rule:
    """Bought in the period, and paid from so much to so much."""
    during = period(values)
    ends = (("at_least", least), ("at_most", most))
    amounts = [leaf("purchases.amount", op, end, during) for op, end in ends if end is not None]
    return both(bought(during), *amounts)
