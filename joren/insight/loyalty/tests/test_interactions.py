"""Two facts together: the worked numbers of the document, and what is told of pairs."""

import pytest

from joren.insight.loyalty.rules.interactions import Four, Group, together
from joren.insight.loyalty.rules.screening import screen_all, together_beside
from tests.worked_numbers import agrees, worked

from .planted import business


def group(text: str) -> Group:
    """“40/100”: 40 regulars of 100 people."""
    regulars, people = text.split("/")
    return Group(int(people), int(regulars))


@pytest.mark.parametrize("row", worked("factors", "together"))
def test_what_two_facts_do_together(row):
    four = Four(*(group(row[name]) for name in ("both", "first only", "second only", "neither")))
    told = together([four])
    assert told is not None
    for column in ("contrast", "low", "high", "lift", "p"):
        assert agrees(row[column], getattr(told, column)), column
    assert told.is_more == (row["more"] == "yes")


def test_two_facts_that_each_add_their_part_are_not_told_as_a_pair():
    four = Four(Group(400, 200), Group(400, 120), Group(400, 120), Group(400, 40))
    told = together([four])
    assert told is not None
    assert told.contrast == pytest.approx(0)
    assert not told.is_more


def test_where_a_group_is_empty_nothing_can_be_compared():
    assert together([Four(Group(0, 0), Group(40, 10), Group(40, 10), Group(40, 10))]) is None
    assert together([]) is None


def test_pairs_count_among_the_questions_asked():
    given = business(3)
    alone, with_pairs = (screen_all(given.facts, given.regular, most_pairs=most) for most in (0, 12))
    assert alone.pairs_asked == 0
    assert with_pairs.pairs_asked > 0
    assert with_pairs.asked == alone.asked + with_pairs.pairs_asked
    q = {reason.key: reason.factor.q for reason in alone.reasons}
    for reason in with_pairs.reasons:
        if reason.key.startswith("noise"):
            assert (reason.factor.q or 0) >= 0.0
            assert q[reason.key] is not None


def test_what_comes_later_does_not_explain_a_pair():
    given = business(3)
    facts = {fact.key: fact for fact in given.facts}
    early = together_beside(facts["lesson"], facts["card"], [], given.regular)
    beside_later = together_beside(facts["lesson"], facts["card"], [facts["return"]], given.regular)
    assert early == beside_later
