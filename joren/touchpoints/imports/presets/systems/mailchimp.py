"""Mailchimp: exports of an audience (UTF-8), one file for those who subscribed and one for those who left.

The file of those who subscribed does not say so in any row: nobody's yes is taken from it, unless it has a STATUS. That
somebody left is taken at once.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.touchpoints.imports.presets.preset import Preset

_CONFIRMED: Final = "seven public programs and tests with the header"
_SIGNS: Final = (
    "MEMBER_RATING",
    "OPTIN_TIME",
    "OPTIN_IP",
    "CONFIRM_TIME",
    "CONFIRM_IP",
    "LEID",
    "EUID",
    "LAST_CHANGED",
)
_COLUMNS: Final = {
    "LEID": "external_id",
    "Email Address": "email",
    "Email": "email",
    "First Name": "given_name",
    "Last Name": "family_name",
    "Phone Number": "phone",
    "Phone": "phone",
    "Address": "address",
    "Birthday": "birthday",
    "Company": "company",
    "OPTIN_TIME": "registered_on",
    "CONFIRM_TIME": "registered_on",
    "LAST_CHANGED": "updated_at",
    "TAGS": "tags",
    "NOTES": "note",
    "STATUS": "consent_mail",
}
_IGNORED: Final = (
    *("LATITUDE", "LONGITUDE", "GMTOFF", "DSTOFF", "TIMEZONE", "CC", "REGION", "UNSUB_CAMPAIGN_TITLE"),
    *("UNSUB_CAMPAIGN_ID", "UNSUB_REASON", "UNSUB_REASON_OTHER"),
)

CONTACTS: Final = Preset(
    key="mailchimp_contacts",
    label=_("Mailchimp: contacts"),
    kind="customers",
    source="mailchimp",
    required=("Email Address|Email", "MEMBER_RATING|OPTIN_TIME"),
    signs=_SIGNS,
    at_least=3,
    columns=_COLUMNS,
    ignored=_IGNORED,
    confirmed_by=_CONFIRMED,
    note=_("No consent is taken from this file unless it has a STATUS; matching a column to it is up to you."),
)

GONE: Final = Preset(
    key="mailchimp_unsubscribed",
    label=_("Mailchimp: contacts who unsubscribed"),
    kind="customers",
    source="mailchimp",
    required=("Email Address|Email", "UNSUB_TIME", "MEMBER_RATING|OPTIN_TIME"),
    signs=(*_SIGNS, "UNSUB_TIME"),
    at_least=4,
    columns=_COLUMNS,
    ignored=_IGNORED,
    defaults={"consent_mail": "unsubscribed"},
    confirmed_by=_CONFIRMED,
    note=_("Everybody in this file is taken for having withdrawn their consent."),
)

PRESETS: Final = (CONTACTS, GONE)
