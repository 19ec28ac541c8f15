"""Merging by the thousand, beside others who write, and by every number a person has."""

import threading
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction

from joren.record.consents import actions as consents
from joren.record.consents.queries import may_receive
from joren.record.customers import actions as customers
from joren.record.customers.errors import CustomerNotFound, MemberNumberTaken
from joren.record.customers.models import Customer, FormerId
from joren.record.customers.queries import find
from joren.record.merging import actions as merging
from joren.record.merging.errors import AlreadyUndone, SamePerson, UndoAnotherFirst
from joren.record.merging.models import Batch, Merge, MergeChange
from joren.record.merging.queries import merges_of_import
from joren.touchpoints.purchases import actions as purchases
from joren.touchpoints.purchases.models import Purchase
from tests import cast
from tests.test_merge_and_back import belongings, differences

AT = datetime(2026, 3, 1, tzinfo=UTC)


class Rollback(Exception):
    pass


def pairs_of_doubles(count: int) -> list[tuple[int, int]]:
    """So many people, each of whom has two records that differ in all kinds of ways."""
    made = []
    for n in range(count):
        one = customers.create(
            by=None,
            family_name="田中",
            given_name=f"{n}号",
            member_number=f"A{n:05}",
            company="" if n % 3 else "田中商店",
            emails=[f"a{n}@example.jp"],
            tags=["旧"] if n % 2 else [],
            address={"line": f"本町{n}"} if n % 5 else None,
        )
        other = customers.create(
            by=None,
            family_name="田中",
            given_name=f"{n}号",
            member_number=f"B{n:05}",
            company="田中会",
            emails=[f"a{n}@example.jp", f"b{n}@example.jp"],
            tags=["旧", "新"],
            address={"line": f"新町{n}"},
            external_ids={"pos": str(n)},
        )
        if n % 4 == 0:
            consents.grant(customer_id=one.pk, channel="mail", how="店頭", text="送る", by=None, at=AT)
            consents.withdraw(customer_id=other.pk, channel="mail", how="電話", by=None, at=AT)
        purchases.record(by=None, customer_id=other.pk, purchased_at=AT, amount=Decimal(100 + n))
        made.append((one.pk, other.pk))
    return made


@pytest.mark.django_db
def test_many_pairs_in_one_go_are_the_same_as_one_by_one():
    told = []
    for at_once in (True, False):
        try:
            with transaction.atomic():
                pairs = pairs_of_doubles(40)
                if at_once:
                    outcome = merging.merge_many(pairs=pairs, by=None)
                    assert (len(outcome.merges), outcome.left_out) == (40, 0)
                else:
                    for pair in pairs:
                        survivor, gone = merging.suggested(*pair)
                        merging.merge(survivor=survivor, gone=gone, by=None)
                people = Customer.objects.order_by("given_name").values_list("given_name", "pk")
                told.append({name: belongings(pk) for name, pk in people})
                raise Rollback
        except Rollback:
            pass
    assert told[0].keys() == told[1].keys() and len(told[0]) == 40
    assert {name: differences(told[0][name], told[1][name]) for name in told[0]} == {name: {} for name in told[0]}


@pytest.mark.django_db
def test_the_number_of_questions_does_not_grow_with_the_pairs(django_assert_max_num_queries):
    pairs = pairs_of_doubles(30)
    # About three questions for each of the forty tables that know a customer; thirty pairs ask no more than one.
    with django_assert_max_num_queries(150):
        merging.merge_many(pairs=pairs, by=None)


@pytest.mark.django_db
def test_chains_become_one_person_in_whatever_order_the_pairs_come(hanako, ichiro, misaki, kenta):
    told = []
    chain = [(hanako.pk, misaki.pk), (misaki.pk, ichiro.pk), (kenta.pk, ichiro.pk)]
    for pairs, at_once in ((chain, True), (chain[::-1], True), (chain, False), (chain[::-1], False)):
        try:
            with transaction.atomic():
                if at_once:
                    merging.merge_many(pairs=pairs, by=None)
                else:
                    for pair in pairs:
                        merging.merge_many(pairs=[pair], by=None)
                one = Customer.objects.get()
                assert one.pk == hanako.pk  # the oldest registration
                told.append(belongings(one.pk))
                raise Rollback
        except Rollback:
            pass
    assert [differences(told[0], other) for other in told[1:]] == [{}, {}, {}]


@pytest.mark.django_db
def test_merges_are_taken_back_the_last_first(hanako, ichiro, misaki, owner):
    first = merging.merge(survivor=ichiro, gone=misaki, by=owner)
    second = merging.merge(survivor=hanako, gone=ichiro, by=owner)
    assert find(misaki.pk).pk == find("ec:20003").pk == find("M0002").pk == hanako.pk
    with pytest.raises(UndoAnotherFirst) as refused:
        merging.unmerge(merge=first, by=owner)
    assert refused.value.details["merge"] == second.pk
    assert Customer.objects.count() == 1
    merging.unmerge(merge=second, by=owner)
    merging.unmerge(merge=first, by=owner)
    assert {find("M0001").pk, find("M0002").pk, find("M0003").pk} == {hanako.pk, ichiro.pk, misaki.pk}
    with pytest.raises(AlreadyUndone):
        merging.unmerge(merge=first, by=owner)


@pytest.mark.django_db
def test_a_batch_is_taken_back_as_a_whole(owner):
    pairs = pairs_of_doubles(5)
    batch = merging.start_batch(pairs=pairs, by=owner, reason="確実な重複")
    merging.run_batch(batch, lambda _done, _total: None, lambda: False)
    assert (Customer.objects.count(), Merge.objects.filter(batch=batch).count()) == (5, 5)
    merging.run_batch(batch, lambda _done, _total: None, lambda: False)  # killed and run again
    assert Merge.objects.count() == 5
    merging.start_undo(batch=batch, by=owner)
    assert merging.undo_batch(batch, lambda _done, _total: None, lambda: False, owner) == 0
    assert Customer.objects.count() == 10
    assert Batch.objects.get().undone_at is not None


@pytest.mark.django_db
def test_a_no_said_after_the_merge_holds_for_both(hanako, ichiro):
    for customer in (hanako, ichiro):
        consents.grant(customer_id=customer.pk, channel="mail", how="店頭", text="送る", by=None, at=AT)
    merge = merging.merge(survivor=hanako, gone=ichiro, by=None)
    assert may_receive([hanako.pk], "mail") == {hanako.pk}
    consents.withdraw(customer_id=hanako.pk, channel="mail", how="電話", by=None)
    merging.unmerge(merge=merge, by=None)
    assert may_receive([hanako.pk, ichiro.pk], "mail") == set()


@pytest.mark.django_db
def test_purchases_by_a_card_of_the_merged_record_go_with_it(hanako, ichiro):
    merge = merging.merge(survivor=hanako, gone=ichiro, by=None)
    for reference in ("pos:10002", "member:M0002", "pos:10001", ""):
        purchases.record(
            by=None,
            customer_id=find(reference or hanako.pk).pk,
            customer_reference=reference,
            purchased_at=AT,
            amount=Decimal(500),
        )
    merging.unmerge(merge=merge, by=None)
    assert Purchase.objects.filter(customer=ichiro).count() == 2
    assert Purchase.objects.filter(customer=hanako).count() == 2
    assert ichiro.events.filter(key="purchases.recorded").count() == 2


@pytest.mark.django_db
def test_erasing_the_survivor_erases_the_journal_and_the_old_numbers(hanako, ichiro, owner):
    merging.merge(survivor=hanako, gone=ichiro, by=owner)
    customers.delete(customer_id=hanako.pk, reason="本人の請求", by=owner)
    assert not Merge.objects.exists() and not MergeChange.objects.exists() and not FormerId.objects.exists()
    with pytest.raises(CustomerNotFound):
        find(ichiro.pk)


@pytest.mark.django_db
def test_a_former_member_number_is_nobody_elses(hanako, ichiro):
    merging.merge(survivor=hanako, gone=ichiro, by=None)
    with pytest.raises(MemberNumberTaken):
        customers.create(by=None, family_name="別人", member_number="M0002")
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_the_merges_that_stand_in_the_way_of_an_import_are_named(hanako, ichiro):
    Customer.objects.filter(pk=ichiro.pk).update(import_id=7)
    ichiro.external_ids.update(import_id=8)
    merge = merging.merge(survivor=hanako, gone=ichiro, by=None)
    assert [m.pk for m in merges_of_import(7)] == [m.pk for m in merges_of_import(8)] == [merge.pk]
    assert merges_of_import(9) == []
    merging.unmerge(merge=merge, by=None)
    assert merges_of_import(7) == []


@pytest.mark.django_db(transaction=True)
def test_two_people_who_merge_the_same_pair_at_once_make_one_merge():
    one, other = cast.hanako(), cast.ichiro()
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def run(survivor: int, gone: int) -> None:
        try:
            ready.wait()
            merging.merge(survivor=survivor, gone=gone, by=None)
            outcomes.append("merged")
        except SamePerson:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one.pk, other.pk), (other.pk, one.pk))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["merged", "refused"]
    assert (Customer.objects.count(), Merge.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_what_somebody_writes_during_a_merge_is_not_lost():
    one, other = cast.hanako(), cast.ichiro()
    wrote, merged = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            purchases.record(by=None, customer_id=other.pk, purchased_at=AT, amount=Decimal(700))
            wrote.set()
            merged.wait(0.3)  # the merge waits for whoever writes
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    wrote.wait()
    merging.merge(survivor=one.pk, gone=other.pk, by=None)
    merged.set()
    thread.join()
    assert list(Purchase.objects.values_list("customer_id", "amount")) == [(one.pk, Decimal(700))]


@pytest.mark.django_db(transaction=True)
def test_a_merge_that_dies_in_the_middle_changed_nothing(monkeypatch):
    one, other = cast.hanako(), cast.ichiro()
    before = [belongings(one.pk), belongings(other.pk)]
    monkeypatch.setattr("joren.record.merging.actions.uniting.refresh_search", lambda ids: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        merging.merge(survivor=one, gone=other, by=None)
    assert [belongings(one.pk), belongings(other.pk)] == before
    assert not Merge.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM merging_mergechange")
        assert cursor.fetchone() == (0,)
