"""The database goes back in time while mails were sent: nobody gets a second one."""

import pytest
from django.db import connection, transaction

from joren.outreach.delivery import actions, claiming, ledger
from joren.outreach.delivery.actions import NewDelivery
from joren.outreach.delivery.models import Delivery, Dispatch
from joren.outreach.delivery.recovery import take_over

from .test_reach import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("four_channels")]


@pytest.fixture(autouse=True)
def own_ledger(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger, "subfolder", lambda name: tmp_path)


def opened(count):
    people = [person(mail=f"p{n}@example.jp", agrees_to=["mail"]) for n in range(count)]
    new = [NewDelivery(customer_id=each.pk, address=f"p{n}@example.jp") for n, each in enumerate(people)]
    actions.prepare(origin="campaign:1", channel="mail", deliveries=new)
    return actions.open_dispatch(origin="campaign:1", channel="mail", by=None)


def begun(dispatch, limit):
    """What a worker does up to the moment it hands messages over."""
    with transaction.atomic():
        taken = claiming.take(dispatch, worker=f"{claiming.HOST}:999999999:a", limit=limit)
        turn = ledger.next_turn()
    ledger.note(turn, taken)
    return taken


def turn():
    return ledger._turn_of_database()


def restored(backup_turn):
    """The rows and the sequence as they were in the backup."""
    Delivery.objects.update(state="due", claimed_by="", begun_at=None, sent_at=None, attempts=0, leased_until=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('delivery_turn', %s)", [backup_turn])


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", "reason"))


def test_what_went_out_since_the_backup_is_uncertain_and_the_rest_still_waits():
    dispatch = opened(4)
    ledger.next_turn()
    backup = turn()
    begun(dispatch, limit=2)
    Delivery.objects.filter(state="claimed").update(state="sent")
    restored(backup)
    take_over()
    assert states() == [("uncertain", "restored")] * 2 + [("due", "")] * 2
    assert [row.address for row in begun(dispatch, limit=10)] == ["p2@example.jp", "p3@example.jp"]


def test_what_was_refused_for_now_may_go_again():
    dispatch = opened(2)
    ledger.next_turn()
    backup = turn()
    ledger.take_back(begun(dispatch, limit=2)[:1])
    restored(backup)
    take_over()
    assert states() == [("due", ""), ("uncertain", "restored")]


def test_it_is_looked_at_once():
    dispatch = opened(1)
    ledger.next_turn()
    backup = turn()
    begun(dispatch, limit=1)
    restored(backup)
    assert ledger.after_restore() == 1
    Delivery.objects.update(state="due", reason="")  # a person decided to send it once more
    assert ledger.after_restore() == 0
    assert len(begun(dispatch, limit=1)) == 1


def test_another_message_under_an_old_number_is_not_mistaken_for_the_one_that_went():
    dispatch = opened(1)
    ledger.next_turn()
    backup = turn()
    begun(dispatch, limit=1)
    restored(backup)
    Delivery.objects.update(address="somebody.else@example.jp")
    assert ledger.after_restore() == 0
    assert states() == [("due", "")]


def test_without_a_restore_nothing_changes():
    dispatch = opened(3)
    begun(dispatch, limit=2)
    assert ledger.after_restore() == 0
    assert [state for state, _ in states()] == ["claimed", "claimed", "due"]


def test_a_database_on_a_machine_that_knows_nothing_pauses_what_is_open(tmp_path):
    dispatch = opened(2)
    begun(dispatch, limit=1)
    Delivery.objects.filter(state="claimed").update(state="sent", claimed_by="")
    for path in tmp_path.glob("*.ledger"):
        path.unlink()
    take_over()
    dispatch.refresh_from_db()
    assert dispatch.state == "paused" and dispatch.problem
    Dispatch.objects.update(state="open")  # somebody continued it
    take_over()
    dispatch.refresh_from_db()
    assert dispatch.state == "open"


def test_a_record_cut_off_at_the_end_is_left_out(tmp_path):
    dispatch = opened(2)
    ledger.next_turn()
    backup = turn()
    begun(dispatch, limit=1)
    (path,) = tmp_path.glob("*.ledger")
    path.write_bytes(path.read_bytes() + b"H\0\0")
    restored(backup)
    assert ledger.after_restore() == 1


def test_old_files_are_thrown_away(tmp_path, time_machine):
    time_machine.move_to("2026-01-01T00:00+00:00")
    ledger.note(1, [])
    time_machine.move_to("2026-05-01T00:00+00:00")
    ledger.note(2, [])
    assert [path.stem for path in tmp_path.glob("*.ledger")] == ["2026-05-01"]
