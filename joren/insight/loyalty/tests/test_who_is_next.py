"""Who is left in peace, how likely somebody is, in which order: the worked numbers and the whole list."""

from datetime import timedelta
from decimal import Decimal

import pytest

from joren.insight.loyalty import actions
from joren.insight.loyalty.errors import NobodyIsNear
from joren.insight.loyalty.models import RegularStep
from joren.insight.loyalty.outlook import signs_of
from joren.insight.loyalty.prospects import Wanted, wanted_rule, who_is_next
from joren.insight.loyalty.rules.chances import chances, recency, worth
from joren.insight.loyalty.rules.tiredness import tired
from joren.record.timeline.models import Event
from joren.segments.engine import run
from tests.worked_numbers import agrees, worked

from .history import START, THRICE, noon, person, shop

AS_OF = START + timedelta(days=400)


@pytest.mark.parametrize("row", worked("factors", "tired"))
def test_who_is_tired(row):
    names = ("sent", "reacted", "sent lately", "stopped")
    given = {name.replace(" ", "_"): int(row[name]) for name in names}
    assert (tired(**given) or "-") == row["tired"]


@pytest.mark.parametrize("row", worked("factors", "chance"))
def test_a_class_is_drawn_towards_all(row):
    people, regulars = int(row["people"]), int(row["regulars"])
    all_people, all_regulars = int(row["all"]), int(row["regulars of all"])
    seen = [("here", place < regulars) for place in range(people)]
    seen += [("there", place < all_regulars - regulars) for place in range(all_people - people)]
    classes, whole = chances(seen)
    assert whole is not None
    assert agrees(row["chance"], classes["here"].share)
    assert worth(float(row["chance"]), Decimal(row["average"]), Decimal(6)) == Decimal(row["worth"])


def test_people_belong_together_by_their_last_purchase():
    assert [recency(days) for days in (0, 30, 31, 90, 180, 365, 366, None)] == [0, 0, 1, 1, 2, 3, 4, 4]


def test_without_anybody_nothing_is_known():
    assert chances([]) == ({}, None)


# --- the whole list -------------------------------------------------------------------------------------------------


def happened(customer, days_ago: int, kind: str, key: str) -> None:
    day = AS_OF - timedelta(days=days_ago)
    Event.objects.create(customer=customer, key=key, kind=kind, occurred_at=noon(day), occurred_on=day, channel="mail")


@pytest.fixture
def people(db):
    """All are one purchase away and agreed to mail, but for the one who did not; what was sent differs."""
    made = {
        name: person([0, 350], name=name, amount=amount, email=f"{place}@example.jp", consent_on=0)
        for place, (name, amount) in enumerate(
            [("少額", 1000), ("高額", 5000), ("沈黙", 3000), ("停止", 3000), ("直前", 3000), ("返事", 3000)]
        )
    }
    made["同意なし"] = person([0, 350], name="同意なし", email="9@example.jp")
    for name in ("沈黙", "返事"):
        for days in (20, 30, 40):
            happened(made[name], days, "sent", "mail.sent")
    happened(made["返事"], 15, "response", "mail.opened")
    happened(made["停止"], 30, "consent", "mail.unsubscribed")
    happened(made["直前"], 3, "sent", "mail.sent")
    return made


def names_of(found) -> list[str]:
    from joren.record.customers.models import Customer

    names = dict(Customer.objects.values_list("pk", "family_name"))
    return [names[one.customer_id] for one in found]


def test_those_who_cannot_be_reached_or_are_tired_are_left_out_and_counted(people):
    definition = actions.define(rule=THRICE, by=None)
    found = who_is_next(definition, as_of=AS_OF)
    # The silent one bought 50 days ago: that is a reaction.
    assert found.left_out == {"unreachable": 1, "stopped": 1, "just_written": 1}
    assert set(names_of(found.people)) == {"少額", "高額", "沈黙", "返事"}


def test_the_rule_handed_over_is_the_same_people(people):
    definition = actions.define(rule=THRICE, by=None)
    found = who_is_next(definition, as_of=AS_OF)
    rule = wanted_rule(definition, Wanted())
    assert run.members(rule, as_of=AS_OF) == sorted(one.customer_id for one in found.people)


def test_where_nobody_knows_the_chance_those_who_came_lately_come_first(people):
    definition = actions.define(rule=THRICE, by=None)
    lately = person([0, 399], name="昨日", email="z@example.jp", consent_on=0)
    found = who_is_next(definition, as_of=AS_OF)
    assert found.people[0].customer_id == lately.pk
    assert found.people[0].share is None


def test_what_became_of_those_who_stood_there_makes_the_chance_and_the_larger_basket_comes_first(people):
    for place in range(30):
        person([0, 190, 300] if place < 15 else [0, 190], name="前例", start=START)
    definition = actions.define(rule=THRICE, by=None)
    found = who_is_next(definition, as_of=AS_OF)
    assert found.outlook.whole is not None
    assert (found.outlook.whole.people, found.outlook.whole.regulars) == (30, 15)
    assert found.outlook.per_year == Decimal(2)  # of three purchases the first is more than a year ago
    top = found.people[0]
    assert names_of([top]) == ["高額"]
    assert top.share == pytest.approx(0.5)
    assert top.worth == Decimal(5000)


def test_only_a_shop_and_only_a_channel(people):
    here = shop("here")
    people["少額"].shop = here
    people["少額"].save()
    definition = actions.define(rule=THRICE, by=None)
    found = who_is_next(definition, wanted=Wanted(shop="here"), as_of=AS_OF)
    assert names_of(found.people) == ["少額"]
    assert who_is_next(definition, wanted=Wanted(channel="line"), as_of=AS_OF).people == []
    assert run.members(wanted_rule(definition, Wanted(shop="here")), as_of=AS_OF) == [people["少額"].pk]


def test_people_with_a_sign_are_next_too_with_all_that_is_missing(people):
    finding = {"factors": [{
        "key": "beans", "stands": True, "finding": "more", "days": 0, "attribute": "purchases.items", "point": "first",
        "rule": {"attribute": "purchases.items", "with": {"category": "beans"}, "op": "at_least", "value": 1},
    }]}  # fmt: skip
    once = person([100], name="豆", first_category="beans", email="m@example.jp", consent_on=0)
    five = {"attribute": "purchases.count", "op": "at_least", "value": 5}
    definition = actions.define(rule=five, by=None)
    found = who_is_next(definition, finding=finding, as_of=AS_OF)
    [person_found] = found.people
    assert (person_found.customer_id, person_found.is_near, person_found.signs) == (once.pk, False, (0,))
    assert person_found.step is not None
    assert person_found.step.missing == 4
    rule = wanted_rule(definition, Wanted(), finding)
    assert run.members(rule, as_of=AS_OF) == [once.pk]
    assert signs_of(None) == []


def test_where_no_step_and_no_sign_leads_there_is_a_sentence(people):
    definition = actions.define(rule={"attribute": "customer.gender", "op": "is", "value": "female"}, by=None)
    with pytest.raises(NobodyIsNear):
        wanted_rule(definition, Wanted())
    assert who_is_next(definition, as_of=AS_OF).people == []


# --- handing over ---------------------------------------------------------------------------------------------------


@pytest.fixture
def reachable(db):
    """One purchase away now, with consent."""
    return person([0, 10], name="花子", email="h@example.jp", consent_on=0)


def test_the_steps_are_written_down_for_messages_and_follow(reachable):
    definition = actions.define(rule=THRICE, by=None)
    assert actions.work_out_steps(definition=definition) == 1
    step = RegularStep.objects.get()
    assert (step.customer_id, step.words, step.missing) == (reachable.pk, "あと1回", 1)
    found = run.values(["loyalty.step", "loyalty.missing"], [reachable.pk])
    assert found[reachable.pk] == {"loyalty.step": "あと1回", "loyalty.missing": 1}
    from .history import buy

    buy(reachable, START + timedelta(days=20), Decimal(1000))
    assert actions.work_out_steps(definition=definition) == 0
    assert not RegularStep.objects.exists()


def test_who_may_not_make_segments_hands_nothing_over(client, reader, reachable):
    from joren.segments.library.models import Segment

    actions.define(rule=THRICE, by=None)
    before = Segment.objects.count()
    client.force_login(reader)
    assert client.post("/regulars/next/hand-over/campaigns/", {}).status_code == 403
    assert client.post("/regulars/next/export/", {"reason": "x"}).status_code == 403
    assert Segment.objects.count() == before


def test_the_list_is_taken_away_as_a_file_with_the_reason_kept(client, owner, reachable):
    from joren.foundation.audit.models import AuditEntry

    actions.define(rule=THRICE, by=owner)
    client.force_login(owner)
    file = client.post("/regulars/next/export/", {"reason": "電話するため"})
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].split(",")[1:3] == ["花子", "あと1回"]
    assert AuditEntry.objects.get(action="prospects.exported").detail == {"count": 1, "reason": "電話するため"}
    assert client.post("/regulars/next/export/", {}).status_code == 302
    assert AuditEntry.objects.filter(action="prospects.exported").count() == 1
