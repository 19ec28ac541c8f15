"""Forms of campaigns."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import entries
from joren.outreach.delivery.channels import Channel
from joren.outreach.mail.drafts import Format
from joren.segments.library.queries import segments

from .models import Campaign
from .words import PARTS, is_one_piece, one_piece, words_named, words_offered

Testing, DecideBy, Repeats, Annoyance = Campaign.Testing, Campaign.DecideBy, Campaign.Repeats, Campaign.Annoyance
STORED = (
    "name", "segment_key", "window_days", "cap", "channels", "best_hour", "repeats", "days_before", "repeat_time",
)  # fmt: skip


class CampaignForm(forms.Form):
    """The words of a campaign, whom it goes to over which channels, when, and how many are held back."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("For yourselves; customers do not see it."))
    segment_key = forms.ChoiceField(label=_("Segment"), required=False)
    cap = forms.IntegerField(
        label=_("At most so many people"),
        min_value=1,
        required=False,
        help_text=_("Drawn by lot where more can be reached. Empty: no limit."),
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Each person gets it once: over the channel they asked for or read, else the first they can be reached on."
        ),
    )
    first_channel = forms.ChoiceField(label=_("Tried first"), required=False)
    begin_with = forms.ChoiceField(
        label=_("Begin with a message"),
        required=False,
        help_text=_("A copy is made: what you change for this campaign leaves the message as it is."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    preheader = forms.CharField(
        label=_("Preheader"),
        max_length=200,
        required=False,
        help_text=_("The line the inbox shows after the subject."),
    )
    format = forms.ChoiceField(label=_("Written as"), choices=Format.choices, initial=Format.TEXT, required=False)
    body = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Who sends and how to stop mails is added by itself."),
    )
    best_hour = forms.BooleanField(
        label=_("Each person at the hour in which they read, within a day"),
        required=False,
        help_text=_("As they said, or as was learned. Whoever is not known so well gets it at once."),
    )
    repeats = forms.ChoiceField(label=_("How often"), choices=Repeats.choices, required=False)
    days_before = forms.IntegerField(
        label=_("Days before the day"), min_value=0, max_value=60, initial=0, required=False
    )
    repeat_time = forms.TimeField(label=_("Time of day"), initial="10:00", required=False)
    held_back_percent = forms.DecimalField(
        label=_("Held back at random (%)"),
        min_value=0,
        max_value=90,
        decimal_places=1,
        initial=10,
        help_text=_("These people do not get the message, so that you can see afterwards what it changed."),
    )
    window_days = forms.IntegerField(
        label=_("Days until the result"),
        min_value=1,
        max_value=365,
        initial=14,
        help_text=_("How long after the message purchases are counted."),
    )

    def __init__(self, *args: Any, campaign: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose(campaign)
        self.is_one_piece = campaign is None or is_one_piece(campaign)
        if campaign is not None:
            self.initial = {**self._stored(campaign), **self.initial}
        self._offer_words(campaign)
        if not self.is_one_piece:
            for name in PARTS:
                del self.fields[name]

    def _offer_words(self, campaign: Campaign | None) -> None:
        """Only a new campaign may begin with what is ready or written."""
        if campaign is not None:
            del self.fields["begin_with"]
            return
        offered = self.fields["begin_with"]
        assert isinstance(offered, forms.ChoiceField)
        offered.choices = words_offered()

    def clean(self) -> dict[str, Any]:
        """Words are chosen or written, never both: nothing that was typed is dropped unseen."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("begin_with") and any(given.get(name) for name in ("subject", "preheader", "body")):
            self.add_error("begin_with", _("Choose a message or write the text here, not both."))
        return given

    def _choose(self, campaign: Campaign | None) -> None:
        segment, ways = self.fields["segment_key"], self.fields["channels"]
        assert isinstance(segment, forms.ChoiceField) and isinstance(ways, forms.MultipleChoiceField)
        chosen = [(one.key, one.name) for one in segments().order_by("name")]
        nothing = _("The rule it was made with") if campaign and campaign.rule else _("Choose …")
        segment.choices = [("", nothing), *chosen]
        if campaign and campaign.segment_key and campaign.segment_key not in dict(chosen):
            segment.choices = [*segment.choices, (campaign.segment_key, campaign.segment_key)]
        ways.choices = channel_choices()
        ways.initial = ["mail"]
        first = self.fields["first_channel"]
        assert isinstance(first, forms.ChoiceField)
        first.choices = [("", _("in the order above")), *ways.choices]

    def _stored(self, campaign: Campaign) -> dict[str, Any]:
        stored = {name: getattr(campaign, name) for name in STORED} | one_piece(campaign)
        usual = [key for key, _label in channel_choices() if key in campaign.channels]
        first = "" if campaign.channels[:1] == usual[:1] else campaign.channels[0]
        share = f"{(campaign.held_back_share * 100).normalize():f}"
        return stored | {"held_back_percent": share, "first_channel": first}

    @property
    def given(self) -> dict[str, Any]:
        """What was written, as the actions take it; what was not asked for stays as it is."""
        fields = {name: value for name, value in self.cleaned_data.items() if self._was_asked(name)}
        if begin_with := words_named(fields.pop("begin_with", "")):
            fields = {name: value for name, value in fields.items() if name not in PARTS} | {"begin_with": begin_with}
        fields["held_back_share"] = Decimal(fields.pop("held_back_percent")) / 100
        first = fields.pop("first_channel", "")
        if first in fields.get("channels", []):
            fields["channels"] = [first, *(key for key in fields["channels"] if key != first)]
        if "body" in fields:
            fields["body"] = fields["body"].replace("\r\n", "\n")
        return fields

    def _was_asked(self, name: str) -> bool:
        """A list or box that was left empty is not sent at all: only the whole page means it by that."""
        if name in ("channels", "repeat_time", "days_before") and self.cleaned_data[name] in ([], None):
            return False
        return name not in ("best_hour", "cap") or "channels" in self.data or name in self.data


def channel_choices() -> list[tuple[str, Any]]:
    """All channels there are."""
    return [(channel.key, channel.label) for channel in entries(Channel)]


class SendForm(forms.Form):
    """When it goes out, and what happens to people who have had enough."""

    at = forms.DateTimeField(
        label=_("To be sent at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: at once."),
    )
    annoyance = forms.ChoiceField(
        label=_("What about them?"), choices=Annoyance.choices, required=False, widget=forms.RadioSelect
    )


class CompareForm(forms.Form):
    """Which wordings are compared, on whom, and by what the better one is told."""

    testing = forms.ChoiceField(label=_("How"), choices=Testing.choices, required=False, widget=forms.RadioSelect)
    variants = forms.IntegerField(label=_("Wordings"), min_value=2, max_value=5, initial=2)
    test_percent = forms.DecimalField(
        label=_("Tried on (%)"), min_value=2, max_value=90, decimal_places=1, initial=20, required=False,
        help_text=_("The rest waits for the better one."),
    )  # fmt: skip
    decide_by = forms.ChoiceField(label=_("The better one is told by"), choices=DecideBy.choices)
    decide_after_hours = forms.IntegerField(label=_("Decided after (hours)"), min_value=1, max_value=336, initial=24)
    expected_percent = forms.DecimalField(
        label=_("Usual share of clicks (%)"), min_value=0, max_value=99, decimal_places=2, required=False,
        help_text=_("Empty: as it was lately."),
    )  # fmt: skip
    smallest_effect = forms.DecimalField(
        label=_("Smallest difference worth knowing"), min_value=0, max_value=9_999_999, decimal_places=2,
        required=False, help_text=_("In points for clicks, in yen per person for sales. Empty: 2 points."),
    )  # fmt: skip

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weights = {one.key: one.weight for one in campaign.variants.all()}
        if not self.is_bound:
            self.initial = self._stored(campaign)
        for key in "abcde":
            self.fields[f"weight_{key}"] = forms.IntegerField(
                label=_("Weight of %(key)s") % {"key": key.upper()}, min_value=1, max_value=100, required=False,
                initial=self.weights.get(key, 1),
            )  # fmt: skip

    def _stored(self, campaign: Campaign) -> dict[str, Any]:
        in_points = campaign.decide_by != DecideBy.SALES and campaign.smallest_effect is not None
        effect = campaign.smallest_effect
        return {
            "testing": campaign.testing or Testing.SPLIT,
            "variants": max(2, campaign.variants.count()),
            "test_percent": f"{(campaign.test_share * 100).normalize():f}",
            "decide_by": campaign.decide_by,
            "decide_after_hours": campaign.decide_after_hours,
            "expected_percent": None if campaign.expected is None else campaign.expected * 100,
            "smallest_effect": effect * 100 if in_points and effect is not None else effect,
        }

    @property
    def given(self) -> dict[str, Any]:
        """What was written, as `actions.change` takes it."""
        data = self.cleaned_data
        effect, expected = data["smallest_effect"] or None, data["expected_percent"]
        if effect is not None and data["decide_by"] != DecideBy.SALES:
            effect /= 100
        return {
            "testing": data["testing"],
            "test_share": (data["test_percent"] or Decimal(20)) / 100,
            "decide_by": data["decide_by"],
            "decide_after_hours": data["decide_after_hours"],
            "expected": None if expected is None else expected / 100,
            "smallest_effect": effect,
        }

    def weight_of(self, key: str) -> int:
        """The weight that was written for a wording."""
        return self.cleaned_data.get(f"weight_{key}") or 1


class PolicyForm(forms.Form):
    """The business's rule about approvals."""

    needs_approval = forms.BooleanField(
        label=_("A second person approves every campaign before it is sent"),
        required=False,
        help_text=_("Whoever wrote it or asks cannot approve it. Any change asks again."),
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
