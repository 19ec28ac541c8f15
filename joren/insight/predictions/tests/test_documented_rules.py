"""The worked numbers of docs/rules/predictions.md."""

import numpy as np
import pytest

from joren.insight.predictions.rules.bg_nbd import BgNbd
from joren.insight.predictions.rules.gamma_gamma import GammaGamma
from joren.insight.predictions.rules.trial import Trial
from tests.worked_numbers import agrees, names, worked

DOCUMENT = "predictions"
CDNOW = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
AMOUNTS = GammaGamma(p=6.25, q=3.74, v=15.44)


def numbers(row, *columns):
    return [np.array([float(row[name].replace(",", ""))]) for name in columns]


@pytest.mark.parametrize("row", worked(DOCUMENT, "alive"), ids=lambda row: row["x"])
def test_how_often(row):
    one = numbers(row, "x", "t_x", "T")
    assert agrees(row["alive"], CDNOW.alive(*one)[0])
    assert agrees(row["expected in 39 weeks"], CDNOW.expected(39.0, *one)[0])


@pytest.mark.parametrize("row", worked(DOCUMENT, "amounts"), ids=lambda row: row["x"])
def test_how_much(row):
    assert agrees(row["mean to come"], AMOUNTS.expected(*numbers(row, "x", "mean so far"))[0])


@pytest.mark.parametrize("row", worked(DOCUMENT, "standing"), ids=lambda row: row["expected in all"])
def test_what_follows_of_a_trial(row):
    figures = [
        values[0] for values in numbers(row, "expected in all", "came", "error a person", "error of the same again")
    ]
    assert Trial(26.0, 500, *figures, groups=()).standing.value == row["standing"]


def test_no_table_is_left_untested():
    assert names(DOCUMENT) == {"alive", "amounts", "standing"}
