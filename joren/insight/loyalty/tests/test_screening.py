"""The whole screen on people whose reasons are known because they were planted."""

from random import Random

from joren.insight.loyalty.rules import TwoByTwo
from joren.insight.loyalty.rules.screening import Fact, Reason, people, screen, table_of

NOISE = [f"noise {number}" for number in range(25)]


def planted(seed: int, number: int = 1500) -> tuple[list[Fact], int]:
    """Beans and an early return make regulars. The big basket only comes with beans; the rest is noise."""
    chance = Random(seed)
    columns: dict[str, list[bool]] = {key: [] for key in ("beans", "basket", "return", *NOISE)}
    regular = []
    for _ in range(number):
        beans = chance.random() < 0.25
        columns["beans"].append(beans)
        columns["basket"].append(chance.random() < (0.85 if beans else 0.3))
        back = chance.random() < 0.3
        columns["return"].append(back)
        regular.append(chance.random() < 0.15 + 0.2 * beans + 0.25 * back)
        for key in NOISE:
            columns[key].append(chance.random() < 0.3)
    everybody = (1 << number) - 1
    facts = [Fact(key, people(flags), everybody, days=30 if key == "return" else 0) for key, flags in columns.items()]
    return facts, people(regular)


def by_key(reasons: list[Reason]) -> dict[str, Reason]:
    return {reason.key: reason for reason in reasons}


def test_the_planted_reasons_stand_and_the_confounded_one_goes_with_its_cause():
    facts, regular = planted(2)
    found = by_key(screen(facts, regular))
    assert {key for key, reason in found.items() if reason.stands} == {"beans", "return"}
    assert found["basket"].factor.known
    assert found["basket"].goes_with == "beans"
    assert found["basket"].adjusted is not None
    assert found["basket"].adjusted.low < 1 < found["basket"].adjusted.high


def test_over_sixty_shops_of_what_is_told_at_most_a_twentieth_is_chance():
    shares, missed, confounded = [], 0, 0
    for seed in range(60):
        reasons = by_key(screen(*planted(seed)))
        told = {key for key, reason in reasons.items() if reason.stands}
        missed += len({"beans", "return"} - told)
        confounded += "basket" in told
        shares.append(len(told & set(NOISE)) / max(1, len(told)))
    assert missed == 0
    assert confounded <= 3
    assert sum(shares) / len(shares) <= 0.05


def test_what_comes_later_never_explains_what_came_before():
    chance = Random(7)
    beans = [chance.random() < 0.5 for _ in range(2000)]
    back = [chance.random() < (0.9 if bought else 0.1) for bought in beans]
    regular = [chance.random() < (0.8 if came else 0.1) for came in back]
    everybody = (1 << 2000) - 1
    facts = [Fact("beans", people(beans), everybody), Fact("back", people(back), everybody, days=30)]
    found = by_key(screen(facts, people(regular)))
    assert found["back"].stands
    assert found["beans"].stands


def test_of_several_cuts_of_one_number_one_is_told():
    chance = Random(3)
    amounts = [chance.randrange(100) for _ in range(2000)]
    regular = people([chance.random() < amount / 100 for amount in amounts])
    everybody = (1 << 2000) - 1
    facts = [
        Fact(f"at least {cut}", people([amount >= cut for amount in amounts]), everybody, family="amount")
        for cut in (25, 50, 75)
    ]
    reasons = screen(facts, regular)
    assert [reason.key for reason in reasons if reason.stands] == [reasons[0].key]
    assert {reason.goes_with for reason in reasons[1:]} == {reasons[0].key}


def test_people_outside_a_fact_are_not_counted():
    fact = Fact("known of four", people([True, False, True, False, True]), people([True, True, True, True, False]))
    assert table_of(fact, people([True, True, False, False, True])) == TwoByTwo(1, 1, 1, 1)


def test_nobody_is_an_empty_screen():
    assert screen([], 0) == []
