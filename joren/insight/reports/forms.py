"""Forms of reports."""

from typing import Any

from django import forms

from joren.foundation.registry import Report, ReportParameter

from .queries import LONGEST, choices, shop_choices


class ParametersForm(forms.Form):
    """The settings of one report, made from what it declares."""

    def __init__(self, report: Report, data: Any = None) -> None:
        super().__init__(data)
        for parameter in report.parameters:
            self.fields[parameter.key] = _field(parameter)


def _field(parameter: ReportParameter) -> forms.Field:
    shared: dict[str, Any] = {"label": parameter.label, "required": False, "initial": parameter.default}
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
