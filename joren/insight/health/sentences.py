"""What the figures and findings say, in the reader's language."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.foundation.japanese.phones import display_phone

from .models import Finding

CHECKS: Final[dict[str, Promise]] = {
    "missing_kana": gettext_lazy("Reading of the name is missing"),
    "unreachable": gettext_lazy("No way to reach them at all"),
    "undeliverable": gettext_lazy("Nothing arrives there any more"),
    "stale": gettext_lazy("Nothing happened for years"),
    "postal_disagrees": gettext_lazy("Postal code and address contradict each other"),
    "postal_withdrawn": gettext_lazy("The postal code was withdrawn"),
    "postal_unknown": gettext_lazy("No such postal code"),
    "address_gap": gettext_lazy("Part of the address is missing"),
    "birthday_impossible": gettext_lazy("Impossible birthday"),
    "registration_impossible": gettext_lazy("Impossible day of registration"),
    "bought_before": gettext_lazy("Bought long before registering"),
    "company_honorific": gettext_lazy("Addressed as a company, but is a person"),
    "dummy_phone": gettext_lazy("Made-up phone number"),
    "dummy_email": gettext_lazy("Made-up e-mail address"),
    "dummy_name": gettext_lazy("Made-up name"),
    "mail_typo": gettext_lazy("Mail address looks mistyped"),
    "duplicate": gettext_lazy("Perhaps recorded twice"),
}

_WRONG: Final[dict[str, Promise]] = {
    "missing_kana": gettext_lazy("%(name)s has no reading, so the name cannot be sorted or found by its sound."),
    "unreachable": gettext_lazy("There is neither a contact that works nor a complete postal address."),
    "undeliverable": gettext_lazy("Nothing arrives at %(value)s: %(reason)s"),
    "stale": gettext_lazy("The last thing that happened was on %(last)s."),
    "postal_disagrees": gettext_lazy("%(code)s is for %(place)s, but the address is %(address)s."),
    "postal_withdrawn": gettext_lazy("%(code)s (formerly %(place)s) is no longer in use; the address is %(address)s."),
    "postal_unknown": gettext_lazy("%(code)s is no postal code of the current list; the address is %(address)s."),
    "address_gap": gettext_lazy("The address is incomplete: %(code)s %(address)s"),
    "birthday_impossible": gettext_lazy("Born %(born)s: in the future, or more than 115 years ago."),
    "registration_impossible": gettext_lazy("Registered on %(day)s: in the future, or before the person was born."),
    "bought_before": gettext_lazy("Bought first on %(first)s, registered only on %(day)s."),
    "company_honorific": gettext_lazy("Addressed with “%(honorific)s”, but no company is recorded."),
    "dummy_phone": gettext_lazy("%(value)s is nobody's number."),
    "dummy_email": gettext_lazy("%(value)s is nobody's address."),
    "dummy_name": gettext_lazy("“%(name)s” is nobody's name."),
    "mail_typo": gettext_lazy("%(value)s looks mistyped."),
    "duplicate": gettext_lazy("Perhaps the same person as %(other)s."),
}

FIELDS: Final[dict[str, Promise]] = {
    "family_kana": gettext_lazy("family name (kana)"),
    "given_kana": gettext_lazy("given name (kana)"),
    "honorific": gettext_lazy("honorific"),
    "postal_code": gettext_lazy("postal code"),
    "prefecture": gettext_lazy("prefecture"),
    "city": gettext_lazy("city"),
}

STEPS: Final[dict[str, Promise]] = {
    "all": gettext_lazy("All sales"),
    "known": gettext_lazy("Who bought is known"),
    "reachable": gettext_lazy("Can be reached"),
    "in_order": gettext_lazy("Record in order"),
}

FORMULAS: Final[dict[str, Promise]] = {
    "all": gettext_lazy("Net sales of the last 365 business days: returns taken off, cancelled purchases left out."),
    "known": gettext_lazy("Net sales of purchases with a customer ÷ all net sales."),
    "reachable": gettext_lazy(
        "Of those: customers with at least one channel that works and that they agreed to have news over. "
        "Post needs postal code, prefecture, city and street."
    ),
    "in_order": gettext_lazy("Of those: customers without an open fault. Findings put off still count, hints do not."),
}

PEOPLE_FORMULAS: Final[dict[str, Promise]] = {"known": gettext_lazy("All customers of the record.")}

CHANNELS: Final[dict[str, Promise]] = {
    "mail": gettext_lazy("e-mail"),
    "line": gettext_lazy("LINE"),
    "sms": gettext_lazy("SMS"),
    "phone": gettext_lazy("phone"),
    "post": gettext_lazy("post"),
}


def wrong(finding: Finding) -> str:
    """What is wrong, in one sentence."""
    detail = dict(finding.detail)
    if detail.get("kind") == "phone":
        detail["value"] = display_phone(detail["value"])
    if finding.check_key == "undeliverable" and not detail.get("reason"):
        detail["reason"] = _("it came back")
    return str(_WRONG[finding.check_key]) % detail


def suggested(suggestion: dict[str, Any]) -> str:
    """What a suggestion would write, in a few words."""
    kind, values = suggestion["kind"], suggestion["values"]
    if kind == "deliverable":
        return _("It works: use it again")
    if kind == "contact":
        return str(values["value"])
    return " · ".join(f"{label} {values[name]}" for name, label in FIELDS.items() if name in values)
