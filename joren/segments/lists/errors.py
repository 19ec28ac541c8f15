"""Refusals of pasted lists."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class TooManyValues(JorenError):
    """More values than a list may hold."""

    code = "too_many_values"
    message = _("The list has %(number)s values; it may have %(most)s.")
    remedy = _("Paste it in parts, each into a condition of its own, in a group of which one must hold.")


class ValueTooLong(JorenError):
    """A value no member number or e-mail address can be, mostly because nothing stands between the values."""

    code = "list_value_too_long"
    message = _("“%(value)s…” is longer than %(most)s characters.")
    remedy = _("Put each value on a line of its own, or a comma or tab between them.")
