"""The forms of the steps of a journey."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import entries
from joren.outreach.content.models import Message
from joren.outreach.coupons.queries import usable
from joren.outreach.delivery.channels import Channel
from joren.record.customers.models import CustomField

from ..addresses import check_form
from ..errors import AddressNotAllowed
from ..rules import flow as rules
from ..rules.editing import find, step_ids
from ..sentences.steps import message
from .base import HourInput, StepForm, shop_choices, shop_id
from .beginnings import EventForm
from .conditions import RuleForm


class WaitForm(StepForm):
    """Wait for a time."""

    amount = forms.IntegerField(label=_("How long"), min_value=1, initial=1)
    unit = forms.ChoiceField(
        label=_("Unit"),
        initial="days",
        choices=[("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days")), ("weeks", _("weeks"))],
    )


class HourForm(StepForm):
    """Wait until an hour."""

    hour = forms.TimeField(label=_("Goes on at"), initial="10:00", widget=HourInput)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Only on"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (1, _("Monday")),
            (2, _("Tuesday")),
            (3, _("Wednesday")),
            (4, _("Thursday")),
            (5, _("Friday")),
            (6, _("Saturday")),
            (7, _("Sunday")),
        ],
    )


class WaitEventForm(EventForm):
    """Wait for an event."""

    days = forms.IntegerField(label=_("Up to how many days"), min_value=1, max_value=366, initial=14)


class ReactionForm(StepForm):
    """Look for a reaction."""

    reaction = forms.ChoiceField(
        label=_("Which reaction"),
        initial="opened",
        choices=[
            ("opened", _("the message is opened")),
            ("clicked", _("a link in it is followed")),
            ("replied", _("it is answered")),
            ("bought", _("something is bought")),
        ],
    )
    step = forms.ChoiceField(label=_("To which message"), required=False)
    days = forms.IntegerField(label=_("Up to how many days"), min_value=1, max_value=366, initial=3)

    def prepare(self) -> None:
        """See `StepForm`."""
        steps = [find(self.definition, key) or {} for key in step_ids(self.definition)]
        told = [(one["id"], message(one.get("settings") or {})) for one in steps if one.get("type") == "message"]
        self.choose("step", told or [("", "—")])


class SplitForm(StepForm):
    """Let chance decide."""

    shares = forms.CharField(
        label=_("Shares in percent"),
        initial="50, 50",
        help_text=_("Two to four numbers with commas between them that come to 100."),
    )

    def initial_of(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """See `StepForm`."""
        shares = settings.get("shares")
        return {"shares": ", ".join(map(str, shares))} if shares else {}

    def clean_shares(self) -> list[int]:
        """Whole numbers that come to 100."""
        try:
            shares = [int(part) for part in self.cleaned_data["shares"].replace("、", ",").split(",")]
        except ValueError:
            shares = []
        if not 2 <= len(shares) <= rules.MOST_PATHS or sum(shares) != 100 or min(shares) < 1:  # noqa: PLR2004
            raise ValidationError(_("Two to four numbers with commas between them that come to 100."))
        return shares


class EndForm(StepForm):
    """End the journey here."""


class MessageForm(StepForm):
    """Write to the person."""

    message = forms.TypedChoiceField(label=_("Message"), coerce=int)
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        widget=forms.CheckboxSelectMultiple,
        initial=["mail"],
        help_text=_("Each person gets it over one of them: the one they wish for, else the first that reaches them."),
    )
    never_twice = forms.BooleanField(
        label=_("Never the same words twice to one person"),
        required=False,
        initial=True,
        help_text=_("Untick it for messages that are meant to come again, such as birthday wishes."),
    )

    def prepare(self) -> None:
        """See `StepForm`."""
        rows = Message.objects.filter(is_template=False).order_by("-changed_at", "-pk").values_list("pk", "name")
        self.choose("message", list(rows[:500]))
        self.choose("channels", [(one.key, one.label) for one in entries(Channel)])

    def settings(self) -> dict[str, Any]:
        """See `StepForm`."""
        return super().settings() | {"never_twice": self.cleaned_data["never_twice"]}


class TagForm(StepForm):
    """Put on a tag or take it off."""

    tag = forms.CharField(label=_("Tag"), max_length=100)
    remove = forms.BooleanField(label=_("Take it off instead of putting it on"), required=False)


class FieldForm(StepForm):
    """Write into a field of the business's own."""

    field = forms.ChoiceField(label=_("Field"))
    value = forms.CharField(label=_("Value"), required=False, max_length=1000)

    def prepare(self) -> None:
        """See `StepForm`."""
        self.choose("field", list(CustomField.objects.order_by("order", "key").values_list("key", "label")))


class TaskForm(StepForm):
    """Ask the staff to do something."""

    title = forms.CharField(label=_("What the staff does"), max_length=200)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    days = forms.IntegerField(label=_("Within how many days"), min_value=0, max_value=366, initial=1)
    shop = forms.TypedChoiceField(
        label=_("Shop"),
        required=False,
        coerce=shop_id,
        empty_value=None,
        help_text=_("Left empty: the customer’s own."),
    )

    def prepare(self) -> None:
        """See `StepForm`."""
        self.choose("shop", shop_choices())


class CouponForm(StepForm):
    """Give a coupon."""

    coupon = forms.TypedChoiceField(
        label=_("Coupon"),
        coerce=int,
        help_text=_("A message that shows the coupon gives it by itself: it needs no such step."),
    )

    def prepare(self) -> None:
        """See `StepForm`."""
        self.choose("coupon", list(usable().values_list("pk", "name")))


class WebhookForm(StepForm):
    """Tell another system."""

    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("Begins with https://"))

    def clean_url(self) -> str:
        """An address that may be called."""
        url: str = self.cleaned_data["url"].strip()
        try:
            check_form(url)
        except AddressNotAllowed as problem:
            raise ValidationError(str(problem)) from problem
        return url


BUILT_IN: dict[str, type[StepForm]] = {
    rules.WAIT: WaitForm,
    rules.UNTIL_HOUR: HourForm,
    rules.EVENT: WaitEventForm,
    rules.REACTION: ReactionForm,
    rules.RULE: RuleForm,
    rules.SPLIT: SplitForm,
    rules.END: EndForm,
}
