"""Columns that become custom fields of the customer."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from joren.foundation.importing import Plan
from joren.record.customers.actions import define_field
from joren.record.customers.errors import NotValid
from joren.record.customers.models import CustomField
from joren.record.customers.values import custom_answer
from joren.touchpoints.imports.matching.headers import header_key

PREFIX: Final = "custom."
_KEY = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,11})(?:\.\d{1,4})?", re.ASCII)
_DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}", re.ASCII)


class CustomColumns:
    """The columns mapped to ``custom.<key>``; fields that do not exist yet are made, with a type told by the sample."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        keys = [key for key in plan.columns if key.startswith(PREFIX)]
        self._columns = [(plan.columns[key], key.removeprefix(PREFIX)) for key in keys]
        self._fields: dict[str, CustomField] = {}

    def read(self, row: int, cells: Sequence[str]) -> dict[int, Any]:
        """Field id to typed value, for the cells that have one."""
        found: dict[int, Any] = {}
        for position, key in self._columns:
            text = cells[position].strip()
            if not text:
                continue
            field = self._field(key)
            try:
                answer = custom_answer(field, text)
            except NotValid as problem:
                self._plan.warn(row, f"custom_{key}", str(problem), column=self._plan.header[position], value=text)
                continue
            if answer is not None:
                found[field.pk] = answer
        return found

    def _field(self, key: str) -> CustomField:
        if key not in self._fields:
            existing = CustomField.objects.filter(key=key).first()
            self._fields[key] = existing or self._define(key)
        return self._fields[key]

    def _define(self, key: str) -> CustomField:
        position = self._plan.columns[PREFIX + key]
        values = [row[position] for row in self._plan.sample]
        return define_field(key=key, label=self._plan.header[position][:100], type=guess_type(values), by=None)


def guess_type(values: Sequence[str]) -> str:
    """The type all these values have: number, date, else text (a code with a leading zero is text)."""
    written = [value.strip() for value in values if value.strip()]
    if written and all(_NUMBER.fullmatch(value) for value in written):
        return CustomField.Type.NUMBER
    if written and all(_DATE.fullmatch(value) for value in written):
        return CustomField.Type.DATE
    return CustomField.Type.TEXT


def custom_key(column: str, position: int) -> str:
    """A key for a custom field named after its column: lower-case Latin where it has some, else by its position."""
    plain = _KEY.sub("_", unicodedata.normalize("NFKC", column).lower()).strip("_")
    if plain and plain[0].isalpha():
        return plain[:50]
    return f"field_{position + 1}_{header_key(column).encode().hex()[:8]}"
