"""Who is reached over which channel, and why not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from joren.foundation.time.clock import now
from joren.outreach.delivery import actions, reach, suppressing
from joren.outreach.delivery.models import Delivery, Policy, Suppression, Wish
from joren.outreach.delivery.reach import Plan, Reason, Refusal, Way, decide, way_of
from joren.outreach.delivery.rules.control import in_control
from joren.record.consents import actions as consents
from joren.record.consents.models import Consent
from joren.record.customers.models import ContactPoint, Customer, PostalAddress

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_channels")]


def mail() -> Plan:
    return Plan(channels=("mail",))


CASCADE = ("line", "mail", "post")


def agrees(customer, *channels):
    for channel in channels:
        consents.grant(customer_id=customer.pk, channel=channel, how="申込書", text="お知らせを受け取ります", by=None)


def person(name="花", *, mail="", line="", phone="", agrees_to=(), post=False):
    customer = Customer.objects.create(family_name="佐藤", given_name=name)
    for kind, value in (("email", mail), ("line", line), ("phone", phone)):
        if value:
            ContactPoint.objects.create(customer=customer, kind=kind, value=value, is_primary=True)
    if post:
        PostalAddress.objects.create(
            customer=customer, postal_code="150-0001", prefecture="東京都", city="渋谷区", line="神宮前1-2-3"
        )
    agrees(customer, *agrees_to)
    return customer


def sent(customer, days_ago, *, channel="mail", origin="", state="sent", **more):
    at = now() - timedelta(days=days_ago)
    return Delivery.objects.create(
        origin=origin or f"campaign:{Delivery.objects.count() + 100}",
        customer=customer,
        channel=channel,
        state=state,
        due_at=at,
        sent_at=at if state == "sent" else None,
        address="",
        **more,
    )


def decided(plan, *customers):
    with transaction.atomic(), decide(plan, [customer.pk for customer in customers]) as table:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(f"SELECT customer_id, channel, address, reason FROM {table}")
            rows = {row[0]: row[1:] for row in cursor.fetchall()}
    for customer in customers:  # one person asked alone hears the same, except about others
        alone = way_of(customer.pk, plan)
        channel, address, reason = rows[customer.pk]
        if reason != "same_address":
            assert alone == (Refusal(Reason(reason)) if reason else Way(channel=channel, address=address))
    return [rows[customer.pk][2] or rows[customer.pk][:2] for customer in customers]


def test_each_obstacle_has_its_reason(owner):
    silent = person(mail="a@example.jp")
    nowhere = person(agrees_to=["mail"])
    dead = person(mail="dead@example.jp", agrees_to=["mail"])
    ContactPoint.objects.filter(customer=dead).update(undeliverable_at=now())
    blocked = person(mail="no@example.jp", agrees_to=["mail"])
    suppressing.suppress(channel="mail", address="no@example.jp", reason="manual", by=owner)
    first, second = (person(mail="family@example.jp", agrees_to=["mail"]) for _ in range(2))
    assert decided(mail(), silent, nowhere, dead, blocked, first, second) == [
        "no_consent",
        "no_address",
        "undeliverable",
        "suppressed",
        ("mail", "family@example.jp"),
        "same_address",
    ]


def test_a_second_address_is_used_when_the_preferred_one_does_not_work():
    customer = person(mail="old@example.jp", agrees_to=["mail"])
    ContactPoint.objects.update(undeliverable_at=now())
    ContactPoint.objects.create(customer=customer, kind="email", value="new@example.jp")
    assert decided(mail(), customer) == [("mail", "new@example.jp")]


def test_a_consent_that_is_withdrawn_or_for_another_channel_does_not_count(owner):
    customer = person(mail="a@example.jp", line="U1", agrees_to=["line"])
    other = person(mail="b@example.jp", agrees_to=["mail"])
    consents.withdraw(customer_id=other.pk, channel="mail", how="電話", by=owner)
    assert decided(mail(), customer, other) == ["no_consent", "no_consent"]


def test_the_cascade_takes_the_first_channel_that_reaches_each():
    everything = person(mail="a@example.jp", line="U1", post=True, agrees_to=CASCADE)
    mail = person(mail="b@example.jp", line="U2", post=True, agrees_to=["mail", "post"])
    post = person(mail="c@example.jp", post=True, agrees_to=["post"])
    nobody = person(mail="d@example.jp", line="U4")
    assert decided(Plan(channels=CASCADE), everything, mail, post, nobody) == [
        ("line", "U1"),
        ("mail", "b@example.jp"),
        ("post", "150-0001 東京都渋谷区神宮前1-2-3"),
        "no_consent",
    ]


def test_one_household_gets_one_letter():
    first, second = (person(post=True, agrees_to=["post"]) for _ in range(2))
    assert decided(Plan(channels=("post",)), first, second)[1] == "same_address"


def test_what_a_person_asked_for_goes_before_what_was_learned_and_that_before_the_cascade():
    asked, learned = (person(mail=f"{n}@example.jp", line=f"U{n}", post=True, agrees_to=CASCADE) for n in "ab")
    Wish.objects.create(customer=asked, channel="post", learned_channel="mail")
    Wish.objects.create(customer=learned, learned_channel="mail")
    assert [way[0] for way in decided(Plan(channels=CASCADE), asked, learned)] == ["post", "mail"]


def test_a_wish_for_a_channel_they_cannot_be_reached_on_does_not_silence_them():
    customer = person(mail="a@example.jp", agrees_to=["mail"])
    Wish.objects.create(customer=customer, channel="line")
    assert decided(Plan(channels=CASCADE), customer) == [("mail", "a@example.jp")]


def test_sms_goes_to_mobile_numbers_only():
    fixed, mobile = person(phone="+81312345678", agrees_to=["sms"]), person(phone="+819012345678", agrees_to=["sms"])
    assert decided(Plan(channels=("sms",)), fixed, mobile) == ["no_address", ("sms", "+819012345678")]


def test_the_budget_counts_points_of_all_channels_in_any_seven_days():
    Policy.objects.create(pk=1, per_week=3, per_month=8)
    fresh, full, past = (person(mail=f"{n}@example.jp", agrees_to=["mail"]) for n in "abc")
    sent(full, 2, channel="line")  # 2 points
    sent(full, 1)
    sent(past, 7.1, channel="line")
    sent(past, 8)
    assert decided(mail(), fresh, full, past) == [("mail", "a@example.jp"), "budget", ("mail", "c@example.jp")]


def test_a_dear_channel_is_left_for_one_that_still_fits():
    Policy.objects.create(pk=1, per_week=3, per_month=8)
    customer = person(mail="a@example.jp", line="U1", agrees_to=["mail", "line"])
    sent(customer, 1, channel="line")
    assert decided(Plan(channels=("line", "mail")), customer) == [("mail", "a@example.jp")]


def test_a_message_that_waits_counts_already_and_one_that_never_went_does_not():
    Policy.objects.create(pk=1, per_week=1, per_month=8)
    waiting, failed, service = (person(mail=f"{n}@example.jp", agrees_to=["mail"]) for n in "abc")
    sent(waiting, -2, state="due")
    sent(failed, 1, state="failed")
    sent(service, 1, purpose="service")
    assert decided(mail(), waiting, failed, service) == ["budget", ("mail", "b@example.jp"), ("mail", "c@example.jp")]


def test_thirty_days_have_a_budget_of_their_own():
    Policy.objects.create(pk=1, per_week=2, per_month=3)
    customer = person(mail="a@example.jp", agrees_to=["mail"])
    for days in (10, 17, 24):
        sent(customer, days)
    assert decided(mail(), customer) == ["budget"]


def test_the_sender_may_decide_to_write_all_the_same_but_not_against_what_people_asked():
    Policy.objects.create(pk=1, per_week=1)
    full, paused, weekly = (person(mail=f"{n}@example.jp", agrees_to=["mail"]) for n in "abc")
    sent(full, 1)
    sent(weekly, 1)
    Wish.objects.create(customer=paused, paused_until=date(2999, 1, 1))
    Wish.objects.create(customer=weekly, pace="weekly")
    anyway = Plan(channels=("mail",), budget=False)
    assert decided(mail(), full, paused, weekly) == ["budget", "paused", "budget"]
    assert decided(anyway, full, paused, weekly) == [("mail", "a@example.jp"), "paused", "budget"]


def test_a_streak_without_an_answer_halves_the_budget_and_an_answer_restores_it():
    Policy.objects.create(pk=1, per_week=2, per_month=20, tired_after=3)
    tired, awake = (person(mail=f"{n}@example.jp", agrees_to=["mail"]) for n in "ab")
    for customer in (tired, awake):
        for days in (1, 20, 30, 40):
            sent(customer, days, first_opened_at=now() if customer is awake and days == 20 else None)
    assert decided(mail(), tired, awake) == ["fatigued", ("mail", "b@example.jp")]


def test_somebody_who_never_answers_is_left_in_peace_until_it_is_forgotten():
    Policy.objects.create(pk=1, per_week=2, per_month=20, tired_after=3)
    gone = person(mail="a@example.jp", agrees_to=["mail"])
    for days in range(35, 85, 8):
        sent(gone, days)
    assert decided(mail(), gone) == ["fatigued"]
    Delivery.objects.update(sent_at=now() - timedelta(days=91))
    assert decided(mail(), gone) == [("mail", "a@example.jp")]


def test_a_stopped_channel_and_a_complaint_each_halve_what_is_left(owner):
    Policy.objects.create(pk=1, per_week=1, per_month=20)
    stopped = person(mail="a@example.jp", agrees_to=["mail", "line"])
    consents.withdraw(customer_id=stopped.pk, channel="line", how="ブロック", by=owner)
    complained = person(mail="b@example.jp", line="U2", agrees_to=["line"])
    suppressing.suppress(channel="mail", address="b@example.jp", reason="complained", by=None)
    assert decided(Plan(channels=("mail", "line")), stopped, complained) == ["fatigued", "budget"]
    Policy.objects.update(per_week=2)  # LINE takes two points: two are halved to one
    assert decided(Plan(channels=("mail", "line")), stopped, complained) == [("mail", "a@example.jp"), "fatigued"]


def test_the_same_content_never_reaches_anybody_twice():
    had, fresh = (person(mail=f"{n}@example.jp", agrees_to=["mail"]) for n in "ab")
    actions.note_words(origin="campaign:1", channel="line", variant="b", fingerprint="beans")
    actions.note_words(origin="campaign:2", channel="mail", fingerprint="tea")
    sent(had, 200, origin="campaign:1", channel="line", variant="b")
    sent(fresh, 200, origin="campaign:1", channel="line", variant="a")
    again = Plan(channels=("mail",), fingerprints=frozenset({"beans"}))
    assert decided(again, had, fresh) == ["had_it", ("mail", "b@example.jp")]
    assert decided(mail(), had) == [("mail", "a@example.jp")]


def test_the_global_control_group_is_the_same_in_python_and_in_the_database():
    Policy.objects.create(pk=1, control_share=Decimal("0.3"), control_seed="autumn")
    customers = [person(mail=f"{n}@example.jp", agrees_to=["mail"]) for n in range(40)]
    outside = [reason == "global_control" for reason in decided(mail(), *customers)]
    assert outside == [in_control(customer.pk, Decimal("0.3"), "autumn") for customer in customers]
    assert 3 <= sum(outside) <= 22


def test_what_a_person_waits_for_knows_no_budget_no_control_and_no_fatigue():
    Policy.objects.create(pk=1, per_week=1, control_share=Decimal("0.5"), control_seed="x")
    customers = [person(mail=f"{n}@example.jp") for n in range(6)]
    for customer in customers:
        Consent.objects.create(customer=customer, channel="mail", purpose="service", granted_at=now())
        sent(customer, 1)
    plan = Plan(channels=("mail",), purpose="service")
    assert [way[0] for way in decided(plan, *customers)] == ["mail"] * 6


def test_somebody_who_does_not_exist_is_answered_too():
    assert way_of(10**12, mail()) == Refusal(Reason.NO_CONSENT)


def test_what_a_send_takes_is_told_before_it_goes():
    Policy.objects.create(pk=1, per_week=3, per_month=20)
    free, near, full = (person(mail=f"{n}@example.jp", agrees_to=["mail"]) for n in "abc")
    sent(near, 1, channel="line")  # 2 points: one more fits, another does not
    sent(full, 1, channel="line")
    sent(full, 2)
    with transaction.atomic(), decide(mail(), [free.pk, near.pk, full.pk]) as table:
        cost = reach.attention_cost(mail(), table)
        assert reach.annoyed_ids(table) == [full.pk]
        assert reach.reasons_in(table) == {"": 2, "budget": 1}
    assert (cost.people, cost.points, cost.by_channel) == (2, 2, {"mail": 2})
    assert (cost.at_limit, cost.annoyed, cost.annoys) == (1, {"budget": 1}, 1)


def test_a_decided_table_becomes_deliveries_in_one_statement():
    people = [person(mail=f"{n}@example.jp", line=f"U{n}", agrees_to=["line" if n % 2 else "mail"]) for n in range(4)]
    silent = person(mail="x@example.jp")
    plan = Plan(channels=("mail", "line"))
    with transaction.atomic(), decide(plan, [p.pk for p in [*people, silent]]) as table:
        for _twice in range(2):
            for channel in plan.channels:
                actions.prepare_from(
                    table=table,
                    origin="campaign:1",
                    channel=channel,
                    columns={"variant": "CASE WHEN t.customer_id % 2 = 0 THEN 'a' ELSE 'b' END"},
                )
    rows = Delivery.objects.order_by("customer_id").values_list("customer_id", "channel", "address", "state", "cost")
    assert list(rows) == [
        (people[0].pk, "mail", "0@example.jp", "due", 0),
        (people[1].pk, "line", "U1", "due", 3),
        (people[2].pk, "mail", "2@example.jp", "due", 0),
        (people[3].pk, "line", "U3", "due", 3),
    ]
    assert {d.variant == "a" for d in Delivery.objects.all() if d.customer_id % 2 == 0} == {True}


def test_nothing_is_left_behind_in_the_session():
    from django.db import connection

    with transaction.atomic(), decide(mail(), []):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'reach\\_%%' AND relpersistence = 't'")
        assert cursor.fetchone() == (0,)


def test_suppressions_of_another_channel_do_not_count():
    customer = person(mail="a@example.jp", agrees_to=["mail"])
    Suppression.objects.create(channel="line", address="a@example.jp", reason="manual", at=now())
    assert decided(mail(), customer) == [("mail", "a@example.jp")]
