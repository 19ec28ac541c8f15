"""Numbers of the record that hold outside of this installation: ``4f1c02ab-12`` is customer 12 of one Joren.

An exported file carries them, so that it comes back to the very same people: here by the number itself, in another
Joren by the number it remembers from the first time (an `ExternalId` of the source `joren`).
"""

from collections.abc import Callable, Iterable
from typing import Final

from joren.foundation.business.queries import installation_key

from .bulk_rows import RECORD_SOURCE
from .models import Customer, ExternalId, FormerId

SOURCE: Final = RECORD_SOURCE
_LONGEST: Final = 18


def keys() -> Callable[[int | None], str]:
    """A function from a customer's id to its key, "" for None. Made once for many: it asks the database once."""
    mine = installation_key()
    return lambda customer_id: f"{mine}-{customer_id}" if customer_id else ""


def customers_of(written: Iterable[str]) -> dict[str, int]:
    """Key to customer, for the keys somebody here has; a record that was merged leads to its survivor."""
    wanted = {key for key in written if key}
    found = dict(ExternalId.objects.filter(source=SOURCE, value__in=wanted).values_list("value", "customer_id"))
    return found | _own(wanted)


def _own(written: set[str]) -> dict[str, int]:
    """The keys of this installation's own records."""
    mine = f"{installation_key()}-"
    numbers = {key: key.removeprefix(mine) for key in written if key.startswith(mine)}
    ids = {
        key: int(text) for key, text in numbers.items() if text.isascii() and text.isdigit() and len(text) <= _LONGEST
    }
    here = set(Customer.objects.filter(pk__in=ids.values()).values_list("pk", flat=True))
    former = dict(FormerId.objects.filter(pk__in=ids.values()).values_list("pk", "survivor_id"))
    meant = {key: number if number in here else former.get(number) for key, number in ids.items()}
    return {key: customer for key, customer in meant.items() if customer is not None}
