"""HubSpot: export of contacts (UTF-8). The user chooses the columns (“properties”)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.touchpoints.imports.presets.preset import Preset

CONTACTS: Final = Preset(
    key="hubspot_contacts",
    label=_("HubSpot: contacts"),
    kind="customers",
    source="hubspot",
    required=("Record ID|Contact ID", "Email"),
    signs=(
        *("Contact owner", "Lifecycle Stage", "Lead Status", "Create Date", "Associated Company", "Job Title"),
        *("Marketing contact status", "Associated Company IDs", "Last Activity Date", "Unsubscribed from all email"),
    ),
    at_least=2,
    columns={
        "Record ID": "external_id",
        "Contact ID": "external_id",
        "First Name": "given_name",
        "Last Name": "family_name",
        "Email": "email",
        "Phone Number": "phone",
        "Mobile Phone Number": "mobile",
        "Company Name": "company",
        "Associated Company": "company",
        "Postal Code": "postal_code",
        "State/Region": "prefecture",
        "City": "city",
        "Street Address": "address",
        "Date of birth": "birthday",
        "Create Date": "registered_on",
        "Last Modified Date": "updated_at",
        "Unsubscribed from all email": "consent_mail",
    },
    ignored=(
        "Country/Region",
        "Lifecycle Stage",
        "Lead Status",
        "Contact owner",
        "Job Title",
        "Became a customer date",
    ),
    values={
        "consent_mail": {"true": "unsubscribed", "TRUE": "unsubscribed", "Yes": "unsubscribed", "false": "", "No": ""}
    },
    confirmed_by="three public importers and their tests with the header of a contacts export",
    note=_("Whoever unsubscribed from all e-mail is taken for a no; nobody's yes is taken from this file."),
)

PRESETS: Final = (CONTACTS,)
