"""Kinds of file and their fields."""

from dataclasses import dataclass
from typing import Literal

from joren.foundation.registry.entries import Reference, Text

ValueKind = Literal[
    "",
    "email",
    "phone",
    "phone_part",
    "postal",
    "postal_part",
    "kana",
    "name",
    "prefecture",
    "address",
    "date",
    "birth_date",
    "number",
    "gender",
    "yes_no",
    "code",
    "handle",
    "words",
]
"""What the values of a column look like; see `joren.touchpoints.imports.matching.sniffing`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ImportField:
    """A field a column can be matched to. `synonyms`: column names parted by white space, in any spelling.

    `parts`: pieces of a column name that suggest the field where no synonym fits. `sniff`: what its values look
    like; it settles ties, and for unmistakable kinds (e-mail, phone …) matches a column whose name says nothing.
    `weak`: names that several fields could have (メール, 番号, 日付); they count only where the values fit `sniff`.
    """

    key: str
    label: Text
    synonyms: str
    parts: str = ""
    sniff: ValueKind = ""
    weak: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportKind:
    """A kind of file. `fields` names a tuple of ImportField, `importer` a class made with a `Plan` (see `Importer`).

    `tables` are the database tables that rows of this kind may create, children first, each with an ``import_id``:
    undoing an import deletes from them in this order. `custom`: unknown columns may become custom fields.
    `unit` is the table of what a row of the file is about: what belongs to one of its rows is taken back or left
    together (see `joren.touchpoints.imports.units`). `byproducts` are tables without an import of their own of which
    an import may make rows (tags, custom fields): they go with the undo when nobody else uses them.
    """

    key: str
    label: Text
    description: Text
    icon: str
    fields: Reference
    importer: Reference
    tables: tuple[str, ...]
    order: int = 100
    custom: bool = False
    unit: str = ""
    byproducts: tuple[str, ...] = ()
    offered: bool = True
    """Whether pages offer it and files are taken for it unasked; else it is read only when it is named."""


@dataclass(frozen=True, kw_only=True)
class ImportFollowUp:
    """What another app does once all rows of a kind are in: purchases find the customer they were waiting for.

    `after` is the key of an ImportKind, `run` names ``(plan, position) -> (Counts, position | None)``: one step in a
    transaction of its own, as `Importer.settle`. Rows it changes go through `plan.remember`; rows it makes carry the
    import's id and belong to tables of that kind.
    """

    key: str
    after: str
    run: Reference
    order: int = 100
