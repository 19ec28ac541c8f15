"""Forms of reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import Report, ReportParameter

from .parameters import LONGEST, choices, shop_choices


class ParametersForm(forms.Form):
    """The settings of one report, made from what it declares."""

    def __init__(self, report: Report, data: Any = None) -> None:
        super().__init__(data)
        for parameter in report.parameters:
            self.fields[parameter.key] = _field(parameter)


def _field(parameter: ReportParameter) -> forms.Field:
    shared: dict[str, Any] = {
        "label": parameter.label,
        "required": False,
        "initial": parameter.default,
        "help_text": parameter.help,
    }
    if parameter.type == "date":
        return forms.DateField(**shared)
    if parameter.type == "number":
        return forms.IntegerField(min_value=parameter.minimum, max_value=parameter.maximum, **shared)
    if parameter.type == "text":
        return forms.CharField(max_length=LONGEST, **shared)
    if parameter.type == "month":
        return forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", widget=forms.TextInput(attrs={"type": "month"}), **shared)
    offered = [("", "–"), *shop_choices()] if parameter.type == "shop" else choices(parameter)
    return forms.ChoiceField(choices=offered, **shared)


class KeepForm(forms.Form):
    """The name of a segment to keep."""

    name = forms.CharField(label=_("Name of the segment"), max_length=100)


class BoardForm(forms.Form):
    """The name of a board and whether the others see it."""

    name = forms.CharField(label=_("Name of the board"), max_length=60)
    shared = forms.BooleanField(label=_("Others may look at it"), required=False)
