"""Households in rules of segments, on both engines."""

import pytest

from joren.record.households import actions
from joren.segments.engine import run
from tests import cast


@pytest.mark.django_db(transaction=True)
def test_the_size_of_a_household_is_known_to_both_engines_when_somebody_joins_and_leaves():
    hanako, yumi, kenta = cast.hanako().pk, cast.yumi().pk, cast.kenta().pk
    lives_together = {"attribute": "customer.in_household", "op": "is", "value": True}
    three = {"attribute": "customer.household_size", "op": "equals", "value": 3}
    assert run.members(lives_together) == []
    actions.join(customer_ids=[hanako, yumi], by=None)
    assert sorted(run.members(lives_together)) == sorted([hanako, yumi])
    actions.join(customer_ids=[hanako, kenta], by=None)
    assert sorted(run.members(three)) == sorted([hanako, yumi, kenta])
    assert run.why(three, hanako).met and run.why(lives_together, yumi).met
    actions.leave(customer_id=kenta, by=None)
    assert run.members(three) == []
    assert not run.why(lives_together, kenta).met
