"""The forms of the ways to begin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import AttributeType

from .base import HourInput, StepForm, attribute_choices, event_choices, segment_choices, shop_choices, shop_id

_DATES = (AttributeType.DATE,)


class EventForm(StepForm):
    """Begin with an event."""

    keys = forms.MultipleChoiceField(
        label=_("What happens"), widget=forms.CheckboxSelectMultiple, help_text=_("One of these is enough.")
    )
    shop = forms.TypedChoiceField(label=_("Shop"), required=False, coerce=shop_id, empty_value=None)

    def prepare(self) -> None:
        """See `StepForm`."""
        self.choose("keys", event_choices())
        self.choose("shop", shop_choices())


class LinkForm(StepForm):
    """Begin with a click."""

    text = forms.CharField(
        label=_("Part of the link’s address"),
        required=False,
        max_length=200,
        help_text=_("Left empty: any link in any message."),
    )


class AnswerForm(StepForm):
    """Begin with an answer to a form or a survey."""

    keys = forms.MultipleChoiceField(
        label=_("Which answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every answer."),
    )

    def prepare(self) -> None:
        """See `StepForm`."""
        self.choose("keys", event_choices(("answer",)))


class BirthdayForm(StepForm):
    """Begin around the birthday."""

    days_before = forms.IntegerField(
        label=_("Days before the birthday"),
        initial=7,
        min_value=-60,
        max_value=90,
        help_text=_("0: on the day itself."),
    )
    hour = forms.TimeField(label=_("Begins at"), initial="10:00", widget=HourInput)
    month_only = forms.BooleanField(
        label=_("Count a birthday of which only the month is known as the 1st"), required=False, initial=True
    )

    def settings(self) -> dict[str, Any]:
        """See `StepForm`."""
        return super().settings() | {"month_only": self.cleaned_data["month_only"]}


class DateForm(StepForm):
    """Begin around a date that is known of the customer."""

    attribute = forms.ChoiceField(label=_("Which date"))
    days_after = forms.IntegerField(
        label=_("Days after it"),
        initial=0,
        min_value=-366,
        max_value=3660,
        help_text=_("Below zero: so many days before it."),
    )
    yearly = forms.BooleanField(label=_("Each year on that day"), required=False)
    hour = forms.TimeField(label=_("Begins at"), initial="10:00", widget=HourInput)

    def prepare(self) -> None:
        """See `StepForm`."""
        self.choose("attribute", attribute_choices(_DATES))

    def settings(self) -> dict[str, Any]:
        """See `StepForm`."""
        return super().settings() | {"yearly": self.cleaned_data["yearly"]}


class SegmentForm(StepForm):
    """Begin with entering or leaving a segment."""

    segment = forms.ChoiceField(label=_("Segment"))
    hour = forms.TimeField(label=_("Begins at"), initial="10:00", widget=HourInput)

    def prepare(self) -> None:
        """See `StepForm`."""
        self.choose("segment", segment_choices())
