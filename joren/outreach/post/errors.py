"""What post refuses."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class NoSuchRun(JorenError):
    """No print run of that number."""

    code = "post_no_run"
    message = _("There is no print run %(id)s.")
    status = 404


class NoSuchReturn(JorenError):
    """Nothing came back under that number."""

    code = "post_no_return"
    message = _("No letter came back under the number %(id)s.")
    status = 404


class RunState(JorenError):
    """The run's state does not allow this."""

    code = "post_run_state"
    message = _("The print run is “%(state)s”, so this is not possible.")
    status = 409


class RunStillFills(JorenError):
    """Messages are still being put on it."""

    code = "post_run_fills"
    message = _("%(number)s messages are still on their way to this print run.")
    remedy = _("Wait a moment and close it then, or pause the sending.")
    status = 409


class NothingOnRun(JorenError):
    """No piece is on it."""

    code = "post_run_empty"
    message = _("Nothing is on this print run.")
    status = 409


class BadPostingDay(JorenError):
    """A day that cannot be the one it was posted on."""

    code = "post_day"
    message = _("%(day)s cannot be the day it was posted: it lies in the future or before the print run was made.")
    status = 422


class BadPostage(JorenError):
    """No piece costs that."""

    code = "post_cost"
    message = _("The yen for each piece are a number from 0 to 999,999.")
    status = 422


class PostedForSure(JorenError):
    """Somebody has answered to a piece, or one came back: it was posted."""

    code = "post_posted_for_sure"
    message = _("It was posted: of its letters %(number)s were answered to or came back.")
    remedy = _("A letter kept as returned by mistake is taken back under “Letters that came back”.")
    status = 409


class NoWordsForPost(JorenError):
    """The message has no wording for post."""

    code = "post_no_words"
    message = _("The message has no words for post.")
    remedy = _("Write the message for post too, or send it over another channel.")
    status = 409


class PieceUnknown(JorenError):
    """What was typed or scanned is no number of a piece."""

    code = "post_piece_unknown"
    message = _("“%(piece)s” is not the number of one of our letters.")
    remedy = _("Look at the number again: P and nine digits, beside the bars.")
    status = 404


class NotPosted(JorenError):
    """It cannot have come back: it was never posted."""

    code = "post_not_posted"
    message = _("%(piece)s was not posted yet: its print run is “%(state)s”.")
    remedy = _("Mark the print run as posted first.")
    status = 409


class AlreadyReturned(JorenError):
    """It is kept as returned already; nothing is counted twice."""

    code = "post_already_returned"
    message = _("%(piece)s is kept as returned already.")
    status = 409


class NobodyReachable(JorenError):
    """Nobody of the segment may be written to by post."""

    code = "post_nobody"
    message = _("Nobody of this segment can be written to by post now.")
    remedy = _("The reasons are listed with the names below.")
    status = 409


class BadTarget(JorenError):
    """Where a QR code is to lead is no web address."""

    code = "post_target"
    message = _("“%(address)s” is no web address: it begins with https://.")
    status = 422
