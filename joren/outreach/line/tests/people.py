"""LINE friends, and sendings to them, for tests."""

import json
from typing import Any

from django.test import Client

from joren.foundation.business.models import Business
from joren.foundation.jobs.running import run_due
from joren.outreach.content.models import Content, Link
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery import queries
from joren.outreach.delivery.actions import NewDelivery
from joren.outreach.line import actions
from joren.outreach.line.models import LineAccount
from joren.outreach.line.rules.signature import signature_of
from joren.record.consents import actions as consents
from joren.record.customers.models import ContactPoint, Customer

from .server import TOKEN

SECRET = "himitsu-no-kagi"
ORIGIN = "campaign:1"
WEBHOOK = "/l/webhook"
CONSENT = "友だち追加で、お得な情報をLINEで受け取ることに同意します。"


def business() -> Business:
    made, _ = Business.objects.update_or_create(pk=1, defaults={"name": "カフェ 常", "sender_name": "株式会社 常"})
    return made


def account(**changes: Any) -> LineAccount:
    business()
    values = {"is_on": True, "timeout": 20, "connections": 2, "consent_text": CONSENT, "plan": "standard"}
    values |= {"free_messages": 100, "yen_per_extra": 3, "extra_limit": 10_000}
    return actions.set_account(LineAccount(**values | changes), secret=SECRET, token=TOKEN, by=None)


def user(number: int) -> str:
    """A LINE id as LINE makes them: U and 32 hex digits."""
    return f"U{number:032x}"


def people(count: int) -> list[Customer]:
    """So many customers with a LINE id and consent to LINE."""
    customers = Customer.objects.bulk_create(
        Customer(family_name="田中", given_name=f"{n}号", member_number=f"L{n:05}") for n in range(1, count + 1)
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=customer, kind="line", value=user(n), is_primary=True)
        for n, customer in enumerate(customers, 1)
    )
    for customer in customers:
        consents.grant(customer_id=customer.pk, channel="line", how="友だち追加", text=CONSENT, by=None)
    return customers


BLOCKS: list[dict[str, Any]] = [
    {"id": "b1", "type": "text", "text": "{{ customer.family_name }}{{ customer.honorific }}\n新しい豆が入りました。"},
    {"id": "b2", "type": "divider"},
    {"id": "b3", "type": "heading", "text": "エチオピア"},
    {"id": "b4", "type": "button", "label": "くわしく見る", "url": "https://example.jp/beans"},
]


def freeze(blocks: list[dict[str, Any]] | None = None, *, origin: str = ORIGIN, variant: str = "") -> Content:
    content = Content.objects.create(
        origin=origin,
        channel="line",
        variant=variant,
        blocks=BLOCKS if blocks is None else blocks,
        base_url="https://crm.example.jp",
    )
    Link.objects.create(content=content, number=1, target="https://example.jp/beans")
    return content


def prepare(customers: list[Customer], *, origin: str = ORIGIN) -> None:
    addresses = dict(ContactPoint.objects.filter(kind="line").values_list("customer_id", "value"))
    delivery.prepare(
        origin=origin,
        channel="line",
        deliveries=[
            NewDelivery(
                customer_id=customer.pk,
                address=addresses[customer.pk],
                content={"customer": {"family_name": customer.family_name, "honorific": customer.honorific}},
            )
            for customer in customers
        ],
    )


def send(origin: str = ORIGIN) -> dict[str, int]:
    delivery.open_dispatch(origin=origin, channel="line", by=None)
    return run(origin)


def run(origin: str = ORIGIN) -> dict[str, int]:
    run_due(kinds=["delivery.send"], until_none_left=False)
    return {state: number for state, number in queries.counts_by_state(origin, "line").items() if number}


def deliver_webhook(client: Client, *events: dict[str, Any], body: bytes | None = None, signature: str = "") -> Any:
    """Post events as LINE does; then the worker handles them."""
    raw = json.dumps({"destination": "Uab0", "events": list(events)}).encode() if body is None else body
    sign = signature or signature_of(SECRET, raw)
    response = client.post(WEBHOOK, raw, content_type="application/json", headers={"X-Line-Signature": sign})
    run_due(kinds=["line.events"], until_none_left=False)
    return response


_NUMBERS = iter(range(1, 1_000_000))


def event(kind: str, who: str, *, at: int = 1_760_000_000_000, event_id: str = "", **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "mode": "active",
        "timestamp": at,
        "source": {"type": "user", "userId": who},
        "webhookEventId": event_id or f"01EVENT{next(_NUMBERS):019}",
        "deliveryContext": {"isRedelivery": False},
    } | more


def wrote(who: str, text: str, *, line_id: str = "", reply_token: str = "", **more: Any) -> dict[str, Any]:
    message = {"id": line_id or str(next(_NUMBERS)), "type": "text", "text": text, "quoteToken": "q"}
    return event("message", who, message=message, replyToken=reply_token or f"reply{next(_NUMBERS)}", **more)
