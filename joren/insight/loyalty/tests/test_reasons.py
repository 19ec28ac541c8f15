"""From purchases in the database to reasons: planted causes, leakage, equal observation."""

from datetime import date, timedelta
from random import Random

import pytest

from joren.insight.loyalty.actions import define
from joren.insight.loyalty.finding import find
from joren.insight.loyalty.models import RegularDefinition
from joren.insight.loyalty.sentences import factor_sentence, status_sentence

from .history import START, THRICE, person

AS_OF = START + timedelta(days=800)
pytestmark = pytest.mark.django_db


def definition(rule=THRICE) -> RegularDefinition:
    return RegularDefinition.objects.create(rule=rule, name="")


def standing(finding):
    return {factor["key"] for factor in finding["factors"] if factor["stands"]}


def a_shop(chance: Random, number: int = 240) -> None:
    """Whoever buys beans first becomes a regular far more often; the shop and the gender make no difference."""
    for _ in range(number):
        beans = chance.random() < 0.4
        days = [0, 60, 120] if chance.random() < (0.7 if beans else 0.2) else [0]
        person(
            days,
            start=START + timedelta(days=chance.randrange(300)),
            first_category="beans" if beans else "tea",
            first_shop=chance.choice(["station", "market"]),
            gender=chance.choice(["female", "male", ""]),
            # The consent comes once they are regulars: it is what being one brings.
            consent_on=200 if len(days) == 3 else None,
        )


def test_the_planted_reason_is_found_and_what_comes_after_becoming_a_regular_is_not():
    a_shop(Random(1))
    finding = find(definition(), as_of=AS_OF)
    assert finding["status"] == "found"
    [reason] = [factor for factor in finding["factors"] if factor["stands"]]
    assert reason["attribute"] == "purchases.items"
    assert reason["value"] in ("beans", "tea")
    everything = [*finding["factors"], *finding["unclear"]]
    assert not [factor for factor in everything if factor["attribute"] == "consent.given"]


def test_a_consent_given_at_the_start_may_be_a_reason():
    chance = Random(2)
    for _ in range(200):
        agrees = chance.random() < 0.5
        days = [0, 60, 120] if chance.random() < (0.7 if agrees else 0.2) else [0]
        person(days, consent_on=0 if agrees else None)
    finding = find(definition(), as_of=AS_OF)
    assert standing(finding) == {"consent.given|true|channel|mail|0"}


def test_everybody_is_looked_at_for_the_same_time():
    """Newcomers have had no time to become regulars; were they counted, the new shop would look bad."""
    for number in range(120):
        person([0, 40, 80] if number % 2 else [0], first_shop="old")
    for _ in range(60):
        person([0], start=AS_OF - timedelta(days=20), first_shop="new")
    finding = find(definition(), as_of=AS_OF)
    assert (finding["customers"], finding["people"], finding["regulars"]) == (180, 120, 60)
    assert finding["horizon_days"] == 730


def test_who_became_a_regular_only_after_the_horizon_is_none_yet():
    for number in range(100):
        person([0, 40, 790 if number % 2 else 80])
    finding = find(definition(), as_of=AS_OF)
    assert finding["regulars"] == 50


def test_people_who_were_regulars_by_the_landmark_are_not_in_its_table():
    for _ in range(40):
        person([0, 5, 10])
    for _ in range(60):
        person([0, 20, 200])
    for _ in range(100):
        person([0])
    finding = find(definition(), as_of=AS_OF)
    [second] = [f for f in finding["factors"] if f["attribute"] == "purchases.days_to_second"]
    assert (second["people"], second["with"], second["regulars_with"], second["regulars_without"]) == (160, 60, 60, 0)
    assert second["on_the_way"]
    assert factor_sentence(second).startswith("初回から30日以内に2回目を買った人は、常連になる割合が")


def test_the_definition_itself_is_listed_but_no_reason():
    a_shop(Random(4))
    finding = find(definition(), as_of=AS_OF)
    told = [*finding["factors"], *finding["unclear"]]
    assert not [f for f in told if f["attribute"] == "purchases.count" and f["shape"] == "at_least"]


def test_unknown_genders_are_left_out_not_counted_as_no():
    chance = Random(5)
    for number in range(180):
        person([0, 60, 120] if chance.random() < 0.5 else [0], gender=["female", "male", ""][number % 3])
    finding = find(definition(), as_of=AS_OF)
    [female] = [f for f in [*finding["factors"], *finding["unclear"]] if f["key"] == "customer.gender|is||female|0"]
    assert (female["people"], female["with"]) == (120, 60)


@pytest.mark.parametrize(("number", "as_of", "status"), [
    (20, AS_OF, "too_few"),
    (150, START + timedelta(days=100), "too_early"),
])  # fmt: skip
def test_where_nothing_can_be_told_it_says_so(number, as_of, status):
    for place in range(number):
        person([0, 60, 120] if place % 2 else [0])
    finding = find(definition(), as_of=as_of)
    assert finding["status"] == status
    assert finding["factors"] == []
    assert status_sentence(finding).startswith("まだわかりません")


def test_no_difference_is_told_as_such():
    chance = Random(6)
    for number in range(200):
        person([0, 60, 120] if number % 2 else [0], gender=chance.choice(["female", "male"]))
    finding = find(definition(), as_of=AS_OF)
    assert finding["status"] == "nothing"
    assert status_sentence(finding) == "はじめのころの違いで、偶然を超えるものは見つかりませんでした。"


def test_nobody_at_all_is_too_early():
    assert find(definition(), as_of=date(2026, 1, 1))["status"] == "too_early"


def test_a_rule_that_cannot_be_read_defines_nothing():
    from joren.segments.catalogue.errors import InvalidRule

    with pytest.raises(InvalidRule):
        define(rule={"attribute": "purchases.cuont", "op": "at_least", "value": 3}, by=None)
    assert not RegularDefinition.objects.exists()
