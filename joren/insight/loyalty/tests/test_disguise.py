"""Facts that are the definition in other clothes are no reasons."""

import pytest

from joren.insight.loyalty.rules.disguise import Kinship, Measured, Shape, kinship

COUNT = Measured("purchases.count", grows=True)
AMOUNT = Measured("purchases.amount", grows=True, money=True)
ITEMS = Measured("purchases.items", grows=True)
AVERAGE = Measured("purchases.average", grows=False, money=True)
SECOND = Measured("purchases.days_to_second", grows=False)
GENDER = Measured("customer.gender", grows=False)
MEMBER = Measured("customer.membership_days", grows=False)


@pytest.mark.parametrize(
    ("fact", "shape", "days", "definition", "kin"),
    [
        (COUNT, Shape.AT_LEAST, 30, COUNT, Kinship.ITSELF),
        (AMOUNT, Shape.AT_LEAST, 90, COUNT, Kinship.ITSELF),
        (ITEMS, Shape.HOW, 30, COUNT, Kinship.ITSELF),
        (AMOUNT, Shape.AT_LEAST, 0, COUNT, Kinship.NONE),
        (AMOUNT, Shape.AT_LEAST, 0, AMOUNT, Kinship.ITSELF),
        (AVERAGE, Shape.AT_LEAST, 0, AMOUNT, Kinship.ITSELF),
        (COUNT, Shape.HOW, 0, COUNT, Kinship.NONE),
        (ITEMS, Shape.HOW, 0, AMOUNT, Kinship.NONE),
        (SECOND, Shape.AT_MOST, 30, COUNT, Kinship.ON_THE_WAY),
        (SECOND, Shape.AT_MOST, 30, MEMBER, Kinship.NONE),
        (COUNT, Shape.AT_LEAST, 30, MEMBER, Kinship.NONE),
        (GENDER, Shape.IS, 0, GENDER, Kinship.ITSELF),
        (GENDER, Shape.IS, 0, COUNT, Kinship.NONE),
    ],
)
def test_kinship(fact, shape, days, definition, kin):
    assert kinship(fact, shape, days, [definition]) is kin
