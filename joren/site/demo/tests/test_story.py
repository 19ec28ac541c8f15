"""The made-up world is the same for the same day, and holds the truth that was planted."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256

from joren.measurement.experiments.rules import Code, Moments, judge
from joren.site.demo.story import SHARE, WINDOW_DAYS, Mailing, Story, day_of
from joren.site.demo.world import DAYS, Basket, Person, World

LAST_DAY = date(2025, 6, 30)
STORY = Story(World(LAST_DAY))


def digest(story: Story) -> str:
    told = [repr(person) for person in story.world.people] + [repr(basket) for basket in story.baskets()]
    told += [repr(mailing) for mailing in story.mailings]
    return sha256("\n".join(told).encode()).hexdigest()


def test_the_same_day_gives_the_same_business_and_another_day_another_one():
    assert digest(Story(World(LAST_DAY))) == digest(STORY)
    assert digest(Story(World(LAST_DAY - timedelta(days=1)))) != digest(STORY)


def test_there_are_3000_people_in_two_years_and_nothing_after_the_last_day():
    assert len(STORY.world.people) == 3000
    days = [day_of(basket) for basket in STORY.baskets()]
    assert min(days) >= LAST_DAY - timedelta(days=DAYS - 1)
    assert max(days) <= LAST_DAY


def regulars_among(has: Callable[[Person], bool]) -> tuple[float, float]:
    """The share of people with five purchases, among those of whom it is true and among the others."""

    def share(people: list[Person]) -> float:
        return sum(sum(not basket.returned for basket in p.baskets) >= 5 for p in people) / len(people)

    people = STORY.world.people
    return share([p for p in people if has(p)]), share([p for p in people if not has(p)])


def bought_first(letter: str) -> Callable[[Person], bool]:
    return lambda person: any(code.startswith(letter) for code, _quantity in person.baskets[0].lines)


def soon_again(person: Person) -> bool:
    first_two = [basket.at for basket in person.baskets if not basket.returned][:2]
    return len(first_two) > 1 and (first_two[1] - first_two[0]).days <= 30


def test_beans_the_class_and_a_second_visit_within_a_month_make_regulars():
    for planted in (bought_first("B"), bought_first("C"), soon_again):
        with_it, without = regulars_among(planted)
        assert with_it > 1.8 * without


def test_gender_prefecture_and_weekday_make_no_difference_worth_naming():
    for idle in (
        lambda person: person.gender == "female",
        lambda person: person.place[1] == "東京都",
        lambda person: person.registered_on.weekday() >= 5,
    ):
        with_it, without = regulars_among(idle)
        assert abs(with_it - without) < 0.05


def spent(mailing: Mailing, number: int) -> tuple[int, int, bool]:
    mine: list[Basket] = STORY.world.people[number - 1].baskets + [b for b in mailing.caused if b.person == number]
    end = mailing.day + timedelta(days=WINDOW_DAYS)
    inside = [basket for basket in mine if mailing.day <= day_of(basket) < end]
    before = [b for b in mine if mailing.day - timedelta(days=WINDOW_DAYS) <= day_of(b) < mailing.day]
    bought = any(not basket.returned for basket in inside)
    return sum(b.amount for b in inside), sum(b.amount for b in before), bought


def verdict(mailing: Mailing) -> Code:
    treated = Moments.of(spent(mailing, number) for number in mailing.numbers("send"))
    held_back = Moments.of(spent(mailing, number) for number in mailing.numbers("held_back"))
    return judge(treated, held_back, Fraction(SHARE)).code


def test_the_first_mail_works_and_the_second_does_not():
    assert verdict(STORY.come_back) is Code.UP
    assert verdict(STORY.new_cups) is Code.NOT_YET_KNOWN


def test_only_people_who_were_sent_to_came_because_of_the_mail_and_within_the_window():
    mailing = STORY.come_back
    sent_to = set(mailing.numbers("send"))
    assert len(mailing.caused) > 150
    for basket in mailing.caused:
        assert basket.person in sent_to
        assert mailing.day < day_of(basket) < mailing.day + timedelta(days=WINDOW_DAYS)


def test_nobody_without_consent_is_written_to_and_who_left_is_left_alone():
    people = {person.number: person for person in STORY.world.people}
    for mailing in STORY.mailings:
        for number in mailing.numbers("send") + mailing.numbers("held_back"):
            assert people[number].mail_consent
    left = {reaction.number for reaction in STORY.come_back.reactions if reaction.unsubscribed_at}
    assert left
    assert left.isdisjoint(STORY.new_cups.numbers("send"))
