"""Refusals of reports."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class UnknownReport(JorenError):
    """No app offers a report of that name."""

    code = "unknown_report"
    message = _("There is no report “%(report)s”.")
    remedy = _("These are there: %(known)s.")
    status = 404


class UnknownParameter(JorenError):
    """The report has no such setting."""

    code = "unknown_parameter"
    message = _("The report “%(report)s” has no setting “%(parameter)s”.")
    remedy = _("It has: %(known)s.")


class BadParameter(JorenError):
    """A setting that cannot be read."""

    code = "bad_parameter"
    message = _("“%(value)s” cannot be used for “%(parameter)s”.")
    remedy = _("It takes %(expected)s.")


class PeriodReversed(JorenError):
    """The first day is after the last."""

    code = "period_reversed"
    message = _("The first day, %(start)s, is after the last, %(end)s.")
    remedy = _("Exchange them.")
