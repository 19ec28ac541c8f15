"""The words a list of people is handed over with: a draft that names each person's own step."""

from django.utils.translation import gettext as _

from joren.foundation.registry import Handed

from .models import RegularDefinition
from .prospects import SIGN, Wanted


def draft_of(definition: RegularDefinition, wanted: Wanted) -> Handed:
    """A name for the segment and the campaign, a subject and a text with the person's step as a merge field.

    A definition that is not official has no steps worked out, and people further away have none: then no step is named.
    """
    name = _("Signs of a regular") if wanted.group == SIGN else _("Next regulars")
    name = " ".join(part for part in (name, wanted.shop, wanted.channel) if part)
    if not definition.is_official or wanted.group == SIGN:
        return Handed(segment="", name=name, subject=_plain_subject(), body=_plain_body())
    return Handed(segment="", name=name, subject=_step_subject(), body=_step_body())


def _step_subject() -> str:
    return _(
        "{% if loyalty.step %}{{ loyalty.step }}: you are nearly one of our regulars{% else %}"
        "We look forward to seeing you{% endif %}"
    )


def _step_body() -> str:
    return _(
        "Dear {{ customer.family_name }},\n\n"
        "thank you for coming to us.\n"
        "{% if loyalty.step %}{{ loyalty.step }}, and you are one of our regulars.\n{% endif %}\n"
        "We look forward to seeing you."
    )


def _plain_subject() -> str:
    return _("We look forward to seeing you")


def _plain_body() -> str:
    return _("Dear {{ customer.family_name }},\n\nthank you for coming to us.\n\nWe look forward to seeing you.")
