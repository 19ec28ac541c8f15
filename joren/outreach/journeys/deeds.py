"""What steps do to a person besides writing to them: tags, fields, tasks for staff, coupons, calls to other systems."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from joren.foundation.time.clock import TOKYO
from joren.outreach.coupons import queries as coupons
from joren.outreach.coupons.errors import CouponNotFound
from joren.outreach.coupons.giving import give
from joren.outreach.coupons.models import Coupon
from joren.record.customers import actions as customers
from joren.record.customers.models import Customer, CustomField
from joren.record.shops.models import Shop

from . import addresses
from .calling import key_of
from .errors import AddressNotAllowed
from .kinds import Doing
from .models import Call, Task, Version
from .rules.flow import Settings, Step
from .rules.walking import Done


def tag(doing: Doing) -> Done:
    """Put a tag on the customer, or take it off."""
    found = customers.tag_named(doing.settings["tag"], by=None)
    turn = customers.untag if doing.settings.get("remove") else customers.tag
    return Done("done" if turn(customer_id=doing.customer_id, tag=found, by=None) else "unchanged")


def field(doing: Doing) -> Done:
    """Write a value into one of the business's own fields."""
    values = {doing.settings["field"]: doing.settings.get("value") or ""}
    customers.set_custom_values(customer_id=doing.customer_id, values=values, by=None)
    return Done("done")


def check_field(settings: Settings) -> Iterable[str]:
    """Whether the field is there."""
    if not CustomField.objects.filter(key=settings.get("field")).exists():
        yield _("The field “%(field)s” is not there any more.") % {"field": settings.get("field")}


def task(doing: Doing) -> Done:
    """Leave something for the staff of the customer's shop to do."""
    made, is_new = Task.objects.get_or_create(
        origin=doing.origin,
        occasion=doing.occasion,
        customer_id=doing.customer_id,
        defaults={
            "shop_id": _shop_of(doing),
            "title": doing.settings["title"],
            "note": doing.settings.get("note") or "",
            "due_on": (doing.at + timedelta(days=int(doing.settings.get("days") or 0))).astimezone(TOKYO).date(),
        },
    )
    return Done("done" if is_new else "unchanged", {"task": made.pk})


def _shop_of(doing: Doing) -> int | None:
    """The shop chosen while it is there, else the customer's own."""
    chosen = Shop.objects.filter(pk=doing.settings.get("shop") or 0).values_list("pk", flat=True).first()
    return chosen or Customer.objects.values_list("shop", flat=True).get(pk=doing.customer_id)


def coupon(doing: Doing) -> Done:
    """Give the person a coupon. One that is stopped is tried again later, as `CouponState` says."""
    given = give(coupon_of(doing.settings), [doing.customer_id], origin=doing.origin, occasion=doing.occasion)
    return Done("done", {"coupon_code": given[doing.customer_id].pk})


def check_coupon(settings: Settings) -> Iterable[str]:
    """Whether the coupon can be given out."""
    try:
        chosen = coupon_of(settings)
    except CouponNotFound:
        yield _("No coupon is chosen.")
        return
    if not coupons.usable().filter(pk=chosen.pk).exists():
        yield _("The coupon is not in use, or over: %(name)s.") % {"name": chosen.name}


def coupon_of(settings: Settings) -> Coupon:
    """The step's coupon. Raises `CouponNotFound`."""
    number = str(settings.get("coupon") or "")
    if not number.isdecimal():
        raise CouponNotFound(id=number or "—")
    return coupons.coupon(int(number))


def webhook(doing: Doing) -> Done:
    """Leave a call to another system to be made at once."""
    customer = Customer.objects.only("pk", "member_number").get(pk=doing.customer_id)
    body = {
        "event": "journey.step",
        "journey": doing.journey_id,
        "step": doing.step,
        "entry": doing.entry_id,
        "occurred_at": doing.at.isoformat(),
        "customer": {"id": customer.pk, "member_number": customer.member_number},
    }
    call, is_new = Call.objects.get_or_create(
        entry_id=doing.entry_id,
        step=doing.step,
        defaults={"url": doing.settings["url"], "body": body, "due_at": doing.at},
    )
    return Done("done" if is_new else "unchanged", {"call": call.pk})


def freeze_webhook(version: Version, _step: Step) -> None:
    """Make the key its calls are signed with, so that whoever is to check them can be told it."""
    key_of(version.journey)


def check_webhook(settings: Settings) -> Iterable[str]:
    """Whether the address may be called."""
    try:
        addresses.check_form(str(settings.get("url") or ""))
    except AddressNotAllowed as problem:
        yield str(problem)
