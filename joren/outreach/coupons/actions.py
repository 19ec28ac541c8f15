"""Writes of coupons as offers: write, put to use, stop, copy."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from joren.foundation.audit import actions as audit
from joren.foundation.business.queries import the_business
from joren.foundation.money import format_money

from .errors import BadCoupon, CouponState, GiftTooDear, QuestionsOpen
from .models import Coupon
from .rules.codes import normalised
from .rules.premiums import WAYS, judge_gift

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

EDITABLE: Final = (
    "name",
    "terms",
    "kind",
    "value",
    "most_off",
    "gift",
    "gift_cost",
    "codes",
    "shared_code",
    "starts_on",
    "ends_on",
    "valid_days",
    "least_amount",
    "combines",
    "uses_each",
    "most_uses",
    "answers",
)
NARROWED_BY: Final = ("shops", "products", "categories")
_HUNDRED: Final = Decimal(100)
_SHORTEST_WORD: Final = 3


@transaction.atomic
def create(*, by: "Staff | None", **fields: Any) -> Coupon:
    """Write a coupon, as a draft, from any of `EDITABLE` and `NARROWED_BY` (lists). Raises `BadCoupon`."""
    coupon = Coupon(created_by=by)
    _fill(coupon, fields)
    audit.record("created", by=by, subject_type="coupons.coupon", subject_id=coupon.pk, label=coupon.name)
    return coupon


@transaction.atomic
def change(coupon: Coupon, *, by: "Staff | None", **fields: Any) -> Coupon:
    """Change a draft. Raises `CouponState` once it is in use: what was promised stays promised."""
    coupon = _locked(coupon)
    if not coupon.is_editable:
        raise CouponState(state=coupon.get_status_display())
    _fill(coupon, fields)
    detail = {"fields": sorted(fields)}
    audit.record("changed", by=by, subject_type="coupons.coupon", subject_id=coupon.pk, detail=detail)
    return coupon


@transaction.atomic
def copy(coupon: Coupon, *, by: "Staff | None") -> Coupon:
    """A new draft with the same promise. The shared code is not copied: a word means one coupon."""
    fields = {name: getattr(coupon, name) for name in EDITABLE} | {"shared_code": "", "answers": {}}
    copied = Coupon(created_by=by, **fields | {"name": _("%(name)s (copy)") % {"name": coupon.name[:80]}})
    copied.save()
    _narrow(copied, {name: list(getattr(coupon, name).all()) for name in NARROWED_BY})
    # What the original lost meanwhile, the copy must be told anew by somebody.
    copied.narrows_shops, copied.narrows_goods = coupon.narrows_shops, coupon.narrows_goods
    copied.save(update_fields=["narrows_shops", "narrows_goods"])
    audit.record("created", by=by, subject_type="coupons.coupon", subject_id=copied.pk, label=copied.name)
    return copied


@transaction.atomic
def put_to_use(coupon: Coupon, *, by: "Staff | None") -> Coupon:
    """From now on codes may be given out and used. Raises `QuestionsOpen`, `GiftTooDear`, `BadCoupon`."""
    coupon = _locked(coupon)
    if coupon.status == Coupon.Status.ACTIVE:
        return coupon
    if coupon.status == Coupon.Status.DRAFT:
        _check_ready(coupon)
    return _turned(coupon, Coupon.Status.ACTIVE, by)


@transaction.atomic
def stop(coupon: Coupon, *, by: "Staff | None") -> Coupon:
    """No code is given out or taken any more, until it is put to use again. Raises `CouponState` for a draft."""
    coupon = _locked(coupon)
    if coupon.status == Coupon.Status.DRAFT:
        raise CouponState(state=coupon.get_status_display())
    return _turned(coupon, Coupon.Status.STOPPED, by)


@transaction.atomic
def delete(coupon: Coupon, *, by: "Staff | None") -> None:
    """Throw a draft away. Raises `CouponState` for any other."""
    coupon = _locked(coupon)
    if not coupon.is_editable:
        raise CouponState(state=coupon.get_status_display())
    audit.record("deleted", by=by, subject_type="coupons.coupon", subject_id=coupon.pk, label=coupon.name)
    coupon.delete()


def _turned(coupon: Coupon, status: str, by: "Staff | None") -> Coupon:
    coupon.status = status
    coupon.save(update_fields=["status"])
    detail = {"status": str(status)}
    audit.record("changed", by=by, subject_type="coupons.coupon", subject_id=coupon.pk, detail=detail)
    return coupon


def _locked(coupon: Coupon) -> Coupon:
    return Coupon.objects.select_for_update().get(pk=coupon.pk)


def _fill(coupon: Coupon, fields: dict[str, Any]) -> None:
    for name in EDITABLE:
        if name in fields:
            setattr(coupon, name, fields[name])
    coupon.shared_code = normalised(coupon.shared_code) if coupon.codes == Coupon.Codes.SHARED else ""
    _check(coupon)
    coupon.save()
    _narrow(coupon, {name: fields[name] for name in NARROWED_BY if name in fields})


def _narrow(coupon: Coupon, only: dict[str, Any]) -> None:
    """Write where and for what it holds; what is not told stays, and with it that it was narrowed at all."""
    for name, rows in only.items():
        getattr(coupon, name).set(rows)
    if "shops" in only:
        coupon.narrows_shops = coupon.shops.exists()
    if {"products", "categories"} & only.keys():
        coupon.narrows_goods = coupon.products.exists() or coupon.categories.exists()
    coupon.save(update_fields=["narrows_shops", "narrows_goods"])


def _check(coupon: Coupon) -> None:
    """Raise `BadCoupon` for the first thing that cannot be meant."""
    for field, wrong, sentence in (
        ("name", not coupon.name.strip(), _("A coupon needs a name: customers see it.")),
        ("value", _is_bad_percent(coupon), _("A percentage off lies between 1 and 100.")),
        ("value", _is_bad_amount(coupon), _("Say how much is taken off, more than 0.")),
        ("gift", coupon.kind == Coupon.Kind.GIFT and not coupon.gift.strip(), _("Say what the gift is.")),
        ("ends_on", _ends_too_early(coupon), _("The last day lies before the first.")),
        ("least_amount", coupon.least_amount < 0, _("The purchase it holds from is not negative.")),
        ("most_off", coupon.most_off is not None and coupon.most_off <= 0, _("“At most off” is more than 0.")),
        ("uses_each", coupon.uses_each == 0, _("At least one use for each person.")),
        ("uses_each", _single_without_end(coupon), _("A code of one's own needs a number of uses.")),
        ("valid_days", coupon.valid_days == 0, _("A coupon holds at least one day.")),
        ("most_uses", coupon.most_uses == 0, _("At least one use in all.")),
        ("shared_code", _needs_a_word(coupon), _("The code for everybody needs three letters or digits or more.")),
        ("shared_code", _word_is_taken(coupon), _("This code belongs to another coupon.")),
    ):
        if wrong:
            raise BadCoupon(sentence, field=field)


def _is_bad_percent(coupon: Coupon) -> bool:
    return coupon.kind == Coupon.Kind.PERCENT and not 1 <= (coupon.value or 0) <= _HUNDRED


def _is_bad_amount(coupon: Coupon) -> bool:
    return coupon.kind == Coupon.Kind.AMOUNT and (coupon.value or 0) <= 0


def _ends_too_early(coupon: Coupon) -> bool:
    return isinstance(coupon.ends_on, date) and coupon.ends_on < coupon.starts_on


def _single_without_end(coupon: Coupon) -> bool:
    return coupon.codes == Coupon.Codes.SINGLE and coupon.uses_each is None


def _needs_a_word(coupon: Coupon) -> bool:
    return coupon.codes == Coupon.Codes.SHARED and len(coupon.shared_code) < _SHORTEST_WORD


def _word_is_taken(coupon: Coupon) -> bool:
    others = Coupon.objects.filter(shared_code=coupon.shared_code).exclude(pk=coupon.pk)
    return bool(coupon.shared_code) and others.exists()


def _check_ready(coupon: Coupon) -> None:
    """That it holds somewhere, and the questions of 景品表示法, as the kind of coupon asks them (`rules.premiums`)."""
    if coupon.is_narrowed_to_nothing:
        sentence = _("The shops or goods it was for are not in the system any more. Choose those of today.")
        raise BadCoupon(sentence, field="shops")
    answers = coupon.answers
    if coupon.kind != Coupon.Kind.GIFT:
        if not answers.get("price_is_real"):
            raise QuestionsOpen(field="price_is_real")
        return
    way, worth = answers.get("way"), answers.get("worth")
    if way not in WAYS or worth in (None, ""):
        raise QuestionsOpen(field="way")
    judged = judge_gift(way, worth=Decimal(str(worth)), purchase=coupon.least_amount)
    if not judged.allowed and judged.limit is not None:
        currency = the_business().currency
        raise GiftTooDear(
            worth=format_money(Decimal(str(worth)), currency),
            purchase=format_money(coupon.least_amount, currency),
            limit=format_money(judged.limit, currency),
        )


def unknown_codes(field: str, codes: list[str]) -> BadCoupon:
    """The refusal of product or category codes that nobody knows."""
    return BadCoupon(_("There is no product with the code %(codes)s."), codes=", ".join(codes[:5]), field=field)
