"""What is known of a layout."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joren.foundation.registry.entries import Text


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A layout. Column names are written as the system writes them; they are compared by `matching.header_key`.

    A file is of this layout when it has every column of `required` (``A|B``: one of them) and at least `at_least` of
    `signs`, columns that hardly another system has; in whatever order, with whatever else.

    `columns`: column name to field key of `kind`; where several columns would give one field, the first that has
    values does. `ignored`: further columns of the layout, known and left out. `defaults`: field key to value for every
    row. `values`: field key to {cell: word}, what the system's own codes and words stand for: a word of the kind
    (of purchases: see `joren.touchpoints.purchases.meanings`). `options`: what else the kind's importer should know.

    `source` is the name under which files of one system share their numbers. `secondary`: taken only when the kind is
    named, because the same file has a main preset of another kind; `also` names that other one. `note` is told with
    the label. `confirmed_by`: the public document or program the layout was checked against.
    """

    key: str
    label: Text
    kind: str
    source: str
    required: tuple[str, ...]
    signs: tuple[str, ...]
    at_least: int
    columns: Mapping[str, str]
    confirmed_by: str
    ignored: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    secondary: bool = False
    also: str = ""
    note: Text = ""
