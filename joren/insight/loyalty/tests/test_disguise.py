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


BEANS = frozenset({("category", "beans")})
PRODUCTS = Measured("purchases.products", grows=True, rooms=frozenset({"purchases"}))
MONTHS = Measured("purchases.months", grows=True, rooms=frozenset({"purchases"}))
SHARE = Measured("purchases.weekend_share", grows=False, rooms=frozenset({"purchases"}))
DISCOUNTS = Measured("discounts.amount", grows=True, money=True, rooms=frozenset({"purchases"}))
BEANS_BOUGHT = Measured("purchases.items", grows=True, rooms=frozenset({"purchases"}), narrowed=BEANS)
TEA_BOUGHT = Measured(
    "purchases.items", True, rooms=frozenset({"purchases"}), narrowed=frozenset({("category", "tea")})
)
FIRST_IS_BEANS = Measured("purchases.first_category", False, narrowed=frozenset({("value", "beans")}))
MAILS = Measured("messages.sent", grows=True, rooms=frozenset({"events"}))


@pytest.mark.parametrize(
    ("fact", "shape", "days", "definition", "kin"),
    [
        (PRODUCTS, Shape.AT_LEAST, 90, COUNT, Kinship.ITSELF),  # different products add up with purchases
        (PRODUCTS, Shape.AT_LEAST, 0, COUNT, Kinship.NONE),  # a varied first basket is no progress
        (MONTHS, Shape.AT_LEAST, 90, AMOUNT, Kinship.ITSELF),
        (SHARE, Shape.AT_LEAST, 0, COUNT, Kinship.NONE),
        (SHARE, Shape.AT_LEAST, 0, SHARE, Kinship.ITSELF),
        (DISCOUNTS, Shape.AT_LEAST, 0, DISCOUNTS, Kinship.ITSELF),  # of another name, but the same room
        (AMOUNT, Shape.AT_LEAST, 30, DISCOUNTS, Kinship.ITSELF),
        (BEANS_BOUGHT, Shape.HOW, 0, BEANS_BOUGHT, Kinship.ITSELF),  # the first beans are a third of three beans
        (TEA_BOUGHT, Shape.HOW, 0, BEANS_BOUGHT, Kinship.ON_THE_WAY),
        (FIRST_IS_BEANS, Shape.IS, 0, BEANS_BOUGHT, Kinship.ITSELF),
        (FIRST_IS_BEANS, Shape.IS, 0, COUNT, Kinship.NONE),
        (MAILS, Shape.AT_LEAST, 30, COUNT, Kinship.NONE),
        (MAILS, Shape.AT_LEAST, 30, MAILS, Kinship.ITSELF),
    ],
)
def test_every_kind_of_attribute_that_adds_up_is_known_in_its_clothes(fact, shape, days, definition, kin):
    assert kinship(fact, shape, days, [definition]) is kin
