"""Forms of delivery."""

from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import entries
from joren.segments.library.queries import segments

from .channels import Channel
from .models import ChannelRule, Policy, SegmentBudget, Suppression
from .policy import rules_of, segment_budgets, the_policy

_HUNDRED = Decimal(100)


class SuppressionForm(forms.Form):
    """An address to block."""

    address = forms.CharField(label=_("E-mail address"), max_length=254)
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (reason, Suppression.Reason(reason).label)
            for reason in (Suppression.Reason.MANUAL, Suppression.Reason.COMPLAINED, Suppression.Reason.UNSUBSCRIBED)
        ],
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class PolicyForm(forms.ModelForm[Policy]):
    """How much attention is asked of one person, and who gets nothing at all."""

    control_percent = forms.DecimalField(
        label=_("Percent of all customers who get nothing, to compare with"),
        min_value=Decimal(0),
        max_value=Decimal(50),
        decimal_places=1,
        help_text=_(
            "Drawn once by lot, for all campaigns and journeys: it shows what all your messages together change."
        ),
    )

    class Meta:
        model = Policy
        fields = ["budget_on", "per_week", "per_month", "tired_after"]
        help_texts = {
            "per_week": _("Over all channels, in any seven days. A message takes the points of its channel."),
            "per_month": _("In any thirty days."),
            "tired_after": _(
                "So many messages in a row without an open, a click or an answer halve the person's points, twice as "
                "many halve them again. A channel stopped or a complaint in the last 90 days halves them too."
            ),
        }

    def __init__(self, data: Any = None) -> None:
        policy = the_policy()
        super().__init__(data, instance=policy)
        self.initial["control_percent"] = f"{(policy.control_share * _HUNDRED).normalize():f}"
        self.fields["control_percent"].widget.attrs["step"] = "0.1"

    def clean(self) -> dict[str, Any]:
        """A month cannot hold less than a week."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        week, month = given.get("per_week"), given.get("per_month")
        if week is not None and month is not None and month < week:
            self.add_error("per_month", _("Thirty days need at least the points of a week."))
        return given

    def values(self) -> dict[str, Any]:
        """What is written."""
        fields = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return fields | {"control_share": self.cleaned_data["control_percent"] / _HUNDRED}


class ChannelRuleForm(forms.ModelForm[ChannelRule]):
    """What holds for one channel."""

    class Meta:
        model = ChannelRule
        fields = ["points", "yen", "quiet_from", "quiet_until", "rests_on_holidays"]

    def __init__(self, channel: Channel, rule: ChannelRule, data: Any = None) -> None:
        super().__init__(data, instance=rule, prefix=channel.key)
        self.channel = channel
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        for name, field in self.fields.items():
            kind = "form-check-input" if name == "rests_on_holidays" else "form-control"
            field.widget.attrs |= {"class": kind, "aria-label": f"{channel.label}: {field.label}"}

    def rule(self) -> ChannelRule:
        """The rule as it was given."""
        return ChannelRule(channel=self.channel.key, **self.cleaned_data)

    @cached_property
    def hours(self) -> list[bool]:
        """For each of 48 half hours of a day whether it is quiet, for the picture."""
        from .rules.quiet import Quiet

        quiet = Quiet(start=self.instance.quiet_from, end=self.instance.quiet_until)
        return [quiet.in_hours(time(half // 2, half % 2 * 30)) for half in range(48)]


class SegmentBudgetForm(forms.Form):
    """Another budget for the people of a segment; an empty row is none."""

    segment_key = forms.ChoiceField(label=_("Segment"), required=False)
    per_week = forms.IntegerField(label=_("points a week"), min_value=0, max_value=100, required=False)
    per_month = forms.IntegerField(label=_("points in thirty days"), min_value=0, max_value=400, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["segment_key"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices
        for name, field in self.fields.items():
            field.widget.attrs |= {
                "class": "form-select" if name == "segment_key" else "form-control",
                "aria-label": str(field.label),
            }

    def clean(self) -> dict[str, Any]:
        """Both numbers belong to a segment."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("segment_key"):
            for name in ("per_week", "per_month"):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Say how many points."))
        return given


class PolicyPage:
    """Everything of the page about how people are written to, as one form."""

    def __init__(self, data: Any = None) -> None:
        self.policy = PolicyForm(data)
        rules = rules_of()
        self.channels = [ChannelRuleForm(each, rules[each.key], data) for each in entries(Channel)]
        names = {one.key: one.name for one in segments().order_by("name")}
        budgets = segment_budgets()
        names |= {budget.segment_key: budget.segment_key for budget in budgets if budget.segment_key not in names}
        choices = [("", "—"), *names.items()]
        rows: list[dict[str, Any]] = [
            {name: getattr(budget, name) for name in ("segment_key", "per_week", "per_month")} for budget in budgets
        ]
        self.segments = [
            SegmentBudgetForm(data, prefix=f"segment{number}", initial=row, choices=choices)
            for number, row in enumerate([*rows, {}, {}])
        ]

    def is_valid(self) -> bool:
        """Whether every part can be taken as it was given."""
        parts: list[forms.BaseForm] = [self.policy, *self.channels, *self.segments]
        told = [part.is_valid() for part in parts]  # of every part, so that all problems are shown at once
        return all(told) and self._each_segment_once()

    def _each_segment_once(self) -> bool:
        seen: set[str] = set()
        for form in self.segments:
            key = form.cleaned_data["segment_key"]
            if key and key in seen:
                form.add_error("segment_key", _("This segment has a row already."))
                return False
            seen.add(key)
        return True

    def budgets(self) -> list[SegmentBudget]:
        """The budgets of segments, in the order of the page."""
        return [
            SegmentBudget(order=number, **form.cleaned_data)
            for number, form in enumerate(self.segments)
            if form.cleaned_data["segment_key"]
        ]
