"""Giving coupons to people: one code each, once for each occasion, a thousand at a time."""

import secrets
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from joren.foundation.audit import actions as audit
from joren.foundation.time import clock
from joren.record.timeline.actions import NewEvent, append_many

from .errors import BadCoupon, CouponState
from .models import Coupon, CouponCode
from .rules.codes import new_code

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_BATCH: Final = 2_000
GIVEN: Final = "coupons.given"
MOST_PRINTED: Final = 100_000


@transaction.atomic
def give(
    coupon: Coupon, customer_ids: Collection[int], *, origin: str = "", occasion: str = "", by: "Staff | None" = None
) -> dict[int, CouponCode]:
    """Give each of these people the coupon, and return what each holds. Told again for one occasion, it gives nothing.

    `origin` is the campaign or journey (``campaign:5``), `occasion` what tells two gifts of it apart (``2026``).
    Raises `CouponState` unless the coupon is in use.
    """
    coupon = Coupon.objects.select_for_update(of=("self",), no_key=True).get(pk=coupon.pk)
    if coupon.status != Coupon.Status.ACTIVE:
        raise CouponState(state=coupon.get_status_display())
    wanted = {_given_for(origin, occasion, customer_id): customer_id for customer_id in sorted(set(customer_ids))}
    held = set(CouponCode.objects.filter(coupon=coupon, given_for__in=wanted).values_list("given_for", flat=True))
    _make(coupon, {reason: who for reason, who in wanted.items() if reason not in held}, origin)
    rows = CouponCode.objects.filter(coupon=coupon, given_for__in=wanted)
    return {wanted[row.given_for]: row for row in rows}


def give_one(coupon: Coupon, customer_id: int, *, by: "Staff", occasion: str = "") -> CouponCode:
    """Give one person the coupon by hand. `occasion` empty: a new one each time it is asked."""
    reason = occasion or clock.now().isoformat()
    given = give(coupon, [customer_id], origin=f"staff:{by.pk}", occasion=reason, by=by)[customer_id]
    audit.record(
        "created", by=by, subject_type="coupons.code", subject_id=given.pk, customer_id=customer_id, label=coupon.name
    )
    return given


@transaction.atomic
def make_codes(coupon: Coupon, number: int, *, by: "Staff") -> list[CouponCode]:
    """Codes that belong to nobody yet, for printing on paper: whoever brings one has it.

    Raises `CouponState` unless the coupon is in use, `BadCoupon` for a number that is not between 1 and 100,000 or a
    coupon with one code for everybody.
    """
    coupon = Coupon.objects.select_for_update(no_key=True).get(pk=coupon.pk)
    if coupon.status != Coupon.Status.ACTIVE:
        raise CouponState(state=coupon.get_status_display())
    if coupon.codes != Coupon.Codes.SINGLE:
        raise BadCoupon(_("This coupon has one code for everybody: print that."), field="number")
    if not 1 <= number <= MOST_PRINTED:
        raise BadCoupon(_("Between 1 and %(most)s codes at once.") % {"most": f"{MOST_PRINTED:,}"}, field="number")
    batch = clock.now().isoformat()
    rows = _made(coupon, {f"paper|{batch}|{place}": None for place in range(number)}, f"paper:{batch[:19]}")
    detail = {"codes": number}
    audit.record("created", by=by, subject_type="coupons.code", subject_id=coupon.pk, label=coupon.name, detail=detail)
    return rows


def withdraw(given: CouponCode, *, by: "Staff") -> bool:
    """Take back a code that was not used yet; False for one that was: it stays as it is."""
    with transaction.atomic():
        changed = CouponCode.objects.filter(pk=given.pk, withdrawn_at=None, used=0).update(withdrawn_at=clock.now())
        if changed:
            audit.record(
                "deleted", by=by, subject_type="coupons.code", subject_id=given.pk, customer_id=given.customer_id
            )
    return bool(changed)


def last_day(coupon: Coupon, given_on: date) -> date | None:
    """The last day a code given on that day holds; None without an end."""
    ends = [coupon.ends_on] if coupon.ends_on else []
    if coupon.valid_days:
        ends.append(max(given_on, coupon.starts_on) + timedelta(days=coupon.valid_days - 1))
    return min(ends) if ends else None


def last_day_of_today(coupon: Coupon) -> date | None:
    """The last day a code would hold that was given today."""
    return last_day(coupon, clock.today())


def _make(coupon: Coupon, wanted: dict[str, int], origin: str) -> None:
    rows = _made(coupon, wanted, origin)
    append_many(
        [
            NewEvent(
                customer_id=row.customer_id,
                key=GIVEN,
                occurred_at=row.given_at,
                subject=row.pk,
                origin=origin,
                data={"coupon": coupon.name, "coupon_id": coupon.pk},
            )
            for row in rows
            if row.customer_id
        ]
    )


def _made(coupon: Coupon, wanted: Mapping[str, int | None], origin: str) -> list[CouponCode]:
    now = clock.now()
    expires_on = last_day(coupon, clock.today())
    single = coupon.codes == Coupon.Codes.SINGLE
    return CouponCode.objects.bulk_create(
        (
            CouponCode(
                coupon=coupon,
                code=new_code(secrets.randbits) if single else "",
                customer_id=customer_id,
                origin=origin[:60],
                given_for=reason,
                given_at=now,
                expires_on=expires_on,
                uses=coupon.uses_of_one,
            )
            for reason, customer_id in wanted.items()
        ),
        batch_size=_BATCH,
    )


def _given_for(origin: str, occasion: str, customer_id: int) -> str:
    return f"{origin}|{occasion}|{customer_id}"[-160:]
