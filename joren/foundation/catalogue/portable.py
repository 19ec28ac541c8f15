"""SQL fragments that PostgreSQL, DuckDB and Spark compute to the very same value, for attribute expressions.

Two engines answer one rule: the columnar mirror for everybody, PostgreSQL for one person. A fragment that rounds
differently in one of them would let a person into a segment on one screen and out of it on another.

What the engines cannot say alike is written as a mark ``«name¦argument¦argument»`` that each engine's dialect replaces
(`joren.segments.engine.dialects`); arguments may hold marks themselves. A dialect also says ``DOUBLE PRECISION`` in its
own way where it has another name for it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

_MARK: Final = re.compile(r"«(\w+)((?:¦[^«»¦]*)*)»")
_DAY_ZERO: Final = "CAST('1900-01-01' AS DATE)"
_LATEST: Final = 109_571
"""Days from 1 January 1900 to the end of 2199, the days a question may be asked for."""


def spelled(sql: str, spellings: Mapping[str, Callable[..., str]]) -> str:
    """The SQL with every mark replaced, from the inside out, by what the engine says instead. Raises KeyError."""
    while found := _MARK.search(sql):
        arguments = found[2].split("¦")[1:]
        sql = sql[: found.start()] + spellings[found[1]](*arguments) + sql[found.end() :]
    return sql


def weekday(day: str) -> str:
    """Day of the week of a date expression, 1 (Monday) to 7: 1 January 1900 was a Monday."""
    return f"((({days_between(_DAY_ZERO, day)} % 7) + 7) % 7 + 1)"


def nth_smallest(value: str, nth: int, where: str) -> str:
    """The nth smallest `value` of the rows for which `where` holds, equal ones counted; NULL if there are fewer."""
    return f"«nth_smallest¦{value}¦{nth}¦{where}»"


def median(value: str, where: str) -> str:
    """The median of whole numbers over the rows for which `where` holds: a double, exact; NULL without any."""
    return f"«median¦{value}¦{where}»"


def moment_key(day: str, minute: str) -> str:
    """A whole number that grows with the day and the minute of the day (an unknown minute comes last), below 2^28.

    For the first or last of something: ``min(key * 2147483648 + shop)`` finds the first purchase's shop in one pass.
    """
    days = f"LEAST(GREATEST({days_between(_DAY_ZERO, day)}, 0), {_LATEST})"
    return f"(CAST({days} AS BIGINT) * 1441 + COALESCE({minute}, 1440))"


def days_between(earlier: str, later: str) -> str:
    """Whole days from one date expression to another: ``CAST((later) - (earlier) AS INTEGER)``."""
    return f"CAST(({later}) - ({earlier}) AS INTEGER)"


def percent(part: str, whole: str) -> str:
    """`part` of a hundred `whole` (exact numbers with up to two decimals), half up to two decimals.

    NULL where `whole` is 0. Whole hundredths on both sides, so that every engine divides the very same doubles.
    """
    above, below = (f"CAST(({number}) * 100 AS DOUBLE PRECISION)" for number in (part, whole))
    return f"CAST(FLOOR({above} * 10000 / NULLIF({below}, 0) + 0.5) / 100 AS DECIMAL(14,2))"


def ratio(total: str, parts: str) -> str:
    """`total` (an exact number with up to two decimals) divided by `parts` (a count), half up to two decimals.

    NULL where `parts` is 0. Counted in whole hundredths, where a tie is exact in a double, so that no engine's own
    rounding decides.
    """
    hundredths = f"CAST(({total}) * 100 AS DOUBLE PRECISION) / NULLIF(({parts}), 0)"
    return f"CAST(FLOOR({hundredths} + 0.5) / 100 AS DECIMAL(14,2))"
