"""People who may be written to, and sendings to them, for tests of delivery and mail."""

from typing import Any

from joren.foundation.business.models import Business
from joren.foundation.jobs.running import run_due
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery import queries
from joren.outreach.delivery.actions import NewDelivery
from joren.outreach.mail import actions as mail
from joren.outreach.mail.drafts import Draft
from joren.outreach.mail.models import MailAccount
from joren.record.consents import actions as consents
from joren.record.customers.models import ContactPoint, Customer

ORIGIN = "campaign:1"
BODY = (
    "{{ customer.family_name }}{{ customer.honorific }}\n\n新しい豆が入りました。\n"
    "https://example.jp/beans?m={{ customer.member_number }}"
)


def the_sender() -> Business:
    business, _ = Business.objects.update_or_create(
        pk=1,
        defaults={
            "name": "常",
            "sender_name": "株式会社 常",
            "sender_address": "東京都渋谷区神宮前1-2-3",
            "sender_contact": "info@example.jp",
        },
    )
    return business


def account(port: int, **changes: Any) -> MailAccount:
    made = MailAccount(
        is_on=True,
        host="127.0.0.1",
        port=port,
        tls="none",
        from_name="カフェ 常",
        **{"from_address": "news@example.jp", "timeout": 2, "connections": 1} | changes,
    )
    return mail.set_account(made, password="", by=None)


def people(count: int) -> list[Customer]:
    """So many customers with an address p1@example.jp … and consent to mail."""
    customers = Customer.objects.bulk_create(
        Customer(family_name="田中", given_name=f"{n}号", member_number=f"P{n:05}") for n in range(1, count + 1)
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=customer, kind="email", value=f"p{n}@example.jp", is_primary=True)
        for n, customer in enumerate(customers, 1)
    )
    for customer in customers:
        agree(customer)
    return customers


def agree(customer: Customer) -> None:
    consents.grant(customer_id=customer.pk, channel="mail", how="申込書", text="お知らせを受け取ります", by=None)


def prepare(customers: list[Customer], *, origin: str = ORIGIN, body: str = BODY) -> None:
    """Freeze a content and leave a delivery for each customer."""
    the_sender()
    draft = Draft(subject="{{ customer.family_name }}様へ 新豆のお知らせ", body=body)
    mail.freeze_content(origin=origin, draft=draft, base_url="https://crm.example.jp")
    addresses = dict(ContactPoint.objects.filter(kind="email").values_list("customer_id", "value"))
    delivery.prepare(
        origin=origin,
        channel="mail",
        deliveries=[
            NewDelivery(
                customer_id=customer.pk,
                address=addresses[customer.pk],
                content={
                    "customer": {
                        "family_name": customer.family_name,
                        "honorific": customer.honorific,
                        "member_number": customer.member_number,
                    }
                },
            )
            for customer in customers
        ],
    )


def send(origin: str = ORIGIN) -> dict[str, int]:
    """Open the dispatch, run what is due, and return the counts by state without zeros."""
    delivery.open_dispatch(origin=origin, channel="mail", by=None)
    return run(origin)


def run(origin: str = ORIGIN) -> dict[str, int]:
    run_due(kinds=["delivery.send"], until_none_left=False)
    counts = queries.counts_by_state(origin, "mail")
    return {state: number for state, number in counts.items() if number}
