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
