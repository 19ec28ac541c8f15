"""Forms of calls."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from joren.foundation.time.clock import TOKYO

from .models import Attempt, Call, Conditions
from .outcomes import Report

_MOST_WORDS = 500


class ConditionsForm(forms.ModelForm[Conditions]):
    """How the business calls."""

    class Meta:
        model = Conditions
        fields = ("wage", "tries", "days", "lease_minutes", "shop")
        help_texts = {
            "wage": _("Minutes of a call times this wage are what the call costs."),
            "tries": _("Each time in another part of the day: from 10:00, from 13:00, from 17:00."),
            "lease_minutes": _("Afterwards somebody else may take the call."),
            "shop": _("Empty: each customer is called by their own shop."),
        }


class ReportForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(choices=Attempt.Outcome.choices)
    minutes = forms.DecimalField(
        label=_("Minutes"), required=False, min_value=Decimal(0), max_value=Decimal(240), decimal_places=1
    )
    note = forms.CharField(
        label=_("Note, in the customer's words"),
        required=False,
        max_length=_MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    again_at = forms.DateTimeField(
        label=_("Call back at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    stop = forms.BooleanField(label=_("Wants no more calls"), required=False)

    def __init__(self, data: Any, call: Call) -> None:
        super().__init__(data)
        self.call = call

    def clean(self) -> dict[str, Any]:
        """A call back needs its hour."""
        found: dict[str, Any] = super().clean() or {}
        if (
            found.get("outcome") == Attempt.Outcome.AGAIN
            and not found.get("again_at")
            and "again_at" not in self.errors
        ):
            raise ValidationError(_("Say when to call back."))
        return found

    def report(self) -> Report:
        """What was filled in."""
        data = self.cleaned_data
        at = data["again_at"]
        return Report(
            outcome=data["outcome"],
            minutes=data["minutes"],
            note=data["note"],
            answers=tuple(self._answers()),
            again_at=at.astimezone(TOKYO) if at else None,
            stop=data["stop"],
        )

    def _answers(self) -> list[dict[str, str]]:
        """What was ticked of the answers the card offers, nothing else."""
        found = []
        for number, piece in enumerate(self.call.card):
            given = self.data.get(f"answer-{number}", "")
            if given in piece.get("answers", ()):
                found.append({"question": piece["text"][:200], "answer": given})
        return found
