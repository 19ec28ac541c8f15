"""Messages that were sent, for tests of what came back."""

from datetime import timedelta
from typing import Any

from joren.foundation.business.models import Business
from joren.foundation.jobs.running import run_due
from joren.foundation.time import clock
from joren.outreach.content.models import Content, Link
from joren.outreach.content.rules.blocks import one_block
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.actions import NewDelivery
from joren.outreach.delivery.models import Delivery
from joren.outreach.delivery.queries import counts_by_state
from joren.record.consents import actions as consents
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


def people(count: int) -> list[Customer]:
    """So many customers with an address and consent to mail."""
    made = Customer.objects.bulk_create(
        Customer(family_name="田中", given_name=f"{n}号", member_number=f"P{n:05}") for n in range(1, count + 1)
    )
    for n, customer in enumerate(made, 1):
        ContactPoint.objects.create(customer=customer, kind="email", value=f"p{n}@example.jp", is_primary=True)
        agree(customer)
    return made


def agree(customer: Customer) -> None:
    """Consent to mail."""
    consents.grant(customer_id=customer.pk, channel="mail", how="申込書", text="お知らせを受け取ります", by=None)


def prepare(customers: list[Customer], *, origin: str = "campaign:1") -> None:
    """Frozen words with one link that holds a value of the person, and a waiting message for each."""
    Business.objects.update_or_create(
        pk=1,
        defaults={
            "name": "常",
            "sender_name": "株式会社 常",
            "sender_address": "東京都渋谷区神宮前1-2-3",
            "sender_contact": "info@example.jp",
        },
    )
    target = "https://example.jp/beans?m={{ customer.member_number }}"
    content = Content.objects.create(
        origin=origin,
        channel="mail",
        subject="新豆のお知らせ",
        blocks=one_block(f"新しい豆が入りました。\n{target}", "text"),
        base_url="https://crm.example.jp",
    )
    Link.objects.create(content=content, number=1, target=target)
    addresses = dict(ContactPoint.objects.filter(kind="email").values_list("customer_id", "value"))
    delivery.prepare(
        origin=origin,
        channel="mail",
        deliveries=[
            NewDelivery(
                customer_id=one.pk,
                address=addresses[one.pk],
                content={"customer": {"member_number": one.member_number}},
            )
            for one in customers
        ],
    )


def send(origin: str = "campaign:1") -> dict[str, int]:
    """Let them go, run what is due, and return the counts by state without zeros."""
    delivery.open_dispatch(origin=origin, channel="mail", by=None)
    run_due(kinds=["delivery.send"], until_none_left=False)
    return {state: n for state, n in counts_by_state(origin, "mail").items() if n}
