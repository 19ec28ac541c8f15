"""Forms of campaigns."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.outreach.mail.drafts import Format
from joren.segments.library.queries import segments

from .models import Campaign
from .words import one_piece


class CampaignForm(forms.Form):
    """The words of a campaign, whom it goes to, and how many are held back."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("For yourselves; customers do not see it."))
    segment_key = forms.ChoiceField(label=_("Segment"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    preheader = forms.CharField(
        label=_("Preheader"),
        max_length=200,
        required=False,
        help_text=_("The line the inbox shows after the subject."),
    )
    format = forms.ChoiceField(label=_("Written as"), choices=Format.choices, initial=Format.TEXT)
    body = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Who sends and how to stop mails is added by itself."),
    )
    held_back_percent = forms.DecimalField(
        label=_("Held back at random (%)"),
        min_value=0,
        max_value=90,
        decimal_places=1,
        initial=10,
        help_text=_("These people do not get the mail, so that you can see afterwards what it changed."),
    )
    window_days = forms.IntegerField(
        label=_("Days until the result"),
        min_value=1,
        max_value=365,
        initial=14,
        help_text=_("How long after the mail purchases are counted."),
    )

    def __init__(self, *args: Any, campaign: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["segment_key"]
        assert isinstance(field, forms.ChoiceField)
        chosen = [(segment.key, segment.name) for segment in segments().order_by("name")]
        nothing = _("The rule it was made with") if campaign and campaign.rule else _("Choose …")
        field.choices = [("", nothing), *chosen]
        if campaign is not None:
            self.initial = {**self._stored(campaign), **self.initial}
            if campaign.segment_key and campaign.segment_key not in dict(chosen):
                field.choices = [*field.choices, (campaign.segment_key, campaign.segment_key)]

    def _stored(self, campaign: Campaign) -> dict[str, Any]:
        names = (
            "name",
            "segment_key",
            "window_days",
            "cap",
            "channels",
            "best_hour",
            "repeats",
            "days_before",
            "repeat_time",
        )
        stored = {name: getattr(campaign, name) for name in names} | one_piece(campaign)
        return stored | {"held_back_percent": f"{(campaign.held_back_share * 100).normalize():f}"}

    @property
    def given(self) -> dict[str, Any]:
        """What was written, as the actions take it."""
        fields = dict(self.cleaned_data)
        fields["held_back_share"] = Decimal(fields.pop("held_back_percent")) / 100
        fields["body"] = fields["body"].replace("\r\n", "\n")
        return fields


class SendForm(forms.Form):
    """When it goes out."""

    at = forms.DateTimeField(
        label=_("To be sent at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: at once."),
    )


class TestForm(forms.Form):
    """Where a test mail goes, and whose values fill it."""

    to = forms.EmailField(label=_("To"))
    customer = forms.CharField(
        label=_("With the values of"),
        required=False,
        max_length=200,
        help_text=_("Member number or number of the record. Empty: nobody's, so that the fallbacks show."),
    )
