"""Fields a business adds without a programmer, and their values."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.record.customers.errors import CustomerNotFound, FieldTaken, FieldTypeFixed, NotValid, UnknownField
from joren.record.customers.models import Customer, CustomField, CustomValue
from joren.record.customers.values import CustomAnswer, custom_answer, words

from .telling import Changes, sign, tell_changes

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")
_LONGEST_LABEL = _LONGEST_CHOICE = 100
_COLUMNS: Final = {
    CustomField.Type.TEXT.value: "text",
    CustomField.Type.CHOICE.value: "text",
    CustomField.Type.NUMBER.value: "number",
    CustomField.Type.DATE.value: "date",
    CustomField.Type.BOOLEAN.value: "boolean",
}


@transaction.atomic
def define_field(
    *,
    key: str,
    label: str,
    by: "Staff | None",
    type: str = CustomField.Type.TEXT,
    choices: Sequence[str] = (),
    order: int = 100,
) -> CustomField:
    """Add a field to every customer: key (lower case, digits, underscores), label, type; for a choice its choices.

    Raises NotValid, FieldTaken.
    """
    if not _KEY.fullmatch(key):
        raise NotValid(value=key[:100], field="key")
    if CustomField.objects.filter(key=key).exists():
        raise FieldTaken(value=key)
    field = CustomField(key=key, order=order)
    _describe(field, label, type, choices)
    field.save()
    audit.record("created", by=by, subject_type="custom_field", subject_id=key, label=field.label)
    return field


@transaction.atomic
def change_field(
    *,
    field: CustomField,
    by: "Staff | None",
    label: str,
    type: str,
    choices: Sequence[str] = (),
    order: int = 100,
) -> CustomField:
    """Change a field; its key stays, its type too once it holds values. Raises NotValid, FieldTypeFixed."""
    if type != field.type and field.values.exists():
        raise FieldTypeFixed(value=field.label)
    before = {"label": field.label, "type": field.type, "choices": field.choices}
    _describe(field, label, type, choices)
    field.order = order
    field.save()
    detail = {"before": before}
    audit.record("changed", by=by, subject_type="custom_field", subject_id=field.key, label=field.label, detail=detail)
    return field


@transaction.atomic
def add_choice(*, field: CustomField, choice: str) -> None:
    """Add a word to the choices of a field, unless it is there; for the system. `field` is brought up to it."""
    current = CustomField.objects.select_for_update().get(pk=field.pk)
    if choice not in current.choices:
        current.choices = [*current.choices, choice]
        current.save(update_fields=["choices"])
        detail = {"choice": choice}
        audit.record(
            "changed", by=None, subject_type="custom_field", subject_id=field.key, label=field.label, detail=detail
        )
    field.choices = current.choices


@transaction.atomic
def drop_choice(*, field_id: int, choice: str) -> bool:
    """Take a word out of a field's choices unless somebody has it; for the system. Returns whether it went."""
    field = CustomField.objects.select_for_update().filter(pk=field_id).first()
    if field is None or choice not in field.choices or field.values.filter(text=choice).exists():
        return False
    field.choices = [word for word in field.choices if word != choice]
    field.save(update_fields=["choices"])
    detail = {"choice": choice, "removed": True}
    audit.record(
        "changed", by=None, subject_type="custom_field", subject_id=field.key, label=field.label, detail=detail
    )
    return True


@transaction.atomic
def remove_field(*, field: CustomField, by: "Staff | None") -> int:
    """Delete a field and its values; returns how many customers had one. Segments that use it will refuse to run."""
    count = field.values.count()
    detail = {"values": count}
    audit.record("deleted", by=by, subject_type="custom_field", subject_id=field.key, label=field.label, detail=detail)
    field.values.all().delete()
    field.delete()
    return count


@transaction.atomic
def set_custom_values(*, customer_id: int, values: Mapping[str, Any], by: "Staff | None", tell: bool = True) -> None:
    """Set the customer's values of these fields (by key), read by the field's type; empty takes a value away.

    Raises UnknownField, NotValid (nothing is written then).
    """
    fields = {field.key: field for field in CustomField.objects.filter(key__in=list(values))}
    for key in values:
        if key not in fields:
            raise UnknownField(field=key)
    answers = {key: custom_answer(fields[key], written) for key, written in values.items()}
    if not Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).exists():
        raise CustomerNotFound(reference=customer_id)
    rows = CustomValue.objects.filter(customer_id=customer_id, field__in=fields.values())
    before = {row.field_id: row.value for row in rows}
    changes: Changes = {}
    for key, answer in answers.items():
        was = before.get(fields[key].pk)
        if was != answer:
            _write(customer_id, fields[key], answer)
            changes[f"custom.{key}"] = (was, answer)
    if tell:
        sign(customer_id, changes, by)
        tell_changes(customer_id, changes, by)


def _write(customer_id: int, field: CustomField, answer: CustomAnswer | None) -> None:
    if answer is None:
        CustomValue.objects.filter(customer_id=customer_id, field=field).delete()
        return
    columns = dict.fromkeys(_COLUMNS.values()) | {_COLUMNS[field.type]: answer}
    CustomValue.objects.update_or_create(customer_id=customer_id, field=field, defaults=columns)


def _describe(field: CustomField, label: str, kind: str, choices: Sequence[str]) -> None:
    field.label = words(label)
    if not field.label or len(field.label) > _LONGEST_LABEL:
        raise NotValid(value=label[:100], field="label")
    if kind not in CustomField.Type:
        raise NotValid(value=kind[:100], field="type")
    field.type = kind
    chosen = list(dict.fromkeys(filter(None, map(words, choices)))) if kind == CustomField.Type.CHOICE else []
    if kind == CustomField.Type.CHOICE and not chosen:
        raise NotValid(value="", field="choices")
    if any(len(choice) > _LONGEST_CHOICE for choice in chosen):
        raise NotValid(value=max(chosen, key=len)[:100], field="choices")
    field.choices = chosen
