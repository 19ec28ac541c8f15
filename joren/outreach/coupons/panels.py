"""Coupons on a customer's page."""

from typing import Any

from django.http import HttpRequest

from . import queries


def of_customer(request: HttpRequest, customer: Any) -> dict[str, Any] | None:
    """The coupons a customer holds or used, and those that may be given; nothing where there are none at all."""
    staff: Any = request.user
    held = queries.held_by(customer.pk)
    may_give = staff.may("coupons.write")
    offered = list(queries.usable().filter(codes="single")) if may_give else []
    if not held and not offered:
        return None
    return {
        "customer": customer,
        "held": [
            {"row": row, "holds": queries.holds(row), "promise": queries.promise(row.coupon)} for row in held[:10]
        ],
        "offered": offered,
    }
