"""Who of a file looks like somebody known, as a screen shows it; found by `actions.alike`."""

from typing import TYPE_CHECKING, Any

from joren.record.customers.queries import customers_visible_to

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


def shown(found: dict[str, Any], staff: "Staff") -> dict[str, Any]:
    """The same for a screen: with the people this person may see."""
    keys = {match["customer"] for one in found.get("found", []) for match in one["matches"]}
    seen = customers_visible_to(staff).in_bulk(list(keys))
    rows = [
        one
        | {"matches": [match | {"person": seen[key]} for match in one["matches"] if (key := match["customer"]) in seen]}
        for one in found.get("found", [])
    ]
    return {"looked_at": found.get("looked_at", 0), "found": [row for row in rows if row["matches"]]}
