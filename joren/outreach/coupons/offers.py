"""What a coupon gives for a purchase, and every reason why it does not hold for it. Nothing here is written.

Whoever uses the code (`redeeming`) asks under the lock of its row, so that what is found here is still true then.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.db.models import Q

from joren.foundation.business.queries import the_business
from joren.foundation.money import format_money
from joren.foundation.time import clock
from joren.foundation.time.business_day import MIDNIGHT, business_date
from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop

from . import errors
from .models import Coupon, CouponCode, Redemption
from .rules.discounts import discount_on


@dataclass(frozen=True, kw_only=True)
class Item:
    """Goods of a purchase: the product's code and what its pieces cost together."""

    product: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Use:
    """What a till tells of a use. `amount` before the coupon; without `items` all of it counts as what it holds for.

    `at`: when it was at the till, None for now. `customer_id`: who it is, where the till knows.
    """

    code: str
    key: str
    amount: Decimal | None = None
    items: Collection[Item] = field(default_factory=tuple)
    shop: Shop | None = None
    receipt: str = ""
    customer_id: int | None = None
    at: datetime | None = None
    goods_confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a code gives for this purchase, if it were used now."""

    coupon: Coupon
    given: CouponCode | None
    customer_id: int | None
    discount: Decimal
    business_date: date
    expires_on: date | None


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """Where and for what a coupon holds: shops by id, ids of products and categories, and all goods in words.

    `shops` and `goods` are empty too when what the coupon was narrowed to is gone: the two questions tell that apart,
    so that such a coupon holds nowhere instead of everywhere.
    """

    only_some_shops: bool
    shops: Mapping[int, str]
    only_some_goods: bool
    products: tuple[int, ...]
    categories: tuple[int, ...]
    goods: tuple[str, ...]


@lru_cache(maxsize=512)
def narrowing(coupon_id: int) -> Narrowing:
    """Of a coupon that has left its draft: what it promises never changes again, so that it is read once a process."""
    coupon = Coupon.objects.get(pk=coupon_id)
    products, categories = list(coupon.products.all()), list(coupon.categories.all())
    return Narrowing(
        only_some_shops=coupon.narrows_shops,
        only_some_goods=coupon.narrows_goods,
        shops={shop.pk: shop.name for shop in coupon.shops.all()},
        products=tuple(product.pk for product in products),
        categories=tuple(category.pk for category in categories),
        goods=(*map(str, products), *map(str, categories)),
    )


def moment_of(use: Use) -> datetime:
    """When it was at the till: never later than now, however far the till's clock is ahead."""
    return min(use.at or clock.now(), clock.now())


def offer_for(coupon: Coupon, given: CouponCode | None, use: Use) -> Offer:
    """What the coupon gives for this purchase. Changes nothing. Raises one of `errors.Refused`."""
    at = moment_of(use)
    day = business_date(at, use.shop.day_ends_at if use.shop else MIDNIGHT)
    _check_time(coupon, given, day)
    _check_uses(coupon, given)
    _check_place(coupon, use)
    _check_company(coupon, use, day)
    eligible = _eligible(coupon, use)
    currency = the_business().currency
    if coupon.least_amount and (use.amount or 0) < coupon.least_amount:
        if use.amount is None:
            raise errors.AmountNeeded(name=coupon.name)
        raise errors.TooSmall(name=coupon.name, least=format_money(coupon.least_amount, currency))
    discount = discount_on(eligible, kind=coupon.kind, value=coupon.value, most_off=coupon.most_off, currency=currency)
    return Offer(
        coupon=coupon,
        given=given,
        customer_id=(given.customer_id if given else None) or use.customer_id,
        discount=discount,
        business_date=day,
        expires_on=given.expires_on if given else coupon.ends_on,
    )


def _check_time(coupon: Coupon, given: CouponCode | None, day: date) -> None:
    if coupon.status != Coupon.Status.ACTIVE or (given and given.withdrawn_at):
        raise errors.NotInUse(name=coupon.name)
    if day < coupon.starts_on:
        raise errors.NotYet(name=coupon.name, day=coupon.starts_on.isoformat())
    last = given.expires_on if given else coupon.ends_on
    if last and day > last:
        raise errors.Expired(name=coupon.name, day=last.isoformat())


def _check_uses(coupon: Coupon, given: CouponCode | None) -> None:
    if given is not None and given.used >= given.uses:
        newest = given.redemptions.filter(state=Redemption.State.USED).order_by("-pk").first()
        raise errors.UsedUp(day=newest.business_date.isoformat() if newest else "")
    if given is None and coupon.uses_each is not None:
        raise errors.CustomerNeeded(name=coupon.name, uses=coupon.uses_each)
    if coupon.most_uses is not None and coupon.used >= coupon.most_uses:
        raise errors.AllGone(name=coupon.name, most=coupon.most_uses)


def _check_place(coupon: Coupon, use: Use) -> None:
    only = narrowing(coupon.pk)
    if only.only_some_shops and (use.shop is None or use.shop.pk not in only.shops):
        if not only.shops:
            raise errors.NarrowedToNothing(name=coupon.name)
        refusal = errors.ShopNeeded if use.shop is None else errors.WrongShop
        raise refusal(name=coupon.name, shops="・".join(only.shops.values()))


def _check_company(coupon: Coupon, use: Use, day: date) -> None:
    if not (use.shop and use.receipt):
        return
    same = Redemption.objects.filter(
        shop=use.shop, business_date=day, receipt=use.receipt, state=Redemption.State.USED
    ).select_related("coupon")
    for other in same:
        if not (coupon.combines and other.coupon.combines):
            raise errors.DoesNotCombine(name=coupon.name, other=other.coupon.name)


def _eligible(coupon: Coupon, use: Use) -> Decimal:
    """What of the purchase the coupon holds for, in money."""
    only, amount = narrowing(coupon.pk), use.amount
    if amount is None and coupon.kind == Coupon.Kind.PERCENT:
        raise errors.AmountNeeded(name=coupon.name)
    if only.only_some_goods and not only.goods:
        raise errors.NarrowedToNothing(name=coupon.name)
    if not only.goods:
        return amount if amount is not None else (coupon.value or Decimal(0))
    if use.items:
        found = _matching(use.items, only)
        if found is None:
            raise errors.WrongGoods(name=coupon.name, goods="・".join(only.goods[:5]))
        return found if amount is None else min(found, amount)
    if not use.goods_confirmed:
        raise errors.WrongGoods(name=coupon.name, goods="・".join(only.goods[:5]))
    return amount if amount is not None else (coupon.value or Decimal(0))


def _matching(items: Collection[Item], only: Narrowing) -> Decimal | None:
    """The amount of the items that are among the goods or below one of the categories; None when none is."""
    under = Q(pk__in=[])
    for path in Category.objects.filter(pk__in=only.categories).values_list("path", flat=True):
        under |= Q(path__startswith=path)
    codes = set(
        Product.objects.filter(code__in=[item.product for item in items])
        .filter(Q(pk__in=only.products) | Q(category__in=Category.objects.filter(under)))
        .values_list("code", flat=True)
    )
    fitting = [item.amount for item in items if item.product in codes]
    return sum(fitting, Decimal(0)) if fitting else None
