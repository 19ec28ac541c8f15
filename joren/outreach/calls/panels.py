"""What is to be told now, on a customer's page and at the counter."""

from typing import Any

from django.http import HttpRequest

from joren.foundation.time import clock
from joren.outreach.delivery.reach import Reason

from . import queries
from .models import CounterStop


def of_customer(request: HttpRequest, customer: Any) -> dict[str, Any] | None:
    """The talk cards for somebody who stands at the counter; nothing where there is nothing to tell."""
    found = to_tell(customer)
    return found if found["calls"] or found["stop"] else None


def to_tell(customer: Any) -> dict[str, Any]:
    """The cards, or why this customer is left in peace."""
    now = clock.now()
    calls = queries.to_tell(customer.pk, now)
    reason = queries.refuses_at_counter(customer.pk, now)
    return {
        "customer": customer,
        "calls": [{"row": call, "is_taken": call.is_taken(now)} for call in calls],
        "stop": CounterStop.objects.filter(customer=customer.pk).select_related("by").first(),
        "reason": Reason(reason).label if reason else "",
    }
