"""What the fitted models say, as rows for the table of predictions."""

from datetime import date, timedelta
from math import isnan
from typing import Any

from joren.foundation.business.queries import the_business
from joren.foundation.money import currency_exponent

from .fitting import models_of
from .models import Fit
from .reading import Histories
from .rules.scores import scored

Row = tuple[Any, ...]
"""Customer, days with a purchase, last day, per cent alive, purchases, value or None, next day or None."""


def rows(fit: Fit, people: Histories, as_of: date) -> list[Row]:
    """One row for each of these customers; all of them before the first is written, for a COPY takes no questions."""
    unit = 10.0 ** -currency_exponent(the_business().currency)
    scores = scored(*models_of(fit.parameters), *people.weeks, people.amount, unit)
    silent = (people.age - people.recency).tolist()
    columns = (people.person, people.frequency + 1, scores.alive, scores.purchases, scores.value, scores.interval)
    values = zip(*(column.tolist() for column in columns), strict=True)
    return [_row(each, as_of - timedelta(days=days)) for each, days in zip(values, silent, strict=True)]


def _row(values: Row, last: date) -> Row:
    person, bought, alive, purchases, value, interval = values
    following = None if isnan(interval) else last + timedelta(days=interval)
    return person, int(bought), last, alive, purchases, None if isnan(value) else value, following
