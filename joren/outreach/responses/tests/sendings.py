"""Messages that were sent, for tests of what came back."""

from datetime import timedelta
from typing import Any

from joren.foundation.time import clock
from joren.outreach.content.models import Content, Link
from joren.outreach.delivery.models import Delivery
from joren.record.customers.models import ContactPoint, Customer

ORIGIN = "campaign:9"


def deliveries(count: int, *, origin: str = ORIGIN, channel: str = "mail", **more: Any) -> list[Delivery]:
    """So many sent messages with three links, each to a new customer."""
    content, made = Content.objects.get_or_create(
        origin=origin, channel=channel, variant=more.get("variant", ""), defaults={"base_url": "https://crm.example.jp"}
    )
    if made:
        Link.objects.bulk_create(
            Link(content=content, number=number, target=f"https://example.jp/{number}") for number in (1, 2, 3)
        )
    people = Customer.objects.bulk_create(Customer(family_name="田中", given_name=f"{n}号") for n in range(count))
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=one, kind="email", value=f"p{one.pk}@example.jp", is_primary=True) for one in people
    )
    return [sent_to(one, origin=origin, channel=channel, **more) for one in people]


def sent_to(customer: Customer, *, origin: str = ORIGIN, channel: str = "mail", **more: Any) -> Delivery:
    """One sent message."""
    sent_at = clock.now() - timedelta(hours=1)
    defaults = {"state": "sent", "due_at": sent_at, "sent_at": sent_at, "address": f"p{customer.pk}@example.jp"}
    return Delivery.objects.create(origin=origin, channel=channel, customer=customer, **defaults | more)
