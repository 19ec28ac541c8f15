"""Forms of single purchases."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.money import LARGEST, AmountProblem, parse_amount
from joren.record.products.models import Product
from joren.record.shops.models import Shop

_LEAST = Decimal("0.01")


class AmountField(forms.CharField):
    """Money as people write it: 1,234, ￥1,234, １２３４円."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=30, widget=widget, **options)

    def clean(self, value: Any) -> Decimal | None:
        """The amount, None for an empty optional field."""
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = parse_amount(text)
        except AmountProblem:
            raise forms.ValidationError(_("This is not an amount. Write it like 1,234.")) from None
        if not _LEAST <= amount <= LARGEST:
            raise forms.ValidationError(_("Write an amount above 0."))
        return amount


class PurchaseForm(forms.Form):
    """One purchase, typed in by hand."""

    purchased_at = forms.SplitDateTimeField(
        label=_("date and time"),
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date"}, time_attrs={"type": "time"}, date_format="%Y-%m-%d", time_format="%H:%M"
        ),
    )
    amount = AmountField(label=_("amount"))
    shop = forms.ModelChoiceField(Shop.objects.all(), label=_("shop"), required=False)
    product_code = forms.CharField(label=_("product code"), max_length=100, required=False)
    description = forms.CharField(label=_("what was bought"), max_length=300, required=False)
    note = forms.CharField(label=_("note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_product_code(self) -> int | None:
        """The product's id."""
        code = self.cleaned_data["product_code"].strip()
        if not code:
            return None
        found = Product.objects.filter(code=code).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("There is no product with this code."))
        return found


class ReturnForm(forms.Form):
    """Goods that came back; without an amount, everything."""

    amount = AmountField(label=_("amount given back"), required=False, help_text=_("Empty: all that is left."))
    note = forms.CharField(label=_("note"), max_length=500, required=False)


class CancelForm(forms.Form):
    """Why a purchase is cancelled."""

    reason = forms.CharField(label=_("reason"), max_length=200, required=False)


class ReassignForm(forms.Form):
    """Whose purchase it is."""

    customer = forms.CharField(
        label=_("customer"),
        max_length=250,
        required=False,
        help_text=_("Number of the record, member number or source:number. Empty: nobody's."),
    )
