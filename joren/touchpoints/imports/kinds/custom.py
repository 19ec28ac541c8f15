"""Columns that become custom fields of the customer."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from joren.foundation.importing import Plan, ValueProblem
from joren.foundation.importing.answers import yes_or_no
from joren.foundation.importing.legends import legend_of, without_legend
from joren.foundation.importing.policies import OptionsNotValid
from joren.foundation.importing.values import day_of_moment
from joren.record.customers.actions import add_choice, define_field
from joren.record.customers.errors import NotValid
from joren.record.customers.models import CustomField
from joren.record.customers.values import custom_answer, words
from joren.touchpoints.imports.matching.headers import header_key, is_of_others

PREFIX: Final = "custom."
_KEY = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,11})(?:\.\d{1,4})?", re.ASCII)
_DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?: 0{1,2}:00(?::00)?)?", re.ASCII)
_ANSWERS = """
○ 〇 ◯ × ✕ はい いいえ 有 無 あり なし 有り 無し 可 不可 要 不要 する しない 済 未
TRUE FALSE True False yes no Yes No Y N
"""
_PLAIN_ANSWERS: Final = frozenset(_ANSWERS.split())
"""Words that say nothing but yes or no; 有効 and 退会 are states with names of their own."""
_MOST_CHOICES: Final = 12
_MOST_GROWN: Final = 100
_AT_LEAST_EACH: Final = 4
_LONGEST_CHOICE, _LONGEST_TEXT = 40, 100


class CustomColumns:
    """The columns mapped to ``custom.<key>``; fields that do not exist yet are made, with a type told by the sample."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        keys = [key for key in plan.columns if key.startswith(PREFIX)]
        self._columns = [
            (read, key.removeprefix(PREFIX), plan.clears(key)) for key in keys if (read := plan.reader(key)) is not None
        ]
        self._types: Mapping[str, str] = plan.options.get("custom_types") or {}
        self._grows = {key.removeprefix(PREFIX) for key in plan.options.get("new_choices") or ()}
        self._fields: dict[str, CustomField] = {}
        self.keys: dict[int, str] = {}
        """Field id to key, of the fields met so far."""

    def read(self, row: int, cells: Sequence[str]) -> tuple[dict[int, Any], set[int]]:
        """Field id to typed value, for the cells that have one; and the fields whose empty cell takes a value away."""
        found: dict[int, Any] = {}
        cleared: set[int] = set()
        for read, key, clears in self._columns:
            text = read(cells)
            if not text and not clears:
                continue
            field = self._field(row, key)
            if not text:
                cleared.add(field.pk)
                continue
            if key in self._grows and field.type == CustomField.Type.CHOICE:
                self._grow(row, field, text)
            try:
                answer = self._answer(field, text)
            except NotValid as problem:
                column = self._plan.column(PREFIX + key)
                self._plan.warn(row, f"custom_{key}", str(problem), column=column, value=text)
                continue
            if answer is not None:
                found[field.pk] = answer
        return found, cleared

    def _answer(self, field: CustomField, text: str) -> Any:
        """The cell in the field's type; answers and days as files write them."""
        if field.type == CustomField.Type.BOOLEAN and (yes := yes_or_no(text)) is not None:
            return yes
        if field.type == CustomField.Type.DATE:
            try:
                return day_of_moment(text)
            except ValueProblem:
                return custom_answer(field, text)
        return custom_answer(field, text)

    def _field(self, row: int, key: str) -> CustomField:
        if key not in self._fields:
            existing = CustomField.objects.filter(key=key).first()
            self._fields[key] = existing or self._define(row, key)
            self.keys[self._fields[key].pk] = key
        return self._fields[key]

    def _grow(self, row: int, field: CustomField, text: str) -> None:
        """Add a word to the choices of a field that is there."""
        word = words(text)
        if word in field.choices:
            return
        if len(field.choices) >= _MOST_GROWN or len(word) > _LONGEST_TEXT:
            sentence = _("A field has as many choices as it can have; the word was left out.")
            self._plan.warn(row, "choices_full", sentence, column=self._plan.column(PREFIX + field.key), value=text)
            return
        add_choice(field=field, choice=word)

    def _define(self, row: int, key: str) -> CustomField:
        column = self._plan.column(PREFIX + key)
        kind = self._types.get(PREFIX + key) or guess_type(self._plan.values(PREFIX + key))
        choices = choices_of(self._plan.every_value(PREFIX + key)) if kind == CustomField.Type.CHOICE else []
        if not choices and kind == CustomField.Type.CHOICE:
            kind = CustomField.Type.TEXT
            if PREFIX + key in self._types:
                sentence = _("A column has more different words than a choice can have and was kept as text.")
                self._plan.warn(row, "too_many_choices", sentence, column=column)
        label = without_legend(column)[:100] or key
        return define_field(key=key, label=label, type=kind, choices=choices, by=None)


def check_custom_options(options: Mapping[str, Any]) -> None:
    """Refuse types there are none of and options of another shape. Raises OptionsNotValid."""
    types, grows = options.get("custom_types") or {}, options.get("new_choices") or []
    if not isinstance(types, Mapping) or any(kind not in CustomField.Type.values for kind in types.values()):
        raise OptionsNotValid(option="custom_types")
    if isinstance(grows, str) or not isinstance(grows, Collection):
        raise OptionsNotValid(option="new_choices")
    if not all(str(key).startswith(PREFIX) for key in [*types, *grows]):
        raise OptionsNotValid(option="custom_types" if types else "new_choices")


def guess_type(values: Sequence[str]) -> str:
    """The type all these values have: number, date, yes or no, a choice of few, else text.

    A code with a leading zero is text. A choice is told by few words that come again and again; one value alone, or
    words of which most stand once, are text.
    """
    written = [value.strip() for value in values if value.strip()]
    if not written:
        return CustomField.Type.TEXT
    if all(_NUMBER.fullmatch(value) for value in written):
        return CustomField.Type.NUMBER
    if all(_DATE.fullmatch(value) for value in written):
        return CustomField.Type.DATE
    distinct = set(written)
    if distinct <= _PLAIN_ANSWERS and {yes_or_no(value) for value in distinct} == {True, False}:
        return CustomField.Type.BOOLEAN
    few = len(distinct) <= min(_MOST_CHOICES, len(written) / _AT_LEAST_EACH)
    return CustomField.Type.CHOICE if few and max(map(len, distinct)) <= _LONGEST_CHOICE else CustomField.Type.TEXT


def choices_of(values: Iterable[str]) -> list[str]:
    """The choices of a whole column, in the order they first come; none where there are more than a choice can be."""
    found: dict[str, None] = {}
    for value in values:
        if value.strip():
            found.setdefault(value.strip())
        if len(found) > _MOST_CHOICES or len(value) > _LONGEST_TEXT:
            return []
    return list(found)


def custom_key(column: str, position: int) -> str:
    """A key for a custom field named after its column: lower-case Latin where it has some, else by its position."""
    plain = _KEY.sub("_", unicodedata.normalize("NFKC", column).lower()).strip("_")
    if plain and plain[0].isalpha():
        return plain[:50]
    return f"field_{position + 1}_{header_key(column).encode().hex()[:8]}"


def columns_named(header: Sequence[str], taken: Mapping[str, str]) -> dict[str, str]:
    """Columns nobody has taken that bear the label or the key of a custom field that is here, as field to column."""
    free = [name for name in header if name not in taken.values()]
    by_name: dict[str, str] = {}
    for key, label in CustomField.objects.values_list("key", "label"):
        by_name[header_key(label)] = by_name[header_key(PREFIX + key)] = PREFIX + key
    found: dict[str, str] = {}
    for name in free:
        field = by_name.get(header_key(name))
        if field and field not in taken and field not in found:
            found[field] = name
    return found


@dataclass(frozen=True, slots=True)
class Proposal:
    """A column nothing knows as a field of the business's own: key, label, guessed type, the words of a choice."""

    column: str
    key: str
    label: str
    type: str
    choices: tuple[str, ...] = ()

    @property
    def type_word(self) -> str:
        """The type in the reader's words."""
        return str(CustomField.Type(self.type).label)


def proposals(header: Sequence[str], taken: Collection[str], sample: Sequence[Sequence[str]]) -> list[Proposal]:
    """Custom fields for the columns that are nobody's yet; not for empty ones, row numbers, other people's."""
    found = []
    for position, column in enumerate(header):
        legend = legend_of(column)
        cells = [legend.get(text, text) for row in sample if (text := row[position].strip())]
        if column in taken or not column.strip() or not cells or _counts_rows(cells) or is_of_others(column):
            continue
        kind = guess_type(cells)
        choices = tuple(choices_of(cells)) if kind == CustomField.Type.CHOICE else ()
        label = without_legend(column).strip()[:100]
        found.append(Proposal(column, custom_key(column, position), label, kind, choices))
    return found


def _counts_rows(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and list(cells) == [str(number) for number in range(1, len(cells) + 1)]
