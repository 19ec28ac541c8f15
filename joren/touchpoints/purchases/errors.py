"""Refusals of purchases."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class ImportFieldsMissing(JorenError):
    """The columns matched cannot make a purchase."""

    code = "fields_missing"
    message = _("No column was found for: %(fields)s.")
    remedy = _("Match one of the file's columns to it (--map field=column).")


class PurchaseNotFound(JorenError):
    """No such purchase, or none this person may see."""

    code = "purchase_not_found"
    message = _("There is no purchase %(reference)s.")
    status = 404


class AlreadyCancelled(JorenError):
    """A cancellation of what is cancelled."""

    code = "already_cancelled"
    message = _("This purchase is cancelled already.")
    status = 409


class AlreadyRecorded(JorenError):
    """A second purchase of one number of one source."""

    code = "already_recorded"
    message = _("The purchase %(reference)s of this source is recorded already.")
    remedy = _("Give another number, or look at the one that is there.")
    status = 409


class NothingBought(JorenError):
    """Neither an amount nor a line."""

    code = "nothing_bought"
    message = _("A purchase needs an amount or at least one line.")


class BadAmount(JorenError):
    """An amount that is none."""

    code = "bad_amount"
    message = _("“%(value)s” is not an amount.")
    remedy = _("Write it like 1234 or 1,234.50.")


class NotPurchased(JorenError):
    """A moment to come."""

    code = "not_yet"
    message = _("A purchase cannot lie in the future.")


class TooLongAgo(JorenError):
    """A moment before any till: most likely a year that was read wrongly."""

    code = "purchase_too_long_ago"
    message = _("A purchase before %(year)s is most likely a wrong date.")
    remedy = _("Look at the year again.")


class ReturnTooLarge(JorenError):
    """More than is left of the purchase."""

    code = "return_too_large"
    message = _("No more than %(left)s of this purchase can be returned.")
    status = 409


class NotASale(JorenError):
    """A return of a return or of what was cancelled."""

    code = "not_a_sale"
    message = _("Only a purchase that was not cancelled can be returned.")
    status = 409
