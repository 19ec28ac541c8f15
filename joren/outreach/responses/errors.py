"""What responses refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class HowMissing(JorenError):
    """Nobody would know where a wish came from."""

    code = "how_missing"
    message = _("Please say how the customer told this wish: on the phone, at the counter, in a letter.")


class NotAChannel(JorenError):
    """Nobody sends over it."""

    code = "not_a_channel"
    message = _("“%(channel)s” is not a channel messages go over.")


class NotAnHour(JorenError):
    """A day has 24."""

    code = "not_an_hour"
    message = _("“%(hour)s” is not an hour of the day from 0 to 23.")


class NotAPace(JorenError):
    """Unknown pace."""

    code = "not_a_pace"
    message = _("“%(pace)s” is not a pace: choose one of %(paces)s.")


class BadNewAddress(JorenError):
    """Not one e-mail address."""

    code = "bad_address"
    message = _("“%(address)s” is not an e-mail address.")
    remedy = _("Check it for typing mistakes, such as a missing @.")


class SameAddress(JorenError):
    """Nothing to change."""

    code = "same_address"
    message = _("This is the address messages go to already.")


class ConfirmationNotSent(JorenError):
    """No mail account, or the server refused."""

    code = "confirmation_not_sent"
    message = _("The confirmation mail could not be sent, so nothing was changed.")
    remedy = _("Please try again later, or tell us the new address directly.")
    status = 503


class TooManyChanges(JorenError):
    """The page was used too often within an hour."""

    code = "too_many_changes"
    message = _("Too many changes within a short time. What was saved before stays as it is.")
    remedy = _("Please try again in an hour.")
    status = 429


class NoSuchTopic(JorenError):
    """Removed meanwhile, or never there."""

    code = "no_such_topic"
    message = _("There is no topic “%(topic)s”.")
