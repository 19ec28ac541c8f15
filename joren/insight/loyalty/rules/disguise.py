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


_ITEM_PARAMETERS = frozenset({"category", "product"})


@dataclass(frozen=True, slots=True)
class Measured:
    """What a fact or a comparison of the definition measures. `grows`: a count or an amount that only adds up.

    `rooms`: what it is about, by name and by the facts it is made of (``{"purchases"}`` for all that purchases and
    their lines tell). `narrowed`: the conditions on the facts it looks at, as (parameter, value): ("shop", "cafe").
    """

    attribute: str
    grows: bool
    money: bool = False
    rooms: frozenset[str] = frozenset()
    narrowed: frozenset[tuple[str, str]] = frozenset()

    @property
    def subjects(self) -> frozenset[str]:
        """Everything it is about: ``purchases`` of ``purchases.count``, and its rooms."""
        return self.rooms | {self.attribute.partition(".")[0]}

    @property
    def narrows_items(self) -> bool:
        """Whether it looks at some products only."""
        return any(parameter in _ITEM_PARAMETERS for parameter, _value in self.narrowed)


def kinship(fact: Measured, shape: Shape, days: int, definition: Iterable[Measured]) -> Kinship:
    """How a fact known `days` after the first purchase stands to the definition.

    At the first purchase everybody has made just one: *how* it was made is no progress, unless the definition counts
    only purchases made that very way (beans, where three purchases of beans make a regular). Later, whatever adds up
    is progress, if the definition adds up the same things. Coming back early is progress too, but it is the habit one
    asks for: it is told with a word of warning. So are other products where the definition counts some products.
    """
    kin = [leaf for leaf in definition if leaf.attribute == fact.attribute or leaf.subjects & fact.subjects]
    growing = [leaf for leaf in kin if leaf.grows]
    if any(_same_part(fact, leaf) for leaf in growing):
        return Kinship.ITSELF
    if shape is Shape.HOW and days == 0:
        other_items = fact.narrows_items and any(leaf.narrows_items for leaf in growing)
        return Kinship.ON_THE_WAY if other_items else Kinship.NONE
    if any(leaf.attribute == fact.attribute or (fact.money and leaf.money) for leaf in kin):
        return Kinship.ITSELF
    if growing and fact.grows and days > 0:
        return Kinship.ITSELF
    return Kinship.ON_THE_WAY if growing and shape is Shape.AT_MOST else Kinship.NONE


def _same_part(fact: Measured, leaf: Measured) -> bool:
    """Whether the fact names the very part that the definition counts: its category, its shop, its channel."""
    return bool({value for _parameter, value in fact.narrowed} & {value for _parameter, value in leaf.narrowed})
