"""Forms of the imports."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from .kinds.custom import PREFIX, custom_key
from .kinds_known import fields_of, kind_named, kinds
from .models import Import

CUSTOM: Final = "custom"
ENCODINGS: Final = (
    ("", _("find out")),
    ("utf-8", "UTF-8"),
    ("cp932", _("Shift JIS (CP932)")),
    ("utf-16", "UTF-16"),
    ("euc_jp", "EUC-JP"),
    ("iso2022_jp_ext", "ISO-2022-JP (JIS)"),
    ("cp1252", _("Western European")),
)
DELIMITERS: Final = (
    ("", _("find out")),
    (",", _("comma")),
    ("tab", _("tab")),
    (";", _("semicolon")),
    ("|", _("vertical bar")),
)


class FileForm(forms.Form):
    """A file to bring; its kind is guessed unless said."""

    file = forms.FileField(label=_("File"), help_text=_("CSV in any encoding, or an Excel workbook (xlsx)."))
    kind = forms.ChoiceField(label=_("What it holds"), required=False)
    source = forms.CharField(
        label=_("Where it comes from"),
        max_length=50,
        required=False,
        help_text=_("A short name of the till or system, the same each time: its numbers are kept apart by it."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("find out")), *((kind.key, kind.label) for kind in kinds())]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class ReadingForm(forms.Form):
    """How the file is to be read, where the guess was wrong."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(label=_("Between the columns"), choices=DELIMITERS, required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=_("Row of the column names"), min_value=0, required=False, help_text=_("0: there is none.")
    )

    def __init__(self, record: Import, data: Any = None) -> None:
        initial = {**record.wishes, "sheet": record.sheet, "header_row": record.header_row}
        super().__init__(data, initial=initial)
        if record.sheets:
            self.fields["sheet"].choices = [(name, name) for name in record.sheets]  # type: ignore[attr-defined]
            del self.fields["encoding"], self.fields["delimiter"]
        else:
            del self.fields["sheet"]


class ColumnsForm(forms.Form):
    """Which column is which field: one choice for each column, named ``column-<position>``."""

    source = forms.CharField(label=_("Where it comes from"), max_length=50)
    create_customers = forms.BooleanField(label=_("Make customers whose number is not known yet"), required=False)

    def __init__(self, record: Import, data: Any = None) -> None:
        initial = {"source": record.source, "create_customers": record.options.get("create_customers", False)}
        super().__init__(data, initial=initial)
        self.record = record
        if record.kind != "purchases":
            del self.fields["create_customers"]
        chosen = {column: field for field, column in record.columns.items()}
        for position, column in enumerate(record.header):
            self.fields[f"column-{position}"] = forms.ChoiceField(
                label=column,
                choices=self._choices(),
                required=False,
                initial=CUSTOM if chosen.get(column, "").startswith(PREFIX) else chosen.get(column, ""),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse one field for two columns."""
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for position, column in enumerate(self.record.header):
            field = cleaned.get(f"column-{position}")
            if field and field != CUSTOM and field in taken:
                sentence = _("“%(column)s” is matched to this field already.") % {"column": taken[field]}
                self.add_error(f"column-{position}", sentence)
            elif field:
                taken[field] = column
        return cleaned

    def columns(self) -> dict[str, str]:
        """Field key to column name."""
        found = {}
        for position, column in enumerate(self.record.header):
            field = self.cleaned_data[f"column-{position}"]
            if field == CUSTOM:
                found[PREFIX + custom_key(column, position)] = column
            elif field:
                found[field] = column
        return found

    def options(self) -> dict[str, Any]:
        """What else was chosen."""
        kept = {key: value for key, value in self.record.options.items() if key != "create_customers"}
        return kept | ({"create_customers": True} if self.cleaned_data.get("create_customers") else {})

    def _choices(self) -> list[tuple[str, Any]]:
        choices: list[tuple[str, Any]] = [("", _("leave out"))]
        choices += [(field.key, field.label) for field in fields_of(self.record.kind)]
        if kind_named(self.record.kind).custom:
            choices.append((CUSTOM, _("a custom field of its own")))
        return choices
