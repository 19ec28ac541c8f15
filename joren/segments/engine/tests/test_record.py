"""Consents, tags, addresses and messages as attributes: what both engines say, as of a day."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from joren.record.consents.models import Consent
from joren.record.customers.models import Customer, CustomerTag, PostalAddress, Tag
from joren.record.timeline.models import Event
from joren.segments.engine import asking, run
from joren.segments.engine.engines import PostgresEngine
from joren.segments.engine.tables import Column
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2026, 4, 1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def told(customer: Customer, uses: dict[str, Any], monkeypatch: pytest.MonkeyPatch, day: date = DAY) -> dict[str, Any]:
    """The answers of the mirror and of PostgreSQL, which must agree."""
    columns = [Column(name, use) for name, use in uses.items()]
    found = next(row for row in run.evaluate(columns, as_of=day).rows() if row[0] == customer.pk)
    with monkeypatch.context() as patched:
        patched.setattr(asking, "engine_for_rule", lambda customers: PostgresEngine())
        assert next(row for row in run.evaluate(columns, as_of=day).rows() if row[0] == customer.pk) == found
    return dict(zip(uses, found[1:], strict=True))


def use(key: str, **given: Any) -> dict[str, Any]:
    return {"attribute": key, "with": given}


def test_consents_tell_since_when_and_until_when(monkeypatch: pytest.MonkeyPatch) -> None:
    hanako, ichiro = cast.hanako(), cast.ichiro()
    Consent.objects.filter(customer__in=[hanako, ichiro]).delete()
    first, gone, again = date(2025, 5, 1), date(2025, 9, 1), date(2026, 1, 5)
    Consent.objects.create(customer=hanako, channel="mail", granted_at=noon(first), withdrawn_at=noon(gone))
    Consent.objects.create(customer=hanako, channel="mail", granted_at=noon(again))
    Consent.objects.create(customer=hanako, channel="line", granted_at=noon(first), purpose="service")
    Consent.objects.create(customer=ichiro, channel="post", withdrawn_at=noon(gone))  # a refusal, never agreed
    mail = {"channel": "mail", "purpose": "marketing"}
    uses = {
        "given": use("consent.given", **mail),
        "since": use("consent.since", **mail),
        "withdrawn": use("consent.withdrawn", **mail),
        "withdrawn_on": use("consent.withdrawn_on"),
        "channels": use("consent.channels"),
    }
    now = {"given": True, "since": again, "withdrawn": True, "withdrawn_on": gone, "channels": 2}
    assert told(hanako, uses, monkeypatch) == now
    between = {"given": False, "since": None, "withdrawn": True, "withdrawn_on": gone, "channels": 1}
    assert told(hanako, uses, monkeypatch, date(2025, 10, 1)) == between
    before = {"given": True, "since": first, "withdrawn": False, "withdrawn_on": None, "channels": 2}
    assert told(hanako, uses, monkeypatch, date(2025, 8, 31)) == before
    refused = {"withdrawn": use("consent.withdrawn", channel="post"), "given": use("consent.given", channel="post")}
    assert told(ichiro, refused, monkeypatch) == {"withdrawn": True, "given": False}


def test_tags_and_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    hanako = cast.hanako()
    vip, staff = Tag.objects.create(name="VIP"), Tag.objects.create(name="Staff")
    for tag, day in ((vip, date(2026, 2, 1)), (staff, date(2026, 5, 1))):
        link = CustomerTag.objects.create(customer=hanako, tag=tag)
        CustomerTag.objects.filter(pk=link.pk).update(added_at=noon(day))
    PostalAddress.objects.filter(customer=hanako).delete()
    PostalAddress.objects.create(customer=hanako, prefecture="東京都", city="千代田区", postal_code="1000001")
    uses = {
        "tagged": use("customer.tagged_on", tag="VIP"),
        "later": use("customer.tagged_on", tag="Staff"),
        "tags": use("customer.tags"),
        "city": use("customer.city"),
        "code": use("customer.postal_code"),
        "address": use("customer.has_address"),
        "dead": use("customer.email_dead"),
        "member": use("customer.is_member"),
    }
    expected = {"tagged": date(2026, 2, 1), "later": None, "tags": 1, "city": "千代田区", "code": "1000001"}
    member = Customer.objects.get(pk=hanako.pk).member_number is not None
    assert told(hanako, uses, monkeypatch) == expected | {"address": True, "dead": False, "member": member}


def test_messages_are_counted_by_channel_and_the_unanswered_ones_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    hanako = cast.hanako()
    happened = [
        ("mail.sent", 1), ("mail.opened", 2), ("mail.sent", 5), ("mail.clicked", 6), ("mail.sent", 6), ("mail.sent", 9),
        ("line.sent", 10), ("mail.sent", 12),
    ]  # fmt: skip
    for key, day in happened:
        on = date(2026, 3, day)
        Event.objects.create(
            customer=hanako, key=key, kind="sent", occurred_at=noon(on), occurred_on=on, channel=key.partition(".")[0]
        )
    uses = {
        "received": use("messages.received"),
        "mails": use("messages.received", channel="mail"),
        "opened": use("messages.opened", period={"from": "2026-03-01"}),
        "clicked": use("messages.clicked"),
        "last": use("messages.last_received_on"),
        "response": use("messages.last_response_on"),
        "row": use("messages.unanswered"),
        "mail_row": use("messages.unanswered", channel="mail"),
        "line_row": use("messages.unanswered", channel="line"),
    }
    assert told(hanako, uses, monkeypatch) == {
        "received": 6, "mails": 5, "opened": 1, "clicked": 1, "last": date(2026, 3, 12), "response": date(2026, 3, 6),
        "row": 3, "mail_row": 2, "line_row": 1,
    }  # fmt: skip
    early = told(hanako, uses, monkeypatch, date(2026, 3, 5))
    assert (early["received"], early["response"], early["row"], early["line_row"]) == (2, date(2026, 3, 2), 1, 0)
