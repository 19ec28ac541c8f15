"""What products refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class CodeTaken(JorenError):
    """A code another product or category has."""

    code = "code_taken"
    message = _("The code “%(value)s” is taken.")
    status = 409


class CodeUnfit(JorenError):
    """A category's code with a slash, which parts the codes of a path."""

    code = "code_unfit"
    message = _("The code “%(value)s” cannot be used: it is empty or holds a slash.")
