"""Forms of reports."""

from typing import Any

from django import forms

from joren.foundation.registry import Report, ReportParameter

from .queries import MOST, shop_choices


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
        return forms.IntegerField(min_value=1, max_value=MOST, **shared)
    choices = [("", "–"), *shop_choices()] if parameter.type == "shop" else list(parameter.choices)
    return forms.ChoiceField(choices=choices, **shared)
