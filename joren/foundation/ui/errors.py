"""Refusals of the kit."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class NothingSelected(JorenError):
    """A bulk action was asked for without any row it may touch."""

    code = "nothing_selected"
    message = _("No row is selected.")
    remedy = _("Go back, tick the rows you mean, and choose the action again.")


class UnreadableText(JorenError):
    """What was sent holds a NUL or half of a surrogate pair, which no database keeps."""

    code = "unreadable_text"
    message = _("What was sent holds characters that cannot be stored.")
    remedy = _("Type the text anew instead of pasting it, then try again.")


class SelectionUnreadable(JorenError):
    """“All results” was chosen with filters that cannot be read; taking them away would touch more rows."""

    code = "selection_unreadable"
    message = _("The filters of this selection cannot be read, so nothing was changed.")
    remedy = _("Go back, set the filters again, and choose the action again.")


class OnlyForButtons(JorenError):
    """An address was opened that takes what a button sends: after a log-in in between, or by reloading a refusal."""

    code = "only_for_buttons"
    message = _("Nothing was done: this address only takes what a button sends.")
    remedy = _("Go back to the page and press the button again.")
    status = 405


class DoesNotFit(JorenError):
    """What was sent is longer or larger than the column it is for; every form and address should say so before."""

    code = "does_not_fit"
    message = _("A text that was sent is too long to be kept, or a number or day too large.")
    remedy = _("Write it shorter or smaller, then try again.")
    status = 422
