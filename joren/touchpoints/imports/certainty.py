"""How sure it is that a column is a field, in three steps, and what says so."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from django.utils.translation import gettext_lazy as _

from joren.foundation.registry.entries import Text

from .matching.columns import BY_VALUES

Sure = Literal["sure", "likely", "guess"]
Why = Literal["name", "contents", "remembered", "preset", "chosen"]

WORDS: Final[dict[str, Text]] = {"sure": _("sure"), "likely": _("likely"), "guess": _("a guess")}
COLOURS: Final[dict[str, str]] = {"sure": "green", "likely": "blue", "guess": "yellow"}
REASONS: Final[dict[str, Text]] = {
    "name": _("by the column's name"),
    "contents": _("by what the column holds"),
    "remembered": _("as in the last file of this shape"),
    "preset": _("by the known layout"),
    "chosen": _("chosen by you"),
}
_SURE: Final = 0.98
_LIKELY: Final = 0.65


def of_match(confidence: float) -> dict[str, str]:
    """What is kept of a match by names and values, by the matcher's confidence of 0 to 1."""
    sure: Sure = "sure" if confidence >= _SURE else "likely" if confidence >= _LIKELY else "guess"
    why: Why = "contents" if confidence == BY_VALUES else "name"
    return {"sure": sure, "why": why}


def certain(why: Why) -> dict[str, str]:
    """What is kept of a column about which there is no doubt."""
    return {"sure": "sure", "why": why}


def in_words(match: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A kept match for a screen."""
    if not match:
        return None
    return {
        "sure": match["sure"],
        "word": WORDS[match["sure"]],
        "colour": COLOURS[match["sure"]],
        "reason": REASONS.get(match["why"], ""),
    }
