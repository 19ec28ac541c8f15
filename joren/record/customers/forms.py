"""Forms of customers. What a field cannot take is told beside it, in the words of the actions' refusals."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.models import Role, Staff
from joren.foundation.errors import JorenError
from joren.foundation.time.clock import today
from joren.foundation.ui.changed_at_once import ChangedAtOnce
from joren.record.consents.models import Consent
from joren.record.shops.models import Shop
from joren.record.shops.queries import shops_visible_to

from . import values
from .address_fields import ADDRESS_PARTS, AddressFields, checked
from .models import ContactPoint, Customer, CustomField, PostalAddress, Tag

CUSTOM = "custom_"
"""Stands before a custom field's key in the name of its form field."""

_YES_NO = [("", "—"), ("1", _("yes")), ("0", _("no"))]


class CustomerForm(ChangedAtOnce, AddressFields):
    """Everything of a customer's record that is one value. `staff` decides which shops can be chosen."""

    family_name = forms.CharField(label=_("Family name"), max_length=100, required=False)
    given_name = forms.CharField(label=_("Given name"), max_length=100, required=False)
    family_kana = forms.CharField(label=_("Family name (kana)"), max_length=100, required=False)
    given_kana = forms.CharField(label=_("Given name (kana)"), max_length=100, required=False)
    company = forms.CharField(label=_("Company"), max_length=200, required=False)
    honorific = forms.CharField(label=_("Honorific"), max_length=20, required=False, initial="様")
    member_number = forms.CharField(label=_("Member number"), max_length=100, required=False)
    shop = forms.ModelChoiceField(Shop.objects.none(), label=_("Home shop"), required=False, empty_label="—")
    registered_on = forms.DateField(
        label=_("Registered on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    gender = forms.ChoiceField(label=_("Gender"), choices=Customer.Gender.choices, required=False)
    birth_year = forms.IntegerField(label=_("Year of birth"), required=False, min_value=1850, max_value=2200)
    birth_month = forms.IntegerField(label=_("Month"), required=False, min_value=1, max_value=12)
    birth_day = forms.IntegerField(label=_("Day"), required=False, min_value=1, max_value=31)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    RECORD = (
        "family_name",
        "given_name",
        "family_kana",
        "given_kana",
        "company",
        "honorific",
        "member_number",
        "registered_on",
        "gender",
        "birth_year",
        "birth_month",
        "birth_day",
        "note",
    )

    def __init__(self, *args: Any, staff: Staff, customer: Customer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff
        self.customer = customer
        self.custom_fields = list(CustomField.objects.all())
        for field in self.custom_fields:
            self.fields[CUSTOM + field.key] = _custom_form_field(field)
        self._choose_shops()
        if customer is not None:
            self.initial = {**_stored(customer), **self.initial}
            self.keep_what_is_shown()

    def _choose_shops(self) -> None:
        shops = shops_visible_to(self.staff)
        if self.customer is not None and self.customer.shop_id:
            shops = Shop.objects.filter(Q(pk__in=shops.values("pk")) | Q(pk=self.customer.shop_id))
        field = self.fields["shop"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = shops
        if self.staff.role == Role.SHOP_STAFF and self.customer is None:
            # A customer of no shop of theirs would be out of their sight at once.
            field.required = True
            field.initial = shops.first()

    @property
    def custom_bound(self) -> Iterator[forms.BoundField]:
        """The custom fields, for the template."""
        return (self[CUSTOM + field.key] for field in self.custom_fields)

    def clean(self) -> dict[str, Any]:
        """Check what concerns several fields: the birthday."""
        given = super().clean() or {}
        birthday = (given.get("birth_year"), given.get("birth_month"), given.get("birth_day"))
        try:
            values.check_birthday(*birthday, today())
        except JorenError as problem:
            self.add_error("birth_day", f"{problem} {problem.remedy_sentence}".strip())
        return given

    @property
    def record(self) -> dict[str, Any]:
        """What `actions.create` and `actions.change` take."""
        shop = self.cleaned_data.get("shop")
        given = {name: self.cleaned_data[name] for name in self.RECORD if name in self.touched}
        return given | ({"shop_id": shop.pk if shop else None} if "shop" in self.touched else {})

    @property
    def address(self) -> dict[str, str] | None:
        """What `actions.set_address` takes; None when no part was touched."""
        if self.touched.isdisjoint(ADDRESS_PARTS):
            return None
        return {part: self.cleaned_data[part] for part in ADDRESS_PARTS}

    @property
    def custom(self) -> dict[str, Any]:
        """What `actions.set_custom_values` takes."""
        names = {field.key: CUSTOM + field.key for field in self.custom_fields}
        return {key: self.cleaned_data[name] for key, name in names.items() if name in self.touched}


class NewCustomerForm(CustomerForm):
    """A customer to record, with the first ways to reach them and tags."""

    email = forms.CharField(
        label=_("E-mail address"), required=False, max_length=300, validators=[checked(values.email)]
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=100, validators=[checked(values.phone)])
    tags = forms.ModelMultipleChoiceField(
        Tag.objects.all(), label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["registered_on"].initial = today


def _stored(customer: Customer) -> dict[str, Any]:
    """The form's values of a stored customer."""
    address = customer.addresses.filter(is_primary=True).first() or PostalAddress()
    custom = {
        CUSTOM + value.field.key: _written(value.value) for value in customer.custom_values.select_related("field")
    }
    return (
        {name: getattr(customer, name) for name in CustomerForm.RECORD}
        | {"shop": customer.shop_id}
        | {part: getattr(address, part) for part in ADDRESS_PARTS}
        | custom
    )


def _written(value: Any) -> Any:
    """A custom value as its form field takes it."""
    return {True: "1", False: "0"}[value] if isinstance(value, bool) else value


def _custom_form_field(field: CustomField) -> forms.Field:
    """The form field for a custom field of its type."""
    label = lazystr(field.label)
    if field.type == CustomField.Type.CHOICE:
        choices = [("", "—"), *((choice, choice) for choice in field.choices)]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    if field.type == CustomField.Type.BOOLEAN:
        return forms.ChoiceField(label=label, choices=_YES_NO, required=False)
    if field.type == CustomField.Type.DATE:
        return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))
    check = [checked(lambda text: values.custom_answer(field, text))]
    return forms.CharField(label=label, max_length=1000, required=False, validators=check)


class CustomerFilters(forms.Form):
    """What narrows the list."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, kana, phone, e-mail, address")}),
    )
    shop = forms.ModelChoiceField(Shop.objects.all(), label=_("Home shop"), required=False, empty_label="—")
    tag = forms.ModelChoiceField(Tag.objects.all(), label=_("Tag"), required=False, empty_label="—")
    consent = forms.ChoiceField(label=_("May be sent"), choices=[("", "—"), *Consent.Channel.choices], required=False)
    import_id = forms.IntegerField(label=_("Import no."), required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.data.get("import_id"):
            # Asked for by the report of an import; a field for it on every list would be one too many.
            self.fields["import_id"].widget = forms.HiddenInput()


class ContactPointForm(forms.Form):
    """A way to reach the customer."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContactPoint.Kind.choices)
    value = forms.CharField(label=_("Address or number"), max_length=300)

    def clean(self) -> dict[str, Any]:
        """Check the value by its kind."""
        given = super().clean() or {}
        if "kind" in given and "value" in given:
            try:
                values.contact_value(given["kind"], given["value"])
            except JorenError as problem:
                self.add_error("value", f"{problem} {problem.remedy_sentence}".strip())
        return given


class NoteForm(forms.Form):
    """A note for the timeline."""

    text = forms.CharField(
        label=_("Note"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("What happened?")})
    )


class TagChoiceForm(forms.Form):
    """A tag to put on or take off, an existing one or a new name."""

    tag = forms.ModelChoiceField(Tag.objects.all(), label=_("Tag"), required=False, empty_label="—")
    name = forms.CharField(label=_("or a new tag"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        """One of both is needed."""
        given = super().clean() or {}
        if not given.get("tag") and not given.get("name"):
            raise forms.ValidationError(_("Choose a tag or write a new one."))
        return given


class TagForm(forms.Form):
    """A tag's name and colour."""

    COLORS = ("blue", "green", "orange", "red", "purple", "teal", "yellow", "secondary")

    name = forms.CharField(label=_("Name"), max_length=100)
    color = forms.ChoiceField(
        label=_("Colour"),
        choices=[
            ("blue", _("blue")),
            ("green", _("green")),
            ("orange", _("orange")),
            ("red", _("red")),
            ("purple", _("purple")),
            ("teal", _("teal")),
            ("yellow", _("yellow")),
            ("secondary", _("grey")),
        ],
    )


class ReasonForm(forms.Form):
    """What an export or a deletion is for."""

    reason = forms.CharField(
        label=_("What for?"),
        max_length=500,
        help_text=_("Kept in the audit trail with your name."),
        widget=forms.TextInput(attrs={"autofocus": True}),
    )


class CustomFieldForm(forms.Form):
    """A field of the business's own. The key is fixed once it exists."""

    label = forms.CharField(label=_("Name"), max_length=100, help_text=_("As your people call it."))
    key = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,49}$",
        label=_("Key"),
        help_text=_("Lower-case letters, digits and underscores; its name in files, rules and the API."),
        error_messages={"invalid": _("Write lower-case letters, digits and underscores, beginning with a letter.")},
    )
    type = forms.ChoiceField(label=_("Type"), choices=CustomField.Type.choices)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the type “choice”: one on each line."),
    )
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=30_000, initial=100)

    def __init__(self, *args: Any, field: CustomField | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field is not None:
            del self.fields["key"]
            stored = {
                "label": field.label,
                "type": field.type,
                "choices": "\n".join(field.choices),
                "order": field.order,
            }
            self.initial = {**stored, **self.initial}

    def clean_choices(self) -> list[str]:
        """One choice per line."""
        return [line.strip() for line in str(self.cleaned_data["choices"]).splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        """A choice needs choices."""
        given = super().clean() or {}
        if given.get("type") == CustomField.Type.CHOICE and not given.get("choices"):
            self.add_error("choices", _("Write at least one choice."))
        return given
