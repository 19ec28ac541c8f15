"""What can be chosen and typed on the page of a result."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.segments.library.queries import segments

from .parts import DIMENSIONS


class LookForm(forms.Form):
    """By what people are parted. Anything else in the address is ignored."""

    by = forms.ChoiceField(label=_("Look by"), required=False)

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


class MarginForm(forms.Form):
    """The margin somebody knows, in per cent; nothing goes by the goods again."""

    margin = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
    )

    @property
    def share(self) -> Decimal | None:
        """It as a share, 0 to 1; None for nothing."""
        typed: Decimal | None = self.cleaned_data["margin"]
        return None if typed is None else typed / 100
