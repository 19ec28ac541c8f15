"""A year that was read wrongly is refused, and nothing is kept of it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from joren.record.timeline.models import Event
from joren.touchpoints.purchases import actions
from joren.touchpoints.purchases.errors import TooLongAgo
from joren.touchpoints.purchases.models import Purchase

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("moment", [datetime(1, 1, 1, tzinfo=UTC), datetime(1899, 12, 31, tzinfo=UTC)])
def test_a_purchase_before_any_till_is_refused(hanako, moment):
    with pytest.raises(TooLongAgo):
        actions.record(customer_id=hanako.pk, purchased_at=moment, amount=Decimal(100), by=None)
    assert not Purchase.objects.exists()
    assert not Event.objects.filter(key="purchases.recorded").exists()
