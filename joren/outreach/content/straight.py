"""Templates of nothing but text and plain merge fields, filled in without Liquid: most messages are such, and a sending
fills them in a hundred thousand times.

Whatever is more than that (a tag, a filter, a field that is absent) is left to Liquid; for the rest `put_together`
gives exactly what it would print.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.output import OutputNode
from liquid.stringify import to_liquid_string
from markupsafe import Markup

Field = tuple[str, ...]


def pieces_of(nodes: Sequence[Node]) -> list[str | Field] | None:
    """The texts and the fields between them; None when there is anything else."""
    pieces = [_piece(node) for node in nodes]
    return None if any(piece is None for piece in pieces) else [piece for piece in pieces if piece is not None]


def _piece(node: Node) -> str | Field | None:
    if isinstance(node, ContentNode):
        return node.text
    expression = node.expression if isinstance(node, OutputNode) else None
    if type(expression) is not FilteredExpression or expression.filters or type(expression.left) is not Path:
        return None
    path = expression.left.path
    return tuple(str(name) for name in path) if all(isinstance(name, str) for name in path) else None


def put_together(pieces: Sequence[str | Field], values: Mapping[str, Any], *, autoescape: bool) -> str | None:
    """The whole text, fields escaped for HTML where asked for, every line break as ``\\n``; None when one of them is
    absent."""
    written: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            written.append(piece)
            continue
        value: Any = values
        for name in piece:
            if not isinstance(value, dict) or name not in value:
                return None
            value = value[name]
        as_it_is = type(value) is Markup or (not autoescape and type(value) is str)
        written.append(value if as_it_is else to_liquid_string(value, autoescape))
    whole = "".join(written)
    return whole.replace("\r\n", "\n").replace("\r", "\n") if "\r" in whole else whole
