"""SQL fragments that PostgreSQL, DuckDB and Spark compute to the very same value, for attribute expressions.

Two engines answer one rule: the columnar mirror for everybody, PostgreSQL for one person. A fragment that rounds
differently in one of them would let a person into a segment on one screen and out of it on another.
"""


def days_between(earlier: str, later: str) -> str:
    """Whole days from one date expression to another: ``CAST((later) - (earlier) AS INTEGER)``."""
    return f"CAST(({later}) - ({earlier}) AS INTEGER)"


def ratio(total: str, parts: str) -> str:
    """`total` (an exact number with up to two decimals) divided by `parts` (a count), half up to two decimals.

    NULL where `parts` is 0. Counted in whole hundredths, where a tie is exact in a double, so that no engine's own
    rounding decides.
    """
    hundredths = f"CAST(({total}) * 100 AS DOUBLE PRECISION) / NULLIF(({parts}), 0)"
    return f"CAST(FLOOR({hundredths} + 0.5) / 100 AS DECIMAL(14,2))"
