"""The form that ends the demo."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RemoveForm(forms.Form):
    """The name of the own business, and the log-in of its owner where there is none yet."""

    email = forms.EmailField(
        label=_("your e-mail address"),
        help_text=_("You log in with it from now on. The demo's log-ins go with the demo."),
    )
    password = forms.CharField(
        label=_("a password for you"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, needs_owner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_owner:
            self.fields.clear()
