"""Intervals that may be looked at whenever somebody likes, as often as they like.

An ordinary 95 % interval is right once. Looked at every morning it takes chance for success far more often. An
always-valid interval holds the truth at *all* looks together: it is wider, and in exchange the reader may stop, act
or tell others at any look.

Formula: the asymptotic confidence sequence of I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy, A. Ramdas,
"Time-uniform central limit theory and asymptotic confidence sequences", Annals of Statistics 52, 2024 (equation 6),
which is H. Robbins' normal mixture boundary (Annals of Mathematical Statistics 41, 1970) with an estimated variance. It
depends on one number, the *progress*: how much is known now, as a share of what the interval is tuned for.
"""

from math import expm1, log, log1p, sqrt

_ALPHA = 0.05
TUNED = -2 * log(_ALPHA) + log(1 - 2 * log(_ALPHA))
"""The mixture's parameter at progress 1, so that the interval is narrowest there (section 3.5 of the same paper)."""


def anytime_reach(progress: float, confidence: float = 0.95) -> float:
    """Standard errors on either side: sqrt((1 + 1/h) (log(1 + h) + 2 log(1/alpha))), h = 7.94 x progress.

    ``progress`` is above 0 and may exceed 1. About 3.03 at progress 1 and 95 % (once only: 1.96). Raises ValueError
    for a progress that is not positive.
    """
    eta = _eta(progress)
    return sqrt((1 + 1 / eta) * (log1p(eta) - 2 * log(1 - confidence)))


def anytime_p(z: float, progress: float) -> float:
    """The always-valid p-value of an effect ``z`` standard errors from zero: 1 less the confidence that touches zero.

    R. Johari, P. Koomen, L. Pekelis, D. Walsh, "Always valid inference", Operations Research 70, 2022.
    """
    eta = _eta(progress)
    exponent = log1p(eta) / 2 - z * z * eta / (2 * (1 + eta))
    return 1.0 if exponent >= 0 else 1 + expm1(exponent)


def _eta(progress: float) -> float:
    if not progress > 0:
        raise ValueError(f"An interval needs something known, not a progress of {progress}.")
    return TUNED * progress
