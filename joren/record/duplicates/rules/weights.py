"""Every number of the score in one place: how much each level of agreement says, and where the bands begin.

A weight is ``ln(m / u)`` (Fellegi & Sunter, "A Theory for Record Linkage", JASA 64, 1969): *m* is how often two
records of one person stand at that level, *u* how often records of two different people do. Where *u* is the share
of a value in the base (`Base.share`), agreement on a rare name says more (Winkler, "String Comparator Metrics and
Enhanced Decision Rules", 1990). The shipped *m* are what is typical of shop files with Japanese names; the *u* of
contacts are those of neighbours in a block (families included), not of two strangers, so that they never outweigh
what tells relatives apart. docs/rules/duplicates.md works an example.
"""

from math import log
from typing import Final

SURE: Final = 0.95
"""From here on a pair is *sure*, if nothing forbids it (`judging`): one in twenty may be wrong at the very
edge, and far fewer of all of them together, because most lie far above."""

REVIEW: Final = 0.40
"""From here on a pair is shown *to be reviewed*; below, the two are taken for different people."""

EXPECTED_DOUBLES: Final = 0.2
"""The share of records that has a double, before anything was compared: the prior is this over the number of people."""

SMALLEST_BASE: Final = 2_000
"""A base smaller than this is judged as if it had so many people: its shares of names would be chance."""

# How often records of one person agree in the name, by level, and the shares of a name when the base does not know it.
NAME_M: Final[dict[str, float]] = {
    "same": 0.85,
    "reading": 0.8,
    "romaji": 0.7,
    "homophone": 0.03,
    "read_differently": 0.06,
}
TYPICAL_SHARE: Final = {"family": 0.003, "given": 0.004}
SHARE_COUNTS_AS: Final = 200
"""The typical share weighs as much as so many people of the base."""

LARGEST_NAME_WEIGHT: Final = 8.0
SMALLEST_NAME_WEIGHT: Final = 1.5


def weight(m: float, u: float) -> float:
    """ln(m / u)."""
    return round(log(m / u), 2)


FIXED: Final[dict[tuple[str, str], float]] = {
    ("family_name", "typo"): weight(0.05, 0.0008),
    ("family_name", "close"): weight(0.03, 0.006),
    ("family_name", "similar"): weight(0.02, 0.02),
    ("family_name", "initial"): weight(0.05, 0.05),
    ("family_name", "different"): weight(0.01, 0.99),
    # Married: of women's second records every tenth bears another family name, of men's hardly any.
    ("family_name", "changed"): weight(0.05, 0.99),
    # One in kanji, the other in kana only: a little oftener two names than one.
    ("family_name", "unread"): weight(0.1, 0.15),
    ("given_name", "unread"): weight(0.1, 0.15),
    ("given_name", "typo"): weight(0.05, 0.0008),
    ("given_name", "close"): weight(0.03, 0.006),
    ("given_name", "similar"): weight(0.006, 0.02),
    ("given_name", "initial"): weight(0.05, 0.05),
    ("given_name", "different"): weight(0.006, 0.99),
    ("name", "swapped"): weight(0.02, 0.000_001),
    ("name", "joined"): weight(0.3, 0.000_03),
    ("nickname", "same"): weight(0.3, 0.01),
    # A day of birth is one of some 29,000 (80 years).
    ("birthday", "same"): weight(0.93, 1 / 29_000),
    ("birthday", "swapped"): weight(0.01, 1 / 29_000),
    ("birthday", "digit"): weight(0.025, 25 / 29_000),
    ("birthday", "year_differs"): weight(0.01, 1 / 365),
    ("birthday", "month_day"): weight(0.93, 1 / 365),
    ("birthday", "month"): weight(0.9, 1 / 300),
    ("birthday", "year_only"): weight(0.9, 1 / 40),
    ("birthday", "different"): weight(0.004, 0.95),
    ("phone", "same"): weight(0.6, 0.0002),
    ("phone", "digit"): weight(0.04, 0.0004),
    ("phone", "different"): weight(0.25, 0.9),
    ("email", "same"): weight(0.6, 0.0001),
    ("email", "local_part"): weight(0.1, 0.001),
    ("email", "typo"): weight(0.03, 0.0005),
    ("email", "different"): weight(0.4, 0.95),
    ("line", "same"): weight(0.95, 1e-9),
    ("line", "different"): weight(0.05, 1.0),
    ("member_number", "same"): weight(0.98, 1e-9),
    ("external_id", "same"): weight(0.98, 1e-9),
    ("address", "building"): weight(0.45, 0.0001),
    ("address", "block"): weight(0.55, 0.0003),
    ("address", "near"): weight(0.3, 0.0005),
    ("address", "town"): weight(0.7, 0.004),
    ("address", "postal"): weight(0.7, 0.004),
    ("address", "city"): weight(0.8, 0.08),
    ("address", "prefecture"): weight(0.15, 0.2),
    ("address", "different"): weight(0.12, 0.85),
    ("company", "alone"): weight(0.8, 0.0003),
    ("company", "same"): weight(0.5, 0.02),
    ("company", "different"): weight(0.4, 0.98),
    ("gender", "same"): weight(0.98, 0.5),
    ("gender", "different"): weight(0.02, 0.5),
}
"""Weights that do not depend on the base, by (code, level)."""

NEW_YEAR: Final = 2.0
"""1 January is what files hold for an unknown birthday: agreement on it says this much less."""

SHARED: Final = 1.5
"""A phone or mail held by more than two people says this much less each time their number doubles."""

LARGEST_COMMON: Final = 12.0
"""What relatives share anyhow (address, phone, mail together) never counts for more than this."""
