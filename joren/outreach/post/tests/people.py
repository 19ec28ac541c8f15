"""People with postal addresses, and letters on their way to them."""

from joren.foundation.business.models import Business
from joren.foundation.jobs.running import run_due
from joren.foundation.time import clock
from joren.outreach.content.actions import freeze_words
from joren.outreach.content.words import Words
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery import queries as deliveries
from joren.outreach.delivery.reach import Plan, decide
from joren.record.consents import actions as consents
from joren.record.customers.models import Customer, PostalAddress

ORIGIN = "campaign:1"
BASE = "https://crm.example.jp"
BLOCKS = [
    {"id": "b1", "type": "heading", "text": "夏のごあいさつ"},
    {"id": "b2", "type": "text", "text": "{{ customer.family_name | default: 'お客' }}様、新豆が入りました。"},
    {"id": "b3", "type": "button", "label": "ご予約はこちら", "url": "https://example.jp/yoyaku"},
]


def person(number: int, *, line: str = "", agreed: bool = True, **values: str) -> Customer:
    """Somebody in 渋谷区神宮前, who agreed to letters."""
    named = {"family_name": "田中", "given_name": f"{number}郎"} | values
    customer = Customer.objects.create(member_number=f"P{number:04}", **named)
    PostalAddress.objects.create(
        customer=customer,
        postal_code="150-0001",
        prefecture="東京都",
        city="渋谷区",
        line=line or f"神宮前1-2-{number}",
        building="メゾン常101号室",
    )
    if agreed:
        consents.grant(customer_id=customer.pk, channel="post", how="店頭", text="はがきを受け取る", by=None)
    return customer


def write_to(customers: list[Customer], *, origin: str = ORIGIN) -> dict[str, int]:
    """A letter to each who can be reached, put on the run; the states of the messages."""
    Business.objects.update_or_create(
        pk=1,
        defaults={"name": "カフェ 常", "sender_name": "カフェ 常", "sender_address": "東京都渋谷区道玄坂2-10-12"},
    )
    freeze_words(Words(channel="post", subject="夏", blocks=BLOCKS), origin=origin, base_url=BASE)
    plan = Plan(channels=("post",), at=clock.now())
    with decide(plan, [one.pk for one in customers]) as table:
        delivery.prepare_from(
            table=table,
            origin=origin,
            channel="post",
            minds_budget=False,
            columns={"content": """'{"customer": {"family_name": "田中"}}'::jsonb"""},
        )
    delivery.open_dispatch(origin=origin, channel="post", by=None)
    run_due(kinds=["delivery.send"], until_none_left=False)
    return {state: number for state, number in deliveries.counts_by_state(origin, "post").items() if number}
