"""The whole way from purchases to the reasons, by the first days and by the second purchase, with the people behind."""

from datetime import timedelta
from random import Random

import pytest

from joren.insight.loyalty import actions, queries
from joren.insight.loyalty.evidence import people_behind
from joren.insight.loyalty.finding import find
from joren.insight.loyalty.models import RegularDefinition
from joren.insight.loyalty.questions import SECOND, early, questions
from joren.insight.loyalty.sentences import status_sentence
from joren.segments.catalogue.queries import catalogue

from .history import START, THRICE, buy, person

AS_OF = START + timedelta(days=800)
pytestmark = pytest.mark.django_db


def definition(rule=THRICE) -> RegularDefinition:
    return RegularDefinition.objects.create(rule=rule, name="")


def a_chain(seed: int, number: int = 260) -> None:
    """At the station people become regulars; tea is sold there most. Tea itself does nothing. The consent comes once
    they are regulars."""
    chance = Random(seed)
    for _ in range(number):
        station = chance.random() < 0.5
        tea = chance.random() < (0.8 if station else 0.2)
        regular = chance.random() < (0.65 if station else 0.2)
        person(
            [0, 60, 120] if regular else [0],
            start=START + timedelta(days=chance.randrange(40)),
            first_category="tea" if tea else "cake",
            first_shop="station" if station else "market",
            consent_on=200 if regular else None,
        )


@pytest.mark.parametrize("seed", range(2))
def test_the_shop_is_the_reason_and_what_it_sells_goes_along_with_it(seed):
    a_chain(seed)
    finding = find(definition(), as_of=AS_OF)
    standing = [fact for fact in finding["factors"] if fact["stands"]]
    assert {fact["parameter"] for fact in standing} == {"shop"}
    along = {fact["value"] for fact in finding["factors"] if fact["goes_with"] == standing[0]["key"]}
    assert along & {"tea", "cake"}
    assert not [fact for fact in [*finding["factors"], *finding["unclear"]] if fact["attribute"] == "consent.given"]
    assert finding["asked"] >= len(standing)
    assert finding["not_asked"] == 0


def test_by_the_second_purchase_only_those_who_made_one_are_compared():
    chance = Random(5)
    for _ in range(200):
        beans = chance.random() < 0.5
        regular = chance.random() < (0.75 if beans else 0.2)
        person([0, 20, 120] if regular else [0, 20], first_category="beans" if beans else "tea")
    for _ in range(30):
        person([0], first_category="beans")
    finding = find(definition(), as_of=AS_OF, point=SECOND)
    assert (finding["point"], finding["people"], finding["customers"]) == (SECOND, 200, 200)
    [reason] = [fact for fact in finding["factors"] if fact["stands"]]
    assert (reason["attribute"], reason["days"], reason["point"]) == ("purchases.items", 0, SECOND)


def test_the_people_behind_a_number_are_as_many_as_it_says():
    a_chain(1, 160)
    chosen = definition()
    finding = find(chosen, as_of=AS_OF)
    fact = finding["factors"][0]
    behind = people_behind(THRICE, [fact], horizon=finding["horizon_days"], point="first", as_of=AS_OF)
    assert {key: len(ids) for key, ids in behind.items()} == {
        "with_regular": fact["regulars_with"],
        "with_other": fact["with"] - fact["regulars_with"],
        "without_regular": fact["regulars_without"],
        "without_other": fact["without"] - fact["regulars_without"],
    }
    two = people_behind(THRICE, [fact, finding["factors"][-1]], horizon=730, point="first", as_of=AS_OF)
    assert sum(map(len, two.values())) == 160
    assert len(set().union(*two.values())) == 160


def test_the_evidence_page_opens_to_people_who_can_be_saved(client, owner):
    from joren.segments.engine import run
    from joren.segments.library.models import Segment

    a_chain(1, 160)
    official = actions.define(rule=THRICE, by=owner)
    client.force_login(owner)
    kept = actions.keep_finding(definition=official, as_of=AS_OF)
    fact = kept.finding["factors"][0]
    address = {"as_of": AS_OF.isoformat(), "fact": fact["key"], "group": "with_regular"}
    page = client.get("/regulars/why/evidence/", address)
    assert page.status_code == 200
    assert page.context["number"] == fact["regulars_with"]
    assert client.get("/regulars/why/evidence/", {"fact": "nonsense"}).status_code == 404
    before = Segment.objects.count()
    saved = client.post(f"/regulars/why/evidence/save/?as_of={AS_OF}", {"fact": fact["key"], "group": "with_regular"})
    assert saved.status_code == 302
    assert Segment.objects.count() == before + 1
    segment = Segment.objects.latest("pk")
    assert len(run.members(segment.rule)) == fact["regulars_with"]
    client.post(f"/regulars/why/evidence/save/?as_of={AS_OF}", {"fact": fact["key"], "group": ""})
    living = Segment.objects.latest("pk")
    assert living.rule["with"]["period"] == {"first_days": fact["days"] + 1}
    assert len(run.members(living.rule)) == fact["with"]


# --- bad input ------------------------------------------------------------------------------------------------------


def test_an_empty_base_is_too_early_and_one_customer_too_few_to_say_anything():
    official = definition()
    assert find(official, as_of=AS_OF)["status"] == "too_early"
    person([0, 10, 20])
    assert find(official, as_of=AS_OF)["status"] == "too_few"
    assert find(official, as_of=AS_OF, point=SECOND)["status"] == "too_few"


def test_everybody_on_the_same_day_is_no_difference():
    for _ in range(70):
        person([0, 0, 0])
    finding = find(definition(), as_of=AS_OF)
    assert finding["factors"] == []
    assert finding["status"] in ("too_few", "nothing")
    assert status_sentence(finding)


@pytest.mark.parametrize("days", [[0, 60, 120], [0]])
def test_everybody_or_nobody_a_regular_tells_nothing(days):
    for place in range(70):
        person(days, first_category="tea" if place % 2 else "cake")
    finding = find(definition(), as_of=AS_OF)
    assert (finding["status"], finding["factors"], finding["pairs"]) == ("too_few", [], [])


def test_amounts_without_any_variance_and_one_product_make_no_question():
    chance = Random(3)
    for _ in range(70):
        person([0, 60, 120] if chance.random() < 0.5 else [0])
    finding = find(definition(), as_of=AS_OF)
    assert finding["factors"] == []
    assert not [fact for fact in finding["unclear"] if fact["attribute"] in ("purchases.amount", "purchases.average")]


def test_purchases_of_the_future_count_for_nothing():
    for place in range(70):
        bought = person([0, 60] if place % 2 else [0])
        buy(bought, AS_OF + timedelta(days=30), 1000)
        buy(bought, AS_OF + timedelta(days=31), 1000)
    finding = find(definition(), as_of=AS_OF)
    assert (finding["regulars"], finding["status"]) == (0, "too_few")


def test_a_rule_that_contradicts_itself_has_nobody_and_says_so():
    for _ in range(70):
        person([0, 60, 120])
    rule = {"all": [THRICE, {"not": THRICE}]}
    finding = find(definition(rule), as_of=AS_OF)
    assert (finding["regulars"], finding["status"]) == (0, "too_few")
    assert queries.overview_of(rule, as_of=AS_OF).regulars == 0


def test_there_are_never_more_questions_than_may_be_asked(monkeypatch):
    from joren.insight.loyalty import questions as module

    monkeypatch.setattr(module, "MOST_QUESTIONS", 5)
    known = catalogue()
    seen = {wanted.name: [1, 2, 3] * 60 for wanted in module.values_wanted(known, 90)}
    asked, more = questions(known, 90, seen)
    assert len(asked) == 5
    assert more > 0
    assert len({question.attribute for question in asked}) == 5
    assert not [attribute for attribute in early(known) if attribute.key.startswith(("loyalty.", "segment."))]
