"""Refusals of data health."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class FindingNotFound(JorenError):
    """There is no such finding, or its customer is not this person's to see."""

    code = "finding_not_found"
    message = _("This finding is no longer there.")
    remedy = _("Go on with the next one.")
    status = 404


class FindingDecided(JorenError):
    """Somebody decided it meanwhile."""

    code = "finding_decided"
    message = _("This finding is decided already.")
    remedy = _("Go on with the next one.")
    status = 409


class NoSuchSuggestion(JorenError):
    """There is no suggestion to accept."""

    code = "no_such_suggestion"
    message = _("There is no such suggestion for this finding.")
    remedy = _("Open the customer and correct it there, or put it off.")


class NothingToDelete(JorenError):
    """What is wrong is not a value that could go."""

    code = "nothing_to_delete"
    message = _("There is no wrong value here that could be deleted.")
    remedy = _("Open the customer and correct it there, or put it off.")


class ChangedSince(JorenError):
    """The record was changed in the meantime."""

    code = "changed_since"
    message = _("The record was changed since, so nothing was written.")
    remedy = _("Open the customer and look at what stands there now.")
    status = 409


class NothingToUndo(JorenError):
    """This person decided nothing in the queue."""

    code = "nothing_to_undo"
    message = _("There is nothing of yours to take back.")
    remedy = _("Older changes stand on the customer's page.")


class NotMeasured(JorenError):
    """Nobody measured yet."""

    code = "not_measured"
    message = _("The data was not measured yet.")
    remedy = _("Measure it on the page “Data health”, or with: joren health measure")
    status = 404
