"""Who stands outside everything: the global control group. No Django, no clock."""

from decimal import Decimal
from hashlib import sha256
from typing import Final

_RANGE: Final = 1 << 32
CONTROL_SQL: Final = (
    "('x' || left(encode(sha256(convert_to({seed} || ':' || {id}, 'UTF8')), 'hex'), 8))::bit(32)::bigint"
)
"""The place of a person as PostgreSQL works it out: the same number as `place`."""


def place(customer_id: int, seed: str) -> int:
    """Where SHA-256 puts this person under this seed: 0 to 2³² - 1, evenly, and for ever."""
    return int.from_bytes(sha256(f"{seed}:{customer_id}".encode()).digest()[:4])


def threshold(share: Decimal) -> int:
    """Whoever's place is below this is in the group. Raises ValueError for a share outside 0 to 1."""
    if not 0 <= share <= 1:
        raise ValueError(f"The share of the control group must be between 0 and 1, not {share}.")
    return int(share * _RANGE)


def in_control(customer_id: int, share: Decimal, seed: str) -> bool:
    """Whether this person is in the global control group."""
    return place(customer_id, seed) < threshold(share)
