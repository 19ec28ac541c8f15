"""The list of customers: its columns, filters and what may be done with picked rows."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from joren.foundation.japanese.phones import display_phone
from joren.foundation.ui.context import first_address
from joren.foundation.ui.tables import BulkAction, Column, Table

from . import queries
from .exports.filters import narrow_by
from .forms import CustomerFilters
from .labels import source_words
from .models import ContactPoint, Customer, CustomField, CustomValue


def _first(kind: str) -> Any:
    return lambda customer: queries.first_contact(customer, kind)


def _phone(customer: Customer) -> str:
    number = queries.first_contact(customer, ContactPoint.Kind.PHONE)
    return display_phone(number) if number else ""


def _address(customer: Customer) -> str:
    return next((str(address) for address in customer.addresses.all()), "")


def _source(customer: Customer) -> str:
    return source_words(customer.source)


class CustomerTable(Table):
    """Customers a person may see."""

    key = "customers"
    columns = (
        Column(
            key="name",
            label=_("Name"),
            value="full_name",
            sort="family_kana",
            primary=True,
            template="customers/_name_cell.html",
        ),
        Column(key="member_number", label=_("Member number"), sort="member_number"),
        Column(key="phone", label=_("Phone"), value=_phone),
        Column(key="email", label=_("E-mail address"), value=_first(ContactPoint.Kind.EMAIL)),
        Column(key="shop", label=_("Home shop"), value="shop.name", sort="shop__code"),
        Column(key="tags", label=_("Tags"), template="customers/_tags_cell.html"),
        Column(key="registered_on", label=_("Registered on"), type="day", sort="registered_on"),
        Column(key="number", label=_("No."), value="pk", sort="pk", is_optional=True),
        Column(key="kana", label=_("Kana"), value="full_kana", is_optional=True),
        Column(key="company", label=_("Company"), sort="company", is_optional=True),
        Column(key="gender", label=_("Gender"), value="get_gender_display", is_optional=True),
        Column(key="address", label=_("Postal address"), value=_address, is_optional=True),
        Column(key="source", label=_("Where from"), value=_source, sort="source", is_optional=True),
        Column(key="changed_at", label=_("Last changed"), type="ago", sort="changed_at", is_optional=True),
    )
    default_sort = "-number"
    filter_form = CustomerFilters
    actions = (
        BulkAction(
            key="tag",
            label=_("Add a tag"),
            url_name="customers:tag_many",
            icon="tag",
            permission="customers.tag_many",
        ),
        BulkAction(
            key="untag",
            label=_("Remove a tag"),
            url_name="customers:untag_many",
            icon="tag-off",
            permission="customers.tag_many",
        ),
    )
    empty_icon = "users"
    empty_title = _("No customers yet")
    empty_text = _("Bring in the file you have, or record the first one by hand.")

    def narrow(self, rows: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        """Apply search, home shop, tag and consent; and of an import, those to whom it brought something."""
        return narrow_by(rows, values)


def customer_table(request: HttpRequest) -> CustomerTable:
    """The list for this request, with the business's own fields as columns to choose."""
    staff: Any = request.user
    own = Prefetch("custom_values", CustomValue.objects.select_related("field"))
    rows = queries.with_contacts(queries.customers_visible_to(staff)).prefetch_related(own)
    import_url = first_address("imports:new")
    return CustomerTable(
        request,
        rows,
        export_url=first_address("exports:customers") if staff.may("customers.export") else "",
        empty_url=import_url or reverse("customers:new"),
        empty_label=_("Bring in a file") if import_url else _("Record a customer"),
        extra_columns=[own_column(field) for field in queries.custom_fields()],
    )


def own_column(field: CustomField) -> Column:
    """A custom field as a column to choose."""

    def value(customer: Customer) -> Any:
        return next((stored.value for stored in customer.custom_values.all() if stored.field_id == field.pk), None)

    kinds: dict[str, Any] = {CustomField.Type.DATE: "day", CustomField.Type.BOOLEAN: "yes_no"}
    return Column(
        key=f"custom-{field.key}",
        label=field.label,
        value=value,
        type=kinds.get(field.type, "text"),
        is_optional=True,
    )
