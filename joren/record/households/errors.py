"""What households refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class TooFew(JorenError):
    """A household of one."""

    code = "household_too_small"
    message = _("A household has at least two people.")


class TwoHouseholds(JorenError):
    """People who are in different households already."""

    code = "two_households"
    message = _("They are in different households already.")
    remedy = _("Let one of them leave first.")
    status = 409


class NameMissing(JorenError):
    """A household without a name."""

    code = "household_name_missing"
    message = _("A household needs a name of at most 100 characters.")
