"""Forms of coupons."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop
from joren.touchpoints.purchases.forms import AmountField

from .actions import EDITABLE, NARROWED_BY
from .models import Coupon
from .rules.premiums import WAYS

_WAY_LABELS = {
    "everybody_who_buys": _("everybody who buys gets it"),
    "by_lot": _("by lot or contest among those who buy"),
    "without_a_purchase": _("anybody, without buying anything"),
}
_SEPARATORS = re.compile(r"[\s,、，]+")


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CouponForm(forms.Form):
    """What a coupon promises, and the questions of the law."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("Customers see it."))
    kind = forms.ChoiceField(label=_("What it gives"), choices=Coupon.Kind.choices, initial=Coupon.Kind.AMOUNT)
    value = AmountField(label=_("How much off (yen or percent)"), required=False)
    most_off = AmountField(label=_("At most off"), required=False, help_text=_("For a percentage."))
    gift = forms.CharField(label=_("The gift"), max_length=200, required=False)
    gift_cost = AmountField(label=_("What the gift costs you"), required=False)
    starts_on = forms.DateField(label=_("From"), widget=_day())
    ends_on = forms.DateField(label=_("Until"), widget=_day(), required=False)
    valid_days = forms.IntegerField(
        label=_("Days it holds once given"), required=False, min_value=1, max_value=3650,
        help_text=_("The day it is given is the first."),
    )  # fmt: skip
    least_amount = AmountField(label=_("From a purchase of"), required=False)
    codes = forms.ChoiceField(label=_("Codes"), choices=Coupon.Codes.choices, initial=Coupon.Codes.SINGLE)
    shared_code = forms.CharField(label=_("The code for everybody"), max_length=20, required=False)
    uses_each = forms.IntegerField(
        label=_("Uses for each person"), required=False, min_value=1, max_value=1000, initial=1,
        help_text=_("Empty with a code for everybody: as often as they like, and nobody need say who they are."),
    )  # fmt: skip
    most_uses = forms.IntegerField(label=_("Uses in all"), required=False, min_value=1, max_value=100_000_000)
    combines = forms.BooleanField(label=_("May be used together with other coupons"), required=False)
    shops = forms.ModelMultipleChoiceField(
        Shop.objects.all(), label=_("Only at"), required=False, widget=forms.CheckboxSelectMultiple
    )
    categories = forms.ModelMultipleChoiceField(
        Category.objects.all(),
        label=_("Only for these categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    products = forms.CharField(
        label=_("Only for these products"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Product codes, with a space or comma between them."),
    )
    terms = forms.CharField(
        label=_("Conditions in your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    price_is_real = forms.BooleanField(
        label=_("The price it is taken off is the one we really ask for, and all conditions stand on the coupon."),
        required=False,
    )
    way = forms.ChoiceField(
        label=_("Who gets the gift"), required=False, choices=[("", _("Choose …")), *_WAY_LABELS.items()]
    )
    worth = AmountField(
        label=_("What the gift is worth"), required=False, help_text=_("The price a customer would pay for it.")
    )

    def __init__(self, *args: Any, coupon: Coupon | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if coupon is not None:
            self.initial = {**_stored(coupon), **self.initial}

    def clean_products(self) -> list[Product]:
        """The products of the codes; a code nobody knows is named."""
        codes = [code for code in _SEPARATORS.split(self.cleaned_data["products"]) if code]
        found = {product.code: product for product in Product.objects.filter(code__in=codes)}
        unknown = [code for code in codes if code not in found]
        if unknown:
            sentence = _("There is no product with the code %(codes)s.")
            raise forms.ValidationError(sentence, params={"codes": ", ".join(unknown[:5])})
        return list(found.values())

    @property
    def given(self) -> dict[str, Any]:
        """What was written, as the actions take it."""
        data = self.cleaned_data
        fields: dict[str, Any] = {name: data[name] for name in (*EDITABLE, *NARROWED_BY) if name in data}
        fields["least_amount"] = data["least_amount"] or Decimal(0)
        fields["answers"] = {
            "price_is_real": data["price_is_real"],
            "way": data["way"] if data["way"] in WAYS else "",
            "worth": "" if data["worth"] is None else str(data["worth"]),
        }
        return fields


def _stored(coupon: Coupon) -> dict[str, Any]:
    found = {name: getattr(coupon, name) for name in EDITABLE if name != "answers"}
    amounts = ("value", "most_off", "gift_cost", "least_amount")
    found |= {name: f"{found[name].normalize():f}" for name in amounts if found[name]}
    found["least_amount"] = found["least_amount"] or ""
    found["shops"], found["categories"] = list(coupon.shops.all()), list(coupon.categories.all())
    found["products"] = " ".join(coupon.products.values_list("code", flat=True))
    return found | {key: value for key, value in coupon.answers.items() if value}


class TillForm(forms.Form):
    """A code at the counter, and the purchase it is used on."""

    code = forms.CharField(
        label=_("Code"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "inputmode": "text"}),
    )
    shop = forms.ModelChoiceField(Shop.objects.none(), label=_("Shop"), required=False)
    amount = AmountField(label=_("Amount of the purchase"), required=False)
    receipt = forms.CharField(label=_("Number of the receipt"), max_length=100, required=False)
    customer = forms.CharField(
        label=_("Customer"), max_length=100, required=False, help_text=_("Member number, for a code of everybody.")
    )
    goods_confirmed = forms.BooleanField(label=_("What it holds for is in the purchase"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=100)

    def __init__(self, *args: Any, shops: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["shop"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = shops
        if len(shops) == 1:
            self.initial.setdefault("shop", shops[0])
