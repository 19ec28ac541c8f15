"""What calls refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class NoSuchCall(JorenError):
    """No such call, or not one of this person's shops."""

    code = "call_not_found"
    message = _("There is no such call on your list.")
    status = 404


class CallIsOver(JorenError):
    """Somebody has settled it already."""

    code = "call_over"
    message = _("This call is settled already: %(state)s.")
    remedy = _("Nothing was recorded twice. Go on with the next one.")
    status = 409


class SomebodyIsCalling(JorenError):
    """Another member of staff is on the phone with this customer."""

    code = "call_taken"
    message = _("%(name)s is calling this customer now.")
    remedy = _("Go on with the next one. The call is free again at %(until)s.")
    status = 409


class NotTaken(JorenError):
    """Only whoever took a call says what came of it."""

    code = "call_not_taken"
    message = _("Nothing can be recorded: you have not taken this call.")
    remedy = _("Press “I am calling” first.")
    status = 409


class MayNotCall(JorenError):
    """The customer must not be called: no consent, a dead number, a pause."""

    code = "call_not_allowed"
    message = _("This customer must not be called: %(reason)s.")
    remedy = _("Nothing was recorded. The call leaves the list by itself.")
    status = 409


class NotNow(JorenError):
    """Quiet hours, or an hour that was agreed for later."""

    code = "call_not_now"
    message = _("Not now: calls may be made from %(at)s.")
    status = 409


class BadHour(JorenError):
    """When to call back makes no sense."""

    code = "call_bad_hour"
    message = _("Say when to call back: a time from now on, within 60 days.")
    status = 422


class BadMinutes(JorenError):
    """No call lasts so long."""

    code = "call_bad_minutes"
    message = _("Minutes are a number from 0 to 240.")
    status = 422


class UnknownOutcome(JorenError):
    """The page sent something else than its buttons say."""

    code = "call_unknown_outcome"
    message = _("“%(outcome)s” is no outcome of a call.")
    status = 422


class NoWordsForPhone(JorenError):
    """The message has no talk card."""

    code = "phone_no_words"
    message = _("The message has no talk card.")
    remedy = _("Write the message for the phone too, or choose another channel.")
    status = 409
