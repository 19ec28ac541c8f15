"""The coffee that the first mail of the story promises, as a coupon: a code for everybody who got the mail, and its use
by most of those whom it brought back."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from joren.outreach.campaigns.models import Campaign
from joren.outreach.coupons.models import Coupon, CouponCode, Redemption
from joren.outreach.coupons.rules.codes import new_code
from joren.record.timeline.actions import NewEvent, append_many

from . import words_story
from .story import WINDOW_DAYS, Mailing, day_of
from .world import Basket
from .writing import Keys

_BATCH = 5_000
_SHOWS_IT = 0.7


def write_coupon(mailing: Mailing, campaign: Campaign, keys: Keys) -> Coupon:
    """Write the coupon with everything that came of it, in the caller's transaction."""
    coupon = Coupon.objects.create(
        **words_story.COFFEE,
        kind=Coupon.Kind.GIFT,
        gift_cost=Decimal(90),
        starts_on=mailing.day,
        ends_on=mailing.day + timedelta(days=WINDOW_DAYS - 1),
        answers={"way": "without_a_purchase", "worth": "480"},
        status=Coupon.Status.ACTIVE,
    )
    Coupon.objects.filter(pk=coupon.pk).update(created_at=mailing.sent_at - timedelta(days=3))
    codes = _codes(mailing, coupon, campaign, keys)
    used = _used(mailing, coupon, codes, keys)
    append_many(
        [_event("coupons.given", row, row.given_at, row.pk) for row in codes.values()]
        + [_event("coupons.used", row.given, row.redeemed_at, row.pk, shop_id=row.shop_id) for row in used if row.given]
    )
    return coupon


def _codes(mailing: Mailing, coupon: Coupon, campaign: Campaign, keys: Keys) -> dict[int, CouponCode]:
    """A code for each person who got the mail, by number."""
    chance = Random(f"{mailing.seed}:codes")  # noqa: S311 - the same world each time
    rows = {
        one.number: CouponCode(
            coupon=coupon,
            code=new_code(chance.getrandbits),
            customer_id=keys.customers[one.number],
            origin=campaign.origin,
            given_for=f"{campaign.origin}||{keys.customers[one.number]}",
            given_at=one.sent_at,
            expires_on=coupon.ends_on,
        )
        for one in mailing.reactions
    }
    CouponCode.objects.bulk_create(rows.values(), batch_size=_BATCH)
    return rows


def _used(mailing: Mailing, coupon: Coupon, codes: dict[int, CouponCode], keys: Keys) -> list[Redemption]:
    """The first purchase of most of those whom the mail brought back, at the shop where it was."""
    chance = Random(f"{mailing.seed}:used")  # noqa: S311
    first: dict[int, Basket] = {}
    for basket in sorted(mailing.caused, key=lambda one: one.at):
        if basket.person is not None and not basket.returned:
            first.setdefault(basket.person, basket)
    shown = {number: one for number, one in sorted(first.items()) if number in codes and chance.random() < _SHOWS_IT}
    rows = [
        Redemption(
            coupon=coupon,
            given=codes[number],
            customer_id=codes[number].customer_id,
            shop_id=keys.shops[basket.shop],
            key=f"demo-{mailing.seed}-{number}",
            amount=Decimal(basket.amount),
            redeemed_at=basket.at,
            business_date=day_of(basket),
            recorded_at=basket.at,
        )
        for number, basket in shown.items()
    ]
    Redemption.objects.bulk_create(rows, batch_size=_BATCH)
    CouponCode.objects.filter(pk__in=[row.given_id for row in rows]).update(used=1)
    return rows


def _event(key: str, given: CouponCode, at: datetime, subject: int, shop_id: int | None = None) -> NewEvent:
    assert given.customer_id is not None
    return NewEvent(
        customer_id=given.customer_id,
        key=key,
        occurred_at=at,
        subject=subject,
        shop_id=shop_id,
        origin=given.origin,
        data={"coupon": given.coupon.name, "coupon_id": given.coupon_id, "discount": "0"},
    )


def remove_coupons(ids: list[int]) -> None:
    """Take the coupons away with their codes and uses."""
    Redemption.objects.filter(coupon__in=ids).delete()
    CouponCode.objects.filter(coupon__in=ids).delete()
    Coupon.objects.filter(pk__in=ids).delete()
