"""Forms in which two people may change one record at once: neither loses what the other did.

The page carries what it showed. Only what its reader changed is written; where somebody else changed the very same
thing meanwhile, the second is told, sees the other value, and decides by saving again.
"""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


class ChangedAtOnce(forms.BaseForm):
    """Mixin of forms that change what is there already. Call `keep_what_is_shown` once `initial` is as stored now.

    The template renders `as_shown` inside the form; the view writes the fields in `touched` alone, reading the stored
    record under a lock in the same transaction.
    """

    def keep_what_is_shown(self) -> None:
        """Let every field carry the value the page showed."""
        self._overtaken: set[str] = set()
        for field in self.fields.values():
            field.show_hidden_initial = True

    @property
    def as_shown(self) -> SafeString:
        """Hidden fields with what the page showed; where somebody was told of another's value, that one."""
        return format_html_join("", "{}", ((self._hidden(bound),) for bound in self))

    @cached_property
    def touched(self) -> frozenset[str]:
        """The fields to write: those changed on the page; all where it did not say what it showed."""
        return frozenset(self.changed_data if self._says_what_it_showed else self.fields)

    def given(self) -> dict[str, Any]:
        """The cleaned values of the fields to write."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.touched}

    def clean(self) -> dict[str, Any]:
        """Tell what somebody else has changed since, where this person changed it too."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self._says_what_it_showed:
            for bound in self:
                if bound.name in self.touched and bound.name not in self.errors and self._is_overtaken(bound):
                    self._overtaken.add(bound.name)
                    sentence = _(
                        "Somebody has changed this to “%(value)s” since you opened the page."
                        " Save once more to put yours in its place."
                    )
                    self.add_error(bound.name, sentence % {"value": _in_words(bound)})
        return given

    @cached_property
    def _says_what_it_showed(self) -> bool:
        return any(bound.field.show_hidden_initial and bound.html_initial_name in self.data for bound in self)

    def _is_overtaken(self, bound: forms.BoundField) -> bool:
        """Whether what is stored is neither what the page showed nor what this person gives."""
        field = bound.field
        shown = field.hidden_widget().value_from_datadict(self.data, self.files, bound.html_initial_name)
        return field.has_changed(bound.initial, shown) and field.has_changed(bound.initial, bound.data)

    def _hidden(self, bound: forms.BoundField) -> SafeString:
        if bound.name not in self._overtaken:
            return SafeString(bound.as_hidden(only_initial=True))
        value = bound.field.prepare_value(bound.initial)
        attributes = {"id": bound.html_initial_id}
        return SafeString(bound.field.hidden_widget().render(bound.html_initial_name, value, attributes))


def _in_words(bound: forms.BoundField) -> str:
    """The stored value as its reader would see it."""
    value = bound.field.prepare_value(bound.initial)
    chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
    if isinstance(bound.field, forms.ChoiceField | forms.ModelChoiceField):
        offered: Any = bound.field.choices
        words = [str(label) for key, label in offered if str(key) in chosen]
        return "、".join(words) or _("(empty)")
    return str(bound.field.widget.format_value(value) or "") or _("(empty)")
