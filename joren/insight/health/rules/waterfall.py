"""The waterfall and its one number: all sales, of known people, of people who can be reached, of records in order."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

LIST_ONLY_BELOW: Final = 0.5
"""When less of the sales has a name, the customer list is only a list of names."""

_ZERO: Final = Decimal(0)


def waterfall(people: Mapping[str, Any], anonymous: Mapping[str, Any]) -> dict[str, Any]:
    """``{"basis", "share", "linked_share", "list_only", "steps", "people"}``.

    people: `people`, `yen`, `buyers` of all customers, and the same for `reachable_…` and `in_order_…`. anonymous:
    `yen` and `purchases` without a customer. Basis ``sales`` while net sales are above 0, else ``people``, and
    ``nothing`` without any. A step's share is its part of the first one; what it loses is told beside it.
    """
    total = people["yen"] + anonymous["yen"]
    basis = "sales" if total > _ZERO else "people" if people["people"] else "nothing"
    steps = _by_sales(people, anonymous, total) if basis == "sales" else _by_people(people)
    linked = _share(people["yen"], total) if basis == "sales" else None
    return {
        "basis": basis,
        "share": steps[-1]["share"] if basis != "nothing" else None,
        "linked_share": linked,
        "list_only": linked is not None and linked < LIST_ONLY_BELOW,
        "steps": steps if basis != "nothing" else [],
        "people": {
            "all": people["people"],
            "reachable": people["reachable_people"],
            "in_order": people["in_order_people"],
        },
        "anonymous": {"yen": f"{anonymous['yen']:.2f}", "purchases": anonymous["purchases"]},
    }


def _by_sales(people: Mapping[str, Any], anonymous: Mapping[str, Any], total: Decimal) -> list[dict[str, Any]]:
    sums = (
        ("all", total, None),
        ("known", people["yen"], people["buyers"]),
        ("reachable", people["reachable_yen"], people["reachable_buyers"]),
        ("in_order", people["in_order_yen"], people["in_order_buyers"]),
    )
    return _lost([{"key": key, "yen": yen, "people": n, "share": _share(yen, total)} for key, yen, n in sums])


def _by_people(people: Mapping[str, Any]) -> list[dict[str, Any]]:
    everybody = people["people"]
    counts = (("known", everybody), ("reachable", people["reachable_people"]), ("in_order", people["in_order_people"]))
    share = [round(count / everybody, 4) if everybody else 0.0 for _key, count in counts]
    return _lost(
        [
            {"key": key, "yen": None, "people": count, "share": part}
            for (key, count), part in zip(counts, share, strict=True)
        ]
    )


def _lost(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each step with what it loses of the one before; amounts as text."""
    told = []
    for place, step in enumerate(steps):
        before = steps[place - 1] if place else step
        lost_yen = before["yen"] - step["yen"] if step["yen"] is not None else None
        known = before["people"] is not None and step["people"] is not None
        told.append(
            step
            | {
                "yen": _text(step["yen"]),
                "lost_yen": _text(lost_yen),
                "lost_people": before["people"] - step["people"] if known else None,
            }
        )
    return told


def _share(part: Decimal, whole: Decimal) -> float:
    """A part of 1, within 0 and 1 also where returns outweigh sales."""
    return round(float(min(max(part / whole, _ZERO), Decimal(1))), 4)


def _text(yen: Decimal | None) -> str | None:
    return None if yen is None else f"{yen:.2f}"
