"""Reads of coupons."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from joren.foundation.accounts.models import Staff
from joren.foundation.business.queries import the_business
from joren.foundation.money import format_money
from joren.foundation.time import clock
from joren.outreach.delivery.origins import Named, named, numbers_in

from .errors import CouponNotFound
from .models import Coupon, CouponCode, Redemption
from .rules.codes import shown

LARGEST_ID = 2**63 - 1
_MONEY = DecimalField(max_digits=16, decimal_places=2)
_NOTHING = Decimal(0)


def coupon(pk: int) -> Coupon:
    """The coupon. Raises `CouponNotFound`."""
    found = Coupon.objects.filter(pk=min(pk, LARGEST_ID)).first()
    if found is None:
        raise CouponNotFound(id=pk)
    return found


def coupons() -> QuerySet[Coupon]:
    """All coupons with `given_count`, `used_count`, `taken_off` and `sold` (the purchases they were used on)."""
    used = Redemption.objects.filter(coupon=OuterRef("pk"), state=Redemption.State.USED).order_by().values("coupon")
    given = CouponCode.objects.filter(coupon=OuterRef("pk"), withdrawn_at=None).order_by().values("coupon")
    return Coupon.objects.annotate(
        given_count=Coalesce(Subquery(given.annotate(n=Count("pk")).values("n")), 0),
        used_count=Coalesce(Subquery(used.annotate(n=Count("pk")).values("n")), 0),
        taken_off=Coalesce(Subquery(used.annotate(n=Sum("discount")).values("n")), _NOTHING, output_field=_MONEY),
        sold=Coalesce(Subquery(used.annotate(n=Sum("amount")).values("n")), _NOTHING, output_field=_MONEY),
    )


def usable(today: date | None = None) -> QuerySet[Coupon]:
    """Coupons that may be given out now, for choosing one."""
    day = today or clock.today()
    rows = Coupon.objects.filter(status=Coupon.Status.ACTIVE)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=day)).order_by("name", "pk")


def uses_of(found: Coupon) -> QuerySet[Redemption]:
    """Its uses with who, where and by whom."""
    return found.redemptions.select_related("customer", "shop", "given", "staff", "coupon")


def disputed() -> QuerySet[Redemption]:
    """Uses told late that could not be granted any more, newest first."""
    rows = Redemption.objects.filter(state=Redemption.State.DISPUTED).order_by("-pk")
    return rows.select_related("coupon", "customer", "shop", "given", "staff")


def held_by(customer_id: int) -> list[CouponCode]:
    """The codes of one person, those that still hold first."""
    rows = CouponCode.objects.filter(customer_id=customer_id, withdrawn_at=None).select_related("coupon")
    return sorted(rows, key=lambda row: (not holds(row), -row.pk))


def holds(row: CouponCode, today: date | None = None) -> bool:
    """Whether a code can still be used today, as far as its own time and uses go."""
    day = today or clock.today()
    if row.withdrawn_at or row.used >= row.uses or row.coupon.status != Coupon.Status.ACTIVE:
        return False
    return row.expires_on is None or row.expires_on >= day


def by_code(code: str) -> CouponCode | None:
    """The code with its coupon."""
    return CouponCode.objects.select_related("coupon").filter(code=code).first() if code else None


def figures(found: Coupon) -> dict[str, Any]:
    """What the coupon brought and cost so far. `each_used`: share of the codes given that were used."""
    uses = found.redemptions.filter(state=Redemption.State.USED)
    sums = uses.aggregate(
        uses=Count("pk"), people=Count("customer", distinct=True), off=Sum("discount"), sold=Sum("amount")
    )
    given = found.given.filter(withdrawn_at=None).count()
    gifts = (found.gift_cost or _NOTHING) * sums["uses"] if found.kind == Coupon.Kind.GIFT else _NOTHING
    used_codes = found.given.filter(used__gt=0).count()
    return {
        "given": given,
        "uses": sums["uses"],
        "people": sums["people"],
        "each_used": Decimal(used_codes) / given if given else None,
        "cost": (sums["off"] or _NOTHING) + gifts,
        "sold": sums["sold"] or _NOTHING,
        "given_back": found.redemptions.filter(state=Redemption.State.GIVEN_BACK).count(),
        "disputed": found.redemptions.filter(state=Redemption.State.DISPUTED).count(),
    }


def by_day(found: Coupon) -> list[tuple[date, int]]:
    """Uses a business day, in order."""
    rows = found.redemptions.filter(state=Redemption.State.USED)
    return list(rows.values_list("business_date").annotate(n=Count("pk")).order_by("business_date"))


def by_shop(found: Coupon) -> list[dict[str, Any]]:
    """Uses, money off and sales by shop, most uses first."""
    rows = found.redemptions.filter(state=Redemption.State.USED)
    sums = rows.values("shop__name").annotate(uses=Count("pk"), off=Sum("discount"), sold=Sum("amount"))
    return [dict(row) for row in sums.order_by("-uses", "shop__name")]


def by_origin(found: Coupon) -> list[dict[str, Any]]:
    """How many were given and used by what gave them: a campaign or journey, a person, a program, a print run."""
    rows = found.given.filter(withdrawn_at=None).values("origin")
    counted = rows.annotate(given=Count("pk"), used=Count("pk", filter=Q(used__gt=0)))
    origins = {row["origin"] for row in counted}
    found_names = named(origins) | _givers(origins)
    return [row | {"sender": found_names.get(row["origin"])} for row in counted.order_by("-given")]


def _givers(origins: Collection[str]) -> dict[str, Named]:
    """The names of what gives coupons and is no campaign or journey (`giving`)."""
    words = {"staff": _("By hand: %(name)s"), "api": _("By a program: %(name)s")}
    numbers = {at: one for at, one in numbers_in(origins).items() if at.partition(":")[0] in words}
    people = Staff.objects.in_bulk(list(numbers.values()))
    by_people = {
        at: Named(words[at.partition(":")[0]] % {"name": people[number]}, "")
        for at, number in numbers.items()
        if number in people
    }
    paper = {at: Named(_("Codes for printing"), "") for at in origins if at.startswith("paper:")}
    return by_people | paper | ({"command": Named(_("On the command line"), "")} if "command" in origins else {})


def promise(found: Coupon) -> str:
    """What it gives, in a few words: ``¥500 off``, ``10% off (at most ¥1,000)``, or the gift."""
    currency = the_business().currency
    if found.kind == Coupon.Kind.GIFT:
        return found.gift
    if found.kind == Coupon.Kind.AMOUNT:
        return _("%(amount)s off") % {"amount": format_money(found.value or _NOTHING, currency)}
    share = _("%(percent)s%% off") % {"percent": f"{(found.value or _NOTHING).normalize():f}"}
    if found.most_off is None:
        return share
    most = format_money(found.most_off, currency)
    return _("%(share)s (at most %(most)s)") % {"share": share, "most": most}


def conditions(found: Coupon) -> list[str]:
    """Its conditions as sentences, for the customer and for whoever stands at the till."""
    currency = the_business().currency
    shops = [shop.name for shop in found.shops.all()]
    goods = [str(row) for row in (*found.products.all()[:20], *found.categories.all()[:20])]
    told = [
        _("From a purchase of %(least)s.") % {"least": format_money(found.least_amount, currency)}
        if found.least_amount
        else "",
        _("Only at %(shops)s.") % {"shops": "・".join(shops)} if shops else "",
        _("Only for %(goods)s.") % {"goods": "・".join(goods)} if goods else "",
        _("Together with other coupons, too.") if found.combines else _("Not together with other coupons."),
        _("%(uses)s uses for each person.") % {"uses": found.uses_each} if (found.uses_each or 1) > 1 else "",
        found.terms.strip(),
    ]
    return [sentence for sentence in told if sentence]


def redeemed_by(origin: str) -> dict[int, Decimal]:
    """Who used a coupon given by this campaign or journey, with what they bought with it."""
    rows = Redemption.objects.filter(state=Redemption.State.USED, given__origin=origin, customer__isnull=False)
    return dict(rows.values_list("customer").annotate(sold=Coalesce(Sum("amount"), _NOTHING, output_field=_MONEY)))


def cost_of(origin: str) -> Decimal:
    """What the coupons of this campaign or journey cost so far: money off, and the gifts at their cost."""
    rows = Redemption.objects.filter(state=Redemption.State.USED, given__origin=origin)
    off = rows.aggregate(sum=Sum("discount"))["sum"] or _NOTHING
    gifts = rows.filter(coupon__kind=Coupon.Kind.GIFT).aggregate(sum=Sum("coupon__gift_cost"))["sum"] or _NOTHING
    return Decimal(off + gifts)


def told(found: Coupon) -> dict[str, Any]:
    """A coupon for programs."""
    return {
        "id": found.pk,
        "name": found.name,
        "status": found.status,
        "kind": found.kind,
        "value": found.value,
        "most_off": found.most_off,
        "gift": found.gift,
        "codes": found.codes,
        "shared_code": found.shared_code,
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
        "valid_days": found.valid_days,
        "least_amount": found.least_amount,
        "shops": [shop.code for shop in found.shops.all()],
        "products": [product.code for product in found.products.all()],
        "categories": [category.code for category in found.categories.all()],
        "combines": found.combines,
        "uses_each": found.uses_each,
        "most_uses": found.most_uses,
        "promise": promise(found),
    }


def told_use(row: Redemption) -> dict[str, Any]:
    """A use for programs."""
    return {
        "key": row.key,
        "state": row.state,
        "coupon": row.coupon_id,
        "name": row.coupon.name,
        "promise": promise(row.coupon),
        "code": shown(row.given.code) if row.given and row.given.code else row.coupon.shared_code,
        "customer": row.customer_id,
        "shop": row.shop.code if row.shop else None,
        "receipt": row.receipt,
        "amount": row.amount,
        "discount": row.discount,
        "redeemed_at": row.redeemed_at,
        "business_date": row.business_date,
        "problem": row.problem,
    }
