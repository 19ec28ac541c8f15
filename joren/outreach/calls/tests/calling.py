"""People to call in a test, and the sending that puts them on the list."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import time_machine

from joren.foundation.jobs.running import run_due
from joren.foundation.time.clock import TOKYO
from joren.outreach.calls.actions import record, take
from joren.outreach.calls.models import Attempt, Call, CounterStop
from joren.outreach.calls.outcomes import Report
from joren.outreach.content.models import Content
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.actions import NewDelivery
from joren.outreach.delivery.models import Delivery
from joren.record.consents import actions as consents
from joren.record.consents.models import Consent
from joren.record.customers.models import ContactPoint, Customer
from joren.record.timeline.models import Event

ORIGIN = "campaign:7"
NUMBERS = {"M0001": "+819011112222", "M0004": "+818033334444"}
BLOCKS = [
    {"id": "b1", "type": "talk_opening", "text": "{{ customer.family_name }}様、常でございます。"},
    {"id": "b2", "type": "text", "text": "新豆が入りました。[くわしく](https://example.jp/b)"},
    {"id": "b3", "type": "talk_question", "text": "お取り置きしますか。", "answers": "はい\nいいえ\n\n"},
    {"id": "b4", "type": "image", "url": "https://example.jp/b.png", "alt": "豆"},
    {"id": "b5", "type": "talk_closing", "text": "お待ちしております。"},
]


def at(*moment: int) -> Any:
    """Stop the clock at a moment of Japan; Friday 20 November 2026 at 14:00 unless told."""
    when = datetime(*(moment or (2026, 11, 20, 14)), tzinfo=TOKYO)
    return time_machine.travel(when.astimezone(ZoneInfo("UTC")), tick=False)


def agrees(customer: Customer) -> None:
    """Consent to calls."""
    consents.grant(customer_id=customer.pk, channel="phone", how="店頭", text="お電話でご案内します", by=None)


def on_the_list(*customers: Customer, origin: str = ORIGIN, **more: Any) -> list[Call]:
    """Send them a message over the phone channel; the calls that came of it, by customer."""
    Content.objects.get_or_create(origin=origin, channel="phone", defaults={"blocks": BLOCKS})
    new = [
        NewDelivery(
            customer_id=one.pk,
            address=NUMBERS[str(one.member_number)],
            content={"customer": {"family_name": one.family_name}},
        )
        for one in customers
    ]
    delivery.prepare(origin=origin, channel="phone", deliveries=new, **more)
    delivery.open_dispatch(origin=origin, channel="phone", by=None)
    run_due(kinds=["delivery.send"], until_none_left=False)
    return list(Call.objects.filter(origin=origin).order_by("customer"))


def made(call: Call, outcome: str, by: Any, **more: Any) -> Attempt:
    """Take a call and say what came of it."""
    take(call.pk, by=by)
    return record(call.pk, Report(outcome=outcome, **more), by=by)


def everything() -> list[Any]:
    """All that a refusal must leave as it is."""
    models = (Call, Attempt, CounterStop, Delivery, Consent, ContactPoint)
    return [*(list(model.objects.order_by("pk").values()) for model in models), Event.objects.count()]


def told(customer: Customer) -> list[str]:
    """The keys on somebody's timeline that speak of calls, in order."""
    keys = Event.objects.filter(customer=customer, key__regex=r"^(phone|counter)\.").order_by("pk")
    return list(keys.values_list("key", flat=True))
