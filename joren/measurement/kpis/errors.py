"""Refusals of the measures."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class NoShopOfTheirs(JorenError):
    """The shop is not there, or not one this person works at."""

    code = "no_shop_of_theirs"
    message = _("You do not work at a shop “%(shop)s”.")
    remedy = _("Choose one of yours, or ask an owner to add you to the shop.")
    status = 404
