"""What every form of a beginning or a step is built on, and what there is to choose from."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import AttributeType
from joren.foundation.registry import EventType, entries
from joren.record.shops.models import Shop
from joren.segments.catalogue.queries import catalogue
from joren.segments.library.models import Segment


class HourInput(forms.TimeInput):
    """An hour and minutes, as browsers ask for them."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "time"}, format="%H:%M")


class StepForm(forms.Form):
    """The base of every form of a beginning or a step: `settings` is what is kept, as JSON.

    `definition` is the journey's draft as it stands, for steps that speak of others.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        settings: Mapping[str, Any] | None = None,
        definition: Mapping[str, Any] | None = None,
    ) -> None:
        self.before: Mapping[str, Any] = settings or {}
        self.definition: Mapping[str, Any] = definition or {}
        super().__init__(data, initial=self.initial_of(self.before))
        self.prepare()

    def initial_of(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The first values of the fields, from what was kept."""
        return dict(settings)

    def prepare(self) -> None:
        """Fill in what there is to choose from."""

    def choose(self, name: str, choices: Any) -> None:
        """Give a field its choices."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def settings(self) -> dict[str, Any]:
        """What is kept."""
        return {key: _plain(value) for key, value in self.cleaned_data.items() if value not in (None, "")}


def _plain(value: Any) -> Any:
    return value.strftime("%H:%M") if isinstance(value, time) else value


def segment_choices() -> list[tuple[str, str]]:
    """Every segment that is in use."""
    return list(Segment.objects.filter(archived_at=None).order_by("name", "pk").values_list("key", "name"))


def shop_choices() -> list[tuple[Any, Any]]:
    """Every shop, and none."""
    return [("", _("any shop")), *Shop.objects.order_by("name").values_list("pk", "name")]


def event_choices(kinds: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    """Every event, or those of some kinds."""
    return [(one.key, one.label) for one in entries(EventType) if not kinds or one.kind in kinds]


def shop_id(value: str) -> int | None:
    """What was chosen of `shop_choices`."""
    return int(value) if value else None


def attribute_choices(types: tuple[AttributeType, ...] = ()) -> list[tuple[str, Any]]:
    """The attributes that can be asked without further settings, by group."""
    groups: dict[str, list[tuple[str, Any]]] = {}
    for one in catalogue().attributes.values():
        takes = one.type in types if types else one.type != AttributeType.CUSTOMER
        if takes and not any(parameter.required for parameter in one.parameters):
            groups.setdefault(str(one.group), []).append((one.key, one.label))
    return list(groups.items())
