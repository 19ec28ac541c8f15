"""The comparisons a leaf may make, by the type of its attribute."""

from enum import StrEnum
from typing import Final

from joren.foundation.catalogue import AttributeType


class Operator(StrEnum):
    """How a leaf compares. What is unknown of a customer compares false under every one of them."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    EQUALS = "equals"
    BETWEEN = "between"
    ON_OR_AFTER = "on_or_after"
    ON_OR_BEFORE = "on_or_before"
    WITHIN_LAST_DAYS = "within_last_days"
    IS = "is"
    IS_NOT = "is_not"
    ANY_OF = "any_of"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    IS_KNOWN = "is_known"


_QUANTITY = (
    Operator.AT_LEAST,
    Operator.AT_MOST,
    Operator.MORE_THAN,
    Operator.LESS_THAN,
    Operator.EQUALS,
    Operator.BETWEEN,
    Operator.IS_KNOWN,
)
_WORDS = (
    Operator.IS,
    Operator.IS_NOT,
    Operator.ANY_OF,
    Operator.CONTAINS,
    Operator.STARTS_WITH,
    Operator.IS_KNOWN,
)
OPERATORS: Final[dict[AttributeType, tuple[Operator, ...]]] = {
    AttributeType.NUMBER: _QUANTITY,
    AttributeType.MONEY: _QUANTITY,
    AttributeType.DAYS: _QUANTITY,
    AttributeType.DATE: (
        Operator.ON_OR_AFTER,
        Operator.ON_OR_BEFORE,
        Operator.BETWEEN,
        Operator.WITHIN_LAST_DAYS,
        Operator.IS_KNOWN,
    ),
    AttributeType.TEXT: _WORDS,
    AttributeType.CHOICE: _WORDS,
    AttributeType.BOOLEAN: (Operator.IS,),
    AttributeType.CUSTOMER: (Operator.ANY_OF,),
}
"""The operators of each type, in the order the builder offers them."""

FOLDED: Final = frozenset({Operator.CONTAINS, Operator.STARTS_WITH})
"""Compared under the search key of `joren.foundation.japanese.folding`, so that ﾔﾏﾀﾞ finds 山田's やまだ."""
