"""Who was in a segment when, as attributes: both engines say what the history of members says."""

from datetime import date
from typing import Any

import pytest

from joren.record.customers.models import Customer
from joren.segments.engine import run
from joren.segments.library.models import Membership, Segment
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2026, 4, 1)


def leaf(attribute: str, op: str, value: Any, **given: Any) -> dict[str, Any]:
    return {"attribute": attribute, "with": given, "op": op, "value": value}


def both(rule: Any, among: list[Customer]) -> list[int]:
    """Who is in it, by the mirror and by PostgreSQL for one; they must agree."""
    found = run.members(rule, as_of=DAY)
    assert [person.pk for person in among if run.why(rule, person.pk, as_of=DAY).met] == found
    return found


def test_membership_is_asked_by_day_and_by_period() -> None:
    hanako, ichiro = cast.hanako(), cast.ichiro()
    segment = Segment.objects.create(key="vip", name="VIP", rule=leaf("purchases.count", "at_least", 1))
    spell = {"segment": segment, "customer": hanako}
    Membership.objects.create(**spell, entered_on=date(2026, 1, 10), left_on=date(2026, 2, 1))
    Membership.objects.create(**spell, entered_on=date(2026, 3, 1))

    def asked(period: Any) -> list[int]:
        given = {"period": period} if period else {}
        return both(leaf("segment.was_member", "is", True, segment="vip", **given), [hanako, ichiro])

    assert asked(None) == [hanako.pk]
    assert asked({"from": "2026-01-31", "to": "2026-01-31"}) == [hanako.pk]
    assert asked({"from": "2026-02-01", "to": "2026-02-28"}) == []
    assert asked({"from": "2026-02-01"}) == [hanako.pk]
    assert asked({"to": "2026-01-09"}) == []
    uses = {name: {"attribute": f"segment.{name}", "with": {"segment": "vip"}} for name in ("member_since", "left_on")}
    uses["times"] = {"attribute": "segment.times_entered", "with": {"segment": "vip"}}
    told = run.values(uses, [hanako.pk, ichiro.pk], as_of=DAY)
    assert told[hanako.pk] == {"member_since": date(2026, 3, 1), "left_on": date(2026, 2, 1), "times": 2}
    assert told[ichiro.pk] == {"member_since": None, "left_on": None, "times": 0}
    before = run.values(uses, [hanako.pk], as_of=date(2026, 1, 31))[hanako.pk]
    assert before == {"member_since": date(2026, 1, 10), "left_on": None, "times": 1}
