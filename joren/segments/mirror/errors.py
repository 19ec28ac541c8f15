"""Refusals and failures of the mirror."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class MirrorProblem(JorenError):
    """The mirror cannot be written or read."""

    code = "mirror_problem"
    message = _("The copy of the facts that segments are computed from cannot be used: %(reason)s")
    remedy = _("Check the free room on the disk, then run: joren sync --rebuild")
    status = 500


class MirrorDamaged(MirrorProblem):
    """A file of the mirror is gone or is not what was written. It is set aside, so the next sync makes a new one."""

    code = "mirror_damaged"
    message = _("The copy of the facts that segments are computed from is damaged: %(reason)s")
    remedy = _("Ask again: it is made anew from the database, which is not affected.")
    status = 503


class TooLong(JorenError):
    """A question ran into its time limit."""

    code = "too_long"
    message = _("The answer took longer than %(seconds)s seconds, so it was stopped.")
    remedy = _("Ask for less, or try again when fewer people are at work.")
    status = 503


class TooMuchMemory(JorenError):
    """A question ran into its memory limit."""

    code = "too_much_memory"
    message = _("The answer needs more memory than is allowed here.")
    remedy = _("Ask for less, or raise JOREN_MIRROR_MEMORY.")
    status = 503


class Busy(JorenError):
    """Too many questions at once in this process."""

    code = "busy"
    message = _("Too many people are asking at this moment.")
    remedy = _("Try again in a moment.")
    status = 503
