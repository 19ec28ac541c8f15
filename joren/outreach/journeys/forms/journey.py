"""The forms of a journey itself: its name, who may enter, who of its people is shown."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import samples
from ..rules.flow import WINDOW_DAYS
from ..sentences.words import rule_words
from .base import segment_choices


class JourneyForm(forms.Form):
    """Begin a journey."""

    name = forms.CharField(label=_("Name"), max_length=200)


class SampleForm(forms.Form):
    """Begin with a ready-made journey, which has a name already."""

    sample = forms.ChoiceField(choices=[(one.key, one.label) for one in samples.SAMPLES])

    @property
    def name(self) -> str:
        """What the ready-made journey is called."""
        return next(str(one.label) for one in samples.SAMPLES if one.key == self.cleaned_data["sample"])


class NameForm(forms.Form):
    """Rename a journey."""

    name = forms.CharField(label=_("Name"), max_length=200)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class EntryForm(forms.Form):
    """Who may enter, how often, and how many are held back."""

    again = forms.ChoiceField(
        label=_("How often somebody enters"),
        choices=[("once", _("once")), ("every", _("again after some days")), ("always", _("each time"))],
    )
    again_days = forms.IntegerField(label=_("Days until then"), min_value=1, max_value=3660, required=False)
    held_back = forms.DecimalField(
        label=_("Held back at random, in percent"),
        min_value=0,
        max_value=50,
        decimal_places=1,
        help_text=_("These people get nothing of this journey, so that its effect can be measured."),
    )
    max_age_hours = forms.IntegerField(
        label=_("Greatest age of what happened, in hours"),
        min_value=1,
        max_value=2160,
        help_text=_("What happened longer ago begins nothing: an old file that is brought in writes to nobody."),
    )
    window_days = forms.IntegerField(
        label=_("Days until the result"),
        min_value=1,
        max_value=365,
        help_text=_("For how many days after somebody entered their purchases are counted. Whole weeks are best."),
    )
    segment = forms.ChoiceField(label=_("Only members of this segment"), required=False)

    def __init__(self, data: Any = None, *, definition: Mapping[str, Any]) -> None:
        again, only_if = definition.get("again") or {}, definition.get("only_if")
        self.kept = only_if if only_if and "segment" not in only_if else None
        initial = {
            "again": again.get("rule", "once"),
            "again_days": again.get("days") or 30,
            "held_back": Decimal(str(definition.get("held_back", "0.1"))) * 100,
            "max_age_hours": definition.get("max_age_hours", 48),
            "window_days": definition.get("window_days", WINDOW_DAYS),
            "segment": (only_if or {}).get("segment", "=" if self.kept else ""),
        }
        super().__init__(data, initial=initial)
        kept = [("=", rule_words(self.kept))] if self.kept else []
        self.fields["segment"].choices = [("", _("everybody")), *kept, *segment_choices()]  # type: ignore[attr-defined]

    def changed(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        """The definition with these answers."""
        given = self.cleaned_data
        again: dict[str, Any] = {"rule": given["again"]}
        if given["again"] == "every":
            again["days"] = given.get("again_days") or 30
        found = dict(definition) | {
            "again": again,
            "held_back": str((given["held_back"] / 100).normalize()),
            "max_age_hours": given["max_age_hours"],
            "window_days": given["window_days"],
        }
        found.pop("only_if", None)
        if given["segment"] == "=":
            found["only_if"] = self.kept
        elif given["segment"]:
            found["only_if"] = {"segment": given["segment"]}
        return found


class EntryFilters(forms.Form):
    """Who of the people of a journey is shown."""

    STATES: ClassVar = [
        ("", _("everybody")),
        ("inside", _("inside now")),
        ("held_back", _("held back")),
        ("out", _("out")),
    ]
    state = forms.ChoiceField(label=_("Shown"), required=False, choices=STATES)
