"""What chance decides in a journey: SHA-256 of its seed, so that it was decided before and can be checked after."""

from decimal import Decimal
from hashlib import sha256

from .flow import Step


def draw(*parts: str) -> Decimal:
    """A number from 0 up to 1, the same for the same parts, with 64 bits of the digest."""
    said = "".join(f"{len(part)}:{part}" for part in parts)
    return Decimal(int.from_bytes(sha256(said.encode()).digest()[:8])) / Decimal(2**64)


def is_held_back(seed: str, customer_id: int, share: Decimal) -> bool:
    """Whether chance keeps this person out of the journey, every time they would enter."""
    return draw(seed, "held back", str(customer_id)) < share


def path_of(seed: str, step: Step, customer_id: int, number: int) -> str:
    """The path chance sends this entry of a person along."""
    place, reached = draw(seed, "split", step.id, str(customer_id), str(number)) * 100, Decimal(0)
    for path in step.paths:
        reached += path.share
        if place < reached:
            return path.key
    return step.paths[-1].key
