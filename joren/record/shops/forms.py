"""Forms of shops."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.models import Staff
from joren.foundation.japanese.phones import display_phone, normalise_phone
from joren.foundation.japanese.postal import normalise_postal_code
from joren.foundation.ui.changed_at_once import ChangedAtOnce

from .models import Shop
from .queries import possible_staff


class ShopForm(ChangedAtOnce, forms.Form):
    """A shop, its business day and who works there."""

    code = forms.CharField(
        label=_("Code"), max_length=50, help_text=_("Short and stable: files and rules name the shop by it.")
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Shop.Kind.choices)
    day_ends_at = forms.TimeField(
        label=_("Business day ends at"),
        initial="00:00",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("05:00: a sale at half past two in the morning belongs to the evening before. Noon at the latest."),
    )
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    address = forms.CharField(label=_("Postal address"), max_length=300, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)
    staff = forms.ModelMultipleChoiceField(
        Staff.objects.none(),
        label=_("Who works there"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("People of the role “Shop staff” see the customers of their shops only."),
    )

    def __init__(self, *args: Any, shop: Shop | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["staff"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = possible_staff()
        if shop is not None:
            names = ("code", "name", "kind", "day_ends_at", "postal_code", "address", "phone")
            stored = {name: getattr(shop, name) for name in names} | {"staff": list(shop.staff.all())}
            self.initial = {**stored, **self.initial}
            self.keep_what_is_shown()

    def clean_postal_code(self) -> str:
        """Bring the postal code to its one form."""
        written = str(self.cleaned_data["postal_code"])
        code = normalise_postal_code(written) if written else ""
        if code is None:
            raise forms.ValidationError(_("Write seven digits, such as 150-0001."))
        return code

    def clean_phone(self) -> str:
        """Bring the number to the way people write it."""
        written = str(self.cleaned_data["phone"])
        number = normalise_phone(written) if written else ""
        if number is None:
            raise forms.ValidationError(_("Write it with its area code, such as 03-1234-5678."))
        return display_phone(number) if number else ""
