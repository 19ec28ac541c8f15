"""Tags for forms: each field with its label, help and error where the eye is, and tied together for screen readers."""

from typing import Any, Final

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

_NATIVE: Final[dict[type[forms.Widget], tuple[str, str]]] = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.TimeInput: ("time", "%H:%M"),
}


@register.inclusion_tag("ui/components/field.html")
def field(
    bound: BoundField, label: str = "", help: str = "", *, placeholder: str = "", before: str = "", after: str = ""
) -> dict[str, Any]:
    """One field of a form. `before` and `after` are short texts inside the box's edges, such as ¥ or 円."""
    return {
        "field": bound,
        "kind": kind_of(bound),
        "widget": widget_of(bound, {"placeholder": placeholder} if placeholder else {}),
        "label": label or bound.label,
        "help": help or bound.help_text,
        "before": before,
        "after": after,
    }


@register.inclusion_tag("ui/components/form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form in their order, the errors of the whole form first."""
    return {"form": form}


@register.inclusion_tag("ui/components/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """The errors that belong to no field."""
    return {"form": form}


def kind_of(bound: BoundField) -> str:
    """How the field is laid out: ``check`` (one box), ``choices`` (a list of boxes), ``group`` or ``box``."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "group" if isinstance(widget, forms.MultiWidget) else "box"


def widget_of(bound: BoundField, attributes: dict[str, Any] | None = None) -> SafeString:
    """The field's widget with the kit's classes; what the form's author set on the widget stays."""
    widget = bound.field.widget
    own = widget.attrs.get("class", "")
    given = dict(attributes or {})
    marks = [_class_of(widget), own, given.pop("class", ""), "is-invalid" if bound.errors else ""]
    classes = " ".join(filter(None, marks))
    _make_native(widget)
    return bound.as_widget(attrs={"class": classes} | given)


def _make_native(widget: forms.Widget) -> None:
    """Let the browser bring its own picker; native inputs take ISO dates only, whatever the language writes."""
    for kind, (input_type, written) in _NATIVE.items():
        if type(widget) is kind and isinstance(widget, forms.widgets.DateTimeBaseInput) and widget.input_type == "text":
            widget.input_type, widget.format = input_type, written


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
