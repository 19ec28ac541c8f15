"""The form with which staff record what a customer said."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.time.clock import TOKYO, now

from .models import Consent


class ConsentForm(forms.Form):
    """A grant or a withdrawal with its evidence."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Consent.Channel.choices)
    purpose = forms.ChoiceField(label=_("What for"), choices=Consent.Purpose.choices, initial=Consent.Purpose.MARKETING)
    said = forms.ChoiceField(
        label=_("The customer"),
        choices=[("yes", _("agrees")), ("no", _("does not agree (any more)"))],
        widget=forms.RadioSelect,
    )
    how = forms.CharField(
        label=_("How it was said"),
        max_length=300,
        help_text=_("For example: form at the counter, by telephone, in writing."),
    )
    text = forms.CharField(
        label=_("The words agreed to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for an agreement: the sentence on the form."),
    )
    on = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Empty: now."),
    )

    def clean_on(self) -> Any:
        """Not in the future; a moment without a zone is meant in Japan."""
        moment = self.cleaned_data["on"]
        if moment is not None and moment.astimezone(TOKYO) > now():
            raise forms.ValidationError(_("A consent cannot be dated in the future."))
        return moment

    def clean(self) -> dict[str, Any]:
        """An agreement needs its words."""
        given = super().clean() or {}
        if given.get("said") == "yes" and not str(given.get("text", "")).strip():
            self.add_error("text", _("Copy the sentence the customer agreed to."))
        return given
