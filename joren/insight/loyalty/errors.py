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


class DefinitionNotFound(JorenError):
    """No definition has that number."""

    code = "definition_not_found"
    message = _("There is no definition of a regular with the number %(number)s.")
    remedy = _("The list of definitions is on the page “Regulars”.")
    status = 404


class OfficialStays(JorenError):
    """The official definition cannot be put away."""

    code = "official_stays"
    message = _("The official definition cannot be put away.")
    remedy = _("Make another one official first.")
    status = 409


class PutAway(JorenError):
    """The definition was put away."""

    code = "definition_put_away"
    message = _("This definition was put away.")
    remedy = _("Say it anew to use it again.")
    status = 409


class FactNotFound(JorenError):
    """The finding has no such fact."""

    code = "fact_not_found"
    message = _("What was found has no such fact.")
    remedy = _("Open it from the page “Why”; the finding may have been renewed since.")
    status = 404
