"""What delivery refuses."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class NoSuchDispatch(JorenError):
    """Nothing was prepared under that origin and channel."""

    code = "no_such_dispatch"
    message = _("Nothing is being sent for %(origin)s over %(channel)s.")
    status = 404


class DispatchState(JorenError):
    """The sending is in a state that does not allow this."""

    code = "dispatch_state"
    message = _("This sending is %(state)s, so this is not possible now.")
    status = 409


class DeliveryNotUncertain(JorenError):
    """Only a delivery whose outcome is unknown can be decided by a person."""

    code = "delivery_not_uncertain"
    message = _("This message is not uncertain: it is %(state)s.")
    remedy = _("Reload the page to see the present state.")
    status = 409


class UnknownDecision(JorenError):
    """About an uncertain message: neither that it arrived, nor to give it up, nor to send it once more."""

    code = "unknown_decision"
    message = _("It is not clear what is to become of this message, so nothing was changed.")
    remedy = _("Press one of the buttons beside the message.")
    status = 422


class AlreadySuppressed(JorenError):
    """The address is on the list already."""

    code = "already_suppressed"
    message = _("%(address)s is on the list already.")
    status = 409


class BadAddress(JorenError):
    """Not an address of that channel."""

    code = "bad_address"
    message = _("%(address)s is not an e-mail address.")


class ServerGone(JorenError):
    """The other side does not answer; what was not sent is tried again by itself."""

    code = "server_gone"
    message = _("The server stopped answering: %(reason)s. What was not sent will be tried again.")
    status = 503
