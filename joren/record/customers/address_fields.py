"""The postal address in forms, and what its postal code can fill in: only what is still empty, saved by nobody yet."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError
from joren.foundation.japanese.addresses import suggest
from joren.foundation.japanese.addresses.checking import common_place
from joren.foundation.japanese.addresses.postal import look_up, withdrawn_place
from joren.foundation.japanese.prefectures import PREFECTURES

from . import values

ADDRESS_PARTS = ("postal_code", "prefecture", "city", "line", "building")
FILL = "fill_address"
"""Name of the button that asks for the place of a postal code where no script runs."""

_PREFECTURES = [("", "—"), *((name, name) for name in PREFECTURES.values())]
_ASKS_FOR_PLACE = {
    "hx-get": reverse_lazy("customers:place"),
    "hx-trigger": "change",
    "hx-include": "closest fieldset",
    "hx-target": "#address-place",
    "hx-swap": "outerHTML",
    "autocomplete": "postal-code",
    "inputmode": "numeric",
}


def checked(read: Callable[[str], Any]) -> Callable[[str], None]:
    """A validator of a form field out of a reader of values."""

    def check(text: str) -> None:
        try:
            read(text)
        except JorenError as problem:
            raise forms.ValidationError(f"{problem} {problem.remedy_sentence}".strip()) from None

    return check


class AddressFields(forms.Form):
    """The parts of a postal address."""

    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=20,
        required=False,
        validators=[checked(values.postal_code)],
        widget=forms.TextInput(attrs=_ASKS_FOR_PLACE),
    )
    prefecture = forms.ChoiceField(label=_("Prefecture"), choices=_PREFECTURES, required=False)
    city = forms.CharField(label=_("City or ward"), max_length=100, required=False)
    line = forms.CharField(label=_("Street and number"), max_length=300, required=False)
    building = forms.CharField(label=_("Building"), max_length=200, required=False)


def filled_in(data: QueryDict) -> QueryDict:
    """The answers with what the postal code says in those parts of the address that were left empty."""
    given = {part: data.get(part, "").strip()[:300] for part in ADDRESS_PARTS}
    found = suggest(given["postal_code"], given["prefecture"], given["city"], given["line"])
    filled = data.copy()
    for part, suggestion in {"prefecture": found.prefecture, "city": found.city, "line": found.town}.items():
        if suggestion:
            filled[part] = suggestion
    return filled


def place_sentence(code: str) -> str:
    """What the list of the post says about a postal code; "" for no code."""
    if not code.strip():
        return ""
    place, was = common_place(look_up(code)), withdrawn_place(code)
    if place:
        return gettext("%(code)s is %(place)s.") % {"code": look_up(code)[0].code, "place": place}
    if was:
        old = f"{was.prefecture}{was.city}{was.town}"
        return gettext("%(code)s has been withdrawn by the post; it was %(place)s.") % {"code": was.code, "place": old}
    return gettext("This postal code is not in the list of the post. It can be saved all the same.")
