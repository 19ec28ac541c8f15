"""Words an import added to the choices of custom fields: noted as it runs, taken out again by its undo."""

from typing import Final

from joren.record.customers.actions import drop_choice
from joren.record.customers.models import CustomField
from joren.touchpoints.imports.models import Import

MADE: Final = "choices"
"""Place in ``Import.made``: [field, word] of each word added to a field that was there before."""

Choices = dict[int, list[str]]


def known_choices() -> Choices:
    """Field to its choices, now."""
    return dict(CustomField.objects.values_list("pk", "choices"))


def note_new_choices(record: Import, before: Choices) -> None:
    """Keep what came to fields that were there; to be saved with the batch."""
    now = known_choices()
    new = [[key, word] for key, words in before.items() for word in now.get(key, []) if word not in words]
    if new:
        record.made = {**record.made, MADE: [*record.made.get(MADE, []), *new]}


def take_back_choices(record: Import) -> None:
    """Take the words out that nobody has any more."""
    for key, word in record.made.get(MADE, []):
        drop_choice(field_id=key, choice=word)
