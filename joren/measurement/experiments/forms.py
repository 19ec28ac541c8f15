"""What can be chosen on the page of a result."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.segments.library.queries import segments

from .parts import DIMENSIONS


class LookForm(forms.Form):
    """By what people are parted, and the margin to reckon with. Anything else in the address is ignored."""

    by = forms.ChoiceField(label=_("Look by"), required=False)
    margin = forms.DecimalField(
        label=_("Share of a sale left when the goods are paid (%)"), required=False, min_value=0, max_value=100
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = [*DIMENSIONS.items(), *self.segments()]  # type: ignore[attr-defined]
        self.full_clean()

    @staticmethod
    def segments() -> list[tuple[str, str]]:
        """The saved segments, as values of `by`."""
        return [(f"segment:{one.key}", one.name) for one in segments()]

    @property
    def chosen_by(self) -> str:
        """What was chosen; "" for nothing, or for what is not there."""
        return str(self.cleaned_data.get("by") or "")

    @property
    def chosen_margin(self) -> float | None:
        """The margin that was typed, 0 to 1."""
        typed = self.cleaned_data.get("margin")
        return None if typed is None else float(typed) / 100
