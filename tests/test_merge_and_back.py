"""One person out of two records, and back, over everything the house knows of people.

What a person has is told without keys (`belongings`), so that the same facts under other keys are the same.
"""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils.translation import gettext
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from joren.foundation.registry import CustomerLink, entries
from joren.outreach.campaigns.models import AudienceMember, Campaign
from joren.outreach.delivery.models import Delivery, Dispatch
from joren.outreach.mail.models import CapturedMail
from joren.record.consents import actions as consents
from joren.record.consents.queries import may_receive
from joren.record.customers import actions as customers
from joren.record.customers.models import ContactPoint, Customer
from joren.record.customers.queries import find
from joren.record.households.models import Household, Member
from joren.record.merging import actions as merging
from joren.touchpoints.purchases import actions as purchases
from joren.touchpoints.purchases.models import Purchase, PurchaseLine

FAST = settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db

# --- what is told of people -------------------------------------------------------------------------------------------

_OWN_NOTES = ("merging.merged", "merging.undone")


def everything() -> dict[str, list[str]]:
    """Every row of every table that is about customers, keys included."""
    tables = {"customers_customer"} | {apps.get_model(link.model)._meta.db_table for link in entries(CustomerLink)}
    tables |= {"responses_click", "campaigns_campaign", "households_household"}
    found = {}
    for table in sorted(tables - {"merging_merge"}):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT to_jsonb(t) - ARRAY['changed_xid'] FROM \"{table}\" t ORDER BY t.id")
            rows = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
        found[table] = [json.dumps(row, sort_keys=True) for row in rows if row.get("key") not in _OWN_NOTES]
    return found


_UNTOLD = (
    *("id", "changed_xid", "search_text", "search_grams", "changed_at", "created_at", "added_at", "subject"),
    *("purchase_id", "external_id", "joined_at", "household_id", "provenance", "import_id"),
    *("occurred_at", "occurred_on", "field_id", "tag_id", "campaign_id"),
)


def belongings(customer: int) -> dict[str, Counter[str]]:
    """What one person has, without keys."""
    found = {}
    for model, column in [(Customer, "id")] + [
        (apps.get_model(link.model), apps.get_model(link.model)._meta.get_field(link.field).column)
        for link in entries(CustomerLink)
        if link.model not in ("merging.Merge", "duplicates.Candidate")
    ]:
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t WHERE {column} = %s', [customer])
            rows = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
        told = [
            {k: v for k, v in row.items() if k not in (*_UNTOLD, column) and not _is_moment_of_merging(k, row)}
            for row in rows
            if row.get("key") not in (*_OWN_NOTES, "customers.changed", "consents.withdrawn", "consents.granted")
        ]
        found[table] = Counter(json.dumps(row, sort_keys=True) for row in told)
    return found


def _is_moment_of_merging(key: str, row: dict[str, Any]) -> bool:
    return key == "withdrawn_at" and row["withdrawn_how"] == gettext("another record of the same person had said no")


def differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What differs of two tellings, in short."""
    return {
        table: (one[table] - other[table], other[table] - one[table]) for table in one if one[table] != other[table]
    }


class Rollback(Exception):
    pass


# --- two people and what may happen to them ---------------------------------------------------------------------------

texts = st.sampled_from(["", "山田", "髙橋", "佐藤"])
contacts = st.lists(
    st.sampled_from([("email", "a@example.jp"), ("email", "b@example.jp"), ("phone", "+81312345678"), ("line", "U1")]),
    unique=True,
    max_size=3,
)
said = st.lists(
    st.tuples(st.sampled_from(["mail", "sms"]), st.booleans(), st.integers(1, 9)), max_size=4, unique_by=lambda s: s[2]
)
person = st.fixed_dictionaries(
    {
        "family_name": texts,
        "family_kana": st.sampled_from(["", "やまだ", "たかはし"]),
        "company": texts,
        "birth": st.sampled_from([(None, None, None), (1988, 4, 12), (1988, None, None), (1990, 1, 2)]),
        "registered_on": st.sampled_from([None, date(2024, 1, 1), date(2025, 6, 1)]),
        "contacts": contacts,
        "address": st.sampled_from(["", "神宮前1-2-3", "新宿3-1"]),
        "tags": st.lists(st.sampled_from(["窓際", "常連候補"]), unique=True),
        "seat": st.sampled_from(["", "窓際", "奥"]),
        "said": said,
        "bought": st.lists(st.integers(100, 9000), max_size=3),
        "mailed": st.sampled_from(["", "due", "sent", "cancelled", "claimed"]),
        "audience": st.sampled_from(["", "send", "held_back", "excluded"]),
        "household": st.sampled_from([0, 1, 2]),
    }
)


def make(number: str, known: dict[str, Any]) -> Customer:
    year, month, day = known["birth"]
    customer = customers.create(
        by=None,
        member_number=number,
        family_name=known["family_name"],
        family_kana=known["family_kana"],
        company=known["company"],
        birth_year=year,
        birth_month=month,
        birth_day=day,
        registered_on=known["registered_on"],
        address={"line": known["address"]} if known["address"] else None,
        external_ids={"pos": number.replace("M", "1")},
        tags=known["tags"],
        custom={"seat": known["seat"]} if known["seat"] else None,
    )
    for kind, value in known["contacts"]:
        customers.add_contact_point(customer_id=customer.pk, kind=kind, value=value, by=None)
    for channel, yes, day in known["said"]:
        at = NOW - timedelta(days=100 - day)
        if yes:
            consents.grant(customer_id=customer.pk, channel=channel, how="店頭", text="送ります", by=None, at=at)
        else:
            consents.withdraw(customer_id=customer.pk, channel=channel, how="電話", by=None, at=at)
    for amount in known["bought"]:
        buy(customer.pk, amount, "")
    if known["mailed"]:
        Delivery.objects.create(
            origin="campaign:1",
            channel="mail",
            customer=customer,
            state=known["mailed"],
            due_at=NOW,
            sent_at=NOW if known["mailed"] == "sent" else None,
        )
    if known["audience"]:
        campaign, _made = Campaign.objects.get_or_create(name="春")
        AudienceMember.objects.create(campaign=campaign, customer=customer, decision=known["audience"])
    if known["household"]:
        household, made = Household.objects.get_or_create(name=f"世帯{known['household']}")
        Member.objects.create(household=household, customer=customer, is_primary=made)
    return Customer.objects.get(pk=customer.pk)


def buy(customer: int, amount: int, reference: str) -> None:
    purchases.record(
        by=None,
        customer_id=customer,
        customer_reference=reference,
        purchased_at=NOW,
        amount=Decimal(amount),
        source="test",
    )


def world(first: dict[str, Any], second: dict[str, Any]) -> tuple[int, int]:
    customers.define_field(key="seat", label="席", type="text", by=None)
    Dispatch.objects.get_or_create(origin="campaign:1", channel="mail", defaults={"state": "open"})
    return make("M0001", first).pk, make("M0002", second).pk


@FAST
@given(first=person, second=person)
def test_merged_and_taken_back_at_once_is_the_very_same_base(db, first, second):
    try:
        with transaction.atomic():
            one, two = world(first, second)
            before = everything()
            merge = merging.merge(survivor=one, gone=two, by=None)
            assert not Customer.objects.filter(pk=two).exists()
            merging.unmerge(merge=merge, by=None)
            assert everything() == before
            raise Rollback
    except Rollback:
        pass


@FAST
@given(first=person, second=person)
def test_nothing_is_lost_and_no_consent_is_added(db, first, second):
    try:
        with transaction.atomic():
            one, two = world(first, second)
            agreed = {channel: [bool(may_receive([key], channel)) for key in (one, two)] for channel in ("mail", "sms")}
            refused = {channel: [_said_no(key, channel) for key in (one, two)] for channel in ("mail", "sms")}
            bought = _totals()
            merging.merge(survivor=one, gone=two, by=None)
            for channel, states in agreed.items():
                now = bool(may_receive([one], channel))
                assert now == (any(states) and not any(refused[channel]))
            assert _totals() == bought
            assert Purchase.objects.exclude(customer=one).count() == 0
            assert PurchaseLine.objects.exclude(customer=one).count() == 0
            values = {value for known in (first, second) for value in known["contacts"]}
            assert set(ContactPoint.objects.values_list("kind", "value")) == values
            for kind in {kind for kind, _value in values}:
                assert ContactPoint.objects.filter(kind=kind, is_primary=True).count() == 1
            assert Delivery.objects.filter(state="due", duplicate_of=None).count() <= 1
            if {first["mailed"], second["mailed"]} & {"sent", "claimed"}:
                assert not Delivery.objects.filter(state="due").exists()
            raise Rollback
    except Rollback:
        pass


def _said_no(customer: int, channel: str) -> bool:
    rows = Customer.objects.get(pk=customer).consents.filter(channel=channel)
    return rows.exists() and not may_receive([customer], channel)


def _totals() -> tuple[Decimal, int]:
    return sum((p.amount for p in Purchase.objects.all()), Decimal(0)), Purchase.objects.count()


SAID_NO_TWICE: dict[str, Any] = {
    **dict.fromkeys(("family_name", "family_kana", "company", "address", "seat", "mailed", "audience"), ""),
    **{key: [] for key in ("tags", "contacts", "bought")},
    **{"birth": (None, None, None), "registered_on": None, "household": 0},
    "said": [("mail", False, 2), ("mail", False, 4)],
}
SAID_YES_BETWEEN = {**SAID_NO_TWICE, "said": [("mail", True, 2), ("mail", False, 4), ("mail", True, 6)]}


@FAST
@example(first=SAID_NO_TWICE, second=SAID_YES_BETWEEN)
@given(first=person, second=person)
def test_the_order_of_the_files_does_not_change_the_person(db, first, second):
    results = []
    for swapped in (False, True):
        try:
            with transaction.atomic():
                customers.define_field(key="seat", label="席", type="text", by=None)
                numbered = [("M0001", first), ("M0002", second)]
                made = [make(number, known).pk for number, known in (numbered[::-1] if swapped else numbered)]
                merging.merge_many(pairs=[(made[0], made[1])], by=None)
                told = belongings(Customer.objects.get().pk)
                told.pop("households_member")
                told.pop("customers_formerid")
                told.pop("delivery_delivery")
                results.append(told)
                raise Rollback
        except Rollback:
            pass
    assert differences(*results) == {}


# --- and what happens in between --------------------------------------------------------------------------------------

OPS = st.lists(
    st.sampled_from(
        [
            *(
                "buy:M0001",
                "buy:M0002",
                "buy:pos:10002",
                "note",
                "tag",
                "no:mail",
                "yes:mail",
                "rename",
                "mail:a",
                "mail:b",
            ),
            *("drop:a", "drop:b", "bounce:a", "bounce:b", "phone"),
        ]
    ),
    max_size=5,
)


@settings(FAST, max_examples=60)
@given(first=person, second=person, ops=OPS)
def test_what_came_after_a_merge_goes_to_the_right_one_when_it_is_taken_back(db, first, second, ops):
    first, second = ({**known, "mailed": "", "audience": ""} for known in (first, second))
    told = []
    for merged in (True, False):
        try:
            with transaction.atomic():
                one, two = world(first, second)
                own = {
                    key: set(Customer.objects.get(pk=key).contact_points.values_list("value", flat=True))
                    for key in (one, two)
                }
                merge = merging.merge(survivor=one, gone=two, by=None) if merged else None
                for op in ops:
                    happen(op, one, two, own, merged=merged)
                if merge is not None:
                    merging.unmerge(merge=merge, by=None)
                told.append(
                    [{k: v for k, v in belongings(key).items() if k != "consents_consent"} for key in (one, two)]
                )
                told[-1].append([bool(may_receive([key], "mail")) for key in (one, two)])
                raise Rollback
        except Rollback:
            pass
    with_merge, without = told
    assert [differences(a, b) for a, b in zip(with_merge[:2], without[:2], strict=True)] == [{}, {}]
    # Consent may be stricter than it would have been, never looser.
    assert all(not a or b for a, b in zip(with_merge[2], without[2], strict=True))


def happen(op: str, one: int, two: int, own: dict[int, set[str]], *, merged: bool) -> None:  # noqa: PLR0912
    """One thing that happens: to the one person, or to whom of the two it belongs."""
    what, _, about = op.partition(":")
    if what == "buy":
        reference = about if ":" in about else f"member:{about}"
        buy(find(about).pk, 500, reference)
    elif what == "note":
        customers.add_note(customer_id=one, text="来店", by=None, at=NOW)
    elif what == "tag":
        customers.tag(customer_id=one, tag=customers.tag_named("新しい札", by=None), by=None)
    elif what == "rename":
        customers.change(customer_id=one, by=None, company="新しい会社")
    elif what == "phone":
        customers.add_contact_point(customer_id=one, kind="phone", value="03-9999-8888", by=None)
    elif what == "no":
        for key in (one,) if merged else (one, two):
            consents.withdraw(customer_id=key, channel=about, how="電話", by=None, at=NOW + timedelta(days=30))
    elif what == "yes":
        consents.grant(customer_id=one, channel=about, how="店頭", text="送る", by=None, at=NOW + timedelta(days=20))
    else:
        address = f"{about}@example.jp"
        owners = [key for key in (one, two) if address in own[key]]
        if what == "mail" and owners and ContactPoint.objects.filter(value=address).exists():
            CapturedMail.objects.create(
                customer_id=one if merged else owners[0], recipient=address, subject="春", raw=b"", at=NOW
            )
        for key in (one,) if merged else owners:
            # A mail to an address that is in no record any more tells nobody whose it is: see the test below.
            if what == "drop" and not CapturedMail.objects.filter(recipient=address).exists():
                for point in ContactPoint.objects.filter(customer=key, value=address):
                    customers.remove_contact_point(contact_point=point, by=None)
            elif what == "bounce":
                at = NOW + timedelta(days=365)
                customers.mark_undeliverable(customer_id=key, kind="email", value=address, reason="x", at=at)


def test_a_mail_to_an_address_that_is_in_no_record_any_more_stays_with_the_survivor(db, hanako, misaki):
    point = customers.add_contact_point(customer_id=misaki.pk, kind="email", value="old@example.jp", by=None)
    merge = merging.merge(survivor=hanako, gone=misaki, by=None)
    mail = CapturedMail.objects.create(
        customer_id=hanako.pk, recipient="old@example.jp", subject="春", raw=b"", at=NOW + timedelta(days=1)
    )
    customers.remove_contact_point(contact_point=ContactPoint.objects.get(pk=point.pk), by=None)
    merging.unmerge(merge=merge, by=None)
    mail.refresh_from_db()
    assert mail.customer_id == hanako.pk
