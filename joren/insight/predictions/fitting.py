"""Fitting the models to everybody, and trying them on the past first."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from .reading import Histories, histories
from .rules.bg_nbd import BgNbd, CannotFit, History, fit_bg_nbd
from .rules.gamma_gamma import GammaGamma, correlation, fit_gamma_gamma
from .rules.scores import DAYS
from .rules.trial import FEWEST_AGAIN, FEWEST_PEOPLE, Standing, Trial, tried

LONGEST, SHORTEST = 26, 4
"""Weeks of a trial."""
_SHARE: Final = 3
"""The trial takes a third of the past, at most."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Models and how they did. `model` None: nothing may be said."""

    standing: Standing
    people: int
    repeaters: int
    model: BgNbd | None = None
    money: GammaGamma | None = None
    correlation: float = 0.0
    trial: Trial | None = None

    @property
    def parameters(self) -> dict[str, float]:
        """As JSON keeps them; `models_of` reads them back."""
        return (asdict(self.model) if self.model else {}) | (asdict(self.money) if self.money else {})


def fitted(everybody: Histories, as_of: date) -> Fitted:
    """Fit to everybody and try the same on the past."""
    repeaters = int((everybody.frequency > 0).sum())
    if len(everybody) < FEWEST_PEOPLE or repeaters < FEWEST_AGAIN:
        return Fitted(Standing.TOO_FEW, len(everybody), repeaters)
    trial = _trial(everybody, as_of)
    standing = trial.standing if trial else Standing.TOO_EARLY
    if standing in (Standing.OFF, Standing.TOO_FEW):
        return Fitted(standing, len(everybody), repeaters, trial=trial)
    try:
        model, money = _models(everybody)
    except CannotFit:
        return Fitted(Standing.TOO_FEW, len(everybody), repeaters, trial=trial)
    together = correlation(everybody.frequency, everybody.amount)
    return Fitted(standing, len(everybody), repeaters, model, money, together, trial)


def models_of(parameters: Mapping[str, Any]) -> tuple[BgNbd, GammaGamma | None]:
    """The models that `Fitted.parameters` wrote down."""
    money = {name: parameters[name] for name in ("p", "q", "v") if name in parameters}
    return BgNbd(*(parameters[name] for name in ("r", "alpha", "a", "b"))), GammaGamma(**money) if money else None


def _models(people: Histories) -> tuple[BgNbd, GammaGamma | None]:
    """Raises `CannotFit`; amounts that cannot be fitted are left out."""
    model = fit_bg_nbd(History.of(*people.weeks))
    try:
        return model, fit_gamma_gamma(people.frequency, people.amount)
    except CannotFit:
        return model, None


def _trial(everybody: Histories, as_of: date) -> Trial | None:
    """Fit to what was known `weeks` ago and compare; None where there is too little past for that."""
    weeks = int(min(LONGEST, everybody.age.max() / DAYS / _SHARE))
    if weeks < SHORTEST:
        return None
    span = timedelta(weeks=weeks)
    known = histories(as_of - span, since=as_of - 2 * span, until=as_of)
    if len(known) < FEWEST_PEOPLE or (known.frequency > 0).sum() < FEWEST_AGAIN:
        return None
    try:
        model, money = _models(known)
    except CannotFit:
        return None
    expected = model.expected(float(weeks), *known.weeks)
    value = None
    if money is not None:
        value = float(np.sum(expected * money.expected(known.frequency, known.amount))), float(known.later_spent.sum())
    return tried(expected, known.later, known.before, float(weeks), value)
