"""What coupons refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class CouponNotFound(JorenError):
    """No coupon of that number."""

    code = "coupon_not_found"
    message = _("There is no coupon %(id)s.")
    status = 404


class BadCoupon(JorenError):
    """A coupon that promises something impossible; `details["field"]` names where."""

    code = "bad_coupon"
    status = 422


class CouponState(JorenError):
    """The coupon's state does not allow this."""

    code = "coupon_state"
    message = _("The coupon is “%(state)s”, so this is not possible.")
    remedy = _("Copy it and change the copy.")
    status = 409


class QuestionsOpen(JorenError):
    """The questions of the law were not answered."""

    code = "coupon_questions"
    message = _("Before a coupon is given out, the questions about the law on premiums must be answered.")
    remedy = _("They stand at the end of the coupon's form (“Change”).")
    status = 409


class GiftTooDear(JorenError):
    """A gift above what the law allows."""

    code = "coupon_gift_too_dear"
    message = _("A gift worth %(worth)s is not allowed with a purchase from %(purchase)s: at most %(limit)s.")
    remedy = _("Choose a smaller gift, or raise the purchase it goes with.")
    status = 422


class Refused(JorenError):
    """A code that cannot be used now. Nothing was changed."""

    status = 409


class CodeMistyped(Refused):
    """The check sign does not fit, or it has not the form of a code."""

    code = "coupon_mistyped"
    message = _("“%(typed)s” is no code: a sign was misread.")
    remedy = _("Look at it again, or scan the square.")
    status = 404


class CodeUnknown(Refused):
    """A well-formed code that was never given out."""

    code = "coupon_unknown"
    message = _("The code %(typed)s was not given out by us.")
    status = 404


class NotInUse(Refused):
    """Draft or stopped."""

    code = "coupon_not_in_use"
    message = _("“%(name)s” is not in use.")


class NotYet(Refused):
    """Before its first day."""

    code = "coupon_not_yet"
    message = _("“%(name)s” holds from %(day)s on.")


class Expired(Refused):
    """After its last day."""

    code = "coupon_expired"
    message = _("“%(name)s” held until %(day)s.")


class UsedUp(Refused):
    """This person or code has had it."""

    code = "coupon_used"
    message = _("The code was used already, on %(day)s.")


class AllGone(Refused):
    """All together have had it as often as planned."""

    code = "coupon_all_gone"
    message = _("“%(name)s” was used %(most)s times, which was all.")


class WrongShop(Refused):
    """Not at this shop."""

    code = "coupon_wrong_shop"
    message = _("“%(name)s” holds at %(shops)s only.")


class ShopNeeded(Refused):
    """It holds at some shops, and nobody said which this is."""

    code = "coupon_shop_needed"
    message = _("“%(name)s” holds at %(shops)s only.")
    remedy = _("Say which shop this is.")


class TooSmall(Refused):
    """The purchase is too small."""

    code = "coupon_too_small"
    message = _("“%(name)s” holds from a purchase of %(least)s.")


class WrongGoods(Refused):
    """Nothing of the purchase is what it holds for."""

    code = "coupon_wrong_goods"
    message = _("“%(name)s” holds for %(goods)s only, and nothing of that is in the purchase.")


class NarrowedToNothing(Refused):
    """The only shops or goods it held for are gone."""

    code = "coupon_narrowed_to_nothing"
    message = _("“%(name)s” was for certain shops or goods only, and they are not in the system any more.")
    remedy = _("Stop it, and give out a copy with the shops and goods of today.")


class DoesNotCombine(Refused):
    """Another coupon was used on the same receipt."""

    code = "coupon_does_not_combine"
    message = _("“%(name)s” cannot be used together with “%(other)s” on one receipt.")


class CustomerNeeded(Refused):
    """A shared code with a limit for each person needs to know the person."""

    code = "coupon_customer_needed"
    message = _("“%(name)s” may be used %(uses)s times by each person: say who it is.")
    remedy = _("Scan the membership card, or give the member number.")


class AmountNeeded(Refused):
    """What is to be paid must be known."""

    code = "coupon_amount_needed"
    message = _("For “%(name)s” the amount of the purchase is needed.")


class KeyUsedOtherwise(JorenError):
    """The till's key was used for something else before."""

    code = "coupon_key_reused"
    message = _("The key %(key)s already stands for another use.")
    remedy = _("Give each use at the till a key of its own.")
    status = 409


class RedemptionNotFound(JorenError):
    """No use of that key."""

    code = "coupon_use_not_found"
    message = _("There is no use with the key %(key)s.")
    status = 404
