"""One leaf as SQL: true or false, never NULL."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

from joren.foundation.catalogue import AttributeType
from joren.segments.catalogue.operators import FOLDED, Operator
from joren.segments.catalogue.tree import Leaf

from .dialects import Dialect, Values

_SIGNS: Final = {
    Operator.AT_LEAST: ">=",
    Operator.AT_MOST: "<=",
    Operator.MORE_THAN: ">",
    Operator.LESS_THAN: "<",
    Operator.EQUALS: "=",
    Operator.ON_OR_AFTER: ">=",
    Operator.ON_OR_BEFORE: "<=",
    Operator.IS: "=",
    Operator.IS_NOT: "<>",
}


def comparison(
    leaf: Leaf,
    kind: AttributeType,
    answer: str,
    as_of: str,
    values: Values,
    dialect: Dialect,
    matching: Callable[[Leaf], Iterable[str]],
    *,
    narrowing: bool = False,
) -> str:
    """The leaf over the SQL `answer`. `matching` gives the texts a folded comparison is true for.

    `narrowing`: it stands in a WHERE under nothing but AND and OR, where unknown counts as false anyway; said plainly,
    engines skip what statistics of the files rule out.
    """
    if kind is AttributeType.BOOLEAN and not leaf.value:
        return f"NOT COALESCE({answer}, FALSE)"
    if kind is AttributeType.BOOLEAN:
        return answer if narrowing else f"COALESCE({answer}, FALSE)"
    if leaf.op is Operator.IS_KNOWN:
        return f"({answer} IS NOT NULL)"
    if leaf.op in FOLDED:
        test = dialect.among_texts(answer, values.mark(sorted(matching(leaf))))
    else:
        test = _test(leaf.op, answer, leaf.value, as_of, values)
    return f"({test})" if narrowing else f"COALESCE({test}, FALSE)"


def _test(op: Operator, answer: str, value: Any, as_of: str, values: Values) -> str:
    if op is Operator.BETWEEN:
        low, high = (values.mark(_plain(end)) for end in value)
        return f"{answer} >= {low} AND {answer} <= {high}"
    if op is Operator.ANY_OF:
        return f"{answer} IN ({', '.join(values.mark(item) for item in value)})"
    if op is Operator.WITHIN_LAST_DAYS:
        return f"{answer} > {as_of} - {values.mark(value)} AND {answer} <= {as_of}"
    return f"{answer} {_SIGNS[op]} {values.mark(_plain(value))}"


def _plain(value: Any) -> Any:
    """A whole number as an integer: compared without widening each answer to a decimal."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value
