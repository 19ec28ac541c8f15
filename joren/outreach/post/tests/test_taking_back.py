"""What becomes of letters on paper when something changes: not posted after all, no letters any more, one person."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from joren.foundation.audit.models import AuditEntry
from joren.foundation.time import clock
from joren.outreach.delivery import suppressing
from joren.outreach.delivery.models import Delivery, Suppression, Wish
from joren.outreach.post import actions, queries, returning
from joren.outreach.post.errors import BadPostage, NothingOnRun, PostedForSure, RunState
from joren.outreach.post.models import Piece, PrintRun, Return
from joren.outreach.post.rules.codes import code_of
from joren.record.consents import actions as consents
from joren.record.merging.actions import merge, unmerge
from joren.record.timeline.models import Event
from tests import cast

from .people import person, write_to

pytestmark = pytest.mark.django_db


def a_run(*people: Any) -> PrintRun:
    assert write_to(list(people)) == {"sent": len(people)}
    return PrintRun.objects.get()


def posted(run: PrintRun, **more: Any) -> PrintRun:
    return actions.mark_posted(
        actions.close(run, by=None), **{"posted_on": clock.today(), "cost_each": Decimal(110), "by": None} | more
    )


def everything() -> list[Any]:
    """All that a refusal must leave as it is."""
    models = (PrintRun, Piece, Return, Delivery, Suppression)
    return [*(list(model.objects.order_by("pk").values()) for model in models), Event.objects.count()]


def refused(problem: type[Exception], action: Any, *given: Any, **more: Any) -> None:
    before = everything()
    with pytest.raises(problem):
        action(*given, **more)
    assert everything() == before


# --- not posted after all --------------------------------------------------------------------------------------------


def test_a_run_marked_as_posted_by_mistake_is_as_before_and_can_be_posted_again():
    run = actions.close(a_run(person(1), person(2)), by=None)
    before = list(Delivery.objects.order_by("pk").values("state", "sent_at", "cost"))
    assert [row["cost"] for row in before] == [Decimal(85), Decimal(85)]
    actions.mark_posted(run, posted_on=clock.today(), cost_each=Decimal(110), by=cast.owner())
    back = actions.take_back_posted(run, by=cast.owner())
    assert (back.state, back.posted_on, back.cost_each, back.posted_by) == ("ready", None, None, None)
    after = list(Delivery.objects.order_by("pk").values("state", "sent_at", "cost"))
    assert [(row["state"], row["cost"]) for row in after] == [("sent", Decimal(85))] * 2
    assert all(
        abs(one["sent_at"] - two["sent_at"]) < timedelta(minutes=1) for one, two in zip(before, after, strict=True)
    )
    assert Event.objects.filter(key="post.sent").count() == 0
    trail = AuditEntry.objects.filter(subject_type="post.run").order_by("pk")
    assert [(entry.detail["state"], entry.staff) for entry in trail][-2:] == [
        ("posted", cast.owner()),
        ("ready", cast.owner()),
    ]
    actions.mark_posted(run, posted_on=clock.today(), cost_each=Decimal(90), by=None)
    assert Event.objects.filter(key="post.sent").count() == 2
    assert set(Delivery.objects.values_list("cost", flat=True)) == {Decimal(90)}


def test_a_run_somebody_answered_to_was_posted_for_sure():
    run = posted(a_run(person(1), person(2)))
    Delivery.objects.filter(piece__number=2).update(first_clicked_at=clock.now())
    refused(PostedForSure, actions.take_back_posted, run, by=None)


def test_a_run_of_which_a_letter_came_back_was_posted_until_that_was_a_mistake_too():
    run = posted(a_run(person(1)))
    returned = returning.take_back(code=code_of(run.pieces.get().pk), reason="moved", by=None)
    refused(PostedForSure, actions.take_back_posted, run, by=None)
    returning.undo(returned, by=None)
    assert actions.take_back_posted(run, by=None).state == "ready"


def test_what_was_never_marked_cannot_be_taken_back_and_no_piece_costs_nonsense():
    run = actions.close(a_run(person(1)), by=None)
    refused(RunState, actions.take_back_posted, run, by=None)
    for cost in ("NaN", "-1", "1000000"):
        more = {"posted_on": clock.today(), "cost_each": Decimal(cost), "by": None}
        refused(BadPostage, actions.mark_posted, run, **more)


# --- no letters any more ---------------------------------------------------------------------------------------------


def test_whoever_came_to_want_no_letters_is_taken_out_when_the_run_is_closed():
    stays, withdrew, blocked, pauses = people = [person(number) for number in range(1, 5)]
    run = a_run(*people)
    consents.withdraw(customer_id=withdrew.pk, channel="post", how="店頭", by=None)
    address = Delivery.objects.get(customer=blocked).address
    suppressing.suppress(channel="post", address=address, reason="manual", by=None)
    Wish.objects.create(customer=pauses, paused_until=clock.today() + timedelta(days=9))
    actions.close(run, by=None)
    assert [piece.customer_id for piece in queries.pieces_of(run)] == [stays.pk]
    rows = Delivery.objects.exclude(customer=stays).order_by("pk").values_list("state", "reason", "sent_at", "cost")
    assert list(rows) == [("cancelled", why, None, 0) for why in ("no_consent", "suppressed", "paused")]
    assert Piece.objects.get(customer=withdrew).left_out_because
    assert queries.figures_of(run)["left_out"] == 3


def test_a_run_on_which_nobody_wants_letters_any_more_is_not_closed():
    one = person(1)
    run = a_run(one)
    consents.withdraw(customer_id=one.pk, channel="post", how="店頭", by=None)
    refused(NothingOnRun, actions.close, run, by=None)


# --- two records, one person -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("first_is_the_survivor", [True, False])
def test_one_person_with_two_records_gets_one_letter_of_one_sending(first_is_the_survivor):
    one, two = person(1), person(2)
    run = a_run(one, two)
    before = everything()
    survivor, gone = (one, two) if first_is_the_survivor else (two, one)
    done = merge(survivor=survivor.pk, gone=gone.pk, by=cast.owner())
    assert [(piece.number, piece.customer_id) for piece in queries.pieces_of(run)] == [(1, survivor.pk)]
    rows = Delivery.objects.order_by("pk").values_list("state", "reason", "duplicate_of")
    assert list(rows) == [("sent", "", None), ("cancelled", "merged", Delivery.objects.order_by("pk")[0].pk)]
    unmerge(merge=done, by=cast.owner())
    assert everything()[:5] == before[:5]


def test_parted_after_the_run_was_closed_the_letter_that_was_never_written_stays_out():
    one, two = person(1), person(2)
    run = a_run(one, two)
    done = merge(survivor=one.pk, gone=two.pk, by=cast.owner())
    posted(run)
    unmerge(merge=done, by=cast.owner())
    assert [piece.customer_id for piece in queries.pieces_of(run)] == [one.pk]
    row = Delivery.objects.get(customer=two)
    assert (row.state, row.reason, row.sent_at, row.cost) == ("cancelled", "merged", None, 0)
    assert [event.customer_id for event in Event.objects.filter(key="post.sent")] == [one.pk]


def test_what_is_on_a_closed_run_may_be_printed_and_is_left_to_a_person():
    one, two = person(1), person(2)
    run = actions.close(a_run(one, two), by=None)
    merge(survivor=one.pk, gone=two.pk, by=cast.owner())
    assert queries.pieces_of(run).count() == 2


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_page_of_a_posted_run_takes_it_back_and_odd_printers_are_none(client):
    run = posted(a_run(person(1)))
    client.force_login(cast.reader())
    assert client.post(reverse("post:turn", args=[run.pk, "not-posted"])).status_code == 403
    client.force_login(cast.owner())
    page = reverse("post:detail", args=[run.pk])
    assert "not-posted" in client.get(page).content.decode()
    client.post(reverse("post:turn", args=[run.pk, "not-posted"]))
    run.refresh_from_db()
    assert run.state == "ready" and "not-posted" not in client.get(page).content.decode()
    for odd in ("²", "9" * 30, "x"):
        assert client.get(reverse("post:sheet"), {"printer": odd}).status_code == 200


def test_shop_staff_see_what_came_back_of_their_own_customers_alone(client):
    mine, elsewhere = person(1, family_name="常田"), person(2, family_name="他店")
    mine.shop = cast.station_shop()
    mine.save()
    elsewhere.shop = cast.cafe()
    elsewhere.save()
    run = posted(a_run(mine, elsewhere))
    returning.take_all_back(codes=[code_of(piece.pk) for piece in run.pieces.all()], reason="moved", by=None)
    client.force_login(cast.station_staff())
    shown = client.get(reverse("post:returns")).content.decode()
    assert "常田" in shown and "他店" not in shown
    foreign = Return.objects.get(piece__customer=elsewhere)
    assert client.post(reverse("post:undo", args=[foreign.pk])).status_code == 404
    foreign.refresh_from_db()
    assert foreign.undone_at is None
