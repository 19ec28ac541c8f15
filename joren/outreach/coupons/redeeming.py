"""Using coupons at a till: exactly once, whatever is pressed twice, told twice or told late.

What decides is the lock on the code's row (or the person's row of a shared code): the checks and the count are done
under it, in one short transaction. The till's key is unique, so that a use told again is the use told before.
"""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from joren.foundation.audit import actions as audit
from joren.foundation.time import clock
from joren.foundation.time.business_day import MIDNIGHT, business_date
from joren.record.timeline.actions import append

from . import errors
from .giving import last_day
from .models import Coupon, CouponCode, Redemption
from .offers import Offer, Use, moment_of, offer_for
from .rules.codes import normalised, read_code, shown

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

USED: Final = "coupons.used"
GIVEN_BACK: Final = "coupons.given_back"
_LONGEST_KEY: Final = 100


def check(use: Use) -> Offer:
    """What the code would give. Changes nothing. Raises one of `errors.Refused`."""
    coupon, given = _found(use)
    return offer_for(coupon, given, use)


@transaction.atomic
def redeem(use: Use, *, by: "Staff | None") -> Redemption:
    """Use the code. The same key told again returns the same use.

    Raises one of `errors.Refused` (nothing has changed) or `KeyUsedOtherwise`.
    """
    if not 1 <= len(use.key) <= _LONGEST_KEY:
        raise errors.KeyUsedOtherwise(key=use.key[:_LONGEST_KEY])
    coupon, given = _found(use, locked=True)
    _one_at_a_time(use)
    before = _told_before(use)  # perhaps by whoever held the lock until now
    if before:
        return before
    return _used(offer_for(coupon, given, use), use, by)


@transaction.atomic
def replay(use: Use, *, by: "Staff | None") -> Redemption:
    """A use that a till tells after it was cut off: judged by the moment it happened, and never lost.

    What cannot be granted any more (used elsewhere meanwhile) is kept as disputed, for somebody to look at: the
    customer left with the goods. Raises only `CodeMistyped`, `CodeUnknown` and `KeyUsedOtherwise`.
    """
    try:
        with transaction.atomic():
            redemption = redeem(use, by=by)
    except (errors.CodeMistyped, errors.CodeUnknown):
        raise
    except errors.Refused as problem:
        return _disputed(use, problem, by)
    if not redemption.was_offline:
        redemption.was_offline = True
        redemption.save(update_fields=["was_offline"])
    return redemption


@transaction.atomic
def give_back(key: str, *, by: "Staff | None") -> Redemption:
    """The goods came back, so the coupon may be used again (within its time). Told again, nothing more happens.

    Raises `RedemptionNotFound`.
    """
    redemption = Redemption.objects.select_for_update(of=("self",)).filter(key=key).first()
    if redemption is None:
        raise errors.RedemptionNotFound(key=key)
    if redemption.state != Redemption.State.USED:
        return redemption
    if redemption.given_id:
        CouponCode.objects.filter(pk=redemption.given_id).update(used=F("used") - 1)
    _count(redemption.coupon, -1)
    redemption.state, redemption.given_back_at = Redemption.State.GIVEN_BACK, clock.now()
    redemption.save(update_fields=["state", "given_back_at"])
    _tell(redemption, GIVEN_BACK, redemption.given_back_at)
    audit.record(
        "changed",
        by=by,
        subject_type="coupons.redemption",
        subject_id=redemption.pk,
        customer_id=redemption.customer_id,
        detail={"state": "given_back"},
    )
    return redemption


def _told_before(use: Use) -> Redemption | None:
    before = Redemption.objects.select_related("coupon", "given").filter(key=use.key).first()
    if before is None:
        return None
    same = before.coupon.shared_code or (before.given.code if before.given else "")
    if _as_code(use.code) != same:
        raise errors.KeyUsedOtherwise(key=use.key)
    return before


def _as_code(typed: str) -> str:
    return read_code(typed) or normalised(typed)


def _found(use: Use, *, locked: bool = False) -> tuple[Coupon, CouponCode | None]:
    """The coupon that is meant and the row that counts its uses; None for an unknown person with a shared code."""
    rows = CouponCode.objects.select_related("coupon")
    if locked:
        rows = rows.select_for_update(of=("self",))
    code = read_code(use.code)
    if code:
        given = rows.filter(code=code).first()
        if given:
            return given.coupon, given
    word = normalised(use.code)
    coupon = Coupon.objects.filter(shared_code=word).first() if word else None
    if coupon is None:
        raise (errors.CodeUnknown if code else errors.CodeMistyped)(typed=use.code.strip()[:40])
    return coupon, _holder(coupon, use, locked=locked)


def _holder(coupon: Coupon, use: Use, *, locked: bool) -> CouponCode | None:
    """The row that counts how often this person used the shared code: one they were given, else one made for it."""
    if use.customer_id is None:
        return None
    rows = CouponCode.objects.filter(coupon=coupon, customer_id=use.customer_id, withdrawn_at=None).order_by("pk")
    if not locked:
        return rows.filter(used__lt=F("uses")).first() or rows.first()
    if not rows.exists():
        CouponCode.objects.bulk_create(
            [
                CouponCode(
                    coupon=coupon,
                    customer_id=use.customer_id,
                    given_for=f"|till|{use.customer_id}",
                    given_at=clock.now(),
                    expires_on=last_day(coupon, clock.today()),
                    uses=coupon.uses_of_one,
                )
            ],
            ignore_conflicts=True,
        )
    held = list(rows.select_for_update())
    return next((row for row in held if row.used < row.uses), held[0] if held else None)


def _one_at_a_time(use: Use) -> None:
    """Two coupons on one receipt wait for each other, or each would think itself alone."""
    if use.shop and use.receipt:
        with connection.cursor() as cursor:
            name = f"coupons:{use.shop.pk}:{use.receipt}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _used(offer: Offer, use: Use, by: "Staff | None") -> Redemption:
    _count(offer.coupon, +1)
    if offer.given:
        CouponCode.objects.filter(pk=offer.given.pk).update(used=F("used") + 1)
    redemption = _row(offer.coupon, use, by, offer=offer)
    try:
        _insert(redemption)
    except IntegrityError as clash:
        # An unknown person's use of a shared code can be told twice at the same moment: nothing makes it wait.
        before = None if offer.given else _told_before(use)
        if before is None:
            raise errors.KeyUsedOtherwise(key=use.key) from clash
        _count(offer.coupon, -1)
        return before
    _tell(redemption, USED, redemption.redeemed_at)
    return redemption


def _insert(redemption: Redemption) -> None:
    """Only who does not wait for a lock pays for a savepoint."""
    if redemption.given_id:
        redemption.save(force_insert=True)
        return
    with transaction.atomic():
        redemption.save(force_insert=True)


def _disputed(use: Use, problem: errors.Refused, by: "Staff | None") -> Redemption:
    coupon, given = _found(use)
    redemption = _row(coupon, use, by)
    redemption.given, redemption.state, redemption.problem = given, Redemption.State.DISPUTED, str(problem)[:300]
    redemption.customer_id = (given.customer_id if given else None) or use.customer_id
    redemption.was_offline = True
    try:
        with transaction.atomic():
            redemption.save(force_insert=True)
    except IntegrityError:
        return Redemption.objects.get(key=use.key)
    return redemption


def _row(coupon: Coupon, use: Use, by: "Staff | None", offer: Offer | None = None) -> Redemption:
    at = moment_of(use)
    return Redemption(
        coupon=coupon,
        given=offer.given if offer else None,
        customer_id=offer.customer_id if offer else None,
        shop=use.shop,
        key=use.key,
        receipt=use.receipt[:100],
        amount=use.amount,
        discount=offer.discount if offer else Decimal(0),
        redeemed_at=at,
        business_date=business_date(at, use.shop.day_ends_at if use.shop else MIDNIGHT),
        recorded_at=clock.now(),
        staff=by,
    )


def _count(coupon: Coupon, step: int) -> None:
    """Keep the count of a coupon with an end to it; the others are counted when somebody asks.

    Raises `AllGone` when the last one went meanwhile.
    """
    if coupon.most_uses is None:
        return
    rows = Coupon.objects.filter(pk=coupon.pk)
    if step > 0:
        rows = rows.filter(used__lt=F("most_uses"))
    if not rows.update(used=F("used") + step) and step > 0:
        raise errors.AllGone(name=coupon.name, most=coupon.most_uses)


def _tell(redemption: Redemption, key: str, at: datetime) -> None:
    if redemption.customer_id is None:
        return
    append(
        customer_id=redemption.customer_id,
        key=key,
        occurred_at=at,
        occurred_on=redemption.business_date if key == USED else None,
        subject=redemption.pk,
        shop_id=redemption.shop_id,
        by=redemption.staff if key == USED else None,
        origin=redemption.given.origin if redemption.given else "",
        data={
            "coupon": redemption.coupon.name,
            "coupon_id": redemption.coupon_id,
            "code": shown(redemption.given.code) if redemption.given else redemption.coupon.shared_code,
            "discount": str(redemption.discount),
        },
    )
