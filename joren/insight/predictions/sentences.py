"""What a fit is worth, in words."""

from django.utils.translation import gettext as _

from .models import Fit

_HUNDRED = 100


def verdict(fit: Fit) -> str:
    """One sentence: how far the predictions may be trusted, and by what."""
    values = {
        "people": f"{fit.people:,}",
        "repeaters": f"{fit.repeaters:,}",
        "weeks": f"{fit.trial.get('weeks', 0):g}",
        "expected": f"{fit.trial.get('expected', 0):,.0f}",
        "came": f"{fit.trial.get('came', 0):,.0f}",
    }
    return _SAID[Fit.Standing(fit.standing)]() % values


def _good() -> str:
    return _(
        "Tried on the past: of the last %(weeks)s weeks %(expected)s purchases would have been predicted, and"
        " %(came)s came."
    )


def _rough() -> str:
    return _(
        "Rough: of the last %(weeks)s weeks %(expected)s purchases would have been predicted, and %(came)s came. Use it"
        " for who comes first, not for how much."
    )


def _off() -> str:
    return _(
        "Nothing is predicted: of the last %(weeks)s weeks %(expected)s purchases would have been predicted, but"
        " %(came)s came. The past is no guide here."
    )


def _too_few() -> str:
    return _(
        "Nothing is predicted yet: %(people)s customers have bought, %(repeaters)s of them again. At least 50 and 10"
        " are needed, and ten purchases to try it on."
    )


def _too_early() -> str:
    return _(
        "Predicted, but not tried: the purchases reach less than 12 weeks back, so nobody knows yet how good it is."
    )


_SAID = {
    Fit.Standing.GOOD: _good,
    Fit.Standing.ROUGH: _rough,
    Fit.Standing.OFF: _off,
    Fit.Standing.TOO_FEW: _too_few,
    Fit.Standing.TOO_EARLY: _too_early,
}
