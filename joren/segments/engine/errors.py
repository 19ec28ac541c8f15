"""Refusals of the engine."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class NotADate(JorenError):
    """A cut-off date can only be counted from an attribute that is a date."""

    code = "not_a_date"
    message = _("%(key)s is not a date, so no cut-off can be counted from it.")


class DayOutOfRange(JorenError):
    """A day to ask for that no business has lived; periods counted from it would leave the calendar."""

    code = "day_out_of_range"
    message = _("%(day)s is no day to ask for.")
    remedy = _("Write a day between %(first)s and %(last)s.")


class UnknownCustomer(JorenError):
    """Nobody has that number."""

    code = "unknown_customer"
    message = _("There is no customer with the number %(id)s.")
    status = 404
