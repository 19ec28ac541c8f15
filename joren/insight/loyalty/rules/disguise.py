"""Which facts are the definition of a regular itself in other clothes, and so can be no reason for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """What a fact says of a person."""

    HOW = "how"
    """How a purchase was made (what, where, when): a count narrowed by one condition is at least 1."""
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    IS = "is"
    TRUE = "true"


class Kinship(StrEnum):
    """How a fact stands to the definition."""

    NONE = ""
    ON_THE_WAY = "on_the_way"
    """It is told, with the word that it is itself a step towards the definition."""
    ITSELF = "itself"
    """It is no reason: whoever has it has simply come part of the way."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a fact or a comparison of the definition measures. `grows`: a count or an amount that only adds up."""

    attribute: str
    grows: bool
    money: bool = False

    @property
    def subject(self) -> str:
        """What it is about: ``purchases`` of ``purchases.count``."""
        return self.attribute.partition(".")[0]


def kinship(fact: Measured, shape: Shape, days: int, definition: Iterable[Measured]) -> Kinship:
    """How a fact known `days` after the first purchase stands to the definition.

    At the first purchase everybody has made just one: *how* it was made is no progress. Later, whatever adds up is,
    if the definition adds up the same things. Coming back early is progress too, but it is the habit one asks for: it
    is told with a word of warning.
    """
    kin = [leaf for leaf in definition if leaf.subject == fact.subject]
    if shape is Shape.HOW and days == 0:
        return Kinship.NONE
    if any(leaf.attribute == fact.attribute or (fact.money and leaf.money) for leaf in kin):
        return Kinship.ITSELF
    growing = any(leaf.grows for leaf in kin)
    if growing and fact.grows and days > 0:
        return Kinship.ITSELF
    return Kinship.ON_THE_WAY if growing and shape is Shape.AT_MOST else Kinship.NONE
