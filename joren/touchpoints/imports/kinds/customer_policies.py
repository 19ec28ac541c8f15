"""The policies of an import, given for columns of files, as rules for fields of the record."""

from collections.abc import Sequence
from typing import Final

from joren.foundation.importing import Plan, Policy
from joren.foundation.importing.policies import EVERY_FIELD
from joren.record.customers.bulk import CustomerRow, Rules

from .cells import Cells, Read
from .custom import PREFIX
from .customer_address import FIELDS as ADDRESS_FIELDS
from .customer_consents import CHANNELS
from .customer_contacts import EMAILS, PHONE_PARTS, PHONES

_BIRTHDAY: Final = ("birthday",)
GOVERNED_BY: Final[dict[str, tuple[str, ...]]] = {
    "family_name": ("family_name", "name"),
    "given_name": ("given_name", "name"),
    "family_kana": ("family_kana", "kana"),
    "given_kana": ("given_kana", "kana"),
    "birth_year": ("birth_year", *_BIRTHDAY),
    "birth_month": ("birth_month", *_BIRTHDAY),
    "birth_day": ("birth_day", *_BIRTHDAY),
    "gender": ("gender", "gender_code"),
    "shop_id": ("shop",),
    **{key: (key,) for key in ("company", "honorific", "member_number", "registered_on", "note", "tags")},
    "email": EMAILS,
    "phone": (*PHONES, *PHONE_PARTS["phone"], *PHONE_PARTS["mobile"]),
    "line": ("line_id",),
    "address": ("address", *(key for key in ADDRESS_FIELDS if key != "address")),
}
"""Field of the record to the fields of files that give it; what is said of the first that was spoken of counts."""

_ADDRESS_PARTS: Final = {
    "address.postal_code": ("postal_code", "postal_1", "postal_2"),
    "address.prefecture": ("prefecture",),
    "address.city": ("city",),
    "address.building": ("building",),
}


def rules_of(plan: Plan) -> Rules:
    """How the import treats known values."""
    policies = {field: _policy(plan, keys) for field, keys in GOVERNED_BY.items()}
    policies |= {key: plan.policy(key) for key in plan.columns if key.startswith(PREFIX)}
    told = {field: policy for field, policy in policies.items() if policy != "overwrite"}
    return Rules(policies=told, changed=plan.changed, file_time=plan.file_time)


def consent_policies(plan: Plan) -> dict[str, Policy]:
    """Channel to policy."""
    return {channel: plan.policy(f"consent_{channel}") for channel in CHANNELS}


def _policy(plan: Plan, keys: Sequence[str]) -> Policy:
    said = plan.options.get("policies") or {}
    return next((plan.policy(key) for key in keys if key in said), plan.policy(EVERY_FIELD))


class Clearing:
    """Notes which known values a row's empty cells take away."""

    def __init__(self, cells: Cells) -> None:
        plan = cells.plan
        self._columns: list[tuple[str, list[Read]]] = []
        for field, keys in {**GOVERNED_BY, **_ADDRESS_PARTS}.items():
            mapped = [key for key in keys if key in plan.columns]
            if any(plan.clears(key) for key in mapped) and (field != "address" or plan.clears("address")):
                self._columns.append((field, [cells.reader(key) for key in mapped]))

    def read(self, cells: Sequence[str], facts: CustomerRow) -> None:
        """Add to `facts` what its empty cells take away."""
        for field, readers in self._columns:
            if not any(read(cells) for read in readers):
                facts.cleared.add(field)
