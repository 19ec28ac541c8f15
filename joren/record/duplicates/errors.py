"""What duplicates refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class CheckRunning(JorenError):
    """Another check of the same base is at work."""

    code = "check_running"
    message = _("A search for duplicates is already running.")
    remedy = _("Wait until it is done; it takes in what changed meanwhile.")
    status = 409


class NotTwoPeople(JorenError):
    """A decision about a customer and themselves."""

    code = "not_two_customers"
    message = _("A customer cannot be compared with themselves.")
    remedy = _("Name two different customers.")


class UnknownVerdict(JorenError):
    """A decision that does not exist."""

    code = "unknown_verdict"
    message = _("There is no decision “%(verdict)s”.")
    remedy = _("Decisions: %(verdicts)s.")


class NothingToCompare(JorenError):
    """A person without anything to compare."""

    code = "nothing_to_compare"
    message = _("Nothing of a person is given that could be compared.")
    remedy = _("Give at least a name, a phone number, an e-mail address or a birthday.")
