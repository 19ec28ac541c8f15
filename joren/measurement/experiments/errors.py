"""What experiments refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class NothingSent(JorenError):
    """There is nothing to judge before the first message."""

    code = "nothing_sent"
    message = _("Nothing of “%(campaign)s” has been sent yet, so there is nothing to judge.")
    remedy = _("Send it first. The verdict follows when its window has ended.")
    status = 409


class WindowStillOpen(JorenError):
    """A verdict before the end would be a second chance to win."""

    code = "window_still_open"
    message = _("The window of “%(campaign)s” runs until %(last)s.")
    remedy = _("Judging early and looking again later would take chance for success. The verdict follows by itself.")
    status = 409


class NoSuchExperiment(JorenError):
    """Nothing of that key was begun, or the person may not see it."""

    code = "no_such_experiment"
    message = _("There is no result called “%(key)s”.")
    remedy = _("Results are called campaign:12, journey:3 or control:2026-04 (a month of the comparison group).")
    status = 404


class StillEntering(JorenError):
    """A journey that people still enter has no last day."""

    code = "still_entering"
    message = _("People still enter “%(name)s”, so there is no last word on it.")
    remedy = _("What is shown holds however often you look. A final verdict follows when the journey has ended.")
    status = 409
