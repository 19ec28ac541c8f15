"""Writing a repair into the record through its own actions, and taking it back.

Every function returns or reads steps ``{"kind", …}`` that hold what was before and what was written, so that a repair
is taken back only where nobody changed the value since.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from joren.record.customers import actions as customers
from joren.record.customers.models import ContactPoint, Customer, PostalAddress

from .errors import ChangedSince
from .models import Finding

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Step = dict[str, Any]
Values = dict[str, Any]

_PARTS: Final = ("postal_code", "prefecture", "city", "line", "building")
_BIRTH: Final = ("birth_year", "birth_month", "birth_day")
_EMPTY: Final[dict[str, Values]] = {
    "birthday_impossible": dict.fromkeys(_BIRTH),
    "registration_impossible": {"registered_on": None},
    "company_honorific": {"honorific": ""},
    "dummy_name": dict.fromkeys(("family_name", "given_name", "family_kana", "given_kana"), ""),
}


def accept(finding: Finding, suggestion: Step, by: "Staff | None") -> list[Step]:
    """Write a suggestion. Raises ChangedSince when the value is no longer there."""
    kind, values = suggestion["kind"], suggestion["values"]
    if kind == "fields":
        return [_write_fields(finding.customer_id, values, by)]
    if kind == "address":
        return [_write_address(finding.customer_id, values, by)]
    if kind == "deliverable":
        point = _point(finding)
        step = {"kind": "dead", **_told(point)}
        customers.mark_deliverable(contact_point=point, by=by)
        return [step]
    return [_replace(_point(finding), values["value"], by)]


def delete(finding: Finding, by: "Staff | None") -> list[Step]:
    """Take the value that is wrong out of the record."""
    if "point" in finding.detail:
        return [_replace(_point(finding), "", by)]
    if finding.check_key.startswith("postal_"):
        return [_write_address(finding.customer_id, {"postal_code": ""}, by)]
    return [_write_fields(finding.customer_id, _EMPTY[finding.check_key], by)]


def take_back(finding: Finding, by: "Staff | None") -> None:
    """Undo the steps of a repair, the last first. Raises ChangedSince and leaves all as it is."""
    for step in reversed(finding.undo):
        _TAKE_BACK[step["kind"]](finding.customer_id, step, by)


def _write_fields(customer_id: int, values: Values, by: "Staff | None") -> Step:
    before = _fields(customer_id, values)
    customers.change(customer_id=customer_id, by=by, **values)
    return {"kind": "fields", "before": before, "after": _fields(customer_id, values)}


def _write_address(customer_id: int, values: Values, by: "Staff | None") -> Step:
    before = _address(customer_id)
    customers.set_address(customer_id=customer_id, by=by, **(before | values))
    return {"kind": "address", "before": before, "after": _address(customer_id)}


def _replace(point: ContactPoint, value: str, by: "Staff | None") -> Step:
    """Put another value in the point's place, or none."""
    step = {"kind": "contact", "added": "", **_told(point)}
    if value:
        mine = ContactPoint.objects.filter(customer_id=point.customer_id, kind=point.kind)
        known = mine.filter(value=value).exists()
        new = customers.add_contact_point(customer_id=point.customer_id, kind=point.kind, value=value, by=by)
        step["added"] = "" if known else new.value
        if point.is_primary:
            customers.prefer_contact_point(contact_point=new, by=by)
    customers.remove_contact_point(contact_point=point, by=by)
    return step


def _told(point: ContactPoint) -> Step:
    return {
        "point": point.kind,
        "value": point.value,
        "preferred": point.is_primary,
        "source": point.source,
        "dead_at": point.undeliverable_at.isoformat() if point.undeliverable_at else "",
        "reason": point.undeliverable_reason,
    }


def _point(finding: Finding) -> ContactPoint:
    detail = finding.detail
    points = ContactPoint.objects.filter(customer=finding.customer_id, kind=detail["kind"], value=detail["value"])
    point = points.first()
    if point is None:
        raise ChangedSince
    return point


def _fields(customer_id: int, names: Values) -> Values:
    customer = Customer.objects.get(pk=customer_id)
    found = {name: getattr(customer, name) for name in names}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found.items()}


def _address(customer_id: int) -> Values:
    row = PostalAddress.objects.filter(customer=customer_id, is_primary=True).first()
    return {part: getattr(row, part) if row else "" for part in _PARTS}


def _fields_back(customer_id: int, step: Step, by: "Staff | None") -> None:
    if _fields(customer_id, step["after"]) != step["after"]:
        raise ChangedSince
    before = dict(step["before"])
    if before.get("registered_on"):
        before["registered_on"] = datetime.fromisoformat(before["registered_on"]).date()
    customers.change(customer_id=customer_id, by=by, **before)


def _address_back(customer_id: int, step: Step, by: "Staff | None") -> None:
    if _address(customer_id) != step["after"]:
        raise ChangedSince
    customers.set_address(customer_id=customer_id, by=by, **step["before"])


def _contact_back(customer_id: int, step: Step, by: "Staff | None") -> None:
    mine = ContactPoint.objects.filter(customer=customer_id, kind=step["point"])
    added = mine.filter(value=step["added"]).first() if step["added"] else None
    if step["added"] and added is None:
        raise ChangedSince
    old = customers.add_contact_point(
        customer_id=customer_id, kind=step["point"], value=step["value"], by=by, source=step["source"]
    )
    if step["preferred"]:
        customers.prefer_contact_point(contact_point=old, by=by)
    if added is not None:
        customers.remove_contact_point(contact_point=added, by=by)
    _dead_back(customer_id, step, by)


def _dead_back(customer_id: int, step: Step, by: "Staff | None") -> None:
    if not step["dead_at"]:
        return
    customers.mark_undeliverable(
        customer_id=customer_id,
        kind=step["point"],
        value=step["value"],
        reason=step["reason"],
        by=by,
        at=datetime.fromisoformat(step["dead_at"]),
    )


_TAKE_BACK: Final = {
    "fields": _fields_back,
    "address": _address_back,
    "contact": _contact_back,
    "dead": _dead_back,
}
