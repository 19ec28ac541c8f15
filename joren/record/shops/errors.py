"""What shops refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class ShopCodeTaken(JorenError):
    """A code another shop has."""

    code = "shop_code_taken"
    message = _("There is already a shop with the code “%(value)s”.")
    status = 409


class ShopNotFound(JorenError):
    """No shop under that code."""

    code = "shop_not_found"
    message = _("There is no shop “%(value)s”.")
    status = 404


class DayEndsTooLate(JorenError):
    """A business day that ends in the afternoon."""

    code = "day_ends_too_late"
    message = _("A business day ends between 00:00 and 12:00.")
    remedy = _("Write 05:00 if sales until five in the morning belong to the evening before.")
