"""What merging refuses."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class SamePerson(JorenError):
    """A record with itself, or two that are one already."""

    code = "already_one"
    message = _("These are one record already.")
    status = 409


class AlreadyUndone(JorenError):
    """A merge that was taken back before."""

    code = "already_undone"
    message = _("This merge has been taken back already.")
    status = 409


class UndoAnotherFirst(JorenError):
    """A merge on which a later one stands."""

    code = "undo_another_first"
    message = _("Record %(later)s was merged into %(into)s after this; take that merge back first.")
    remedy = _("It is merge %(merge)s in the history of merges.")
    status = 409


class MergeNotFound(JorenError):
    """No merge under that number, or none of people this person may see."""

    code = "merge_not_found"
    message = _("There is no merge “%(merge)s”.")
    status = 404


class BusyRecord(JorenError):
    """Somebody else kept writing to the two records."""

    code = "record_busy"
    message = _("Something else is writing to these records at this moment.")
    remedy = _("Try again in a moment.")
    status = 409


class UnknownChoice(JorenError):
    """A choice for a field that holds no single value, or for neither of the two."""

    code = "unknown_choice"
    message = _("“%(field)s” cannot be chosen.")
