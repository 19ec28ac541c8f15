"""Forms of the exports."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.foundation.exporting import ENCODINGS, FORMATS, ExportColumn

from .models import ExportTemplate

_LONGEST = 500


class ReasonForm(forms.Form):
    """What a file is for."""

    reason = forms.CharField(
        label=_("What is the file for?"),
        max_length=_LONGEST,
        help_text=_("Kept in the history and in the audit trail, with your name."),
        widget=forms.TextInput(attrs={"placeholder": _("Addresses for the New Year cards")}),
    )


class ExportForm(ReasonForm):
    """Columns with their order, format, encoding, reason, and a name under which to keep the choice.

    The place of a column is the number in ``place-<key>``; columns of one number keep the usual order.
    """

    field_order = ("format", "encoding", "reason", "keep_as")

    format = forms.ChoiceField(label=_("Kind of file"), choices=[(one.key, one.label) for one in FORMATS.values()])
    encoding = forms.ChoiceField(
        label=_("Encoding (CSV only)"),
        choices=[(one.key, one.label) for one in ENCODINGS.values()],
        required=False,
        help_text=_("Characters that CP932 lacks are replaced, and a report says where."),
    )
    keep_as = forms.CharField(
        label=_("Keep this choice as a template"),
        max_length=100,
        required=False,
        help_text=_("Leave it empty to use it this once."),
    )

    def __init__(
        self,
        columns: Sequence[ExportColumn],
        data: Mapping[str, Any] | None = None,
        template: ExportTemplate | None = None,
    ) -> None:
        start = {"format": template.format, "encoding": template.encoding} if template else {}
        super().__init__(data, initial=start)
        self._columns = list(columns)
        self._template = template

    def choices(self) -> list[dict[str, Any]]:
        """The columns as the page shows them: those chosen first, in their order."""
        chosen = self.chosen()
        rest = [column.key for column in self._columns if column.key not in chosen]
        known = {column.key: column for column in self._columns}
        return [
            {"key": key, "label": known[key].label, "chosen": key in chosen, "place": place}
            for place, key in enumerate([*chosen, *rest], start=1)
        ]

    def chosen(self) -> list[str]:
        """The keys of the chosen columns, in the order of the file."""
        usual = [column.key for column in self._columns]
        if self.is_bound:
            posted: Any = self.data
            ticked = set(posted.getlist("columns"))
            return sorted((key for key in usual if key in ticked), key=lambda key: (self._place(key), usual.index(key)))
        if self._template is not None:
            return [key for key in self._template.columns if key in usual]
        return [column.key for column in self._columns if column.by_default]

    def clean(self) -> dict[str, Any]:
        """Refuse a file without columns."""
        given = super().clean() or {}
        if not self.chosen():
            self.add_error(None, _("Choose at least one column."))
        return given

    def _place(self, key: str) -> int:
        text = str(self.data.get(f"place-{key}", ""))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0  # noqa: PLR2004
