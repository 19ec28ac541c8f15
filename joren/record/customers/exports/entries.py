"""The `Export` entries of customers."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.exporting import Export, ForeignKey

_HERE: Final = "joren.record.customers.exports."
_PERSON: Final = ForeignKey(column="record_id", export="customers", other="record_id")

EXPORTS: Final = (
    Export(
        key="tags",
        label=_("Tags"),
        description=_("The words staff put on customers, with their colours."),
        icon="tags",
        columns=f"{_HERE}details:tag_columns",
        rows=f"{_HERE}details:tags",
        count=f"{_HERE}details:count_tags",
        permission="customers.view",
        personal=False,
        kind="tags",
        primary_key=("tag_name",),
        order=30,
    ),
    Export(
        key="custom_fields",
        label=_("Custom fields"),
        description=_("The fields the business added, with their types and choices."),
        icon="forms",
        columns=f"{_HERE}details:field_columns",
        rows=f"{_HERE}details:fields",
        count=f"{_HERE}details:count_fields",
        permission="customers.view",
        personal=False,
        kind="custom_fields",
        primary_key=("field_key",),
        order=31,
    ),
    Export(
        key="customers",
        label=_("Customers"),
        description=_("One row per customer: name, contact, address, tags, consent, the business's own fields."),
        icon="users",
        columns=f"{_HERE}people:columns",
        rows=f"{_HERE}people:rows",
        count=f"{_HERE}people:count",
        filters=f"{_HERE}filters:checked",
        filters_told=f"{_HERE}filters:told",
        permission="customers.export",
        kind="customers",
        primary_key=("record_id",),
        foreign_keys=(ForeignKey(column="shop", export="shops", other="shop_code"),),
        order=40,
    ),
    Export(
        key="contacts",
        label=_("Contact points"),
        description=_("Every e-mail address, phone number and LINE id, and which of them no longer work."),
        icon="address-book",
        columns=f"{_HERE}details:contact_columns",
        rows=f"{_HERE}details:contacts",
        count=f"{_HERE}details:count_contacts",
        permission="customers.export",
        kind="contacts",
        primary_key=("record_id", "contact_kind", "contact_value"),
        foreign_keys=(_PERSON,),
        order=50,
    ),
    Export(
        key="addresses",
        label=_("Postal addresses"),
        description=_("Every postal address of a customer, in parts."),
        icon="map-pin",
        columns=f"{_HERE}details:address_columns",
        rows=f"{_HERE}details:addresses",
        count=f"{_HERE}details:count_addresses",
        permission="customers.export",
        kind="addresses",
        foreign_keys=(_PERSON,),
        order=51,
    ),
    Export(
        key="external_ids",
        label=_("Numbers in other systems"),
        description=_("Under which number the tills, shops and files know each customer."),
        icon="id",
        columns=f"{_HERE}details:external_id_columns",
        rows=f"{_HERE}details:external_ids",
        count=f"{_HERE}details:count_external_ids",
        permission="customers.export",
        kind="external_ids",
        primary_key=("system", "system_number"),
        foreign_keys=(_PERSON,),
        order=52,
    ),
)
