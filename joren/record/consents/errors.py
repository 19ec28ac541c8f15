"""What consents refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class EvidenceMissing(JorenError):
    """A grant without saying how it came about and which words were agreed to."""

    code = "evidence_missing"
    message = _("A consent needs its evidence: how it was given and the words agreed to.")
    remedy = _("Say where or on what it was given, and copy the sentence the customer agreed to.")


class WithdrawalUnexplained(JorenError):
    """A withdrawal without saying how it came about."""

    code = "withdrawal_unexplained"
    message = _("A withdrawal needs a word on how it was made.")
    remedy = _("For example: by telephone, at the counter, by the link in a mail.")


class UnknownChannel(JorenError):
    """A channel or purpose that does not exist."""

    code = "unknown_channel"
    message = _("There is no channel “%(channel)s” with the purpose “%(purpose)s”.")
    remedy = _("Channels: %(channels)s. Purposes: %(purposes)s.")


class NotYet(JorenError):
    """A consent or withdrawal dated in the future."""

    code = "in_the_future"
    message = _("A consent cannot be dated in the future.")
    remedy = _("Record it on the day it is given.")


class CustomerGone(JorenError):
    """The customer is not there (any more)."""

    code = "customer_not_found"
    message = _("There is no customer %(reference)s.")
    status = 404


class TooLongAgo(JorenError):
    """A consent dated before anybody kept one: a typing mistake in the year."""

    code = "too_long_ago"
    message = _("A consent cannot be dated before %(year)d.")
    remedy = _("Record it on the day it is given.")
