"""The journey of the made-up business: played by the walk of real journeys, consistent with what was bought."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from joren.outreach.journeys.rules.walking import Walked
from joren.site.demo.story import Story, day_of
from joren.site.demo.story_journey import SECOND, THANKS, Led, Way
from joren.site.demo.world import Basket, World

LAST_DAY = date(2025, 6, 30)
STORY = Story(World(LAST_DAY))
LED = STORY.journey
PEOPLE = {person.number: person for person in STORY.world.people}


def going(way: Way) -> Walked:
    assert way.walked is not None
    return way.walked


ALONG = [way for way in LED.ways if way.walked is not None]


def test_it_has_run_for_months_and_a_fifth_is_held_back():
    assert 800 < len(LED.ways) < 1000
    assert 0.17 < 1 - len(ALONG) / len(LED.ways) < 0.23
    assert LED.ways[0].entered_at < LED.now - timedelta(days=260)
    assert not any(way.sent or way.caused for way in LED.ways if way.walked is None), "held back is left alone"


def test_everybody_enters_once_at_the_first_purchase_and_agreed_to_mail():
    assert max(Counter(way.number for way in LED.ways).values()) == 1
    for way in LED.ways:
        assert PEOPLE[way.number].mail_consent
        assert way.entered_at == min(basket.at for basket in PEOPLE[way.number].baskets)


def test_whoever_has_come_again_within_ten_days_is_not_invited():
    for way in ALONG:
        steps = {passed.step: passed for passed in going(way).passed}
        assert (SECOND in steps) <= (steps["s4"].outcome == "no" if "s4" in steps else False)
        if "s5" in steps:
            thanked = steps[THANKS].at
            later = [b.at for b in PEOPLE[way.number].baskets if not b.returned and b.at > thanked]
            assert min(later) <= thanked + timedelta(days=10)


def test_steps_follow_each_other_and_messages_go_at_ten_in_the_morning():
    for way in ALONG:
        moments = [passed.at for passed in going(way).passed]
        assert all(one <= other for one, other in pairwise(moments))
        assert {one.at.hour for one in way.sent} <= {10}
        assert all(one.opened_at is None or one.at < one.opened_at < LED.now for one in way.sent)


def caused() -> list[tuple[Way, Basket]]:
    return [(way, way.caused) for way in LED.ways if way.caused is not None]


def test_the_invitation_brings_people_back_within_the_days_that_are_compared():
    assert len(caused()) > 100
    for way, basket in caused():
        assert basket in PEOPLE[way.number].baskets
        assert way.sent[-1].step == SECOND
        assert way.sent[-1].at.date() < day_of(basket) < way.entered_at.date() + timedelta(days=28)
        assert day_of(basket) <= LAST_DAY


def test_some_are_still_inside_and_all_others_came_to_an_end():
    inside = [way for way in ALONG if going(way).rest]
    assert 20 < len(inside) < 120
    assert all(LED.now - way.entered_at < timedelta(days=28) for way in inside)
    assert {going(way).ending for way in ALONG if not going(way).rest} == {"finished", "ended"}


def test_the_same_day_leads_the_same_people():
    assert repr(Led(World(LAST_DAY)).ways) == repr(LED.ways)


def test_whoever_left_is_written_to_no_more():
    for number, left in STORY.unsubscribed.items():
        assert not LED.writes_after(number, left)
