"""The page on which a business decides how people are written to."""

from datetime import time
from decimal import Decimal

import pytest
from django.urls import reverse

from joren.foundation.time import clock
from joren.outreach.delivery import policy, queries
from joren.outreach.delivery.models import ChannelRule, Delivery, Policy, SegmentBudget
from joren.segments.library.models import Segment
from tests import cast

from .channels import CHANNELS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_channels")]

URL = reverse("delivery:policy")


def given(**changes):
    data = {"budget_on": "on", "per_week": 4, "per_month": 10, "tired_after": 6, "control_percent": "2.5"}
    for channel in CHANNELS:
        data |= {
            f"{channel.key}-points": 2,
            f"{channel.key}-yen": "1.5",
            f"{channel.key}-quiet_from": "20:00",
            f"{channel.key}-quiet_until": "09:00",
            f"{channel.key}-rests_on_holidays": "on",
        }
    return {key: value for key, value in (data | changes).items() if value is not None}


def test_before_anything_was_decided_the_declared_values_are_shown(client, owner, settings):
    settings.QUIET_BY_DEFAULT = True
    client.force_login(owner)
    page = client.get(URL).content.decode()
    assert 'name="mail-quiet_from" value="21:00"' in page
    assert 'name="post-yen" value="110"' in page
    assert not Policy.objects.exists() and not ChannelRule.objects.exists()


def test_what_is_decided_holds(client, owner):
    client.force_login(owner)
    assert client.post(URL, given()).status_code == 302
    decided = Policy.objects.get()
    assert (decided.per_week, decided.per_month, decided.tired_after) == (4, 10, 6)
    assert decided.control_share == Decimal("0.025") and decided.control_seed and decided.control_since
    quiet = policy.quiet_of("sms")
    assert (quiet.start, quiet.end, quiet.holidays) == (time(20), time(9), True)
    assert policy.prices() == {"mail": 2, "line": 2, "sms": 2, "post": 2} and policy.yen("line") == Decimal("1.5")


def test_the_group_that_gets_nothing_keeps_its_people_while_its_share_changes(client, owner):
    client.force_login(owner)
    client.post(URL, given())
    seed = Policy.objects.get().control_seed
    client.post(URL, given(control_percent="10"))
    assert Policy.objects.get().control_seed == seed
    client.post(URL, given(control_percent="0"))
    assert Policy.objects.get().control_since is None


def test_a_segment_has_a_budget_of_its_own(client, owner):
    Segment.objects.create(key="vip", name="常連", rule={"attribute": "customer.gender", "op": "known"})
    client.force_login(owner)
    row = {"segment0-segment_key": "vip", "segment0-per_week": 6, "segment0-per_month": 20}
    assert client.post(URL, given(**row)).status_code == 302
    assert list(SegmentBudget.objects.values_list("segment_key", "per_week", "per_month")) == [("vip", 6, 20)]
    twice = row | {"segment1-segment_key": "vip", "segment1-per_week": 1, "segment1-per_month": 1}
    assert client.post(URL, given(**twice)).status_code == 422
    assert SegmentBudget.objects.get().per_week == 6
    client.post(URL, given())
    assert not SegmentBudget.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"per_month": 3},
        {"per_week": 0},
        {"control_percent": "51"},
        {"mail-points": -1},
        {"line-yen": "-1"},
        {"sms-quiet_from": "25:00"},
        {"tired_after": None},
        {"segment0-segment_key": "nobody"},
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_changes(client, owner, wrong):
    client.force_login(owner)
    answer = client.post(URL, given(**wrong))
    assert (
        answer.status_code == 422 and "invalid-feedback" in answer.content.decode()
    ) or "errorlist" in answer.content.decode()
    assert not Policy.objects.exists() and not ChannelRule.objects.exists()


def test_only_who_may_decide_sees_it(client, marketer):
    client.force_login(marketer)
    assert client.get(URL).status_code == 403
    assert client.post(URL, given()).status_code == 403
    assert not Policy.objects.exists()


def test_the_week_is_counted_by_the_person_and_not_over_all():
    now = clock.now()
    for customer, messages in ((cast.hanako(), 1), (cast.ichiro(), 1), (cast.misaki(), 7)):
        for number in range(messages):
            about = {"origin": f"campaign:{number}", "channel": "mail", "address": f"{customer.pk}@example.jp"}
            Delivery.objects.create(customer=customer, state="sent", due_at=now, sent_at=now, **about)
    assert queries.attention_of_the_week(now) == [(1, 2), (2, 0), (3, 0), (4, 0), (5, 1)]
