"""What other apps can tell of one customer to programs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from joren.foundation.registry import entries, resolve
from joren.foundation.registry.entries import Reference, Text

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

    from .models import Customer


@dataclass(frozen=True, kw_only=True)
class CustomerFacts:
    """A part of ``joren customers show --json`` and of the API's customer, under `key`.

    `describe` names ``(customer: Customer, staff: Staff | None) -> dict | list``: plain values that JSON knows, or
    dates, moments and Decimals. It makes a fixed number of queries. `staff` None is the system.
    """

    key: str
    label: Text
    describe: Reference


def described(customer: "Customer", staff: "Staff | None") -> dict[str, Any]:
    """What all apps tell of this customer, by key."""
    return {part.key: resolve(part.describe)(customer, staff) for part in entries(CustomerFacts)}
