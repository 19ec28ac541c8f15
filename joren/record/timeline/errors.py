"""What the timeline refuses."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class BadCursor(JorenError):
    """A place in a timeline that was not handed out by the timeline."""

    code = "bad_cursor"
    message = _("This place in the timeline is not readable.")
    remedy = _("Start again from the newest event.")
