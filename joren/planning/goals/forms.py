"""Forms of goals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.models import Staff
from joren.foundation.registry import Metric, entries


class GoalForm(forms.Form):
    """A new goal."""

    name = forms.CharField(label=_("name"), max_length=200)
    metric = forms.ChoiceField(label=_("metric"))
    target = forms.DecimalField(label=_("target"), max_digits=14, decimal_places=2)
    starts_on = forms.DateField(label=_("from"), widget=forms.DateInput(attrs={"type": "date"}))
    due_on = forms.DateField(label=_("until"), widget=forms.DateInput(attrs={"type": "date"}))
    owner = forms.ModelChoiceField(
        Staff.objects.filter(is_active=True).order_by("email"), label=_("who sees to it"), required=False
    )
    note = forms.CharField(
        label=_("how we want to get there"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["metric"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(metric.key, metric.label) for metric in entries(Metric)]
