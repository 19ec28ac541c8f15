"""Refusals of loyalty."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class NoDefinition(JorenError):
    """Nobody has said yet what a regular is."""

    code = "no_definition"
    message = _("Nobody has said yet what a regular is.")
    remedy = _("Say it on the page “Regulars”, or with: joren regulars define RULE.json")
    status = 404


class NobodyIsNear(JorenError):
    """The definition has no part that a single step leads to."""

    code = "nobody_is_near"
    message = _("No single step leads to this definition, so nobody is one step away.")
    remedy = _("Use parts that grow, such as a number of purchases, an amount, or days of membership.")


class NothingToJudge(JorenError):
    """No attribute says when somebody bought first."""

    code = "nothing_to_judge"
    message = _("Nothing says when a customer bought first, so nothing can be called early.")
    remedy = _("Import purchases first.")
